"""A chart in two sizes with its description and its table: what a page shows and a macro prints."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .bars import Flow, FlowBars, flow_bars, lost_by_cause
from .line import LineChart, Predecessor, line_chart
from .palette import LIGHT, Palette
from .scale import NARROW, WIDE, Point
from .words import Words


@dataclass(frozen=True)
class Table:
    """The same numbers as text; the first cell of a row is its heading."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure:
    """`key` is unique on the page: the ids of titles and descriptions begin with it."""

    key: str
    kind: str
    title: str
    description: str
    wide: LineChart | FlowBars
    narrow: LineChart | FlowBars
    table: Table

    @property
    def empty(self) -> bool:
        return not self.table.rows


def history_figure(
    key: str,
    title: str,
    points: Sequence[Point],
    *,
    norm: Sequence[Point] = (),
    predecessors: Sequence[Predecessor] = (),
    asked_on: date | None = None,
    words: Words | None = None,
    palette: Palette = LIGHT,
) -> Figure:
    """The line chart of `line_chart`, with a table of a row per day."""
    words = words or Words()
    wide, narrow = (
        line_chart(
            points,
            norm=norm,
            predecessors=predecessors,
            asked_on=asked_on,
            words=words,
            size=size,
            palette=palette,
        )
        for size in (WIDE, NARROW)
    )
    last_norm = norm_on(norm, points[-1][0]) if points else None
    description = words.history(points, last_norm, [p.name for p in predecessors])
    table = _history_table(title, points, norm, predecessors, words)
    return Figure(key, "line", title, description, wide, narrow, table)


def flow_figure(
    key: str,
    title: str,
    flows: Sequence[Flow],
    *,
    words: Words | None = None,
    palette: Palette = LIGHT,
) -> Figure:
    """The bars of `flow_bars`, with a table of a row per year."""
    words = words or Words()
    wide, narrow = (flow_bars(flows, words=words, size=size, palette=palette) for size in (WIDE, NARROW))
    description = ""
    if flows:
        gained = sum(flow.gained for flow in flows)
        lost = sum(sum(lost_by_cause(flow).values()) for flow in flows)
        description = words.flow(flows[0].until.year, flows[-1].until.year, gained, lost)
    return Figure(key, "bars", title, description, wide, narrow, _flow_table(title, flows, words))


def norm_on(norm: Sequence[Point], day: date) -> int | None:
    """The norm that applies on a day, from (first day, people) with the oldest first; None before the first."""
    index = bisect_right([first for first, _ in norm], day)
    return norm[index - 1][1] if index else None


def _history_table(
    caption: str,
    points: Sequence[Point],
    norm: Sequence[Point],
    predecessors: Sequence[Predecessor],
    words: Words,
) -> Table:
    columns = [words.heading("day"), words.heading("current")]
    series = [dict(points)]
    if norm:
        columns.append(words.heading("norm"))
    for predecessor in predecessors:
        columns.append(predecessor.name)
        series.append(dict(predecessor.points))
    rows = []
    for day in sorted({day for line in series for day in line}):
        cells = [_cell(line.get(day), words) for line in series]
        if norm:
            cells.insert(1, _cell(norm_on(norm, day), words))
        rows.append((words.day(day), *cells))
    return Table(caption, tuple(columns), tuple(rows))


def _flow_table(caption: str, flows: Sequence[Flow], words: Words) -> Table:
    causes = words.causes()
    merged = any(flow.taken_over for flow in flows)
    columns = [words.heading("year"), causes.pop("gained"), *[causes["merged"]] * merged]
    causes.pop("merged")
    columns += [*causes.values(), words.heading("lost")]
    rows = []
    for flow in flows:
        year = str(flow.until.year)
        if (flow.until.month, flow.until.day) != (12, 31):
            year = f"{year} ({words.part_of_year(flow.until)})"
        lost = lost_by_cause(flow)
        numbers = [flow.gained, *[flow.taken_over] * merged, *lost.values(), sum(lost.values())]
        rows.append((year, *(words.number(number) for number in numbers)))
    return Table(caption, tuple(columns), tuple(rows))


def _cell(number: int | None, words: Words) -> str:
    return "–" if number is None else words.number(number)
