"""What came and went for an organisation between days: gained, left, lapsed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select
from sqlalchemy.orm import Session, aliased

from lms.catalogue.models import Competence
from lms.people.models import Employment

from ..rules import Flow
from .blocks import (
    Moment,
    Question,
    Shape,
    days_cte,
    employed_cte,
    employed_on,
    people_cte,
    reach_cte,
    standing_cte,
)


@lru_cache(32)
def flow_statement(shape: Shape) -> Select[Any]:
    """(first label of a pair, opening, taken over, gained, and lost by cause); a pair has three moments.

    Label 3n is the earlier day with the later day's tree, 3n + 1 the later day, 3n + 2 the earlier day as it was.
    """
    employed = employed_cte(reach_cte(shape))
    s = standing_cte(shape, people_cte(employed))
    edge = employed.c.label % 3
    joined = and_(s.c.label == employed.c.label, s.c.person_id == employed.c.person_id)
    current, valid = func.coalesce(s.c.current, 0), func.coalesce(s.c.valid, 0)
    person = (
        select(
            (employed.c.label - edge + 1).label("closing"),
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
    ends = days_cte(shape)
    e = aliased(Employment)
    elsewhere = (
        select(literal(1)).where(e.person_id == person.c.person_id, employed_on(e, ends.c.day)).exists()
    )
    p = person.c
    lost = and_(p.opened == 1, p.closed == 0)

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    return (
        select(
            p.closing,
            func.sum(p.opened),
            count(and_(p.opened == 1, p.opened_before == 0)),
            count(and_(p.opened == 0, p.closed == 1)),
            count(and_(lost, p.still_here == 0, elsewhere)),
            count(and_(lost, p.still_here == 0, ~elsewhere)),
            count(and_(lost, p.still_here == 1, p.still_valid == 0)),
            count(and_(lost, p.still_here == 1, p.still_valid == 1)),
        )
        .join(ends, ends.c.label == p.closing)
        .group_by(p.closing)
    )


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
    for n, (since, until) in enumerate(pairs):
        moments += [
            Moment(3 * n, since, until),
            Moment(3 * n + 1, until, until),
            Moment(3 * n + 2, since, since),
        ]
    question = Question(moments, [competence], {organisation_id})
    rows = session.execute(flow_statement(question.shape), question.parameters)
    numbers = {closing // 3: [int(n or 0) for n in row] for closing, *row in rows}
    return [Flow(since, until, *numbers.get(n, [0] * 7)) for n, (since, until) in enumerate(pairs)]
