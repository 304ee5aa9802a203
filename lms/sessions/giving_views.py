"""Giving sessions: choosing the trainers, signing up for what lacks one, and stating availability."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core.errors import Refused
from lms.web.editing import put
from lms.web.filters import named
from lms.web.request import authorize, current_actor, facts, now, platform, today, transaction
from lms.web.routing import requires

from .availability import availability_values, state_availability
from .candidates import candidates, offers
from .details import view_of
from .giving_forms import AvailabilityForm, StaffForm, shown_periods
from .pages import listed
from .permissions import Permission, keeps_the_calendar
from .planning_views import planned
from .queries import (
    SessionFilters,
    availability_of,
    find_people,
    get_session,
    known_trainers,
    limits_of,
    list_sessions,
    people_called,
)
from .reach import visible
from .trainers import assign_trainer, remove_trainer, sign_up
from .views import ONE, counters

blueprint = Blueprint("giving", __name__)


@blueprint.route(f"{ONE}/trainers", methods=["GET", "POST"])
@requires(Permission.PLAN_SESSIONS)
def staff(session_id: int) -> ResponseReturnValue:
    """Who could give a session, and assigning one of them."""
    planned(session_id)
    form, chosen = StaffForm(), request.form.get("person", type=int)
    if form.validate_on_submit():
        try:
            if chosen is None or not 0 < chosen < 2**31:
                raise Refused(_("Choose a person from the list."))
            with transaction() as uow:
                said = (form.role.data, form.exception.data or "")
                assign_trainer(uow, session_id, chosen, *said, platform().trainer_check, today())
        except Refused as refused:
            put(form, refused)
        else:
            flash(_("The trainer has been assigned."))
            return redirect(url_for("giving.staff", session_id=session_id))
    session = get_session(facts(), session_id)
    search = request.args.get("q", "").strip()[:100]
    page = render_template(
        "sessions/staff.html",
        form=form,
        session=session,
        title=named(session.course),
        search=search,
        chosen=chosen,
        candidates=_candidates(session_id, search, chosen),
    )
    return page, 422 if form.errors else 200


def _candidates(session_id: int, search: str, chosen: int | None) -> list[object]:
    """Known trainers, or whom was searched for; whoever was chosen stays in the list."""
    session, reach = get_session(facts(), session_id), None
    if not keeps_the_calendar(current_actor()):
        reach = current_actor().employers
    people = people_called(facts(), search, reach, today()) if search else known_trainers(facts())
    if chosen is not None and 0 < chosen < 2**31 and chosen not in {person.id for person in people}:
        people = [*people, *find_people(facts(), [chosen]).values()] if reach is None else people
    there = {t.person_id for t in session.trainers}
    others = [person for person in people if person.id not in there]
    return list(candidates(facts(), session, others, platform().trainer_check, today()))


@blueprint.post(f"{ONE}/trainers/<int(max=2147483647):person_id>/remove")
@requires(Permission.PLAN_SESSIONS)
def leave(session_id: int, person_id: int) -> ResponseReturnValue:
    """Somebody does not give the session any more."""
    planned(session_id)
    try:
        with transaction() as uow:
            remove_trainer(uow, session_id, person_id)
    except Refused as refused:
        flash(refused.message)
    else:
        flash(_("Taken off this session."))
    return redirect(url_for("giving.staff", session_id=session_id))


@blueprint.get("/sessions/lacking")
@requires(Permission.GIVE_SESSIONS)
def lacking() -> ResponseReturnValue:
    """Published sessions to come that lack a trainer."""
    actor = current_actor()
    filters = SessionFilters(first_day=today(), lacks_trainers=True, statuses=("published", "confirmed"))
    found = list_sessions(facts(), filters, visible(facts(), actor, today()), limit=100)
    rows = listed(facts(), found, counters(), now())
    asked = offers(facts(), rows, actor.person_id or 0, platform().trainer_check, today())
    return render_template("sessions/lacking.html", rows=asked)


@blueprint.post(f"{ONE}/give")
@requires(Permission.GIVE_SESSIONS)
def join(session_id: int) -> ResponseReturnValue:
    """Sign up for a session that lacks a trainer."""
    authorize(Permission.VIEW_SESSIONS, view_of(get_session(facts(), session_id)))
    try:
        with transaction() as uow:
            sign_up(uow, session_id, current_actor().person_id or 0, platform().trainer_check, today())
    except Refused as refused:
        flash(refused.message)
    else:
        flash(_("You give this session. Thank you!"))
    return redirect(url_for("sessions.show", session_id=session_id))


@blueprint.route("/availability", methods=["GET", "POST"])
@requires(Permission.GIVE_SESSIONS)
def availability() -> ResponseReturnValue:
    """When a trainer is there, and how many days a year at most."""
    person_id = current_actor().person_id or 0
    shown = shown_periods(availability_of(facts(), [person_id]))
    limit = limits_of(facts(), [person_id]).get(person_id)
    form = AvailabilityForm(data={"days_a_year": limit, "periods": shown})
    form.show(availability_values(facts(), person_id), "person", person_id)
    if "more" in request.form:
        form.periods.append_entry()
    elif form.validate_on_submit():
        try:
            with transaction() as uow:
                said = (form.asked(), form.days_a_year.data, form.fingerprint)
                state_availability(uow, person_id, *said)
        except Refused as refused:
            form.refuse(refused, availability_values(facts(), person_id), "person", person_id)
        else:
            flash(_("Your availability has been saved."))
            return redirect(url_for("giving.availability"))
    return render_template("sessions/availability.html", form=form), 422 if form.errors else 200
