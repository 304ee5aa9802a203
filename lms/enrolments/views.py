"""Joining, and everything somebody does with an own enrolment."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core.errors import NotFound, Refused
from lms.web.request import current_actor, facts, now, platform, transaction
from lms.web.routing import requires

from .pages import joinable, own_lines
from .permissions import Permission
from .queries.own import find_enrolment
from .services import Outcome, accept_offer, cancel, decline_offer, enrol
from .values import State
from .words import reason_text, state_word

blueprint = Blueprint("enrolments", __name__, template_folder="templates")
blueprint.add_app_template_global(state_word, "enrolment_state")
STEPS = {"accept": accept_offer, "decline": decline_offer, "leave": cancel}


def _own_person() -> int:
    return current_actor().person_id or 0


@blueprint.get("/enrolments")
@requires(Permission.JOIN)
def mine() -> ResponseReturnValue:
    """What the reader is enrolled in, and what there is to join."""
    lines = own_lines(facts(), _own_person())
    found = joinable(facts(), _own_person(), lines, now())
    return render_template("enrolments/mine.html", lines=lines, found=found)


@blueprint.post("/enrolments/sessions/<int(max=2147483647):session_id>")
@requires(Permission.JOIN)
def join(session_id: int) -> ResponseReturnValue:
    """Join a session; the answer says what came of it and why."""
    with transaction() as uow:
        outcome = enrol(
            uow,
            session_id,
            _own_person(),
            platform().admission,
            auto_book=bool(request.form.get("auto_book")),
        )
    flash(said(outcome))
    return redirect(url_for("enrolments.mine"))


@blueprint.post("/enrolments/<int(max=2147483647):enrolment_id>/<any(accept,decline,leave):step>")
@requires(Permission.JOIN)
def answer(enrolment_id: int, step: str) -> ResponseReturnValue:
    """Accept or decline an offer, or leave; only the person's own."""
    found = find_enrolment(facts(), enrolment_id)
    if found is None or found.person_id != current_actor().person_id:
        raise NotFound
    try:
        with transaction() as uow:
            outcome = STEPS[step](uow, enrolment_id, platform().admission)
    except Refused as refused:
        flash(refused.message)
    else:
        flash(said(outcome))
    return redirect(url_for("enrolments.mine"))


def said(outcome: Outcome) -> str:
    """What came of it, in a sentence or two."""
    why = reason_text(outcome.reason.why, outcome.reason.values)
    return {
        State.BOOKED: _("You have a seat. %(why)s", why=why),
        State.WAITING: _(
            "You are on the waiting list, at place %(place)s. %(why)s", place=outcome.position, why=why
        ),
        State.REQUESTED: _("Your request is made. %(why)s", why=why),
        State.OFFERED: _("A seat is offered to you. %(why)s", why=why),
        State.CANCELLED: _("You are signed off."),
    }.get(outcome.state, why)
