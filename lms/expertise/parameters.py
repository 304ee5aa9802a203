"""Reads what a reader asked for from the address; a wrong value is said and replaced, never a stack trace."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlencode

from flask import flash, request
from flask_babel import gettext as _

from lms.web.downloads import FORMS
from lms.web.filters import long_date

from .overview import Filters

_DAY_FIRST = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{4})")


def asked_day(today: date) -> date:
    """The date to look at: `?on=` as 2022-12-31 or 31-12-2022, today when it is empty or no date."""
    text = request.args.get("on", "").strip()
    if not text:
        return today
    try:
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year = (int(part) for part in found.groups())
            asked = date(year, month, day)
        else:
            asked = date.fromisoformat(text)
    except ValueError:
        flash(_("“%(text)s” is not a date. Write it like 31-12-2022. You now see today.", text=text[:40]))
        return today
    if not date(1950, 1, 1) <= asked <= date(today.year + 20, 12, 31):
        flash(_("%(day)s is too far away. You now see today.", day=long_date(asked)))
        return today
    return asked


def asked_filters(today: date) -> Filters:
    """The filters of the region table."""
    arguments = request.args
    return Filters(
        on=asked_day(today),
        region=arguments.get("region", type=int),
        type=arguments.get("type", type=int),
        competence=arguments.get("competence") or None,
        gaps=arguments.get("gaps") == "1",
        search=arguments.get("q", "").strip()[:80],
        sort=arguments.get("sort", "region"),
    )


def asked_form() -> str | None:
    """The form of file that was asked for, `?form=csv` or `?form=xlsx`; None for the page itself."""
    form = request.args.get("form", "")
    return form if form in FORMS else None


def address(**changes: object) -> str:
    """The present address with some arguments changed; None takes one away, and a changed list starts at page 1."""
    arguments = {key: value for key, value in request.args.items() if key not in changes and key != "page"}
    arguments.update({key: str(value) for key, value in changes.items() if value is not None})
    return f"{request.path}?{urlencode(arguments)}" if arguments else request.path
