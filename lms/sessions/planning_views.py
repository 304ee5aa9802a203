"""Planning sessions: adding, changing, copying, a series, publishing, confirming, closing and cancelling."""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core.errors import Refused
from lms.web.editing import asked_number, put
from lms.web.request import authorize, current_actor, facts, transaction
from lms.web.routing import requires

from .details import view_of, whole_values
from .forms import SessionForm, shown_of
from .models import TrainingSession
from .moves import move_session
from .permissions import Permission, keeps_the_calendar
from .queries import get_session
from .services import add_session, change_session
from .views import ONE

blueprint = Blueprint("planning", __name__)
SUBJECT = "training_session"


def planned(session_id: int) -> TrainingSession:
    """A session that the reader plans; "not found" for others."""
    session = get_session(facts(), session_id)
    authorize(Permission.PLAN_SESSIONS, view_of(session))
    return session


def _reach() -> Collection[int] | None:
    """The organisations somebody plans in-house sessions for; None: plans for everybody."""
    return None if keeps_the_calendar(current_actor()) else current_actor().organisations


def back_to(session_id: int, message: str) -> ResponseReturnValue:
    """To the page of a session, with a message."""
    flash(message)
    return redirect(url_for("sessions.show", session_id=session_id))


@blueprint.route("/sessions/new", methods=["GET", "POST"])
@requires(Permission.PLAN_SESSIONS)
def add() -> ResponseReturnValue:
    """A new session; the address may name one to copy, or a course."""
    copied = planned(number) if (number := asked_number("copy")) is not None else None
    start = {"course_id": asked_number("course"), "audience": "open", "trainers_wanted": 1, "language": "nl"}
    form = SessionForm(data=shown_of(copied, as_copy=True) if copied else start)
    more = "more" in request.form
    if more:
        form.add_row()
    form.offer(facts(), _reach())
    if not more and form.validate_on_submit():
        try:
            with transaction() as uow:
                added = add_session(uow, form.details())
        except Refused as refused:
            put(form, refused)
        else:
            return back_to(added.id, _("The session has been added as a draft. Publish it when it is ready."))
    page = render_template("sessions/edit.html", form=form, session=None, copied=copied)
    return page, 422 if form.errors else 200


@blueprint.route(f"{ONE}/edit", methods=["GET", "POST"])
@requires(Permission.PLAN_SESSIONS)
def edit(session_id: int) -> ResponseReturnValue:
    """Change a session and its meetings."""
    session = planned(session_id)
    form = SessionForm(data=shown_of(session))
    form.show(whole_values(session), SUBJECT, session_id)
    more = "more" in request.form
    if more:
        form.add_row()
    form.offer(facts(), _reach())
    if not more and form.validate_on_submit():
        try:
            with transaction() as uow:
                change_session(uow, session_id, form.details(), form.fingerprint)
        except Refused as refused:
            form.refuse(refused, whole_values(get_session(facts(), session_id)), SUBJECT, session_id)
        else:
            return back_to(session_id, _("The session has been saved."))
    page = render_template(
        "sessions/edit.html", form=form, session=get_session(facts(), session_id), copied=None
    )
    return page, 422 if form.errors else 200


@blueprint.post(f"{ONE}/move")
@requires(Permission.PLAN_SESSIONS)
def move(session_id: int) -> ResponseReturnValue:
    """Publish, confirm, start or close a session."""
    planned(session_id)
    said = {
        "published": _("The session is published: people can enrol."),
        "confirmed": _("The session goes on."),
        "running": _("The session is running."),
        "closed": _("The session is closed."),
    }
    to = request.form.get("to", "")
    try:
        with transaction() as uow:
            move_session(uow, session_id, to)
    except Refused as refused:
        return back_to(session_id, refused.message)
    return back_to(session_id, said[to])
