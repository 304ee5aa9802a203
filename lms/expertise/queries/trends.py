"""The monthly cache behind the trend lines: reading it, and what it has to be computed from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from lms.catalogue.models import Competence
from lms.certification.models import Certificate
from lms.core.db import Revision

from ..models import CoverageCache, CoverageMonth, RegionMonth
from .blocks import Moment, Question, Shape, employed_cte, people_cte, reach_cte, standing_cte


@dataclass(frozen=True)
class Totals:
    """People of several organisations together, each counted once."""

    certified: int = 0
    valid: int = 0
    current: int = 0
    expiring: int = 0


@lru_cache(16)
def totals_statement(shape: Shape) -> Select[Any]:
    """(competence, certified, valid, current, expiring), every person once."""
    people = people_cte(employed_cte(reach_cte(shape)))
    s = standing_cte(shape, people if shape.scoped else None)
    return (
        select(
            s.c.competence_id,
            func.count(),
            func.sum(s.c.valid),
            func.sum(s.c.current),
            func.sum(s.c.expiring),
        )
        .join(people, people.c.person_id == s.c.person_id)
        .group_by(s.c.competence_id)
    )


def totals(
    session: Session,
    on: date,
    competences: Sequence[Competence],
    organisations: Collection[int] | None = None,
) -> dict[int, Totals]:
    """Per competence, the people who count for any of the organisations (None: all) on the day, each once."""
    question = Question([Moment(0, on, on)], competences, organisations)
    rows = session.execute(totals_statement(question.shape), question.parameters)
    return {key: Totals(*(int(n) for n in numbers)) for key, *numbers in rows}


def first_fact(session: Session) -> date | None:
    """The day of the first certificate; before it every trend is flat at zero."""
    return session.scalar(select(func.min(Certificate.issued_on)))


def count_facts(session: Session) -> int:
    """How many certificates there are: what the work of computing trends grows with."""
    return session.scalar(select(func.count()).select_from(Certificate)) or 0


@dataclass(frozen=True)
class CacheState:
    """For which revision of the facts the monthly cache was computed, and when."""

    revision: int
    computed_at: datetime
    computed_on: date


def wait_for_other_rebuilds(session: Session) -> None:
    """Hold the single row that all writers share until the commit, so that two rebuilds follow one another."""
    session.execute(select(Revision.id).with_for_update())


def cache_state(session: Session) -> CacheState | None:
    c = CoverageCache
    row = session.execute(select(c.revision, c.computed_at, c.computed_on)).first()
    return CacheState(*row) if row else None


def trends(
    session: Session, competence_id: int, organisations: Collection[int] | None = None, at_least: int = 0
) -> dict[int, list[tuple[date, int]]]:
    """Per organisation the month ends and how many were current, in order.

    Months in which fewer than `at_least` people were employed are left out.
    """
    m = CoverageMonth
    wanted = select(m.organisation_id, m.day, m.current).where(
        m.competence_id == competence_id, m.employed >= at_least
    )
    if organisations is not None:
        wanted = wanted.where(m.organisation_id.in_(sorted(organisations)))
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    # The competence is the same in every row; with it, the order is that of the primary key and nothing is sorted.
    wanted = wanted.order_by(m.organisation_id, m.competence_id, m.day)
    for organisation_id, day, current in session.execute(wanted):
        found[organisation_id].append((day, current))
    return found


def ever_smaller(session: Session, organisation_id: int, competence_id: int, size: int) -> bool:
    """Whether fewer people than this were ever employed at an organisation, as far as the trend reaches."""
    m = CoverageMonth
    wanted = select(m.day).where(
        m.organisation_id == organisation_id, m.competence_id == competence_id, m.employed < size
    )
    return session.scalar(wanted.limit(1)) is not None


def norm_history(session: Session, organisation_id: int, competence_id: int) -> list[tuple[date, int]]:
    """The month ends at which an organisation had a norm, and how many people it asked for."""
    m = CoverageMonth
    wanted = select(m.day, m.norm).where(
        m.organisation_id == organisation_id, m.competence_id == competence_id, m.norm.is_not(None)
    )
    return [(day, norm or 0) for day, norm in session.execute(wanted.order_by(m.day))]


def region_trend(session: Session, competence_id: int) -> list[tuple[date, int]]:
    """The month ends and how many people of the whole region were current."""
    m = RegionMonth
    wanted = select(m.day, m.current).where(m.competence_id == competence_id).order_by(m.day)
    return [(day, current) for day, current in session.execute(wanted)]
