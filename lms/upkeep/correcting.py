"""Putting somebody's name or e-mail address right: looked at first, told to the audit trail, undone as any step."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.db import UnitOfWork
from lms.core.errors import NotFound, Refused
from lms.core.events import Change, differences
from lms.organisations.queries import all_nodes
from lms.people.models import Person
from lms.people.queries import address_is_of_another

from .details import Details, details_of, stored_details
from .events import DetailsCorrected, DetailsPutBack
from .models import UpkeepChange, UpkeepStep
from .plans import reach_of
from .queries import as_employed, employments_of, lock_newcomers, lock_people
from .rules import Employed, Kind, keeper_of
from .stored import as_stored


def get_kept(
    session: Session, actor: Actor, organisation_id: int, person_id: int, today: date
) -> tuple[Person, Employed]:
    """Somebody in this list whose details the actor may put right, with the employment that allows it; else NotFound."""
    reach = reach_of(actor, organisation_id, all_nodes(session), today)
    employments = employments_of(session, [person_id])
    kept = keeper_of([as_employed(one) for one in employments], reach, today)
    if kept is None:
        raise NotFound
    return employments[0].person, kept


def record_details(
    uow: UnitOfWork, organisation_id: int, person_id: int, seen: str, wanted: Details, today: date
) -> UpkeepStep:
    """Put name and address right; refused when they are no longer as the form showed them or the address is taken."""
    lock_people(uow.session, [person_id])
    person, kept = get_kept(uow.session, uow.actor, organisation_id, person_id, today)
    was = details_of(person)
    if was.seal != seen:
        raise Refused(
            _(
                "Somebody else changed these details meanwhile: now “%(name)s”, %(email)s. Look again.",
                name=was.name,
                email=was.email or _("no e-mail address"),
            )
        )
    if was == wanted:
        raise Refused(_("This is what is recorded already."), field="name")
    _write(uow, person, wanted)
    uow.publish(DetailsCorrected((_change(person_id, was, wanted),)))
    before, after = (as_stored(kept, details=asdict(one)) for one in (was, wanted))
    step = UpkeepStep(
        organisation_id=organisation_id,
        kind=Kind.DETAILS.value,
        at=uow.now,
        account_id=uow.actor.account_id,
        actor=uow.actor.name,
        changes=[
            UpkeepChange(employment_id=kept.id or 0, person_id=person_id, before=before, after=after),
        ],
    )
    uow.session.add(step)
    uow.session.flush()
    return step


def put_back(uow: UnitOfWork, step: UpkeepStep) -> None:
    """Undo it; refused when the details were changed since, or the old address belongs to somebody else by now."""
    for change in step.changes:
        was, now = stored_details(change.before), stored_details(change.after)
        person = lock_people(uow.session, [change.person_id]).get(change.person_id)
        if person is None or was is None or now is None or details_of(person) != now:
            name = person.name if person else "–"
            raise Refused(_("%(name)s was changed after this, so it cannot be undone any more.", name=name))
        _write(uow, person, was)
        uow.publish(DetailsPutBack((_change(change.person_id, now, was),)))


def _write(uow: UnitOfWork, person: Person, wanted: Details) -> None:
    """No constraint knows that an address is one person's, so whoever writes one waits for the other."""
    lock_newcomers(uow.session)
    moved = (wanted.email or "").lower() != (person.email or "").lower()
    if wanted.email and moved and address_is_of_another(uow.session, wanted.email, person.id):
        raise Refused(
            _(
                "%(email)s belongs to somebody else. Give each their own address. Is it the same person twice? Ask the programme team.",
                email=wanted.email,
            ),
            field="email",
        )
    person.name, person.email = wanted.name, wanted.email
    uow.session.flush()


def _change(person_id: int, before: Details, after: Details) -> Change:
    return Change(person_id, *differences(asdict(before), asdict(after)))
