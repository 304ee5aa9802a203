"""The words of charts in the language of the request."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from babel.dates import format_date
from flask_babel import gettext

from lms.web.filters import number, short_date
from lms.web.language import language

from .words import Words


def translated_words() -> Words:
    """Texts, numbers and dates as the visitor reads them; needs a request or application context."""
    return Words(gettext, _number, short_date, _month)


def _number(value: int) -> str:
    # Grouping begins at 1000; a table of months has hundreds of small numbers and Babel takes 0.1 ms for each.
    return str(value) if 0 <= value < 1000 else number(value)


def _month(day: date) -> str:
    return _month_in(day, language())


@lru_cache(2048)
def _month_in(day: date, language: str) -> str:
    # Kept, since a page of trends names the same few months again and again and Babel takes 0.1 ms for each.
    return format_date(day, "MMM y", locale=language)
