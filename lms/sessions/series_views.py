"""Repeating a session: the days first, then the drafts."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from lms.core.errors import Refused
from lms.web.editing import put
from lms.web.filters import named
from lms.web.request import facts, today, transaction
from lms.web.routing import requires

from .details import whole_values
from .permissions import Permission
from .planning_views import planned
from .series import first_day, make_series, proposed_series
from .small_forms import SeriesForm
from .views import ONE

blueprint = Blueprint("series", __name__)


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
