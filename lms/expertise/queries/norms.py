"""Norm lines as they are kept, what they come to, and whom a change of rules touches."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from lms.catalogue.models import Competence
from lms.certification.models import Certificate
from lms.core.errors import NotFound
from lms.organisations.models import Organisation
from lms.people.models import Employment, Function

from ..models import Norm
from ..rules import NormLine
from .blocks import Moment, Question, employed_cte, people_cte, reach_cte, standing_cte
from .coverage import employed_statement, function_counts
from .people import employed_on_day


@dataclass(frozen=True)
class NormFilters:
    """Which lines are asked for; `organisations` are those in reach (None: all)."""

    organisation_id: int | None = None
    competence_id: int | None = None
    organisations: Collection[int] | None = None
    examples: bool = False


def _wanted(filters: NormFilters) -> Select[Any]:
    wanted = select(Norm)
    if filters.organisation_id is not None:
        wanted = wanted.where(Norm.organisation_id == filters.organisation_id)
    if filters.competence_id is not None:
        wanted = wanted.where(Norm.competence_id == filters.competence_id)
    if filters.organisations is not None:
        wanted = wanted.where(Norm.organisation_id.in_(sorted(filters.organisations)))
    return wanted.where(Norm.is_example) if filters.examples else wanted


def list_norms(
    session: Session, filters: NormFilters, *, offset: int = 0, limit: int | None = None
) -> list[Norm]:
    """The lines with their organisation, competence and function; the newest of each place first."""
    wanted = (
        _wanted(filters)
        .join(Norm.organisation)
        .join(Norm.competence)
        .outerjoin(Norm.function)
        .options(joinedload(Norm.organisation), joinedload(Norm.competence), joinedload(Norm.function))
        .order_by(
            Organisation.name,
            Norm.organisation_id,
            Competence.id,
            Norm.starts_on.desc(),
            Function.name,
            Norm.id,
        )
    )
    return list(session.scalars(wanted.offset(offset).limit(limit)))


def count_norms(session: Session, filters: NormFilters) -> int:
    """How many lines there are."""
    return session.scalar(select(func.count()).select_from(_wanted(filters).subquery())) or 0


def example_norms(session: Session, filters: NormFilters, *, to_change: bool = False) -> list[Norm]:
    """The lines that nobody confirmed, of those that are asked for; locked when they are to be changed."""
    wanted = _wanted(replace(filters, examples=True)).order_by(Norm.id)
    if to_change:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(wanted))


def get_norm(session: Session, norm_id: int, *, to_change: bool = False) -> Norm:
    """One line with organisation, competence and function, locked when it is to be changed; else NotFound."""
    wanted = select(Norm).where(Norm.id == norm_id)
    if to_change:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    else:
        wanted = wanted.options(
            joinedload(Norm.organisation), joinedload(Norm.competence), joinedload(Norm.function)
        )
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def find_norm_with(session: Session, details: Any, without_id: int | None) -> int | None:
    """The id of another line for the same organisation, competence, day and function."""
    n = Norm
    same_function = (
        n.function_id.is_(None) if details.function_id is None else n.function_id == details.function_id
    )
    wanted = select(n.id).where(
        n.organisation_id == details.organisation_id,
        n.competence_id == details.competence_id,
        n.starts_on == details.starts_on,
        same_function,
    )
    return session.scalar(wanted if without_id is None else wanted.where(n.id != without_id))


def last_starts(session: Session, norms: Sequence[Norm], on: date) -> dict[tuple[int, int], date]:
    """Per (organisation, competence) of these lines the day from which the lines count that count on a day."""
    n = Norm
    wanted = (
        select(n.organisation_id, n.competence_id, func.max(n.starts_on))
        .where(n.starts_on <= on, n.organisation_id.in_(sorted({norm.organisation_id for norm in norms})))
        .group_by(n.organisation_id, n.competence_id)
    )
    return {(organisation, competence): first for organisation, competence, first in session.execute(wanted)}


def people_behind(
    session: Session, norms: Sequence[Norm], on: date
) -> Mapping[int, Mapping[int | None, int]]:
    """How many people each share is taken of: per organisation, per function, and under None everybody."""
    shares = [norm for norm in norms if norm.share is not None]
    if not shares:
        return {}
    competences = list({norm.competence_id: norm.competence for norm in shares}.values())
    question = Question([Moment(0, on, on)], competences, {norm.organisation_id for norm in shares})
    lines = {
        (norm.organisation_id, norm.id): [NormLine(norm.starts_on, function_id=norm.function_id)]
        for norm in shares
    }
    found = function_counts(session, question, lines)
    for organisation_id, number in session.execute(employed_statement(question.shape), question.parameters):
        found[organisation_id][None] = number
    return found


def current_places(session: Session, competence: Competence, on: date) -> set[tuple[int, int]]:
    """(organisation, person) of everybody who is current there on a day, by the rule that `competence` holds.

    The competence may be one that is not saved: so somebody sees whom a rule would touch.
    """
    question = Question([Moment(0, on, on)], [competence])
    employed = employed_cte(reach_cte(question.shape))
    s = standing_cte(question.shape)
    wanted = select(employed.c.counts_for, employed.c.person_id).join(
        s, s.c.person_id == employed.c.person_id
    )
    found = session.execute(wanted.where(s.c.current == 1), question.parameters)
    return {(organisation_id, person_id) for organisation_id, person_id in found}


def holders(session: Session, on: date) -> dict[int, int]:
    """How many people who are employed somewhere hold a valid certificate of each competence on a day."""
    c = Certificate
    employed = select(Employment.person_id).where(employed_on_day(on))
    wanted = (
        select(c.competence_id, func.count(c.person_id.distinct()))
        .where(
            c.person_id.in_(employed),
            c.issued_on <= on,
            or_(c.valid_until.is_(None), c.valid_until >= on),
            or_(c.revoked_on.is_(None), c.revoked_on > on),
        )
        .group_by(c.competence_id)
    )
    return dict(session.execute(wanted).all())


def going_along(session: Session, organisation_id: int, last_day: date, day_after: date) -> int:
    """How many people still work at an organisation, or under it, the day after its last day."""
    question = Question([Moment(0, day_after, last_day)], [], {organisation_id})
    people = people_cte(employed_cte(reach_cte(question.shape)))
    return session.scalar(select(func.count()).select_from(people), question.parameters) or 0


def all_functions(session: Session) -> list[Function]:
    """Every function by name."""
    return list(session.scalars(select(Function).order_by(Function.name)))
