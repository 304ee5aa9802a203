"""What people type or paste: a day, an fte, a name, an address; a `ValueError` says what would be right."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from flask_babel import gettext as _

FIRST_YEAR, LAST_YEAR = 1950, 2100
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_FTE = re.compile(r"\d{1,2}([.,]\d{1,4})?")
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>.\"]+")
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


def clean(text: str) -> str:
    """Composed letters, one ordinary space between words, nothing invisible."""
    seen = (sign if unicodedata.category(sign) not in INVISIBLE else " " for sign in text)
    return " ".join(unicodedata.normalize("NFC", "".join(seen)).split())


def read_day(text: str) -> date:
    """A day, written as 31-12-2026, 31/12/2026 or 2026-12-31."""
    typed = clean(text)
    if found := _DAY_FIRST.fullmatch(typed):
        day, month, year = (int(part) for part in found.groups())
    elif found := _YEAR_FIRST.fullmatch(typed):
        year, month, day = (int(part) for part in found.groups())
    else:
        raise ValueError(_("“%(text)s” is not a date. Write it like 31-12-2026.", text=typed[:40]))
    try:
        read = date(year, month, day)
    except ValueError:
        raise ValueError(_("%(text)s does not exist in the calendar.", text=typed[:40])) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(
            _("The year must lie between %(first)s and %(last)s.", first=FIRST_YEAR, last=LAST_YEAR)
        )
    return read


def read_fte(text: str) -> Decimal:
    """Above 0 and at most 2, with a decimal comma or point."""
    typed = clean(text)
    if _FTE.fullmatch(typed):
        fte = Decimal(typed.replace(",", "."))
        if 0 < fte <= 2:
            return fte
    raise ValueError(
        _("“%(text)s” is not an fte. Write a part of a full week, such as 0,8.", text=typed[:40])
    )


def read_email(text: str) -> str:
    """One e-mail address."""
    typed = clean(text)
    if len(typed) > 254 or not _EMAIL.fullmatch(typed):
        raise ValueError(_("“%(text)s” is not an e-mail address, such as name@example.org.", text=typed[:60]))
    return typed


def read_text(text: str, longest: int) -> str:
    """Text of at most so many characters."""
    typed = clean(text)
    if len(typed) > longest:
        raise ValueError(_("“%(text)s…” is longer than %(most)s characters.", text=typed[:40], most=longest))
    return typed
