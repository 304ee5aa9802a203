"""The home page."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.expertise.permissions import Permission as ExpertisePermission
from lms.people.permissions import Permission
from lms.web.request import current_actor, facts, may, today
from lms.web.routing import public, requires

from .pages import home_page

blueprint = Blueprint("home", __name__, template_folder="templates")


@blueprint.get("/")
@requires(Permission.SIGNED_IN)
def start() -> ResponseReturnValue:
    """What there is to know and to do today."""
    whole = may(ExpertisePermission.VIEW_NUMBERS)
    page = home_page(facts(), current_actor(), today(), whole=whole)
    return render_template("home/start.html", page=page)


@blueprint.get("/healthz")
@public
def healthy() -> ResponseReturnValue:
    """Says that this process answers."""
    return "ok", 200, {"Content-Type": "text/plain; charset=utf-8"}
