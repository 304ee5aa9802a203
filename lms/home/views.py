"""The home page, the search, and the way to what keeps the platform in order."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.expertise.permissions import Permission as ExpertisePermission
from lms.people.permissions import Permission
from lms.upkeep.permissions import Permission as UpkeepPermission
from lms.web.downloads import FORMS, download
from lms.web.request import current_actor, facts, may, platform, today
from lms.web.routing import public, requires

from .lists import ListLine, list_lines
from .pages import ENDING, FIRST, home_page
from .permissions import Permission as HomePermission
from .search import search

blueprint = Blueprint("home", __name__, template_folder="templates")


@blueprint.get("/")
@requires(Permission.SIGNED_IN)
def start() -> ResponseReturnValue:
    """What there is to know and to do today."""
    whole = may(ExpertisePermission.VIEW_NUMBERS)
    ending = ENDING if request.args.get("ending") == "all" else FIRST
    page = home_page(facts(), current_actor(), platform().registry, today(), whole=whole, ending=ending)
    return render_template("home/start.html", page=page, most_ending=ENDING)


@blueprint.get("/search")
@requires(HomePermission.SEARCH)
def find() -> ResponseReturnValue:
    """Organisations and people by a part of their name."""
    found = search(facts(), current_actor(), request.args.get("q", ""), today())
    return render_template("home/search.html", found=found)


@blueprint.get("/lists")
@requires(UpkeepPermission.KEEP_PEOPLE)
def lists_due() -> ResponseReturnValue:
    """Whose list of people has to be looked at."""
    lines = list_lines(facts(), current_actor(), today())
    if (form := request.args.get("form", "")) in FORMS:
        columns = [_("Organisation"), _("Last confirmed"), _("By"), _("People"), _("Status")]
        return download(_("lists"), columns, [_cells(line) for line in lines], form)
    return render_template("home/lists.html", lines=lines)


def _cells(line: ListLine) -> list[Any]:
    """The newest confirmation of a list and what it means, as cells of a file."""
    last = (line.last.day, line.last.actor, line.last.people) if line.last else (None, None, None)
    return [line.organisation.name, *last, _("please look") if line.due else _("confirmed")]


@blueprint.get("/manage")
@requires(HomePermission.MANAGE)
def manage() -> ResponseReturnValue:
    """The way to everything that keeps the platform in order."""
    return render_template("home/manage.html")


@blueprint.get("/healthz")
@public
def healthy() -> ResponseReturnValue:
    """Says that this process answers."""
    return "ok", 200, {"Content-Type": "text/plain; charset=utf-8"}
