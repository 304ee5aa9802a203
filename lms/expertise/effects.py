"""What a change would come to, said before it is saved: of a currency rule, a norm, a merger, an end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from lms.catalogue.competence_services import Details
from lms.catalogue.models import Competence
from lms.catalogue.queries import all_competences
from lms.core.db import UnitOfWork
from lms.organisations.models import Organisation
from lms.organisations.queries import all_organisations

from .queries import coverage
from .queries.norms import NormFilters, current_places, going_along, list_norms
from .rules import Coverage


@dataclass(frozen=True)
class RuleEffect:
    """Whom another currency rule touches today: (organisation, stops, starts), and people counted once."""

    places: Sequence[tuple[Organisation, int, int]]
    stops: int
    starts: int


def rule_effect(session: Session, competence: Competence, details: Details, on: date) -> RuleEffect:
    """Who stops and who starts being current when a competence gets another currency rule."""
    changed = Competence(
        id=competence.id, currency_count=details.currency_count, currency_period=details.currency_period
    )
    before, after = current_places(session, competence, on), current_places(session, changed, on)
    stops = Counter(organisation_id for organisation_id, _person in before - after)
    starts = Counter(organisation_id for organisation_id, _person in after - before)
    places = [
        (one, stops[one.id], starts[one.id]) for one in all_organisations(session) if one.id in stops | starts
    ]
    return RuleEffect(
        places,
        len({person for _place, person in before} - {person for _place, person in after}),
        len({person for _place, person in after} - {person for _place, person in before}),
    )


@dataclass(frozen=True)
class Shift:
    """The numbers of one organisation and competence on a day, without and with a change; None: not active."""

    competence: Competence
    on: date
    before: Coverage | None
    after: Coverage | None

    @property
    def differs(self) -> bool:
        """Whether the number of current people, the norm or the gap changes."""
        one, other = self.before, self.after
        return (one and (one.current, one.norm, one.gap)) != (
            other and (other.current, other.norm, other.gap)
        )


def _look(
    session: Session, organisation_id: int, competences: Sequence[Competence], on: date
) -> dict[int, Coverage]:
    answers = coverage(session, on, competences, organisations={organisation_id})
    return {answer.competence_id: answer for answer in answers}


def norm_effect(
    uow: UnitOfWork,
    change: Callable[[], object],
    organisation_id: int,
    competence: Competence,
    days: set[date],
) -> list[Shift]:
    """Norm and gap of one organisation on these days before and after a change to its norms."""
    session, order = uow.session, sorted(days)
    before = [_look(session, organisation_id, [competence], day).get(competence.id) for day in order]
    change()
    after = [_look(session, organisation_id, [competence], day).get(competence.id) for day in order]
    return [Shift(competence, day, was, will) for day, was, will in zip(order, before, after, strict=True)]


@dataclass(frozen=True)
class EndEffect:
    """What it means that an organisation ends: who goes along, which teams hang elsewhere, which norms end.

    `shifts` are the numbers of the successor on the day after, without and with the merger.
    """

    day_after: date
    successor: str
    people: int
    teams: Sequence[Organisation]
    norms: Sequence[Competence]
    shifts: Sequence[Shift]


def end_effect(
    uow: UnitOfWork, change: Callable[[], object], organisation_id: int, into_id: int | None, last_day: date
) -> EndEffect:
    """What an end, or a merger into another, means from the day after the last day."""
    session, after_it = uow.session, last_day + timedelta(days=1)
    competences = all_competences(session)
    people = going_along(session, organisation_id, last_day, after_it)
    places = all_organisations(session)
    successor = next((one.name for one in places if one.id == into_id), "")
    teams = [
        one
        for one in places
        if one.parent_id == organisation_id
        and one.id != into_id
        and (one.active_until is None or one.active_until >= after_it)
    ]
    own = {norm.competence_id for norm in list_norms(session, NormFilters(organisation_id=organisation_id))}
    before = {} if into_id is None else _look(session, into_id, competences, after_it)
    change()
    after = {} if into_id is None else _look(session, into_id, competences, after_it)
    shifts = [Shift(one, after_it, before.get(one.id), after.get(one.id)) for one in competences]
    norms = [one for one in competences if one.id in own]
    return EndEffect(after_it, successor, people, teams, norms, [one for one in shifts if one.differs])
