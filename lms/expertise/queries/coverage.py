"""Coverage of organisations on a day: four queries at most, however many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    bindparam,
    func,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from lms.catalogue.models import Competence
from lms.organisations.queries import all_nodes
from lms.organisations.rules import Node, children_of, tree_on, with_descendants
from lms.people.models import Employment, Function

from ..models import Norm
from ..rules import HORIZON_DAYS, Coverage, NormLine, own_norm, roll_up
from .blocks import Moment, Question, Shape, employed_cte, employed_on, people_cte, reach_cte, standing_cte
from .trends import Totals


@lru_cache(64)
def counts_statement(shape: Shape, with_totals: bool = False) -> CompoundSelect[Any]:
    """(organisation, competence, certified, valid, current, expiring) where anybody ever was certified.

    With competence None: (organisation, None, employed, 0, 0, 0). With organisation None, when totals are asked:
    the people of all organisations together, each once. One statement, so that the parts share their work.
    """
    employed = employed_cte(reach_cte(shape))
    people = people_cte(employed)
    s = standing_cte(shape, people if shape.scoped else None)
    numbers = (func.count(), func.sum(s.c.valid), func.sum(s.c.current), func.sum(s.c.expiring))
    zero: ColumnElement[int] = literal_column("0")
    parts = [
        select(employed.c.counts_for, s.c.competence_id, *numbers)
        .join(s, s.c.person_id == employed.c.person_id)
        .group_by(employed.c.counts_for, s.c.competence_id),
        select(employed.c.counts_for, null(), func.count(), zero, zero, zero).group_by(employed.c.counts_for),
    ]
    if with_totals:
        together = select(null(), s.c.competence_id, *numbers).where(
            s.c.person_id.in_(select(people.c.person_id))
        )
        parts.append(together.group_by(s.c.competence_id))
    return union_all(*parts)


@lru_cache(16)
def employed_statement(shape: Shape) -> Select[Any]:
    """(organisation, people employed), each person once."""
    employed = employed_cte(reach_cte(shape))
    return select(employed.c.counts_for, func.count()).group_by(employed.c.counts_for)


@lru_cache(16)
def functions_statement(shape: Shape) -> Select[Any]:
    """(organisation, function, people employed in it) for the functions asked for."""
    reach = reach_cte(shape)
    wanted = Employment.function_id.in_(bindparam("functions", expanding=True))
    return (
        select(reach.c.counts_for, Employment.function_id, func.count(Employment.person_id.distinct()))
        .join(Employment, Employment.organisation_id == reach.c.organisation_id)
        .where(employed_on(Employment, reach.c.day), wanted)
        .group_by(reach.c.counts_for, Employment.function_id)
    )


@dataclass(frozen=True)
class Counted:
    """What the database counted: (certified, valid, current, expiring) per place, and who is employed there."""

    by_place: Mapping[tuple[int, int], Sequence[int]]
    employed: Mapping[int, int]
    totals: Mapping[int, Totals]


def _count(session: Session, question: Question, with_totals: bool) -> Counted:
    by_place, employed, totals = {}, {}, {}
    statement = counts_statement(question.shape, with_totals)
    for organisation_id, competence_id, *numbers in session.execute(statement, question.parameters):
        counts = [int(n) for n in numbers]
        if competence_id is None:
            employed[organisation_id] = counts[0]
        elif organisation_id is None:
            totals[competence_id] = Totals(*counts)
        else:
            by_place[organisation_id, competence_id] = counts
    return Counted(by_place, employed, totals)


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
    Four queries at most, however many rows.
    """
    return _answer(session, on, competences, organisations, horizon_days, with_totals=False)[0]


def coverage_and_totals(
    session: Session, on: date, competences: Sequence[Competence]
) -> tuple[list[Coverage], Mapping[int, Totals]]:
    """The coverage of all organisations, and per competence everybody once; no more queries than coverage alone."""
    return _answer(session, on, competences, None, HORIZON_DAYS, with_totals=True)


def _answer(
    session: Session,
    on: date,
    competences: Sequence[Competence],
    organisations: Collection[int] | None,
    horizon_days: int,
    *,
    with_totals: bool,
) -> tuple[list[Coverage], Mapping[int, Totals]]:
    nodes = tree_on(all_nodes(session), on)
    active = [node for node in nodes if node.active(on)]
    wanted = [node.id for node in active if organisations is None or node.id in organisations]
    scope = None if organisations is None else with_descendants(wanted, nodes)
    if not competences or not (wanted or with_totals):
        return [], {}
    question = Question([Moment(0, on, on)], competences, scope, horizon_days)
    counted = _count(session, question, with_totals)
    lines = norm_lines(session, on, competences, scope)
    people_in = function_counts(session, question, lines)
    for organisation_id, number in counted.employed.items():
        people_in[organisation_id][None] = number
    norms = _norms(lines, people_in, counted.by_place, active, on)
    rows = []
    for organisation_id in wanted:
        for competence in competences:
            norm, gap = norms(organisation_id, competence.id) or (None, None)
            employed = counted.employed.get(organisation_id, 0)
            place = (organisation_id, competence.id)
            certified, valid, current, expiring = counted.by_place.get(place, (0, 0, 0, 0))
            numbers = (employed, certified, valid, current, expiring, norm, gap)
            rows.append(Coverage(organisation_id, competence.id, on, *numbers))
    return rows, counted.totals


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
        current[competence_id][organisation_id] = numbers[2]

    def norm_and_gap(organisation_id: int, competence_id: int) -> tuple[int, int] | None:
        return roll_up(organisation_id, own[competence_id], current[competence_id], children)

    return norm_and_gap


def norm_lines(
    session: Session, on: date, competences: Sequence[Competence], scope: Collection[int] | None
) -> dict[tuple[int, int], list[NormLine]]:
    """The norm lines that had started by the day, per (organisation, competence)."""
    n = Norm
    columns = (
        n.organisation_id,
        n.competence_id,
        n.starts_on,
        n.headcount,
        n.share,
        n.function_id,
        n.is_example,
    )
    wanted = select(*columns).where(n.starts_on <= on, n.competence_id.in_([c.id for c in competences]))
    if scope is not None:
        wanted = wanted.where(Norm.organisation_id.in_(sorted(scope)))
    found: dict[tuple[int, int], list[NormLine]] = defaultdict(list)
    for row in session.execute(wanted):
        line = NormLine(row.starts_on, row.headcount, row.share, row.function_id, row.is_example)
        found[row.organisation_id, row.competence_id].append(line)
    return found


def function_counts(
    session: Session, question: Question, lines: Mapping[tuple[int, int], list[NormLine]]
) -> dict[int, dict[int | None, int]]:
    """How many people are employed per organisation and function that a norm takes a share of."""
    found: dict[int, dict[int | None, int]] = defaultdict(dict)
    functions = {
        line.function_id for its_lines in lines.values() for line in its_lines if line.function_id is not None
    }
    if functions:
        parameters = question.parameters | {"functions": sorted(functions)}
        for organisation_id, function_id, number in session.execute(
            functions_statement(question.shape), parameters
        ):
            found[organisation_id][function_id] = number
    return found


def norm_basis(
    session: Session, organisation_id: int, competence: Competence, on: date
) -> tuple[list[NormLine], dict[int | None, int], dict[int, str]]:
    """What the norm of one organisation rests on: the lines that apply together, head counts, function names."""
    lines = norm_lines(session, on, [competence], {organisation_id}).get((organisation_id, competence.id), [])
    latest = max((line.starts_on for line in lines), default=None)
    applying = [line for line in lines if line.starts_on == latest]
    question = Question([Moment(0, on, on)], [competence], {organisation_id})
    people_in = function_counts(session, question, {(organisation_id, 0): applying})
    for place, number in session.execute(employed_statement(question.shape), question.parameters):
        people_in[place][None] = number
    names = select(Function.id, Function.name).where(Function.id.in_([line.function_id for line in applying]))
    return applying, people_in[organisation_id], {row.id: row.name for row in session.execute(names)}
