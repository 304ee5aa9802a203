"""Finding sessions: the list, the calendar, and the page of one session."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.catalogue.queries import all_courses
from lms.core.access import Role
from lms.organisations.models import Organisation
from lms.organisations.queries import all_organisations, all_regions
from lms.web.editing import asked_number, read_day
from lms.web.filters import named
from lms.web.request import authorize, current_actor, facts, may, now, platform, today
from lms.web.routing import requires

from .details import view_of
from .models import STATUSES
from .pages import Counters, list_page, place_of, session_page
from .permissions import Permission
from .queries import SessionFilters
from .reach import own_organisations, visible
from .words import AUDIENCE_WORDS, LANGUAGE_WORDS, ROLE_WORDS, STATUS_WORDS, why_not_open_words

blueprint = Blueprint("sessions", __name__, template_folder="templates")
blueprint.add_app_template_filter(place_of, "place_of")
ONE = "/sessions/<int(max=2147483647):session_id>"
WORDS = {
    "status_words": STATUS_WORDS,
    "audience_words": AUDIENCE_WORDS,
    "role_words": ROLE_WORDS,
    "language_words": LANGUAGE_WORDS,
}
blueprint.record_once(lambda state: state.app.jinja_env.globals.update(session_words=WORDS))
blueprint.add_app_template_global(why_not_open_words, "why_not_open")


def counters() -> Counters:
    """What is enrolled, as far as sessions may know."""
    return Counters(platform().taken_seats, platform().waiting_people)


@blueprint.get("/sessions")
@requires(Permission.VIEW_SESSIONS)
def index() -> ResponseReturnValue:
    """The sessions to come that the reader may see, narrowed by the filters in the address."""
    only = request.args.get("only", "")
    organisations = all_organisations(facts())
    filters = _asked(organisations, only)
    page = list_page(
        facts(),
        filters,
        visible(facts(), current_actor(), today()),
        counters(),
        now(),
        request.args.get("page", 1, type=int),
        only_free=only == "free",
    )
    return render_template(
        "sessions/index.html",
        page=page,
        filters=filters,
        only=only,
        place=request.args.get("place", ""),
        courses=all_courses(facts()),
        organisations=organisations,
        regions=all_regions(facts()),
        statuses=STATUSES,
        plans=may(Permission.PLAN_SESSIONS),
    )


def _asked(organisations: list[Organisation], only: str) -> SessionFilters:
    """The filters of the address; a day that is none is said, and left out. Without a first day: from today on."""
    days: dict[str, date | None] = {}
    for name in ("from", "until"):
        typed = request.args.get(name, "").strip()
        days[name] = read_day(typed) if typed else None
        if typed and days[name] is None:
            flash(_("“%(text)s” is not a date and was left out.", text=typed[:40]))
    if "from" not in request.args:
        days["from"] = today()
    status = request.args.get("status", "")
    return SessionFilters(
        course_id=asked_number("course"),
        places=_places(organisations, request.args.get("place", "")),
        status=status if status in STATUSES else "",
        first_day=days["from"],
        last_day=days["until"],
        mine=(current_actor().person_id or -1) if only == "mine" else None,
        lacks_trainers=only == "lacks",
    )


def _places(organisations: list[Organisation], place: str) -> list[int] | None:
    """The organisations that a choice of place stands for: "r3" is a region, "o12" one organisation."""
    kind, number = place[:1], place[1:]
    if not number.isdecimal() or kind not in ("r", "o"):
        return None
    return [o.id for o in organisations if (o.region_id if kind == "r" else o.id) == int(number)]


@blueprint.get(ONE)
@requires(Permission.VIEW_SESSIONS)
def show(session_id: int) -> ResponseReturnValue:
    """One session: when, where, by whom, for whom, and what can be done."""
    page = session_page(facts(), session_id, counters(), now())
    seen = view_of(page.session, own_organisations(facts(), current_actor(), today()))
    authorize(Permission.VIEW_SESSIONS, seen)
    return render_template(
        "sessions/session.html", **session_parts(page, may(Permission.PLAN_SESSIONS, seen))
    )


def session_parts(page: Any, plans: bool) -> dict[str, Any]:
    """What the page of a session needs beside the session."""
    actor = current_actor()
    signs_up = (
        may(Permission.GIVE_SESSIONS)
        and page.row.lacks > 0
        and page.session.status != "draft"
        and actor.person_id not in {t.person_id for t in page.session.trainers}
    )
    named_course = named(page.session.course)
    return {
        "page": page,
        "plans": plans,
        "signs_up": signs_up,
        "title": named_course,
        "staff": plans or actor.has(Role.TRAINER),
    }
