"""What one cell says: from what was typed to a value, or `Wrong` with what would be right.

A cell arrives as text (CSV) or as the value a spreadsheet holds (text, float, bool, date, `ErrorCell`). An empty
cell is None. Everything here is pure; days and numbers stand in `days.py` and `numbers.py`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .messages import message as _

BLANK = (
    " \t\r\n\f\v\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c"
)
BLANK += "\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\x85"
EXCEL_ERRORS = re.compile(
    r"#(N/A|N/B|REF!|VERW!|VALUE!|WAARDE!|NAME\?|NAAM\?|DIV/0!|DEEL/0!|NUM!|GETAL!|NULL!|LEEG!|SPILL!|CALC!|"
    r"OVERLOOP!|BEREKENEN!|GETTING_DATA|#+)",
    re.IGNORECASE,
)
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d+|\d[.,]\d+E\d+", re.IGNORECASE)
_WHOLE_FLOAT = re.compile(r"(\d+)[.,]0{1,2}")
"""A whole number with the decimals a spreadsheet shows; three zeros may be thousands and stay as typed."""
_YES_OR_NO = (
    {"": None}
    | dict.fromkeys(("yes", "ja", "true", "waar", "1"), True)
    | dict.fromkeys(("no", "nee", "false", "onwaar", "0"), False)
)
_FORMULA = re.compile(r"'+\s*[=+\-@]")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")


class Wrong(Exception):
    """A cell that cannot be read; the message says what would be right."""


@dataclass(frozen=True)
class ErrorCell:
    """A spreadsheet cell that holds an error instead of a value."""

    text: str


def typed(cell: Any) -> str:
    """What the user sees in the cell, to quote back exactly."""
    if cell is None:
        return ""
    if isinstance(cell, ErrorCell):
        return cell.text
    if isinstance(cell, float):
        return format(cell, ".15g")
    if isinstance(cell, bool):
        return str(cell).upper()
    return str(cell)


def is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip(BLANK))


def clean(text: str) -> str:
    """Trimmed of all blank characters, composed (NFC), with ordinary spaces inside."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = unicodedata.normalize("NFC", text.strip(BLANK))
    if not text.isprintable():
        text = re.sub(r"[\u200b\u2060\ufeff]", "", text)
        text = re.sub(r"[\u00a0\u202f]", " ", text)
        text = re.sub(r"[ \t]*[\r\n\t\u2028\u2029]+[ \t]*", " ", text)
        if any("\udc80" <= sign <= "\udcff" for sign in text):
            raise Wrong(_("it holds a character that cannot be read; save the file as “CSV UTF-8”"))
        if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
            raise Wrong(_("it holds an invisible control character; type the value again"))
    return text


def without_guard(text: str) -> str:
    """The text without the apostrophe that an export puts before what a spreadsheet would take for a formula."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def plain(cell: Any) -> str:
    """The cell as clean text, refusing what no column may hold."""
    if isinstance(cell, str):
        text = without_guard(clean(cell))
        if text.startswith("#") and EXCEL_ERRORS.fullmatch(text):
            raise Wrong(_("it is an error in the spreadsheet; repair the formula or empty the cell"))
        return text
    if cell is None:
        return ""
    if isinstance(cell, ErrorCell):
        raise Wrong(_("it is an error in the spreadsheet; repair the formula or empty the cell"))
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return _text_of_float(cell)
    if isinstance(cell, (int, Decimal)):
        return str(cell)
    raise Wrong(_("the spreadsheet made a date or a time of it; make the column text and type it again"))


def _text_of_float(number: float) -> str:
    if number.is_integer() and abs(number) >= 1e15:
        raise Wrong(_("the spreadsheet has shortened this number; make the column text and type it again"))
    return str(int(number)) if number.is_integer() else format(number, ".15g")


def text_up_to(longest: int) -> Any:
    """A reader of text of at most this many characters."""

    def read(cell: Any) -> str | None:
        text = plain(cell)
        if len(text) > longest:
            raise Wrong(_("it is longer than %(longest)s characters", longest=longest))
        return text or None

    return read


def code_up_to(longest: int) -> Any:
    """A reader of keys and numbers: text with leading zeros kept, and what Excel did to it undone or refused."""
    read_text = text_up_to(longest)

    def read(cell: Any) -> str | None:
        text = read_text(cell)
        if text is None or not text[0].isdigit():
            return text
        if _SHORTENED.fullmatch(text):
            raise Wrong(_("Excel has shortened this number; make the column text and type it in full"))
        whole = _WHOLE_FLOAT.fullmatch(text)
        return whole[1] if whole else text

    return read


def email(cell: Any) -> str | None:
    """An e-mail address, checked loosely: one @, no spaces, a dot in the domain."""
    text = text_up_to(254)(cell)
    if text is not None and not _EMAIL.fullmatch(text):
        raise Wrong(_("write one e-mail address, such as naam@example.org, or leave it empty"))
    return text


def yes_or_no(cell: Any) -> bool | None:
    """Yes or no in Dutch or English, or as a spreadsheet says true and false."""
    text = plain(cell).casefold()
    if text not in _YES_OR_NO:
        raise Wrong(_("write yes or no, or leave it empty"))
    return _YES_OR_NO[text]


def names(cell: Any) -> tuple[str, ...]:
    """Names separated by |, each once."""
    found = dict.fromkeys(part for part in (clean(p) for p in plain(cell).split("|")) if part)
    if any(len(name) > 120 for name in found):
        raise Wrong(_("each name is at most %(longest)s characters", longest=120))
    return tuple(found)
