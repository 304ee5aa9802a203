"""Putting back what a step changed: exactly, as a whole, once, and only by who recorded it or may change all of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.core.clock import AMSTERDAM
from lms.core.db import UnitOfWork
from lms.core.errors import NotFound, Refused
from lms.core.events import Change
from lms.organisations.queries import organisation_names
from lms.people.models import Person

from .correcting import put_back
from .events import NewcomersRemoved, StepUndone
from .models import UpkeepStep
from .permissions import may_touch
from .plans import organisation_ids
from .queries import as_employed, employments_of, get_step, lock_people
from .rules import UNDO_DAYS, Employed, Kind, Planned, find_clash
from .stored import from_stored
from .words import refusal
from .writing import apply


def undo(uow: UnitOfWork, step_id: int) -> UpkeepStep:
    """Put back everything that a step changed, exactly; refused when any of it changed since."""
    session = uow.session
    step = get_step(session, step_id)
    changes = _changes_of_step(step)
    _require_undoable(uow, step, changes)
    if step.kind == Kind.DETAILS:
        put_back(uow, step)
    else:
        _put_back_employments(uow, step, changes)
    step.undone_at, step.undone_by = uow.now, uow.actor.name
    session.flush()
    return step


def _put_back_employments(uow: UnitOfWork, step: UpkeepStep, changes: Mapping[int, Planned]) -> None:
    session = uow.session
    person_ids = {change.person_id for change in step.changes}
    names = {one: person.name for one, person in lock_people(session, person_ids).items()}
    standing = {one.id: as_employed(one) for one in employments_of(session, person_ids)}
    for employment_id, planned in changes.items():
        if standing.get(employment_id) != planned.before:
            name = names.get(next(c.person_id for c in step.changes if c.employment_id == employment_id), "–")
            raise Refused(_("%(name)s was changed after this, so it cannot be undone any more.", name=name))
    _require_no_clash(session, changes, standing, names)
    apply(uow, list(changes.values()), StepUndone)
    _remove_newcomers(uow, step)


def _changes_of_step(step: UpkeepStep) -> dict[int, Planned]:
    """What undoing it does to each employment."""
    return {
        change.employment_id: Planned(
            from_stored(change.employment_id, change.after), from_stored(change.employment_id, change.before)
        )
        for change in step.changes
    }


def _require_undoable(uow: UnitOfWork, step: UpkeepStep, changes: Mapping[int, Planned]) -> None:
    """Who reaches all of it may undo it, and who recorded it while any of it is in reach: that takes back a mistake."""
    places = organisation_ids(list(changes.values()))
    mine = {one for one in places if may_touch(uow.actor, one)}
    if not mine:
        raise NotFound
    own = step.account_id is not None and step.account_id == uow.actor.account_id
    if places - mine and not own:
        raise Refused(
            _("This also changed the list of another organisation. Ask the programme team to undo it.")
        )
    if step.undone_at is not None:
        at = f"{step.undone_at.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}"
        raise Refused(_("%(who)s undid this already, on %(at)s.", who=step.undone_by, at=at))
    if step.at <= uow.now - timedelta(days=UNDO_DAYS):
        raise Refused(
            _("This is more than %(days)s days ago, so it cannot be undone any more.", days=UNDO_DAYS)
        )


def _require_no_clash(
    session: Session,
    changes: Mapping[int, Planned],
    standing: Mapping[int, Employed],
    names: Mapping[int, str],
) -> None:
    """What was added since must not contradict what comes back."""
    by_person: dict[int, list[Planned]] = defaultdict(list)
    for change in changes.values():
        one = change.before or change.after
        assert one is not None
        by_person[one.person_id].append(change)
    for person_id, its in by_person.items():
        theirs = [one for one in standing.values() if one.person_id == person_id]
        clash = find_clash(its, theirs)
        if clash is not None:
            places = {key: name for name, key in organisation_names(session).items()}
            raise Refused(_("%(name)s: %(reason)s.", name=names[person_id], reason=refusal(clash, places)))


def _remove_newcomers(uow: UnitOfWork, step: UpkeepStep) -> None:
    """Remove the people this step made, except those to whom something refers by now: a certificate, an account."""
    removed = []
    for change in step.changes:
        made = (change.after or {}).get("person")
        if not made:
            continue
        try:
            with uow.session.begin_nested():
                uow.session.execute(delete(Person).where(Person.id == change.person_id))
        except IntegrityError:
            continue
        removed.append(Change(change.person_id, made, None))
    if removed:
        uow.publish(NewcomersRemoved(tuple(removed)))
