"""Puts planned changes of employments into the database, remembers them as a step, and tells the listeners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
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
from .rules import Employed, Kind, Planned

EVENTS: Mapping[Kind, type[EmploymentsRecorded]] = {
    Kind.ADDED: PeopleAdded,
    Kind.LEFT: PeopleLeft,
    Kind.MOVED: PeopleMoved,
    Kind.FUNCTION: FunctionsChanged,
    Kind.FTE: FteChanged,
    Kind.DATES: DatesCorrected,
}
FIELDS = ("person_id", "organisation_id", "employed_from", "employed_until", "function_id", "fte")


def values_of(one: Employed) -> dict[str, Any]:
    """The columns of an employment."""
    return {name: getattr(one, name) for name in FIELDS}


def as_stored(one: Employed | None, **also: Any) -> dict[str, Any] | None:
    """An employment as a step keeps it: text for what JSON does not know."""
    if one is None:
        return None
    texts = (date, Decimal)
    kept = {name: str(value) if isinstance(value, texts) else value for name, value in values_of(one).items()}
    return kept | also


def from_stored(employment_id: int, kept: Mapping[str, Any] | None) -> Employed | None:
    """The employment that a step kept."""
    if kept is None:
        return None
    until, fte = kept["employed_until"], kept["fte"]
    return Employed(
        id=employment_id,
        person_id=kept["person_id"],
        organisation_id=kept["organisation_id"],
        employed_from=date.fromisoformat(kept["employed_from"]),
        employed_until=date.fromisoformat(until) if until else None,
        function_id=kept["function_id"],
        fte=Decimal(fte) if fte else None,
    )


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
) -> UpkeepStep:
    """A step with what it did, so that it can be undone; `newcomers` are the people it made, by id."""
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
        step.changes.append(
            UpkeepChange(
                employment_id=employment_id,
                person_id=one.person_id,
                before=as_stored(change.before),
                after=as_stored(after, person=dict(made)) if made else as_stored(after),
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
