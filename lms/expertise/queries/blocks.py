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

    Building and compiling these statements takes longer than running them, so they are kept per shape.
    """

    moments: int
    competences: int
    scoped: bool
    asks_currency: bool


@dataclass(frozen=True)
class Question:
    """Moments × competences, for the organisations in `scope` (None: all)."""

    moments: Sequence[Moment]
    competences: Sequence[Competence]
    scope: Collection[int] | None = None
    horizon_days: int = HORIZON_DAYS

    @property
    def shape(self) -> Shape:
        asks_currency = any(currency_of(c) is not None for c in self.competences)
        return Shape(len(self.moments), len(self.competences), self.scope is not None, asks_currency)

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


def asked(name: str, kind: type[Integer] | type[Date], label: str) -> ColumnElement[Any]:
    return bindparam(name, type_=kind()).label(label)


@lru_cache(64)
def moments_cte(shape: Shape) -> CTE:
    """Moments × competences with the days the rules derive from them; asks = 0 where no currency is asked."""
    rows = [
        select(
            asked(f"q_label_{i}", Integer, "label"),
            asked(f"q_competence_{j}", Integer, "competence_id"),
            asked(f"q_asks_{j}", Integer, "asks"),
            asked(f"q_day_{i}", Date, "day"),
            asked(f"q_begins_{i}_{j}", Date, "begins"),
            asked(f"q_beyond_{i}", Date, "beyond"),
        )
        for i in range(shape.moments)
        for j in range(shape.competences)
    ]
    return union_all(*rows).cte("moment")


@lru_cache(64)
def days_cte(shape: Shape) -> CTE:
    """The moments by themselves."""
    rows = [
        select(
            asked(f"q_label_{i}", Integer, "label"),
            asked(f"q_day_{i}", Date, "day"),
            asked(f"q_tree_day_{i}", Date, "tree_day"),
        )
        for i in range(shape.moments)
    ]
    return union_all(*rows).cte("asked")


@lru_cache(64)
def reach_cte(shape: Shape) -> CTE:
    """For each moment, for which organisations an employment at an organisation counts.

    An organisation that merged before the tree's day hands its people to its successor; from there they count for
    everything above. UNION drops repeats, so that even a ring in the data would end.
    """
    day = days_cte(shape)
    o = aliased(Organisation)
    landing = (
        select(
            day.c.label,
            day.c.day,
            day.c.tree_day,
            o.id.label("organisation_id"),
            o.id.label("lands_on"),
        )
        .select_from(day)
        .join(o, true())
        .cte("landing", recursive=True)
    )
    heir = aliased(Organisation)
    landing = landing.union(
        select(
            landing.c.label, landing.c.day, landing.c.tree_day, landing.c.organisation_id, heir.merged_into_id
        ).where(
            heir.id == landing.c.lands_on,
            heir.merged_into_id.is_not(None),
            heir.active_until < landing.c.tree_day,
        )
    )
    gone = aliased(Organisation)
    landed = (
        select(
            landing.c.label, landing.c.day, landing.c.organisation_id, landing.c.lands_on.label("counts_for")
        )
        .join(gone, gone.id == landing.c.lands_on)
        .where(or_(gone.merged_into_id.is_(None), gone.active_until >= landing.c.tree_day))
    )
    reach = landed.cte("reach", recursive=True)
    below = aliased(Organisation)
    reach = reach.union(
        select(reach.c.label, reach.c.day, reach.c.organisation_id, below.parent_id).where(
            below.id == reach.c.counts_for, below.parent_id.is_not(None)
        )
    )
    if not shape.scoped:
        return reach
    inside = reach.c.counts_for.in_(bindparam("scope", expanding=True))
    return select(reach).where(inside).cte("reach_in_scope")


def employed_on(employment: Any, day: ColumnElement[date]) -> ColumnElement[bool]:
    """Whether an employment covers the day; both its days are inclusive."""
    return and_(
        employment.employed_from <= day,
        or_(employment.employed_until.is_(None), employment.employed_until >= day),
    )


def employed_cte(reach: CTE) -> CTE:
    """(moment, organisation, person): everybody who counts for the organisation, once."""
    return (
        select(reach.c.label, reach.c.counts_for, Employment.person_id)
        .join(Employment, Employment.organisation_id == reach.c.organisation_id)
        .where(employed_on(Employment, reach.c.day))
        .distinct()
        .cte("employed")
    )


def standing_cte(moment: CTE, people: CTE | None = None, *, asks_currency: bool = True) -> CTE:
    """(moment, competence, person): certified, and the flags valid, current and expiring; `people` narrows it."""
    c = Certificate
    unrevoked = or_(c.revoked_on.is_(None), c.revoked_on > moment.c.day)
    valid = and_(unrevoked, or_(c.valid_until.is_(None), c.valid_until >= moment.c.day))
    lasting = and_(unrevoked, or_(c.valid_until.is_(None), c.valid_until > moment.c.beyond))
    wanted = (
        select(
            moment.c.label,
            moment.c.competence_id,
            c.person_id,
            func.max(case((valid, 1), else_=0)).label("valid"),
            func.max(case((lasting, 1), else_=0)).label("lasting"),
            func.max(case((and_(unrevoked, c.issued_on >= moment.c.begins), 1), else_=0)).label("fresh"),
            func.max(moment.c.asks).label("asks"),
        )
        .join(c, and_(c.competence_id == moment.c.competence_id, c.issued_on <= moment.c.day))
        .group_by(moment.c.label, moment.c.competence_id, c.person_id)
    )
    if people is not None:
        wanted = wanted.where(c.person_id.in_(select(people.c.person_id)))
    held = wanted.cte("held")
    expiring = case((and_(held.c.valid == 1, held.c.lasting == 0), 1), else_=0).label("expiring")
    if not asks_currency:
        columns = (held.c.label, held.c.competence_id, held.c.person_id, held.c.valid)
        return select(*columns, held.c.valid.label("current"), expiring).cte("standing")
    practised = practised_cte(moment, people)
    in_practice = or_(held.c.asks == 0, held.c.fresh == 1, practised.c.times >= held.c.asks)
    joined = and_(
        practised.c.label == held.c.label,
        practised.c.competence_id == held.c.competence_id,
        practised.c.person_id == held.c.person_id,
    )
    return (
        select(
            held.c.label,
            held.c.competence_id,
            held.c.person_id,
            held.c.valid,
            case((and_(held.c.valid == 1, in_practice), 1), else_=0).label("current"),
            expiring,
        )
        .select_from(held)
        .outerjoin(practised, joined)
        .cte("standing")
    )


def practised_cte(moment: CTE, people: CTE | None) -> CTE:
    """(moment, competence, person): how many practice events lie in the currency window."""
    p = PracticeEvent
    inside = and_(
        p.competence_id == moment.c.competence_id,
        p.day >= moment.c.begins,
        p.day <= moment.c.day,
        moment.c.asks > 0,
    )
    wanted = (
        select(moment.c.label, moment.c.competence_id, p.person_id, func.count().label("times"))
        .join(p, inside)
        .group_by(moment.c.label, moment.c.competence_id, p.person_id)
    )
    if people is not None:
        wanted = wanted.where(p.person_id.in_(select(people.c.person_id)))
    return wanted.cte("practised")
