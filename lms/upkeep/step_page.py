"""Gathers what the second step of an action shows: per person what is recorded and what will change."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.organisations.models import Organisation
from lms.organisations.queries import all_nodes, get_organisation, organisation_names
from lms.people.models import Employment, Function

from .plans import NEW_FUNCTION, Asked, Seen, make_plan, reach_of
from .queries import (
    all_functions,
    as_employed,
    employments_in,
    find_function,
)
from .rules import LEFT_MONTHS, Kind, Verdict, months_later
from .words import describe, post, refusal, warning


@dataclass(frozen=True)
class StepRow:
    """One employment in the second step: how it is, whether it takes part, and what will happen to it."""

    employment: Employment
    seal: str
    chosen: bool
    now: str
    changes: Sequence[str]
    refused: str | None
    warnings: Sequence[str]


@dataclass(frozen=True)
class StepPage:
    """Everything in the second step; `mark` stands for exactly what is shown, None when nothing can be saved.

    `new_function` is the name of a function that nobody has yet: saving adds it.
    """

    organisation: Organisation
    rows: Sequence[StepRow]
    functions: Sequence[Function]
    twice: bool
    new_function: str | None
    mark: str | None

    @property
    def impossible(self) -> bool:
        return any(row.refused for row in self.rows)


def mark_of(asked: Asked, seen: Seen) -> str:
    """Stands for what was filled in and for whom; as soon as either differs, so does the mark."""
    return hashlib.sha256(repr((asked, sorted(seen.items()))).encode()).hexdigest()[:16]


def step_page(
    session: Session,
    actor: Actor,
    organisation_id: int,
    kind: Kind,
    asked: Asked | None,
    person_ids: Collection[int],
    chosen: Collection[int] | None,
    today: date,
) -> StepPage:
    """The page for these people; `asked` None: not filled in yet; `chosen` None: nobody said which employments."""
    organisation = get_organisation(session, organisation_id)
    reach = reach_of(actor, organisation_id, all_nodes(session), today)
    since = months_later(today, -LEFT_MONTHS) if kind is Kind.DATES else today
    found = {
        person_id: [one for one in its if (one.employed_until or date.max) >= since]
        for person_id, its in employments_in(session, person_ids, reach).items()
    }
    shown = sorted(
        (one for its in found.values() for one in its), key=lambda one: (one.person.name.lower(), one.id)
    )
    if chosen is None:
        chosen = {one.id for its in found.values() for one in its if len(its) == 1 or kind is Kind.LEFT}
    taking_part = {one.id for one in shown if one.id in chosen}
    verdicts = _verdicts(session, asked, taking_part, {one.person_id for one in shown}, today)
    functions = all_functions(session)
    rows = _rows(session, shown, taking_part, verdicts, functions, asked)
    can_save = asked is not None and bool(taking_part) and not any(row.refused for row in rows)
    seen = {row.employment.id: row.seal for row in rows if row.chosen}
    return StepPage(
        organisation=organisation,
        rows=rows,
        functions=functions,
        twice=any(len(its) > 1 for its in found.values()),
        new_function=asked.function if asked and _unknown(asked.function, functions) else None,
        mark=mark_of(asked, seen) if can_save and asked else None,
    )


def _unknown(name: str | None, functions: Sequence[Function]) -> bool:
    return name is not None and name.casefold() not in {one.name.casefold() for one in functions}


def _verdicts(
    session: Session, asked: Asked | None, chosen: Collection[int], person_ids: Collection[int], today: date
) -> Mapping[int, Verdict]:
    if asked is None:
        return {}
    known = find_function(session, asked.function) if asked.function else None
    function_id = known.id if known else NEW_FUNCTION if asked.function else None
    lines = make_plan(session, asked.intent(today, function_id), chosen, person_ids, today)
    return {line.one.id: line.verdict for line in lines if line.one.id is not None}


def _rows(
    session: Session,
    shown: Sequence[Employment],
    chosen: Collection[int],
    verdicts: Mapping[int, Verdict],
    functions: Sequence[Function],
    asked: Asked | None,
) -> list[StepRow]:
    places = {key: name for name, key in organisation_names(session).items()}
    names = {one.id: one.name for one in functions} | {NEW_FUNCTION: (asked and asked.function) or ""}
    rows = []
    for employment in shown:
        verdict = verdicts.get(employment.id, Verdict())
        rows.append(
            StepRow(
                employment=employment,
                seal=as_employed(employment).seal,
                chosen=employment.id in chosen,
                now=post(as_employed(employment), names),
                changes=[text for change in verdict.changes for text in describe(change, places, names)],
                refused=refusal(verdict.refused, places) if verdict.refused else None,
                warnings=[warning(reason) for reason in verdict.warnings],
            )
        )
    return rows
