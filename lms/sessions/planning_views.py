"""Planning sessions: adding, changing, copying, a series, publishing, confirming, closing and cancelling."""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.core.errors import NotFound, Refused
from lms.web.editing import asked_number, put
from lms.web.filters import named
from lms.web.request import authorize, current_actor, facts, now, today, transaction
from lms.web.routing import requires

from .forms import CancelForm, SeriesForm, SessionForm, shown_of
from .models import Meeting, TrainingSession
from .moves import cancel_meeting, cancel_session, move_session
from .pages import session_page
from .permissions import Permission, keeps_the_calendar
from .queries import get_session
from .series import first_day, make_series, proposed_series
from .services import add_session, change_session, view_of, whole_values
from .views import ONE, counters

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


def _back(session_id: int, message: str) -> ResponseReturnValue:
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
            return _back(added.id, _("The session has been added as a draft. Publish it when it is ready."))
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
            return _back(session_id, _("The session has been saved."))
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
        return _back(session_id, refused.message)
    return _back(session_id, said[to])


@blueprint.route(f"{ONE}/cancel", methods=["GET", "POST"])
@requires(Permission.PLAN_SESSIONS)
def cancel(session_id: int) -> ResponseReturnValue:
    """Say whom it touches and ask why; then cancel the session."""
    session = planned(session_id)
    form = CancelForm()
    form.show(whole_values(session), SUBJECT, session_id)
    if form.validate_on_submit():
        try:
            with transaction() as uow:
                cancel_session(uow, session_id, form.reason.data or "", form.fingerprint)
        except Refused as refused:
            form.refuse(refused, whole_values(get_session(facts(), session_id)), SUBJECT, session_id)
        else:
            return _back(session_id, _("The session is cancelled. Its rooms and trainers are free again."))
    page = session_page(facts(), session_id, counters(), now())
    shown = render_template("sessions/cancel.html", form=form, page=page, meeting=None)
    return shown, 422 if form.errors else 200


@blueprint.route(f"{ONE}/meetings/<int(max=2147483647):meeting_id>/cancel", methods=["GET", "POST"])
@requires(Permission.PLAN_SESSIONS)
def cancel_one(session_id: int, meeting_id: int) -> ResponseReturnValue:
    """Say whom it touches and ask why; then cancel one meeting."""
    session = planned(session_id)
    meeting = _meeting(session, meeting_id)
    form = CancelForm()
    form.show(whole_values(session), SUBJECT, session_id)
    if form.validate_on_submit():
        try:
            with transaction() as uow:
                cancel_meeting(uow, session_id, meeting_id, form.reason.data or "", form.fingerprint)
        except Refused as refused:
            form.refuse(refused, whole_values(get_session(facts(), session_id)), SUBJECT, session_id)
        else:
            return _back(session_id, _("The meeting is cancelled."))
    page = session_page(facts(), session_id, counters(), now())
    shown = render_template("sessions/cancel.html", form=form, page=page, meeting=meeting)
    return shown, 422 if form.errors else 200


def _meeting(session: TrainingSession, meeting_id: int) -> Meeting:
    found = next((m for m in session.meetings if m.id == meeting_id and m.cancelled_at is None), None)
    if found is None:
        raise NotFound
    return found


@blueprint.route(f"{ONE}/series", methods=["GET", "POST"])
@requires(Permission.PLAN_SESSIONS)
def series(session_id: int) -> ResponseReturnValue:
    """Show which sessions a series would add; then add them as drafts."""
    session, proposed = planned(session_id), None
    form = SeriesForm(data={"every": "week", "times": 3})
    if form.validate_on_submit():
        every, times = form.asked()
        try:
            if form.has_shown_effect(every=every, times=times, day=today(), values=whole_values(session)):
                with transaction() as uow:
                    made = make_series(uow, session_id, every, times, without_room=True)
                said = ngettext(
                    "%(num)s session added as a draft.", "%(num)s sessions added as drafts.", len(made)
                )
                flash(said)
                return redirect(url_for("sessions.index", course=session.course_id, status="draft"))
            proposed = proposed_series(facts(), session, every, times)
        except Refused as refused:
            put(form, refused)
    page = render_template(
        "sessions/series.html",
        form=form,
        session=session,
        title=named(session.course),
        proposed=proposed,
        first_day=first_day,
    )
    return page, 422 if form.errors else 200
