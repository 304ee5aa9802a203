"""The region table as values: cells, rows and their order. Small numbers are withheld here, before any template."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lms.organisations.models import Organisation

from .rules import Coverage, Level

SMALL = 5
"""Below this many employed people, only planners see numbers; others see a word and a band."""

_URGENCY = {Level.SHORT: 0, Level.NEARLY: 1, Level.MET: 2, Level.NO_NORM: 3}


@dataclass(frozen=True)
class Cell:
    """Coverage as one reader may see it. Withheld numbers are None; the level always stands."""

    level: Level
    current: int | None
    norm: int | None
    gap: int | None
    expiring: int | None
    withheld: bool

    @property
    def share(self) -> int:
        """How far the norm is met, in whole per cent, at most 100."""
        if self.current is None or not self.norm:
            return 100 if self.level == Level.MET else 0
        return min(100, 100 * self.current // self.norm)


def make_cell(coverage: Coverage, whole: bool) -> Cell:
    """The cell of one coverage answer; without the right to small numbers these are withheld."""
    if not whole and coverage.employed < SMALL:
        return Cell(coverage.level, None, None, None, None, withheld=True)
    return Cell(
        coverage.level, coverage.current, coverage.norm, coverage.gap, coverage.expiring, withheld=False
    )


@dataclass(frozen=True)
class Row:
    """One organisation in the region table; `depth` counts how many organisations of the table stand above it."""

    organisation: Organisation
    cells: tuple[Cell, ...]
    employed: int
    depth: int
    trend: Sequence[tuple[date, int]]

    @property
    def has_gap(self) -> bool:
        return any(cell.level in (Level.SHORT, Level.NEARLY) for cell in self.cells)


@dataclass(frozen=True)
class Filters:
    """What the reader asked to see; everything is part of the address, so that a link can be mailed."""

    on: date
    region: int | None = None
    type: int | None = None
    competence: str | None = None
    gaps: bool = False
    search: str = ""
    sort: str = "region"


def make_rows(
    organisations: Iterable[Organisation],
    coverage: Iterable[Coverage],
    competences: Sequence[int],
    whole: bool,
    trends: Mapping[int, Sequence[tuple[date, int]]],
) -> list[Row]:
    """One row per organisation that has coverage on the day, with a cell per competence in the given order."""
    found: dict[int, dict[int, Coverage]] = {}
    for c in coverage:
        found.setdefault(c.organisation_id, {})[c.competence_id] = c
    shown = [o for o in organisations if o.id in found]
    parents = {o.id: o.parent_id for o in shown}
    rows = []
    for organisation in shown:
        answers = found[organisation.id]
        cells = tuple(make_cell(answers[key], whole) for key in competences)
        employed = next(iter(answers.values())).employed
        trend = () if not whole and employed < SMALL else trends.get(organisation.id, ())
        rows.append(Row(organisation, cells, employed, _depth(organisation.id, parents), trend))
    return rows


def _depth(organisation_id: int, parents: Mapping[int, int | None]) -> int:
    depth, above = 0, parents.get(organisation_id)
    while above in parents and depth < len(parents):
        depth, above = depth + 1, parents[above] if above is not None else None
    return depth


def narrow(rows: Sequence[Row], filters: Filters) -> list[Row]:
    """The rows that pass the filters, in the asked order."""
    kept = [
        row
        for row in rows
        if (filters.region is None or (row.organisation.region_id or 0) == filters.region)
        and (filters.type is None or row.organisation.type_id == filters.type)
        and (not filters.gaps or row.has_gap)
        and filters.search.casefold() in row.organisation.name.casefold()
    ]
    return order(kept, filters.sort)


def order(rows: Sequence[Row], sort: str) -> list[Row]:
    """By "region" (a tree under each region), by "name", or by the gap of the competence in column 0, 1, …"""
    if sort == "name":
        return sorted(rows, key=lambda row: row.organisation.name.casefold())
    if sort.isdecimal() and rows and int(sort) < len(rows[0].cells):
        return sorted(rows, key=lambda row: _gap_first(row.cells[int(sort)], row))
    return _as_tree(rows)


def _gap_first(cell: Cell, row: Row) -> tuple[int, int, str]:
    return (_URGENCY[cell.level], -(cell.gap or 0), row.organisation.name.casefold())


def _as_tree(rows: Sequence[Row]) -> list[Row]:
    present = {row.organisation.id: row for row in rows}
    children: dict[int | None, list[Row]] = {}
    for row in rows:
        parent = row.organisation.parent_id
        children.setdefault(parent if parent in present else None, []).append(row)

    def walk(parent: int | None) -> list[Row]:
        found = sorted(children.get(parent, ()), key=_region_then_name)
        return [one for row in found for one in (row, *walk(row.organisation.id))]

    return walk(None)


def _region_then_name(row: Row) -> tuple[bool, str, str]:
    region = row.organisation.region
    return (region is None, region.name if region else "", row.organisation.name.casefold())


@dataclass(frozen=True)
class Urgent:
    """An organisation where it goes wrong first."""

    row: Row
    competence: int
    cell: Cell


def most_urgent(rows: Sequence[Row], competences: Sequence[int], limit: int = 3) -> list[Urgent]:
    """The largest gaps in the table, at most one per organisation."""
    found = [
        Urgent(row, key, cell)
        for row in rows
        for key, cell in zip(competences, row.cells, strict=True)
        if cell.gap and row.depth == 0
    ]
    found.sort(key=lambda urgent: -(urgent.cell.gap or 0))
    once: dict[int, Urgent] = {}
    for urgent in found:
        once.setdefault(urgent.row.organisation.id, urgent)
    return list(once.values())[:limit]


@dataclass(frozen=True)
class Summary:
    """The table in a few numbers for one competence."""

    gap: int
    with_gap: int
    with_norm: int


def summarise(rows: Sequence[Row], column: int) -> Summary:
    """Gap and organisations with a gap; whatever stands under another organisation of the table is left out."""
    cells = [row.cells[column] for row in rows if row.depth == 0]
    known = [cell for cell in cells if cell.norm is not None]
    return Summary(sum(c.gap or 0 for c in known), sum(bool(c.gap) for c in known), len(known))


def shown_competences(coverage: Collection[Coverage]) -> set[int]:
    """The competences worth a column: anybody ever held them, or a norm asks for them."""
    return {c.competence_id for c in coverage if c.certified or c.norm is not None}
