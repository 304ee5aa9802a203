"""Gathers what the page of one organisation shows for one competence on one day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile

from sqlalchemy.orm import Session

from lms.catalogue.models import Competence
from lms.catalogue.queries import all_competences
from lms.core.access import Actor
from lms.organisations.models import Organisation
from lms.organisations.queries import all_nodes, all_organisations, get_organisation
from lms.organisations.rules import predecessors, tree_on, with_descendants

from .disclosure import SMALL, Band, Shown, band_of
from .overview import publish_on, sums_of_several, trend_given_out
from .queries import (
    CATEGORIES,
    count_categories,
    coverage,
    currency_of,
    ever_smaller,
    facts_of,
    flows,
    functions_on,
    held,
    list_people,
    norm_basis,
    norm_history,
    trends,
    visible_to,
)
from .reasons import Reasoned, explain, explain_norm
from .rules import Coverage, Flow, standing, year_pairs

PAGE = 25
"""People on one page of the list."""
YEARS = 8
"""Calendar years in the picture of what came and went."""


@dataclass(frozen=True)
class PersonLine:
    """One person in the list with the standing and why."""

    person_id: int
    name: str
    functions: Sequence[str]
    reasoned: Reasoned


@dataclass(frozen=True)
class People:
    """One page of the list of people, and how many there are in each category."""

    lines: Sequence[PersonLine]
    counts: dict[str, int]
    unnamed: int
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class YearGivenOut:
    """What came and went in a calendar year, as others than planners see it; `until` is the last day counted."""

    until: date
    gained: Band
    lost: Band


@dataclass(frozen=True)
class History:
    """The pictures: the monthly line with its norm and predecessors, and what came and went per year."""

    line: Sequence[tuple[date, int]]
    norm: Sequence[tuple[date, int]]
    predecessors: Sequence[tuple[str, Sequence[tuple[date, int]]]]
    flows: Sequence[Flow]
    flows_withheld: bool
    given_out: Sequence[YearGivenOut] = ()


@dataclass(frozen=True)
class OrganisationPage:
    """Everything on the page of an organisation; `history` and the numbers are None where they are withheld.

    Without `whole` the answers are what is given out of them: bands, and of the history only what stands alone.
    """

    organisation: Organisation
    on: date
    coverage: Sequence[tuple[Competence, Coverage | Shown]]
    competence: Competence | None
    answer: Coverage | Shown | None
    active: bool
    whole: bool
    withheld: bool
    norm_reasons: Sequence[str]
    norm_is_example: bool
    history: History | None
    children: Sequence[Organisation]
    predecessors: Sequence[Organisation]


def organisation_page(
    session: Session, organisation_id: int, on: date, today: date, key: str | None, whole: bool
) -> OrganisationPage:
    """The page for one organisation; without `whole` in bands, and small numbers with all behind them stay out."""
    organisation = get_organisation(session, organisation_id)
    competences = all_competences(session)
    everything, nodes = all_organisations(session), all_nodes(session)
    scope = {organisation_id} if whole else with_descendants({organisation_id}, tree_on(nodes, on))
    every = coverage(session, on, competences, organisations=scope)
    answers = [a for a in every if a.organisation_id == organisation_id]
    by_id = {c.id: c for c in competences}
    # The same everywhere for who sees bands: a competence that appears would say that somebody was certified.
    worth = [by_id[a.competence_id] for a in answers if not whole or a.certified or a.norm is not None]
    asked = next((c for c in competences if c.key == key), None) if answers else None
    competence = asked or next(iter(worth), None)
    given: dict[int, Coverage | Shown] = {a.competence_id: a for a in answers}
    if not whole:
        published = publish_on(on, everything, every)
        given = {c: published[organisation_id, c] for c in given}
    withheld = bool(answers) and not whole and answers[0].employed < SMALL
    before = predecessors(organisation_id, nodes, today)
    shown = competence is not None and not withheld
    reasons, example = (
        _norm_reasons(session, organisation_id, competence, on)
        if competence and shown and whole
        else ([], False)
    )
    return OrganisationPage(
        organisation=organisation,
        on=on,
        coverage=[(c, given[c.id]) for c in worth],
        competence=competence,
        answer=given[competence.id] if competence else None,
        active=bool(answers),
        whole=whole,
        withheld=withheld,
        norm_reasons=reasons,
        norm_is_example=example,
        history=_history_for(session, organisation, competence, on, today, before, everything, whole)
        if competence and shown
        else None,
        children=[o for o in everything if o.parent_id == organisation_id],
        predecessors=[o for o in everything if o.id in before],
    )


def _norm_reasons(
    session: Session, organisation_id: int, competence: Competence, on: date
) -> tuple[list[str], bool]:
    """Where the norm comes from, and whether it is an example that nobody confirmed."""
    lines, people_in, functions = norm_basis(session, organisation_id, competence, on)
    return explain_norm(lines, people_in, functions), any(line.is_example for line in lines)


def _history_for(
    session: Session,
    organisation: Organisation,
    competence: Competence,
    on: date,
    today: date,
    before: Sequence[int],
    everything: Sequence[Organisation],
    whole: bool,
) -> History | None:
    """The pictures for this reader: whole, or in bands where nothing ever lay under it or merged into it."""
    if whole:
        return _history(session, organisation, competence, on, today, before)
    if organisation.id in sums_of_several(everything):
        return None
    return _history_given_out(session, organisation, competence, on, today)


def _history(
    session: Session,
    organisation: Organisation,
    competence: Competence,
    on: date,
    today: date,
    before: Sequence[int],
) -> History:
    points = trends(session, competence.id, {organisation.id, *before})
    names = {o.id: o.name for o in all_organisations(session)} if before else {}
    return History(
        line=[p for p in points.get(organisation.id, []) if p[0] <= on],
        norm=_steps([p for p in norm_history(session, organisation.id, competence.id) if p[0] <= on]),
        predecessors=[(names[key], [p for p in points.get(key, []) if p[0] <= on]) for key in before],
        flows=_since_it_began(flows(session, organisation.id, competence, _years(organisation, on, today))),
        flows_withheld=False,
    )


def _history_given_out(
    session: Session, organisation: Organisation, competence: Competence, on: date, today: date
) -> History:
    points = trends(session, competence.id, {organisation.id}, at_least=SMALL).get(organisation.id, [])
    withheld = ever_smaller(session, organisation.id, competence.id, SMALL)
    years = () if withheld else flows(session, organisation.id, competence, _years(organisation, on, today))
    return History(
        line=trend_given_out(p for p in points if p[0] <= on),
        norm=(),
        predecessors=(),
        flows=(),
        flows_withheld=withheld,
        given_out=[YearGivenOut(y.until, band_of(y.gained), band_of(y.lost)) for y in years],
    )


def _years(organisation: Organisation, on: date, today: date) -> list[tuple[date, date]]:
    last = min(on, today, organisation.active_until or on)
    return year_pairs(max(organisation.active_from or date.min, date(on.year - YEARS + 1, 1, 1)), last)


def _since_it_began(years: Sequence[Flow]) -> list[Flow]:
    """Without the years before anything happened."""
    return list(dropwhile(lambda flow: not (flow.opening or flow.gained or flow.lost), years))


def _steps(points: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """Only the points at which the value changes."""
    return [
        p for before, p in zip([None, *points], points, strict=False) if before is None or before[1] != p[1]
    ]


def people_page(
    session: Session,
    actor: Actor,
    organisation_id: int,
    competence: Competence,
    on: date,
    today: date,
    *,
    category: str | None,
    search: str,
    page: int,
    size: int = PAGE,
) -> People:
    """One page of the people employed on the day, as far as the actor may know their names."""
    visible = visible_to(actor, today)
    counts, unnamed = count_categories(session, organisation_id, competence, on, visible)
    category = category if category in CATEGORIES else None
    listed = list_people(
        session,
        organisation_id,
        competence,
        on,
        visible,
        category=category,
        search=search,
        offset=size * (page - 1),
        limit=size + 1,
    )
    people = [one.person_id for one in listed[:size]]
    certificates, practice = facts_of(session, people, [competence])
    functions = functions_on(session, organisation_id, people, on)
    currency = currency_of(competence)
    lines = []
    for one in listed[:size]:
        key = (one.person_id, competence.id)
        stands = standing(
            [held(c) for c in certificates[key]], [day for day, _ in practice[key]], currency, on
        )
        reasoned = explain(stands, certificates[key], competence, currency)
        lines.append(PersonLine(one.person_id, one.name, functions.get(one.person_id, ()), reasoned))
    total = counts[category] if category else sum(counts.values())
    pages = page + (len(listed) > size) if search else max(1, -(-total // size))
    return People(lines, counts, unnamed, total, page, pages)
