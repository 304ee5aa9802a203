"""Gathers what the list of people of an organisation shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.organisations.models import Organisation
from lms.organisations.queries import all_nodes, get_organisation, organisation_names
from lms.people.models import Employment, Function
from lms.people.queries import account_states

from .confirming import seal_of_list
from .models import UpkeepStep
from .plans import reach_of
from .queries import (
    PAGE,
    Confirmation,
    Wanted,
    count_people,
    employments_in,
    functions_in,
    last_confirmations,
    list_people,
)
from .recent import StepLine, step_lines
from .rules import LEFT_MONTHS, Due, confirmation_due, months_later

JUST = timedelta(hours=1)
"""How long the newest step of the reader stands at the top of the page, with a button to undo it."""


@dataclass(frozen=True)
class Row:
    """One person in the list with the employments that count here."""

    person_id: int
    name: str
    employments: Sequence[Employment]
    works_today: bool
    account: str
    """One of `lms.people.queries.STATES`: whether this person can sign in."""


@dataclass(frozen=True)
class ListPage:
    """Everything on the page."""

    organisation: Organisation
    wanted: Wanted
    rows: Sequence[Row]
    total: int
    pages: int
    functions: Sequence[Function]
    several_places: bool
    employed: int
    seal: str
    confirmation: Confirmation | None
    confirmed_at: str | None
    due: Due
    steps: Sequence[StepLine]
    newest: StepLine | None


def list_page(
    session: Session, actor: Actor, organisation_id: int, wanted: Wanted, now: datetime, today: date
) -> ListPage:
    """The list for this actor today."""
    organisation = get_organisation(session, organisation_id)
    scope = reach_of(actor, organisation_id, all_nodes(session), today)
    person_ids, total = list_people(session, scope, wanted, today)
    names = {key: name for name, key in organisation_names(session).items()}
    confirmation = last_confirmations(session, [organisation_id]).get(organisation_id)
    steps = step_lines(session, actor, scope, names, now)
    newest = next((line for line in steps if _just_now(line.step, actor, now)), None)
    return ListPage(
        organisation=organisation,
        wanted=wanted,
        rows=_rows(session, person_ids, scope, wanted.left, today),
        total=total,
        pages=max(1, -(-total // PAGE)),
        functions=functions_in(session, scope),
        several_places=len(scope) > 1,
        employed=count_people(session, scope, today),
        seal=seal_of_list(session, scope, today),
        confirmation=confirmation,
        confirmed_at=names.get(confirmation.organisation_id) if confirmation else None,
        due=confirmation_due(confirmation.day if confirmation else None, today),
        steps=steps,
        newest=newest,
    )


def whole_list(
    session: Session, actor: Actor, organisation_id: int, wanted: Wanted, today: date
) -> list[Row]:
    """The list as it is filtered, all pages together, to keep as a file."""
    get_organisation(session, organisation_id)
    scope = reach_of(actor, organisation_id, all_nodes(session), today)
    person_ids, _total = list_people(session, scope, replace(wanted, page=None), today)
    return _rows(session, person_ids, scope, wanted.left, today)


def _just_now(step: UpkeepStep, actor: Actor, now: datetime) -> bool:
    return step.account_id == actor.account_id and step.undone_at is None and step.at > now - JUST


def _rows(
    session: Session, person_ids: Sequence[int], scope: frozenset[int], left: bool, today: date
) -> list[Row]:
    found = employments_in(session, person_ids, scope)
    accounts = account_states(session, person_ids)
    since = months_later(today, -LEFT_MONTHS) if left else today
    rows = []
    for person_id in person_ids:
        shown = [one for one in found[person_id] if (one.employed_until or date.max) >= since]
        if not shown:  # somebody changed it between the two questions
            continue
        works = any(one.employed_from <= today <= (one.employed_until or date.max) for one in shown)
        rows.append(Row(person_id, shown[0].person.name, shown, works, accounts[person_id]))
    return rows
