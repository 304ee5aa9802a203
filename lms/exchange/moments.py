"""What a cell with a moment says: 2026-12-03T09:00, on the wall clock of Europe/Amsterdam."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from .cells import Wrong, plain
from .days import FIRST_YEAR, LAST_YEAR
from .messages import message as _

_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:00)?")
_DUTCH = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})[T ](\d{1,2}:\d{2})(:00)?")


def moment(cell: Any) -> datetime | None:
    """A day with a time, to the minute, without a zone: the wall clock says it."""
    if isinstance(cell, datetime):
        return _within(cell.replace(second=0, microsecond=0, tzinfo=None))
    text = plain(cell)
    if not text:
        return None
    if dutch := _DUTCH.fullmatch(text):
        text = f"{dutch[3]}-{dutch[2]:0>2}-{dutch[1]:0>2}T{dutch[4]:0>5}"
    found = _ISO.fullmatch(text)
    try:
        if found:
            return _within(datetime.fromisoformat(f"{found[1]}T{found[2]}"))
    except ValueError:
        raise Wrong(_("this day or this time does not exist")) from None
    raise Wrong(_("write a day with a time as yyyy-mm-ddThh:mm, such as 2026-12-03T09:00"))


def _within(found: datetime) -> datetime:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Wrong(_("the year must lie between %(first)s and %(last)s", first=FIRST_YEAR, last=LAST_YEAR))
    return found


def one_of(*words: str) -> Any:
    """A reader of cells that hold one of these words, in whatever capitals; empty is none."""

    def read(cell: Any) -> str | None:
        word = plain(cell).casefold()
        if word and word not in words:
            raise Wrong(_("write one of: %(words)s", words=", ".join(words)))
        return word or None

    return read
