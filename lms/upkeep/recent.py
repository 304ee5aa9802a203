"""What was recorded lately in words, as far as it concerns the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.core.access import Actor

from .details import stored_details
from .models import UpkeepChange, UpkeepStep
from .permissions import may_touch
from .queries import all_functions, names_of, recent_steps
from .rules import Planned
from .stored import from_stored
from .words import describe, details_told, step_title


@dataclass(frozen=True)
class StepLine:
    """A step in words: per person what it did."""

    step: UpkeepStep
    title: str
    people: Sequence[tuple[str, Sequence[str]]]
    undoable: bool


def step_lines(
    session: Session, actor: Actor, scope: frozenset[int], places: Mapping[int, str], now: datetime
) -> list[StepLine]:
    """The recent steps that concern these organisations; of each only what happened there."""
    steps = recent_steps(session, scope, now)
    people = names_of(session, {change.person_id for step in steps for change in step.changes})
    functions = {one.id: one.name for one in all_functions(session)}
    lines = []
    for step in steps:
        all_planned = [(change, _planned(change)) for change in step.changes]
        here = [(change, planned) for change, planned in all_planned if _places(planned) & scope]
        said: dict[str, list[str]] = {}
        for change, planned in all_planned:
            if change.person_id in {one.person_id for one, _ in here}:
                name = people.get(change.person_id) or _name_kept(step, change.person_id)
                said.setdefault(name, []).extend(describe(planned, places, functions) + _details(change))
        mine = step.account_id is not None and step.account_id == actor.account_id
        mine = mine or all(
            may_touch(actor, place) for _, planned in all_planned for place in _places(planned)
        )
        title = step_title(step.kind, len(said))
        lines.append(StepLine(step, title, sorted(said.items()), mine and step.undone_at is None))
    return [line for line in lines if line.people]


def _planned(change: UpkeepChange) -> Planned:
    return Planned(
        from_stored(change.employment_id, change.before), from_stored(change.employment_id, change.after)
    )


def _details(change: UpkeepChange) -> list[str]:
    was, now = stored_details(change.before), stored_details(change.after)
    return details_told(was, now) if was and now else []


def _places(planned: Planned) -> set[int]:
    return {one.organisation_id for one in (planned.before, planned.after) if one}


def _name_kept(step: UpkeepStep, person_id: int) -> str:
    """The name of somebody who was removed when the step was undone."""
    kept = ((c.after or {}).get("person") for c in step.changes if c.person_id == person_id)
    return next((str(made["name"]) for made in kept if made), "–")
