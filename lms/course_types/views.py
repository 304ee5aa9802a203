"""The courses, the pages that course types bring, and how the types are doing."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.core.access import Actor
from lms.core.errors import NotFound
from lms.expertise.reasons import period_in_words
from lms.plugins.api import CourseType, Text
from lms.plugins.registry import Registry
from lms.web.filters import short_date
from lms.web.language import language
from lms.web.request import authorize, current_actor, facts, platform, today
from lms.web.routing import requires

from .pages import course_page, course_sections
from .permissions import Permission, may_view_page
from .reports import keys_to_switch_on, lead_in, type_reports

blueprint = Blueprint("course_types", __name__, template_folder="templates")
blueprint.add_app_template_filter(period_in_words, "period")
blueprint.add_app_template_filter(lead_in, "lead_in")


@blueprint.app_template_filter("said")
def said(text: Text) -> str:
    """The words of a course type in the reader's language."""
    return text.en if language() == "en" else text.nl


@blueprint.app_template_filter("cell")
def cell(value: Text | str | int | date | None) -> str:
    """A cell of a table that a course type made."""
    if isinstance(value, Text):
        return said(value)
    return short_date(value) if value is None or isinstance(value, date) else str(value)


@blueprint.app_template_global("word")
def word(course_type: CourseType | None, term: str) -> str:
    """The type's own word for a term of the platform, with a capital; '' when it has none."""
    own = course_type.wording().get(term) if course_type else None
    return said(own)[:1].upper() + said(own)[1:] if own else ""


def type_menu(registry: Registry, actor: Actor) -> list[tuple[Text, str, str]]:
    """What course types add to the navigation for this reader: label, key of the type and path of the page."""
    return [
        (page.menu, one.key, page.path)
        for one in registry.enabled.values()
        for page in one.pages()
        if page.menu and may_view_page(actor, page)
    ]


@blueprint.get("/courses")
@requires(Permission.VIEW_COURSES)
def courses() -> ResponseReturnValue:
    """Every course by type, with the competence it leads to."""
    sections = course_sections(facts(), platform().registry, current_actor())
    return render_template("course_types/courses.html", sections=sections)


@blueprint.get("/courses/<int(max=2147483647):course_id>")
@requires(Permission.VIEW_COURSES)
def course(course_id: int) -> ResponseReturnValue:
    """One course, and what its type says about it."""
    page = course_page(facts(), platform().registry, current_actor(), course_id, today())
    return render_template("course_types/course.html", page=page)


@blueprint.get("/course-types")
@requires(Permission.VIEW_COURSE_TYPES)
def installed() -> ResponseReturnValue:
    """Which course types are installed, what each brings and what is wrong with it."""
    reports = type_reports(platform().registry, facts())
    config = platform().config
    keys = keys_to_switch_on(reports, config.course_types)
    return render_template("course_types/installed.html", reports=reports, config=config, keys=keys)


@blueprint.get("/types/<key>/<path>")
@requires(Permission.VIEW_TYPE_PAGE)
def type_page(key: str, path: str) -> ResponseReturnValue:
    """A page that a course type brings, drawn by the platform."""
    registry = platform().registry
    own = registry.find(key)
    page = next((one for one in own.pages() if one.path == path), None) if own else None
    if own is None or page is None:
        raise NotFound
    authorize(Permission.VIEW_TYPE_PAGE, page)
    content = registry.show(platform().database, key, path)
    return render_template("course_types/type_page.html", type=own, page=page, content=content)
