"""Puts planned changes of employments into the database, remembers them as a step, and tells the listeners."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from lms.core.db import UnitOfWork
from lms.core.errors import Refused
from lms.core.events import Change
from lms.people.models import Employment, Function

from .events import (
    DatesCorrected,
    EmploymentsRecorded,
    FteChanged,
    FunctionAdded,
    FunctionsChanged,
    PeopleAdded,
    PeopleLeft,
    PeopleMoved,
)
from .models import UpkeepChange, UpkeepStep
from .queries import find_function
from .rules import Kind, Planned
from .stored import FIELDS, as_stored, values_of

EVENTS: Mapping[Kind, type[EmploymentsRecorded]] = {
    Kind.ADDED: PeopleAdded,
    Kind.LEFT: PeopleLeft,
    Kind.MOVED: PeopleMoved,
    Kind.FUNCTION: FunctionsChanged,
    Kind.FTE: FteChanged,
    Kind.DATES: DatesCorrected,
}


def apply(
    uow: UnitOfWork, changes: Sequence[Planned], event: type[EmploymentsRecorded]
) -> list[tuple[int, Planned]]:
    """Remove, change and make employments, in that order; each change with the id of its employment."""
    try:
        done = [(_apply(uow, change), change) for change in sorted(changes, key=_order)]
        uow.session.flush()
    except IntegrityError as error:
        raise Refused(
            _("Somebody else changed one of these people at the same moment. Nothing was saved; look again.")
        ) from error
    uow.publish(event(tuple(_audited(employment_id, change) for employment_id, change in done)))
    return done


def _order(change: Planned) -> int:
    return 0 if change.after is None else 2 if change.before is None else 1


def _apply(uow: UnitOfWork, change: Planned) -> int:
    if change.after is None:
        assert change.before is not None and change.before.id is not None
        uow.session.execute(delete(Employment).where(Employment.id == change.before.id))
        return change.before.id
    if change.before is None:
        made = Employment(**values_of(change.after))
        uow.session.add(made)
        uow.session.flush()
        return made.id
    employment = uow.session.get_one(Employment, change.before.id)
    for name, value in values_of(change.after).items():
        setattr(employment, name, value)
    uow.session.flush()
    return employment.id


def _audited(employment_id: int, change: Planned) -> Change:
    """The values that differ, as an import writes them."""
    before = values_of(change.before) if change.before else None
    after = values_of(change.after) if change.after else None
    if before is None or after is None:
        return Change(employment_id, before, after)
    differing = [name for name in FIELDS if before[name] != after[name]]
    return Change(employment_id, {n: before[n] for n in differing}, {n: after[n] for n in differing})


def remember(
    uow: UnitOfWork,
    organisation_id: int,
    kind: Kind,
    done: Sequence[tuple[int, Planned]],
    newcomers: Mapping[int, Mapping[str, Any]] | None = None,
    unknown: Collection[int] = (),
) -> UpkeepStep:
    """A step with what it did, so that it can be undone.

    `newcomers` are the people it made, by id; `unknown` those whom only their address told of.
    """
    step = UpkeepStep(
        organisation_id=organisation_id,
        kind=kind.value,
        at=uow.now,
        account_id=uow.actor.account_id,
        actor=uow.actor.name,
    )
    for employment_id, change in done:
        one = change.after or change.before
        assert one is not None
        made = (newcomers or {}).get(one.person_id)
        after = change.after and replace(change.after, id=employment_id)
        also: dict[str, Any] = {"person": dict(made)} if made else {}
        also |= {"unknown": True} if one.person_id in unknown else {}
        step.changes.append(
            UpkeepChange(
                employment_id=employment_id,
                person_id=one.person_id,
                before=as_stored(change.before),
                after=as_stored(after, **also),
            )
        )
    uow.session.add(step)
    uow.session.flush()
    return step


def function_named(uow: UnitOfWork, name: str | None) -> int | None:
    """The id of the function with this name; one that nobody has yet is added."""
    if not name:
        return None
    found = find_function(uow.session, name)
    if found is None:
        try:
            with uow.session.begin_nested():
                made = Function(name=name)
                uow.session.add(made)
        except IntegrityError:
            found = find_function(uow.session, name)
            assert found is not None
        else:
            uow.publish(FunctionAdded((Change(made.id, None, {"name": name}),)))
            return made.id
    return found.id
