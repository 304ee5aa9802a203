"""Building blocks of coverage in SQL: moments, who reaches which organisation, who stands how."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Date, Integer, and_, case, column, func, or_, select, true, values
from sqlalchemy.orm import aliased

from lms.catalogue.models import Competence
from lms.catalogue.rules import Period
from lms.certification.models import Certificate
from lms.organisations.models import Organisation
from lms.people.models import Employment

from ..models import PracticeEvent
from ..rules import Currency, horizon_end


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


def moments_cte(moments: Sequence[Moment], competences: Iterable[Competence], horizon_days: int) -> CTE:
    """Moments × competences with the days the rules derive from them; asks = 0 where no currency is asked."""
    rows = []
    for moment in moments:
        for competence in competences:
            currency = currency_of(competence)
            begins = currency.starts(moment.day) if currency else moment.day
            beyond = horizon_end(moment.day, horizon_days)
            asks = currency.count if currency else 0
            rows.append((moment.label, competence.id, asks, moment.day, begins, beyond))
    integers, days = ("label", "competence_id", "asks"), ("day", "begins", "beyond")
    columns = [column(name, Integer) for name in integers] + [column(name, Date) for name in days]
    return values(*columns, name="moment").data(rows).cte("moment")


def reach_cte(moments: Sequence[Moment], scope: Collection[int] | None) -> CTE:
    """For each moment, for which organisations an employment at an organisation counts.

    An organisation that merged before the tree's day hands its people to its successor; from there they count for
    everything above. UNION drops repeats, so that even a ring in the data would end.
    """
    rows = sorted({(m.label, m.day, m.tree_day) for m in moments})
    asked = (
        values(column("label", Integer), column("day", Date), column("tree_day", Date), name="asked")
        .data(rows)
        .cte("asked")
    )
    o = aliased(Organisation)
    landing = (
        select(
            asked.c.label,
            asked.c.day,
            asked.c.tree_day,
            o.id.label("organisation_id"),
            o.id.label("lands_on"),
        )
        .select_from(asked)
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
    if scope is None:
        return reach
    return select(reach).where(reach.c.counts_for.in_(sorted(scope))).cte("reach_in_scope")


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
