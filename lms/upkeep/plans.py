"""What a step will change for each of the people chosen: shown before it is saved, and decided anew when it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.organisations.queries import all_nodes
from lms.organisations.rules import Node
from lms.people.models import Employment

from .permissions import may_touch
from .queries import as_employed, employments_of
from .rules import (
    Changed,
    Corrected,
    Employed,
    Intent,
    Kind,
    Left,
    Moved,
    Planned,
    Verdict,
    decide,
    find_clash,
)
from .rules import people_scope as everybody_below

NEW_FUNCTION = -1
"""Stands for a function that will be made when the step is saved."""


@dataclass(frozen=True)
class Asked:
    """What somebody filled in for a step; which of it counts depends on the kind."""

    kind: Kind
    day: date | None = None
    to: int | None = None
    function: str | None = None
    fte: Decimal | None = None
    was_wrong: bool = False
    first: date | None = None
    last: date | None = None
    no_end: bool = False

    def intent(self, today: date, function_id: int | None) -> Intent:
        """The step as the rules see it."""
        day = self.day or today
        if self.kind is Kind.LEFT:
            return Left(day)
        if self.kind is Kind.MOVED:
            return Moved(day, self.to or 0, function_id, self.fte)
        if self.kind is Kind.DATES:
            return Corrected(self.first, self.last, self.no_end)
        return Changed(day, function_id, self.fte, self.was_wrong)


@dataclass(frozen=True)
class Line:
    """One employment in a step, with what happens to it."""

    one: Employed
    verdict: Verdict


def reach_of(actor: Actor, organisation_id: int, nodes: Collection[Node], today: date) -> frozenset[int]:
    """The organisations whose people stand in the list of this one, as far as the actor may change them."""
    scope = everybody_below(organisation_id, nodes, today)
    return frozenset(one for one in scope if may_touch(actor, one))


def make_plan(
    session: Session, intent: Intent, chosen: Collection[int], person_ids: Collection[int], today: date
) -> list[Line]:
    """A line for each chosen employment of these people, in the order of their ids."""
    nodes = all_nodes(session)
    by_person: dict[int, list[Employed]] = defaultdict(list)
    for employment in employments_of(session, person_ids):
        by_person[employment.person_id].append(as_employed(employment))
    lines = []
    for standing in by_person.values():
        lines += _of_person(intent, [one for one in standing if one.id in chosen], standing, nodes, today)
    return sorted(lines, key=lambda line: line.one.id or 0)


def _of_person(
    intent: Intent,
    chosen: Collection[Employed],
    standing: Collection[Employed],
    nodes: Collection[Node],
    today: date,
) -> list[Line]:
    """The verdicts on one person; changes that contradict each other or another employment are refused together."""
    verdicts = [(one, decide(intent, one, nodes, today)) for one in chosen]
    changes = [change for _, verdict in verdicts if not verdict.refused for change in verdict.changes]
    clash = find_clash(changes, standing)
    if clash is None:
        return [Line(one, verdict) for one, verdict in verdicts]
    return [Line(one, verdict if verdict.refused else Verdict(refused=clash)) for one, verdict in verdicts]


def changes_of(lines: Collection[Line]) -> list[Planned]:
    return [change for line in lines for change in line.verdict.changes]


def differences(seal: str, now: Employment) -> bool:
    """Whether an employment is no longer as the form showed it."""
    return as_employed(now).seal != seal


def organisation_ids(changes: Collection[Planned]) -> set[int]:
    """Every organisation that these changes touch."""
    return {one.organisation_id for change in changes for one in (change.before, change.after) if one}


Seen = Mapping[int, str]
"""The seal of each chosen employment, as the form showed it."""
