"""Building blocks of coverage in SQL: moments, who reaches which organisation, who stands how."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from lms.catalogue.models import Competence
from lms.catalogue.rules import Period
from lms.certification.models import Certificate
from lms.organisations.models import Organisation
from lms.people.models import Employment

from ..models import PracticeEvent
from ..rules import HORIZON_DAYS, Currency, horizon_end


def currency_of(competence: Competence) -> Currency | None:
    """The currency rule of a competence; None when it asks for none."""
    if competence.currency_count is None or competence.currency_period is None:
        return None
    return Currency(competence.currency_count, Period.parse(competence.currency_period))


@dataclass(frozen=True)
class Moment:
    """A question to the facts: how people stand on `day`, seen with the tree of organisations of `tree_day`."""

    label: int
    day: date
    tree_day: date


@dataclass(frozen=True)
class Shape:
    """What decides the text of a statement; statements of the same shape differ only in their parameters.

    `asks_currency` says per competence whether it asks for practice.

    Building and compiling these statements takes longer than running them, so they are kept per shape.
    """

    moments: int
    asks_currency: tuple[bool, ...]
    scoped: bool


@dataclass(frozen=True)
class Question:
    """Moments × competences, for the organisations in `scope` (None: all)."""

    moments: Sequence[Moment]
    competences: Sequence[Competence]
    scope: Collection[int] | None = None
    horizon_days: int = HORIZON_DAYS

    @property
    def shape(self) -> Shape:
        asks_currency = tuple(currency_of(c) is not None for c in self.competences)
        return Shape(len(self.moments), asks_currency, self.scope is not None)

    @property
    def parameters(self) -> dict[str, Any]:
        """The values of every parameter in the building blocks, with the days the rules derive."""
        values: dict[str, Any] = {} if self.scope is None else {"scope": sorted(self.scope)}
        for i, moment in enumerate(self.moments):
            values |= {
                f"q_label_{i}": moment.label,
                f"q_day_{i}": moment.day,
                f"q_tree_day_{i}": moment.tree_day,
            }
            values[f"q_beyond_{i}"] = horizon_end(moment.day, self.horizon_days)
            for j, competence in enumerate(self.competences):
                currency = currency_of(competence)
                values[f"q_begins_{i}_{j}"] = currency.starts(moment.day) if currency else moment.day
        for j, competence in enumerate(self.competences):
            values[f"q_competence_{j}"] = competence.id
            values[f"q_asks_{j}"] = competence.currency_count or 0
        return values


def asked(name: str, kind: type[Integer] | type[Date]) -> ColumnElement[Any]:
    return bindparam(name, type_=kind())


@lru_cache(64)
def days_cte(shape: Shape) -> CTE:
    """The moments by themselves."""
    rows = [
        select(
            asked(f"q_label_{i}", Integer).label("label"),
            asked(f"q_day_{i}", Date).label("day"),
            asked(f"q_tree_day_{i}", Date).label("tree_day"),
        )
        for i in range(shape.moments)
    ]
    return union_all(*rows).cte("asked")


@lru_cache(64)
def reach_cte(shape: Shape) -> CTE:
    """For each moment, for which organisations an employment at an organisation counts.

    An organisation that merged before the tree's day hands its people, and whatever lies under it, to its
    successor; any other counts itself and hands on to its parent. Walked from the employers up, or from the
    organisations in scope down. UNION drops repeats, so that even a ring in the data would end.
    """
    return _reach_down(shape) if shape.scoped else _reach_up(shape)


def _gone(organisation: Any, tree_day: ColumnElement[date]) -> ColumnElement[bool]:
    """Whether an organisation had merged into another before the tree's day; never NULL."""
    merged = and_(organisation.merged_into_id.is_not(None), organisation.active_until < tree_day)
    return case((merged, 1), else_=0) == 1


def _next(organisation: Any, tree_day: ColumnElement[date]) -> ColumnElement[int | None]:
    """To which organisation people go on from here: the successor of one that is gone, else the parent."""
    return case((_gone(organisation, tree_day), organisation.merged_into_id), else_=organisation.parent_id)


def _reach_up(shape: Shape) -> CTE:
    day, employer, at, counted = days_cte(shape), *(aliased(Organisation) for _ in range(3))
    walk = (
        select(
            day.c.label,
            day.c.day,
            day.c.tree_day,
            employer.id.label("organisation_id"),
            employer.id.label("at"),
        )
        .join_from(day, employer, true())
        .cte("walk", recursive=True)
    )
    w = walk.c
    onwards = _next(at, w.tree_day)
    walk = walk.union(
        select(w.label, w.day, w.tree_day, w.organisation_id, onwards).where(
            at.id == w.at, onwards.is_not(None)
        )
    )
    w = walk.c
    return (
        select(w.label, w.day, w.organisation_id, w.at.label("counts_for"))
        .join(counted, counted.id == w.at)
        .where(~_gone(counted, w.tree_day))
        .cte("reach")
    )


def _reach_down(shape: Shape) -> CTE:
    day, asked_for, below = days_cte(shape), *(aliased(Organisation) for _ in range(2))
    reach = (
        select(
            day.c.label,
            day.c.day,
            day.c.tree_day,
            asked_for.id.label("counts_for"),
            asked_for.id.label("organisation_id"),
        )
        .join_from(day, asked_for, asked_for.id.in_(bindparam("scope", expanding=True)))
        .where(~_gone(asked_for, day.c.tree_day))
        .cte("reach", recursive=True)
    )
    r = reach.c
    return reach.union(
        select(r.label, r.day, r.tree_day, r.counts_for, below.id).where(
            _next(below, r.tree_day) == r.organisation_id
        )
    )


def employed_on(employment: Any, day: ColumnElement[date]) -> ColumnElement[bool]:
    """Whether an employment covers the day; both its days are inclusive."""
    return and_(
        employment.employed_from <= day,
        or_(employment.employed_until.is_(None), employment.employed_until >= day),
    )


def people_cte(employed: CTE) -> CTE:
    """The persons of `employed` at any moment, once: what a question about a few organisations has to look at."""
    return select(employed.c.person_id).distinct().cte("people")


def employed_cte(reach: CTE) -> CTE:
    """(moment, organisation, person): everybody who counts for the organisation, once."""
    return (
        select(reach.c.label, reach.c.counts_for, Employment.person_id)
        .join(Employment, Employment.organisation_id == reach.c.organisation_id)
        .where(employed_on(Employment, reach.c.day))
        .distinct()
        .cte("employed")
    )


def standing_cte(shape: Shape, people: CTE | None = None, *, with_ends: bool = False) -> CTE:
    """(moment, competence, person): certified, and the flags valid, current and expiring; `people` narrows it.

    With `ends`, the last valid day of the valid certificates that have one.

    One part per moment and competence: each then reads one range of an index in order, with days that are known.
    """
    parts = [
        _standing(i, j, asks_currency, people, with_ends)
        for i in range(shape.moments)
        for j, asks_currency in enumerate(shape.asks_currency)
    ]
    return union_all(*parts).cte("standing")


def _standing(i: int, j: int, asks_currency: bool, people: CTE | None, with_ends: bool) -> Select[Any]:
    """The standing of everybody who was ever certified for competence j by moment i."""
    c = Certificate
    day, begins = asked(f"q_day_{i}", Date), asked(f"q_begins_{i}_{j}", Date)
    unrevoked = or_(c.revoked_on.is_(None), c.revoked_on > day)
    valid = and_(unrevoked, or_(c.valid_until.is_(None), c.valid_until >= day))
    lasting = and_(unrevoked, or_(c.valid_until.is_(None), c.valid_until > asked(f"q_beyond_{i}", Date)))
    held = (
        select(
            c.person_id,
            func.max(case((valid, 1), else_=0)).label("valid"),
            func.max(case((lasting, 1), else_=0)).label("lasting"),
            func.max(case((and_(unrevoked, c.issued_on >= begins), 1), else_=0)).label("fresh"),
        )
        .where(c.competence_id == asked(f"q_competence_{j}", Integer), c.issued_on <= day)
        .group_by(c.person_id)
    )
    if with_ends:
        held = held.add_columns(func.max(case((valid, c.valid_until))).label("ends"))
    if people is not None:
        held = held.where(c.person_id.in_(select(people.c.person_id)))
    h = held.subquery(f"held_{i}_{j}").c
    columns = (
        asked(f"q_label_{i}", Integer).label("label"),
        asked(f"q_competence_{j}", Integer).label("competence_id"),
        h.person_id,
        h.valid,
        *((h.ends,) if with_ends else ()),
    )
    expiring = case((and_(h.valid == 1, h.lasting == 0), 1), else_=0).label("expiring")
    if not asks_currency:
        return select(*columns, h.valid.label("current"), expiring)
    p = PracticeEvent
    # Counted per person, where it decides: a join to counts of everybody is planned badly when few are asked for.
    times = (
        select(func.count())
        .where(p.person_id == h.person_id, p.competence_id == asked(f"q_competence_{j}", Integer))
        .where(p.day >= begins, p.day <= day)
        .scalar_subquery()
    )
    in_practice = case((h.fresh == 1, 1), (times >= asked(f"q_asks_{j}", Integer), 1), else_=0)
    return select(*columns, case((h.valid == 1, in_practice), else_=0).label("current"), expiring)
