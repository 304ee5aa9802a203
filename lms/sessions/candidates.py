"""Who could give a session: what speaks against somebody by certificate, calendar and own word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lms.people.models import Person

from .details import spans_of
from .models import Meeting, TrainingSession
from .pages import Listed
from .queries import availability_of, limits_of, meetings_of_trainers
from .rules import Period, Span, clashes, over_limit, unavailable_on
from .trainers import TrainerCheck, asked_of


@dataclass(frozen=True)
class Candidate:
    """Somebody who could give a session. `reason`: why not by certificate; `problems`: what is in the way then."""

    person: Person
    reason: str | None
    problems: Sequence[str]


@dataclass(frozen=True)
class Offer:
    """A session that lacks a trainer, as one trainer sees it."""

    row: Listed
    problems: Sequence[str]
    can: bool


@dataclass(frozen=True)
class _Said:
    """What is known of the calendars of some people in the years of some sessions."""

    given: Mapping[int, Sequence[Meeting]]
    periods: Mapping[int, Sequence[Period]]
    limits: Mapping[int, int]


def candidates(
    session: Session, planned: TrainingSession, people: Sequence[Person], check: TrainerCheck, today: date
) -> list[Candidate]:
    """These people for a session; in a number of queries that does not grow with them."""
    ids = [person.id for person in people]
    asked = {person_id: asked_of(planned, person_id, today) for person_id in ids}
    reasons = check(session, asked.values())
    said = _said(session, ids, [planned])
    found = [
        Candidate(person, reasons.get(asked[person.id]), _problems(said, person.id, planned))
        for person in people
    ]
    return sorted(found, key=lambda one: (one.reason is not None, bool(one.problems), one.person.name))


def offers(
    session: Session, rows: Sequence[Listed], person_id: int, check: TrainerCheck, today: date
) -> list[Offer]:
    """Sessions that lack a trainer, for one trainer: what speaks against each, and whether signing up can be."""
    said = _said(session, [person_id], [row.session for row in rows])
    asked = {row.session.id: asked_of(row.session, person_id, today) for row in rows}
    reasons = check(session, set(asked.values()))
    found = []
    for row in rows:
        reason = reasons.get(asked[row.session.id])
        problems = _problems(said, person_id, row.session)
        clash = bool(_clashing(said.given.get(person_id, ()), row.session))
        own = person_id in {t.person_id for t in row.session.trainers}
        found.append(Offer(row, ([reason] if reason else []) + problems, not (reason or clash or own)))
    return found


def _said(session: Session, people: Sequence[int], sessions: Sequence[TrainingSession]) -> _Said:
    spans = [span for one in sessions for span in spans_of(one.meetings)]
    given: dict[int, list[Meeting]] = defaultdict(list)
    if spans and people:
        first = datetime.combine(min(s.starts_at for s in spans).date().replace(month=1, day=1), time.min)
        last = datetime.combine(max(s.ends_at for s in spans).date().replace(month=12, day=31), time.max)
        for person_id, meeting in meetings_of_trainers(session, people, first, last + timedelta(days=1)):
            given[person_id].append(meeting)
    periods: dict[int, list[Period]] = defaultdict(list)
    for one in availability_of(session, people):
        periods[one.person_id].append(Period(one.first_day, one.last_day, one.available))
    return _Said(given, periods, limits_of(session, people))


def _clashing(given: Sequence[Meeting], planned: TrainingSession) -> list[Meeting]:
    spans = spans_of(planned.meetings)
    others = [m for m in given if m.session_id != planned.id]
    return [m for m in others if clashes(spans, [Span(m.starts_at, m.ends_at)])]


def _problems(said: _Said, person_id: int, planned: TrainingSession) -> list[str]:
    given = said.given.get(person_id, ())
    days = {day for span in spans_of(planned.meetings) for day in span.days}
    found = [
        _("Gives session %(key)s on %(day)s.", key=m.session.key, day=f"{m.starts_at:%d-%m-%Y %H:%M}")
        for m in _clashing(given, planned)
    ]
    away = unavailable_on(days, said.periods.get(person_id, ()))
    if away:
        found.append(
            _("Said not to be there on %(days)s.", days=", ".join(f"{day:%d-%m-%Y}" for day in away))
        )
    taken = {
        day for m in given if m.session_id != planned.id for day in (m.starts_at.date(), m.ends_at.date())
    }
    limit = said.limits.get(person_id)
    year = over_limit(days, taken, limit)
    if year is not None:
        found.append(_("Wants to give at most %(number)s days in %(year)s.", number=limit, year=str(year)))
    return found
