"""Adding people: who is meant, what will be recorded, and recording it as one step."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.db import UnitOfWork
from lms.core.errors import NotFound, Refused
from lms.core.events import Change
from lms.organisations.queries import all_nodes, organisation_names
from lms.people.models import Person

from .events import FoundByAddress, NewcomersRegistered, PeopleAdded
from .models import UpkeepStep
from .pasted import Newcomer
from .plans import reach_of
from .queries import (
    Match,
    as_employed,
    count_unknown,
    employments_of,
    find_matches,
    hold_organisation,
    lock_newcomers,
    lock_people,
)
from .rules import Employed, Kind, Planned, find_clash, not_active
from .words import refusal
from .writing import apply, function_named, remember

MOST_UNKNOWN = 20
"""People out of reach, found by e-mail address, whom one account adds in 24 hours."""
NOBODY_YET = "new"
"""The answer that says: this is somebody else than who is known."""


@dataclass(frozen=True)
class Question:
    """Somebody to add, and who that may be already; `answer` is a person's id, `new`, or None when nobody said."""

    newcomer: Newcomer
    by_email: Sequence[Match]
    by_name: Sequence[Match]
    answer: str | None

    @property
    def matches(self) -> list[Match]:
        known = {match.person_id for match in self.by_email}
        return [*self.by_email, *(match for match in self.by_name if match.person_id not in known)]

    @property
    def open(self) -> bool:
        """Whether it must still be said who is meant."""
        allowed = {str(match.person_id) for match in self.matches} | {NOBODY_YET}
        return bool(self.matches) and self.answer not in allowed

    @property
    def person_id(self) -> int | None:
        """The known person who is meant."""
        return next((m.person_id for m in self.matches if str(m.person_id) == self.answer), None)

    @property
    def unknown(self) -> bool:
        """Whether the known person who is meant is out of reach, found by address alone."""
        return any(m.unknown for m in self.matches if m.person_id == self.person_id)

    @property
    def email(self) -> str | None:
        """The address to keep: one that belongs to somebody else is left out."""
        return None if self.by_email else self.newcomer.email


def ask_who(
    session: Session, actor: Actor, people: Sequence[Newcomer], answers: Mapping[int, str], today: date
) -> list[Question]:
    """For everybody to add: who that may be; `answers` are by line."""
    by_email, by_name = find_matches(
        session, actor, [one.email or "" for one in people], [one.name for one in people], today
    )
    return [
        Question(
            one,
            by_email.get((one.email or "").lower(), ()),
            by_name.get(one.name.lower(), ()),
            answers.get(one.line),
        )
        for one in people
    ]


def add_people(
    uow: UnitOfWork,
    organisation_id: int,
    place_id: int,
    people: Sequence[Newcomer],
    answers: Mapping[int, str],
    today: date,
) -> UpkeepStep:
    """Record people who come to work at a place in the list of an organisation: all of them or none."""
    session = uow.session
    hold_organisation(session, place_id)
    nodes = all_nodes(session)
    if place_id not in reach_of(uow.actor, organisation_id, nodes, today):
        raise NotFound
    asked = ask_who(session, uow.actor, people, answers, today)
    lock_people(session, {one.person_id for one in asked if one.person_id is not None})
    # In this order everywhere, else two who add the same new function wait for each other.
    functions = {name: function_named(uow, name) for name in sorted({one.function or "" for one in people})}
    lock_newcomers(session)
    asked = ask_who(session, uow.actor, people, answers, today)
    unsure = [one.newcomer.name for one in asked if one.open]
    if unsure:
        raise Refused(
            _(
                "Somebody like %(names)s is known already. Say whether it is the same person.",
                names=", ".join(unsure),
            )
        )
    _require_few_unknown(uow, asked)
    problems = [
        _("%(name)s: %(reason)s.", name=one.name, reason=refusal(refused, _places(session)))
        for one in people
        if (refused := not_active(place_id, one.first, nodes))
    ]
    if problems:
        raise Refused(" ".join(problems))
    made = _register(uow, asked)
    changes = [
        Planned(
            None,
            Employed(
                id=None,
                person_id=one.person_id or made[one.newcomer.line][0],
                organisation_id=place_id,
                employed_from=one.newcomer.first,
                function_id=functions[one.newcomer.function or ""],
                fte=one.newcomer.fte,
            ),
        )
        for one in asked
    ]
    _require_no_clash(session, changes, {one.person_id: one.newcomer.name for one in asked if one.person_id})
    done = apply(uow, changes, PeopleAdded)
    unknown = {one.person_id for one in asked if one.person_id is not None and one.unknown}
    if unknown:
        found = {"organisation_id": place_id}
        uow.publish(FoundByAddress(tuple(Change(one, None, found) for one in sorted(unknown))))
    return remember(uow, organisation_id, Kind.ADDED, done, dict(made.values()), unknown)


def _require_few_unknown(uow: UnitOfWork, asked: Sequence[Question]) -> None:
    """Nobody draws the people of others onto the own list by trying addresses: so many a day, undone ones included."""
    wanted = len({one.person_id for one in asked if one.unknown})
    if not wanted:
        return
    before = count_unknown(uow.session, uow.actor.account_id, uow.now - timedelta(days=1))
    if before + wanted > MOST_UNKNOWN:
        raise Refused(
            _(
                "In one day you can add at most %(most)s people who are known elsewhere in the region, and you added %(before)s already. Nothing was saved. Ask the programme team to add the others.",
                most=MOST_UNKNOWN,
                before=before,
            )
        )


def _places(session: Session) -> dict[int, str]:
    return {key: name for name, key in organisation_names(session).items()}


def _register(uow: UnitOfWork, asked: Sequence[Question]) -> dict[int, tuple[int, dict[str, Any]]]:
    """Make the people nobody knew; by line their id and what was written down."""
    made: dict[int, tuple[int, dict[str, Any]]] = {}
    for one in asked:
        if one.person_id is not None:
            continue
        person = Person(name=one.newcomer.name, email=one.email)
        uow.session.add(person)
        uow.session.flush()
        made[one.newcomer.line] = (person.id, {"name": person.name, "email": person.email})
    if made:
        uow.publish(NewcomersRegistered(tuple(Change(i, None, said) for i, said in made.values())))
    return made


def _require_no_clash(session: Session, changes: Sequence[Planned], names: Mapping[int | None, str]) -> None:
    """Nobody who is known already comes to work twice at the same place, in the same function, at the same time."""
    standing: dict[int, list[Employed]] = defaultdict(list)
    for employment in employments_of(session, [key for key in names if key is not None]):
        standing[employment.person_id].append(as_employed(employment))
    problems = []
    for person_id, name in names.items():
        its = [change for change in changes if change.after and change.after.person_id == person_id]
        clash = find_clash(its, standing[person_id or 0])
        if clash is not None:
            problems.append(_("%(name)s: %(reason)s.", name=name, reason=refusal(clash, _places(session))))
    if problems:
        raise Refused(" ".join(problems))
