"""Use cases of expertise: what course types ship, and the monthly cache behind the trend lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import groupby

from sqlalchemy import delete, insert

from lms.catalogue.queries import all_competences
from lms.core.access import SYSTEM
from lms.core.clock import Clock, civil_date
from lms.core.db import Database, UnitOfWork, find_revision
from lms.core.events import Change
from lms.plugins.api import CourseType

from .events import PracticeKindsAdded
from .models import CoverageCache, CoverageMonth, PracticeKind, RegionMonth
from .queries import (
    all_practice_kind_keys,
    cache_state,
    coverage_and_totals,
    first_fact,
    wait_for_other_rebuilds,
)
from .rules import month_ends

TREND_YEARS = 20
"""How far back trend lines reach, in years."""


def sync_practice_kinds(uow: UnitOfWork, course_types: Iterable[CourseType]) -> None:
    """Add the kinds of practice that course types ship; what exists is left as it is."""
    known = set(all_practice_kind_keys(uow.session))
    added = []
    for course_type in course_types:
        for spec in course_type.practice_kinds():
            if spec.key not in known:
                known.add(spec.key)
                added.append(PracticeKind(key=spec.key, name_nl=spec.name.nl, name_en=spec.name.en))
    if added:
        uow.session.add_all(added)
        uow.session.flush()
        uow.publish(PracticeKindsAdded(tuple(Change(k.id, None, {"key": k.key}) for k in added)))


def trends_are_current(database: Database, today: date) -> bool:
    """Whether the monthly cache was computed today from the facts as they are now."""
    with database.read() as session:
        state = cache_state(session)
        return state is not None and (state.revision, state.computed_on) == (find_revision(session), today)


def rebuild_trends(
    database: Database, clock: Clock, progress: Callable[[int, int], None] | None = None
) -> int:
    """Compute the monthly cache anew from the facts, whole or not at all; the number of months it holds.

    It publishes nothing: a cache is no fact. Reading takes long and writing does not, so that on SQLite other
    writers wait for the writing only. Run twice at once, the last one wins with an equal result.
    """
    now = clock.now()
    today = civil_date(now)
    months: list[dict[str, object]] = []
    region: list[dict[str, object]] = []
    with database.read() as session:
        revision = find_revision(session)
        competences = all_competences(session)
        begin = first_fact(session)
        days = (
            month_ends(max(begin, date(today.year - TREND_YEARS, 1, 1)), today)
            if begin and begin <= today
            else []
        )
        for index, day in enumerate(days):
            answers, everybody = coverage_and_totals(session, day, competences)
            for c in answers:
                if c.certified or c.norm is not None:
                    months.append(
                        {
                            "organisation_id": c.organisation_id,
                            "competence_id": c.competence_id,
                            "day": day,
                            "employed": c.employed,
                            "valid": c.valid,
                            "current": c.current,
                            "norm": c.norm,
                        }
                    )
            for key, t in everybody.items():
                region.append({"competence_id": key, "day": day, "valid": t.valid, "current": t.current})
            if progress:
                progress(index + 1, len(days))
    state = {"id": 1, "revision": revision, "computed_at": now, "computed_on": today}
    with database.transaction(SYSTEM, now) as uow:
        wait_for_other_rebuilds(uow.session)
        for table, rows in ((CoverageCache, [state]), (CoverageMonth, months), (RegionMonth, region)):
            uow.session.execute(delete(table))
            for chunk in _chunks(rows, 5000):
                uow.session.execute(insert(table), chunk)
    return len(days)


def _chunks(rows: Sequence[dict[str, object]], size: int) -> Iterable[list[dict[str, object]]]:
    numbered = groupby(enumerate(rows), key=lambda pair: pair[0] // size)
    return ([row for _, row in group] for _, group in numbered)
