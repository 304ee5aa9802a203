"""What a cell with a day or a period says: 2024-12-31, 31-12-2024, P24M; or `Wrong` with what would be right."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from lms.catalogue.rules import Period

from .cells import ErrorCell, Wrong, plain
from .messages import message as _

FIRST_YEAR, LAST_YEAR = 1900, 2100
OPEN_END = date.max
"""Stands for an end date that was stated as "never", such as 31-12-9999."""

_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DUTCH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")
_OTHER_DAY = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")
_MIDNIGHT = re.compile(r"[T ]\s*0{1,2}:00(:00(\.0+)?)?Z?$")


def day(cell: Any) -> date | None:
    """A day, written as 2024-12-31 or 31-12-2024, between 1900 and 2100."""
    if isinstance(cell, str):
        return _day_of_text(cell)
    found = _day_of_cell(cell)
    if found is not None:
        _check_year(found)
    return found


def last_day(cell: Any) -> date | None:
    """A last day; one far in the future on 31 December or 1 January means no end and gives `OPEN_END`."""
    try:
        return day(cell)
    except Wrong:
        found = _find_day(cell)
        if found and found.year > LAST_YEAR and (found.month, found.day) in {(12, 31), (1, 1)}:
            return OPEN_END
        raise


def _find_day(cell: Any) -> date | None:
    try:
        return _written_day(plain(cell)) if isinstance(cell, str) else _day_of_cell(cell)
    except Wrong:
        return None


def _day_of_cell(cell: Any) -> date | None:
    if cell is None:
        return None
    if isinstance(cell, datetime):
        if cell.time() != datetime.min.time():
            raise Wrong(_("it has a time of day; write only the day, %(day)s", day=cell.date().isoformat()))
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _day_of_text(format(cell, ".15g"))
    if isinstance(cell, ErrorCell):
        plain(cell)
    raise Wrong(_how_to_write_a_day())


@lru_cache(maxsize=65536)
def _day_of_text(raw: str) -> date | None:
    text = plain(raw)
    if not text:
        return None
    found = _written_day(text)
    if found is None:
        raise Wrong(_advice_on_day(text))
    _check_year(found)
    return found


def _written_day(text: str) -> date | None:
    text = _MIDNIGHT.sub("", text)
    if iso := _ISO_DAY.fullmatch(text):
        year, month, number = (int(part) for part in iso.groups())
    elif dutch := _DUTCH_DAY.fullmatch(text):
        number, month, year = (int(part) for part in dutch.groups())
    else:
        return None
    try:
        return date(year, month, number)
    except ValueError:
        raise Wrong(_("this day does not exist in the calendar")) from None


def _check_year(found: date) -> None:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Wrong(_("the year must lie between %(first)s and %(last)s", first=FIRST_YEAR, last=LAST_YEAR))


def _advice_on_day(text: str) -> str:
    if re.fullmatch(r"\d{5}([.,]0+)?", text):
        serial = date(1899, 12, 30) + timedelta(days=int(text[:5]))
        if FIRST_YEAR <= serial.year <= LAST_YEAR:
            return _(
                "it looks like an Excel serial number, which would be %(day)s; give the column a date format",
                day=serial.isoformat(),
            )
    if other := _OTHER_DAY.fullmatch(_MIDNIGHT.sub("", text)):
        first, _middle, last = other.groups()
        if len(last) == 4 or len(first) == 4:
            return _("write the day with dashes: yyyy-mm-dd or dd-mm-yyyy, such as 2024-12-31 or 31-12-2024")
        return _("write the year in four digits, such as 2024-12-31 or 31-12-2024 (dd-mm-yyyy)")
    return _how_to_write_a_day()


def _how_to_write_a_day() -> str:
    return _("write a day as yyyy-mm-dd or dd-mm-yyyy, such as 2024-12-31 or 31-12-2024")


@lru_cache(maxsize=1024)
def _period(text: str) -> Period:
    return Period.parse(text)


def period(cell: Any) -> str | None:
    """An ISO 8601 duration in years, months, weeks and days, kept as typed in capitals."""
    text = plain(cell).upper()
    if not text:
        return None
    try:
        _period(text)
        if len(text) > 30:
            raise ValueError
    except ValueError:
        raise Wrong(
            _("write an ISO 8601 duration in years, months, weeks or days, such as P24M, P2Y or P365D")
        ) from None
    return text
