"""The region table as values: cells, rows and their order. Small numbers are withheld here, before any template."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lms.organisations.models import Organisation
from lms.organisations.rules import Node, tree_on

from .disclosure import Band, Number, Shown, band_of, drawn, publish
from .rules import Coverage, Level

Published = Mapping[tuple[int, int], Shown]
"""What a reader outside planning may know, by (organisation, competence)."""

_URGENCY = {Level.SHORT: 0, Level.NEARLY: 1, Level.MET: 2, Level.NO_NORM: 3}


@dataclass(frozen=True)
class Cell:
    """Coverage as one reader may see it. Withheld numbers are None; the level always stands."""

    level: Level
    current: Number | None
    norm: Number | None
    gap: Number | None
    expiring: Number | None
    withheld: bool

    @property
    def share(self) -> int:
        """How far the norm is met, in whole per cent, at most 100; of bands, from their middles."""
        if self.current is None or self.norm is None or self.level == Level.MET:
            return 100 if self.level == Level.MET else 0
        return min(100, 100 * int(self.current) // max(1, int(self.norm)))


def make_cell(answer: Coverage | Shown) -> Cell:
    """The cell of one answer: whole, or as it is given out."""
    if isinstance(answer, Shown) and answer.small:
        return Cell(answer.level, None, None, None, None, withheld=True)
    return Cell(answer.level, answer.current, answer.norm, answer.gap, answer.expiring, withheld=False)


def publish_on(
    on: date, organisations: Iterable[Organisation], answers: Iterable[Coverage]
) -> dict[tuple[int, int], Shown]:
    """What is given out of the answers of a day, with the tree as it hangs on that day."""
    nodes = [Node(o.id, o.parent_id, o.active_from, o.active_until, o.merged_into_id) for o in organisations]
    return publish(answers, {node.id: node.parent_id for node in tree_on(nodes, on)})


@dataclass(frozen=True)
class Row:
    """One organisation in the region table; `depth` counts how many organisations of the table stand above it."""

    organisation: Organisation
    cells: tuple[Cell, ...]
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
    organisations: Collection[Organisation],
    coverage: Iterable[Coverage],
    competences: Sequence[int],
    trends: Mapping[int, Sequence[tuple[date, int]]],
    published: Published | None = None,
) -> list[Row]:
    """One row per organisation that has coverage on the day, with a cell per competence in the given order.

    `published` is what the reader may know instead of the coverage; None for who sees it whole.
    """
    found: dict[int, dict[int, Coverage]] = {}
    for c in coverage:
        found.setdefault(c.organisation_id, {})[c.competence_id] = c
    shown = [o for o in organisations if o.id in found]
    parents = {o.id: o.parent_id for o in shown}
    sums = sums_of_several(organisations)
    rows = []
    for organisation in shown:
        answers = found[organisation.id]
        cells = tuple(
            make_cell(answers[key] if published is None else published[organisation.id, key])
            for key in competences
        )
        trend = trends.get(organisation.id, ())
        if published is not None:
            withheld = organisation.id in sums or any(cell.withheld for cell in cells)
            trend = () if withheld else trend_given_out(trend)
        rows.append(Row(organisation, cells, _depth(organisation.id, parents), trend))
    return rows


def sums_of_several(organisations: Iterable[Organisation]) -> set[int]:
    """The organisations that others lie under, or merged into, on whichever day.

    A line through the years of such a sum would let the small ones among its parts be worked out.
    """
    return {into for o in organisations for into in (o.parent_id, o.merged_into_id) if into is not None}


def trend_given_out(points: Iterable[tuple[date, int]]) -> list[tuple[date, int]]:
    """A trend as others than planners see it: every month at the middle of its band."""
    return [(day, drawn(count)) for day, count in points]


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
    return (_URGENCY[cell.level], -int(cell.gap or 0), row.organisation.name.casefold())


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
        if cell.level in (Level.SHORT, Level.NEARLY) and cell.gap is not None and row.depth == 0
    ]
    found.sort(key=lambda urgent: -int(urgent.cell.gap or 0))
    once: dict[int, Urgent] = {}
    for urgent in found:
        once.setdefault(urgent.row.organisation.id, urgent)
    return list(once.values())[:limit]


@dataclass(frozen=True)
class Summary:
    """The table in a few numbers for one competence."""

    gap: Number
    with_gap: int
    with_norm: int


def summarise(
    rows: Sequence[Row], competence: int, coverage: Iterable[Coverage], published: Published | None = None
) -> Summary:
    """Gap and organisations with a gap; whatever stands under another organisation of the table is left out."""
    top = {row.organisation.id for row in rows if row.depth == 0}
    answers = [c for c in coverage if c.competence_id == competence and c.organisation_id in top]
    asked = [c for c in answers if c.norm is not None]
    gap: Number = sum(c.gap or 0 for c in asked)
    if published is not None:
        bands = [published[c.organisation_id, competence].gap for c in asked]
        gap = band_of(int(gap), [band for band in bands if band is not None])
    return Summary(gap, sum(bool(c.gap) for c in asked), len(asked))


@dataclass(frozen=True)
class Overall:
    """Everybody in the region, each once: who is current, whose certificate ends, and who once was certified."""

    current: Number
    expiring: Number
    ended: Number


def overall(
    current: int,
    expiring: int,
    certified: int,
    competence: int,
    top: Iterable[int],
    published: Published | None,
) -> Overall:
    """The totals of one competence, whole or in bands; `top` are the organisations at the top of the table."""
    if published is None:
        return Overall(current, expiring, certified - current)
    parts = [published[one, competence] for one in top]
    ended = [part.certified.most - part.current.low for part in parts]
    return Overall(
        band_of(current, [part.current for part in parts]),
        band_of(expiring, [part.expiring for part in parts]),
        band_of(certified - current, [Band(0, most, 0, most) for most in ended]),
    )


def shown_competences(coverage: Collection[Coverage]) -> set[int]:
    """The competences worth a column: anybody ever held them, or a norm asks for them."""
    return {c.competence_id for c in coverage if c.certified or c.norm is not None}
