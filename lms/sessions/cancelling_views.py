"""Cancelling a session or one of its meetings, in two steps."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core.errors import NotFound, Refused
from lms.web.request import facts, now, transaction
from lms.web.routing import requires

from .details import whole_values
from .models import Meeting, TrainingSession
from .moves import cancel_meeting, cancel_session
from .pages import session_page
from .permissions import Permission
from .planning_views import SUBJECT, back_to, planned
from .queries import get_session
from .small_forms import CancelForm
from .views import ONE, counters

blueprint = Blueprint("cancelling", __name__)


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
            return back_to(session_id, _("The session is cancelled. Its rooms and trainers are free again."))
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
            return back_to(session_id, _("The meeting is cancelled."))
    page = session_page(facts(), session_id, counters(), now())
    shown = render_template("sessions/cancel.html", form=form, page=page, meeting=meeting)
    return shown, 422 if form.errors else 200


def _meeting(session: TrainingSession, meeting_id: int) -> Meeting:
    found = next((m for m in session.meetings if m.id == meeting_id and m.cancelled_at is None), None)
    if found is None:
        raise NotFound
    return found
