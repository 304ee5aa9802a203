"""What came and went for an organisation between days: gained, left, lapsed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Integer, and_, case, column, func, literal, select, values
from sqlalchemy import Date as SqlDate
from sqlalchemy.orm import Session, aliased

from lms.catalogue.models import Competence
from lms.people.models import Employment

from ..rules import Flow
from .blocks import Moment, currency_of, employed_cte, employed_on, moments_cte, reach_cte, standing_cte


def flows(
    session: Session, organisation_id: int, competence: Competence, pairs: Sequence[tuple[date, date]]
) -> list[Flow]:
    """What came and went for an organisation between each pair of days, measured in current people.

    Both ends are seen with the tree of the later day, so that people of an organisation that merged into this one
    in between stand on both sides: neither gained nor lost.
    """
    if not pairs:
        return []
    moments = []
    for index, (since, until) in enumerate(pairs):
        moments += [
            Moment(3 * index, since, until),
            Moment(3 * index + 1, until, until),
            Moment(3 * index + 2, since, since),
        ]
    employed = employed_cte(reach_cte(moments, {organisation_id}))
    s = standing_cte(
        moments_cte(moments, [competence], 0), employed, asks_currency=currency_of(competence) is not None
    )
    edge = employed.c.label % 3
    joined = and_(s.c.label == employed.c.label, s.c.person_id == employed.c.person_id)
    current, valid = func.coalesce(s.c.current, 0), func.coalesce(s.c.valid, 0)
    person = (
        select(
            (employed.c.label - edge).label("first"),
            employed.c.person_id,
            func.max(case((edge == 0, current), else_=0)).label("opened"),
            func.max(case((edge == 1, current), else_=0)).label("closed"),
            func.max(case((edge == 1, 1), else_=0)).label("still_here"),
            func.max(case((edge == 1, valid), else_=0)).label("still_valid"),
            func.max(case((edge == 2, current), else_=0)).label("opened_before"),
        )
        .outerjoin(s, joined)
        .group_by(employed.c.label - edge, employed.c.person_id)
        .cte("person_flow")
    )
    ends = (
        values(column("first", Integer), column("until", SqlDate), name="ending")
        .data([(3 * index, until) for index, (_, until) in enumerate(pairs)])
        .cte("ending")
    )
    e = aliased(Employment)
    elsewhere = (
        select(literal(1)).where(e.person_id == person.c.person_id, employed_on(e, ends.c.until)).exists()
    )
    p = person.c
    lost = and_(p.opened == 1, p.closed == 0)

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    wanted = (
        select(
            p.first,
            func.sum(p.opened),
            count(and_(p.opened == 1, p.opened_before == 0)),
            count(and_(p.opened == 0, p.closed == 1)),
            count(and_(lost, p.still_here == 0, elsewhere)),
            count(and_(lost, p.still_here == 0, ~elsewhere)),
            count(and_(lost, p.still_here == 1, p.still_valid == 0)),
            count(and_(lost, p.still_here == 1, p.still_valid == 1)),
        )
        .join(ends, ends.c.first == p.first)
        .group_by(p.first)
    )
    numbers = {first // 3: [int(n or 0) for n in row] for first, *row in session.execute(wanted)}
    return [Flow(since, until, *numbers.get(i, [0] * 7)) for i, (since, until) in enumerate(pairs)]
