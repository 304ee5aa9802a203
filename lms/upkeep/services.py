"""Use cases of upkeep: record a step for people of an organisation, for all of them or for none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lms.core.db import UnitOfWork
from lms.core.errors import NotFound, Refused
from lms.organisations.queries import all_nodes, organisation_names
from lms.people.models import Employment

from .models import UpkeepStep
from .plans import Asked, Line, Seen, changes_of, make_plan, reach_of
from .queries import (
    as_employed,
    employments_of,
    hold_organisation,
    last_changes,
    lock_people,
    names_of,
    people_of_employments,
)
from .words import refusal, written
from .writing import EVENTS, apply, function_named, remember


def record(uow: UnitOfWork, organisation_id: int, asked: Asked, seen: Seen, today: date) -> UpkeepStep:
    """Record one step for the chosen employments: for all of them, or for none when one is refused."""
    session = uow.session
    if not seen:
        raise Refused(_("Choose at least one person."))
    if asked.to is not None:
        hold_organisation(session, asked.to)
    people = people_of_employments(session, seen)
    names = {one: person.name for one, person in lock_people(session, set(people.values())).items()}
    _require_unchanged(uow, organisation_id, seen, set(people.values()), today)
    intent = asked.intent(today, function_named(uow, asked.function))
    lines = make_plan(session, intent, seen, set(people.values()), today)
    _require_possible(session, lines, names)
    done = apply(uow, changes_of(lines), EVENTS[asked.kind])
    return remember(uow, organisation_id, asked.kind, done)


def _require_unchanged(
    uow: UnitOfWork, organisation_id: int, seen: Seen, person_ids: set[int], today: date
) -> None:
    """Every chosen employment exists, is in reach, and is as the form showed it."""
    reach = reach_of(uow.actor, organisation_id, all_nodes(uow.session), today)
    standing = {one.id: one for one in employments_of(uow.session, person_ids)}
    changed = []
    for employment_id, seal in seen.items():
        now = standing.get(employment_id)
        if now is None:
            raise Refused(_("Somebody took one of these people off the list meanwhile. Nothing was saved."))
        if now.organisation_id not in reach:
            raise NotFound
        if as_employed(now).seal != seal:
            changed.append(now)
    if changed:
        raise Refused(" ".join(_what_changed(uow.session, changed)))


def _what_changed(session: Session, changed: list[Employment]) -> list[str]:
    """Per person what is recorded now, and by whom."""
    names = names_of(session, {one.person_id for one in changed})
    steps = last_changes(session, {one.id for one in changed})
    lines = []
    for one in changed:
        said = {"name": names[one.person_id], "first": written(one.employed_from)}
        said["last"] = written(one.employed_until)
        step = steps.get(one.id)
        if step is None:
            lines.append(
                _(
                    "%(name)s was changed meanwhile: now from %(first)s, last day %(last)s. Look again.",
                    **said,
                )
            )
        else:
            said["who"] = step.undone_by or step.actor
            lines.append(
                _(
                    "%(name)s was changed meanwhile by %(who)s: now from %(first)s, last day %(last)s. Look again.",
                    **said,
                )
            )
    return lines


def _require_possible(session: Session, lines: list[Line], names: Mapping[int, str]) -> None:
    """All or nothing: a refusal names everybody for whom it is impossible, and why."""
    places = {key: name for name, key in organisation_names(session).items()}
    said = [
        _(
            "%(name)s: %(reason)s.",
            name=names[line.one.person_id],
            reason=refusal(line.verdict.refused, places),
        )
        for line in lines
        if line.verdict.refused
    ]
    if said:
        raise Refused(" ".join(said))
