"""Coverage of organisations on a day: five queries, however many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from lms.catalogue.models import Competence
from lms.organisations.queries import all_nodes
from lms.organisations.rules import Node, children_of, with_descendants
from lms.people.models import Employment

from ..models import Norm
from ..rules import HORIZON_DAYS, Coverage, NormLine, own_norm, roll_up
from .blocks import Moment, currency_of, employed_cte, employed_on, moments_cte, reach_cte, standing_cte


def counts_query(
    moments: Sequence[Moment],
    competences: Sequence[Competence],
    scope: Collection[int] | None,
    horizon_days: int = HORIZON_DAYS,
) -> Select[Any]:
    """(moment, organisation, competence, certified, valid, current, expiring) where anybody ever was certified."""
    employed = employed_cte(reach_cte(moments, scope))
    asks_currency = any(currency_of(competence) for competence in competences)
    s = standing_cte(
        moments_cte(moments, competences, horizon_days),
        None if scope is None else employed,
        asks_currency=asks_currency,
    )
    return (
        select(
            employed.c.label,
            employed.c.counts_for,
            s.c.competence_id,
            func.count(),
            func.sum(s.c.valid),
            func.sum(s.c.current),
            func.sum(s.c.expiring),
        )
        .join(s, and_(s.c.label == employed.c.label, s.c.person_id == employed.c.person_id))
        .group_by(employed.c.label, employed.c.counts_for, s.c.competence_id)
    )


def coverage(
    session: Session,
    on: date,
    competences: Sequence[Competence],
    *,
    organisations: Collection[int] | None = None,
    horizon_days: int = HORIZON_DAYS,
) -> list[Coverage]:
    """One row per organisation active on the day × competence, also where there is no norm.

    `organisations` narrows the answer to these ids; what lies under them is read along for their norms.
    Five queries, however many rows.
    """
    nodes = all_nodes(session)
    active = [node for node in nodes if node.active(on)]
    wanted = [node.id for node in active if organisations is None or node.id in organisations]
    scope = None if organisations is None else with_descendants(wanted, nodes)
    if not wanted or not competences:
        return []
    moments = [Moment(0, on, on)]
    counted = {
        (organisation_id, competence_id): numbers
        for _, organisation_id, competence_id, *numbers in session.execute(
            counts_query(moments, competences, scope, horizon_days)
        )
    }
    lines = norm_lines(session, on, competences, scope)
    people_in = head_counts(session, moments, scope, lines)
    norms = _norms(lines, people_in, counted, active, on)
    rows = []
    for organisation_id in wanted:
        for competence in competences:
            certified, valid, current, expiring = counted.get((organisation_id, competence.id), (0, 0, 0, 0))
            norm, gap = norms(organisation_id, competence.id) or (None, None)
            employed = people_in[organisation_id].get(None, 0)
            rows.append(
                Coverage(
                    organisation_id,
                    competence.id,
                    on,
                    employed,
                    int(certified),
                    int(valid),
                    int(current),
                    int(expiring),
                    norm,
                    gap,
                )
            )
    return rows


def _norms(
    lines: Mapping[tuple[int, int], list[NormLine]],
    people_in: Mapping[int, Mapping[int | None, int]],
    counted: Mapping[tuple[int, int], Sequence[int]],
    active: Sequence[Node],
    on: date,
) -> Callable[[int, int], tuple[int, int] | None]:
    children = children_of(active)
    own: dict[int, dict[int, int]] = defaultdict(dict)
    for (organisation_id, competence_id), its_lines in lines.items():
        asked = own_norm(its_lines, people_in[organisation_id], on)
        if asked is not None:
            own[competence_id][organisation_id] = asked
    current: dict[int, dict[int, int]] = defaultdict(dict)
    for (organisation_id, competence_id), numbers in counted.items():
        current[competence_id][organisation_id] = int(numbers[2])

    def norm_and_gap(organisation_id: int, competence_id: int) -> tuple[int, int] | None:
        return roll_up(organisation_id, own[competence_id], current[competence_id], children)

    return norm_and_gap


def norm_lines(
    session: Session, on: date, competences: Sequence[Competence], scope: Collection[int] | None
) -> dict[tuple[int, int], list[NormLine]]:
    """The norm lines that had started by the day, per (organisation, competence)."""
    wanted = select(
        Norm.organisation_id, Norm.competence_id, Norm.starts_on, Norm.headcount, Norm.share, Norm.function_id
    ).where(Norm.starts_on <= on, Norm.competence_id.in_([c.id for c in competences]))
    if scope is not None:
        wanted = wanted.where(Norm.organisation_id.in_(sorted(scope)))
    found: dict[tuple[int, int], list[NormLine]] = defaultdict(list)
    for row in session.execute(wanted):
        line = NormLine(row.starts_on, row.headcount, row.share, row.function_id)
        found[row.organisation_id, row.competence_id].append(line)
    return found


def head_counts(
    session: Session,
    moments: Sequence[Moment],
    scope: Collection[int] | None,
    lines: Mapping[tuple[int, int], list[NormLine]],
) -> dict[int, dict[int | None, int]]:
    """How many people are employed per organisation, under None, and per function that a share is taken of."""
    reach = reach_cte(moments, scope)
    employed = employed_cte(reach)
    found: dict[int, dict[int | None, int]] = defaultdict(dict)
    for organisation_id, number in session.execute(
        select(employed.c.counts_for, func.count()).group_by(employed.c.counts_for)
    ):
        found[organisation_id][None] = number
    functions = {
        line.function_id for its_lines in lines.values() for line in its_lines if line.function_id is not None
    }
    in_function = (
        select(reach.c.counts_for, Employment.function_id, func.count(Employment.person_id.distinct()))
        .join(Employment, Employment.organisation_id == reach.c.organisation_id)
        .where(employed_on(Employment, reach.c.day), Employment.function_id.in_(sorted(functions)))
        .group_by(reach.c.counts_for, Employment.function_id)
    )
    for organisation_id, function_id, number in session.execute(in_function):
        found[organisation_id][function_id] = number
    return found
