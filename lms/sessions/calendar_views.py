"""A month of meetings."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms.catalogue.queries import all_courses
from lms.web.editing import asked_number, read_day
from lms.web.language import language
from lms.web.request import current_actor, facts, may, today
from lms.web.routing import requires

from .pages import month_weeks
from .permissions import Permission
from .reach import visible

blueprint = Blueprint("calendar", __name__)


@blueprint.app_template_filter("month_name")
def month_name(day: date) -> str:
    """maart 2028."""
    return format_date(day, "LLLL y", locale=language())


@blueprint.app_template_filter("day_name")
def day_name(day: date) -> str:
    """ma, di, … or Mon, Tue, …"""
    return format_date(day, "ccc", locale=language())


@blueprint.get("/sessions/calendar")
@requires(Permission.VIEW_SESSIONS)
def month() -> ResponseReturnValue:
    """A month of meetings."""
    asked = read_day(f"01-{request.args.get('month', '')}") or read_day(request.args.get("day", ""))
    first = (asked or today()).replace(day=1)
    weeks = month_weeks(facts(), first, visible(facts(), current_actor(), today()), asked_number("course"))
    return render_template(
        "sessions/calendar.html",
        weeks=weeks,
        first=first,
        before=_month_beside(first, -1),
        after=_month_beside(first, 1),
        courses=all_courses(facts()),
        course_id=asked_number("course"),
        plans=may(Permission.PLAN_SESSIONS),
    )


def _month_beside(first: date, step: int) -> str:
    years, month = divmod(first.month - 1 + step, 12)
    return f"{month + 1:02d}-{first.year + years}"
