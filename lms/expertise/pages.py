"""Gathers what the pages show; read-only, a constant number of queries each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lms.catalogue.models import Competence
from lms.catalogue.queries import all_competences
from lms.core.db import find_revision
from lms.organisations.models import Organisation, OrganisationType, Region
from lms.organisations.queries import all_organisations, all_regions, all_types

from .disclosure import MANY, SMALL, Number, band_of
from .memo import CoverageMemo
from .overview import (
    Filters,
    Overall,
    Row,
    Summary,
    Urgent,
    make_rows,
    most_urgent,
    narrow,
    overall,
    publish_on,
    shown_competences,
    summarise,
    trend_given_out,
)
from .queries import CacheState, Totals, cache_state, coverage_and_totals, region_trend, trends
from .rules import Coverage

MAIN_COLUMNS = 4
"""How many competences the region table shows side by side before the reader picks one."""


@dataclass(frozen=True)
class RegionFacts:
    """What the memo keeps per revision and day, under `key`: of the reader only `whole` is in it."""

    key: Hashable
    on: date
    competences: list[Competence]
    organisations: list[Organisation]
    regions: list[Region]
    types: list[OrganisationType]
    coverage: list[Coverage]
    totals: Mapping[int, Totals]
    trends: dict[int, list[tuple[date, int]]]
    region_trend: list[tuple[date, int]]
    cache: CacheState | None


def region_facts(
    session: Session, memo: CoverageMemo, on: date, competence: str | None, whole: bool
) -> RegionFacts:
    """All facts of the region page for a day, computed once per revision; trends are those of one competence."""
    revision = find_revision(session)
    cached = cache_state(session)
    key = ("region", revision, cached and (cached.revision, cached.computed_at), on, competence, whole)
    return memo.get(key, lambda: _read_region(session, on, cached, competence, key, whole))


def _read_region(
    session: Session, on: date, cached: CacheState | None, competence: str | None, key: Hashable, whole: bool
) -> RegionFacts:
    competences = all_competences(session)
    answers, everybody = coverage_and_totals(session, on, competences)
    worth = shown_competences(answers)
    shown = [c for c in competences if c.id in worth]
    main = _main(shown, competence)
    return RegionFacts(
        key=key,
        on=on,
        competences=shown,
        organisations=all_organisations(session),
        regions=all_regions(session),
        types=all_types(session),
        coverage=answers,
        totals=everybody,
        trends=trends(session, main.id, at_least=0 if whole else SMALL) if main else {},
        region_trend=region_trend(session, main.id) if main else [],
        cache=cached,
    )


def _main(shown: Sequence[Competence], key: str | None) -> Competence | None:
    return next((c for c in shown if c.key == key), shown[0] if shown else None)


REMEMBERED = 250
"""Up to so many organisations the drawn page is remembered too; above, it would take too much memory."""


def remember_drawing(
    memo: CoverageMemo, facts: RegionFacts, reader: Hashable, draw: Callable[[], str]
) -> str:
    """The drawn page for these facts and everything about the reader and the address that it depends on."""
    if len(facts.organisations) > REMEMBERED:
        return draw()
    return memo.get(("region page", facts.key, reader), draw)


@dataclass(frozen=True)
class RegionPage:
    """The region table and the numbers around it, as one reader may see them; bands have no month of the peak."""

    filters: Filters
    facts: RegionFacts
    columns: Sequence[Competence]
    main: Competence | None
    rows: Sequence[Row]
    everything: Sequence[Row]
    summary: Summary | None
    total: Overall
    trend: Sequence[tuple[date, int]]
    peak: tuple[date | None, Number] | None
    fall: int | None
    urgent: Sequence[Urgent]
    whole: bool


def region_page(facts: RegionFacts, filters: Filters, whole: bool) -> RegionPage:
    """The page for these filters; `whole` says whether this reader sees small numbers."""
    columns = [c for c in facts.competences if c.key == filters.competence] or facts.competences[
        :MAIN_COLUMNS
    ]
    main = columns[0] if columns else None
    until = filters.on
    main_trends = {key: [p for p in points if p[0] <= until] for key, points in facts.trends.items()}
    keys = [c.id for c in columns]
    published = None if whole else publish_on(facts.on, facts.organisations, facts.coverage)
    every = make_rows(facts.organisations, facts.coverage, keys, main_trends, published)
    rows = narrow(every, filters)
    top = [row.organisation.id for row in every if row.depth == 0]
    trend = [point for point in facts.region_trend if point[0] <= until]
    if published is not None:
        trend = trend_given_out(trend) if len(top) >= MANY else []
    total = facts.totals.get(main.id, Totals()) if main else Totals()
    numbers = (total.current, total.expiring, total.certified)
    given = overall(*numbers, main.id, top, published) if main else Overall(0, 0, 0)
    peak = max(trend, key=lambda point: point[1], default=None)
    fallen = peak is not None and peak[1] > int(given.current)
    return RegionPage(
        filters=filters,
        facts=facts,
        columns=columns,
        main=main,
        rows=rows,
        everything=every,
        summary=summarise(every, main.id, facts.coverage, published) if main else None,
        total=given,
        trend=trend,
        peak=((peak[0], peak[1]) if whole else (None, band_of(peak[1]))) if peak and fallen else None,
        fall=100 - 100 * int(given.current) // peak[1] if peak and fallen else None,
        urgent=most_urgent(rows, keys),
        whole=whole,
    )
