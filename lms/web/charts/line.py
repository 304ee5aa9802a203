"""The history of one number of people as a line, with its norm, its peak and its predecessors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .axis import Months, month_labels
from .palette import LIGHT, Palette
from .scale import (
    WIDE,
    Box,
    Label,
    Point,
    Size,
    frame_of,
    grown,
    path_of,
    place,
    round_ticks,
    sampled,
    shorten,
    text_width,
    thinned,
)
from .words import Words

Line = list[tuple[float, float]]


@dataclass(frozen=True)
class Predecessor:
    """An organisation that merged into this one, with its own history."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True)
class Dot:
    x: float
    y: float


@dataclass(frozen=True)
class LineChart:
    """A drawn history: paths, dots and labels in the units of its size."""

    size: Size
    palette: Palette
    plot: Box
    grid: tuple[float, ...]
    steps: tuple[float, ...]
    path: str
    norm: str
    before: tuple[str, ...]
    ends: tuple[Dot, ...]
    peak: Dot | None
    mark: Dot | None
    asked: bool
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Field:
    """Where days and numbers fall on the paper."""

    plot: Box
    months: Months
    highest: int

    def at(self, day: date, value: int) -> tuple[float, float]:
        x = self.plot.left + self.months.share(day) * (self.plot.right - self.plot.left)
        return round(x, 1), self.height_of(value)

    def height_of(self, value: int) -> float:
        return round(self.plot.bottom - value / self.highest * (self.plot.bottom - self.plot.top), 1)

    def line(self, points: Sequence[Point]) -> Line:
        return [self.at(day, value) for day, value in points]

    def norm(self, steps: Sequence[Point]) -> Line:
        """The norm as stairs: each value from its first day up to the next."""
        line: Line = []
        for index, (day, value) in enumerate(steps):
            until = steps[index + 1][0] if index + 1 < len(steps) else self.months.end
            line += [self.at(day, value), self.at(until, value)]
        return line


def line_chart(
    points: Sequence[Point],
    *,
    norm: Sequence[Point] = (),
    predecessors: Sequence[Predecessor] = (),
    asked_on: date | None = None,
    words: Words | None = None,
    size: Size = WIDE,
    palette: Palette = LIGHT,
) -> LineChart:
    """The chart of `points` (day, people), oldest first; `norm` holds (first day, people), oldest first.

    Marks the last point as "now", or the last one up to `asked_on`. The first peak is marked unless it is that
    same point. Labels that find no free place are left out, except the mark's, which is placed first.
    """
    words = words or Words()
    marked = _marked(points, asked_on)
    days = [day for day, _ in points] + [day for p in predecessors for day, _ in p.points]
    months = Months.around(days)
    norm = _visible(norm, months) if days else []
    series = [points, norm, *(p.points for p in predecessors)]
    highest = max([2, *(value for line in series for _, value in line)])
    field = Field(_plot(size, highest, words), months, highest)
    line = thinned(field.line(points))
    stairs = field.norm(norm)
    before = [thinned(field.line(p.points)) for p in predecessors]
    peak = _peak(points, marked)
    labels = _Labels(size, field, words, [line, stairs, *before])
    labels.numbers()
    if days:
        labels.months()
    labels.mark(marked, asked_on)
    labels.peak(peak)
    labels.norm(norm)
    for predecessor in predecessors:
        labels.predecessor(predecessor)
    return LineChart(
        size=size,
        palette=palette,
        plot=field.plot,
        grid=tuple(field.height_of(value) for value in round_ticks(highest)),
        steps=tuple(labels.steps),
        path=path_of(line) if len(line) > 1 else "",
        norm=path_of(stairs),
        before=tuple(path_of(line) for line in before if len(line) > 1),
        ends=tuple(Dot(*line[-1]) for line in before if line),
        peak=Dot(*field.at(*peak)) if peak else None,
        mark=Dot(*field.at(*marked)) if marked else None,
        asked=bool(marked and asked_on),
        labels=tuple(labels.placed),
    )


def _marked(points: Sequence[Point], asked_on: date | None) -> Point | None:
    known = [point for point in points if asked_on is None or point[0] <= asked_on]
    return known[-1] if known else None


def _peak(points: Sequence[Point], marked: Point | None) -> Point | None:
    """The first highest point; None when all is 0 or when the mark stands as high."""
    if not points:
        return None
    top = max(points, key=lambda point: point[1])
    if top[1] == 0 or (marked and marked[1] == top[1]):
        return None
    return top


def _visible(norm: Sequence[Point], months: Months) -> list[Point]:
    """The steps of the norm that touch the months shown, the first one cut off at their beginning."""
    steps = [step for step in norm if step[0] < months.end]
    begun = [step for step in steps if step[0] <= months.start]
    later = [step for step in steps if step[0] > months.start]
    return [*((months.start, value) for _, value in begun[-1:]), *later]


def _plot(size: Size, highest: int, words: Words) -> Box:
    widest = max(text_width(words.number(value), size.text) for value in round_ticks(highest))
    return Box(round(widest + 10, 1), 2.4 * size.text, size.width - 14, size.height - 2.1 * size.text)


class _Labels:
    """Places the labels one by one, each beside those that already stand."""

    def __init__(self, size: Size, field: Field, words: Words, lines: Sequence[Line]) -> None:
        self.size, self.field, self.words = size, field, words
        self.frame = frame_of(size)
        self.ink = [xy for line in lines for xy in sampled(line)]
        self.steps: list[float] = []
        self.placed: list[Label] = []
        self.taken: list[Box] = []

    def add(self, spots: Sequence[Label], *, always: bool = False) -> None:
        label = place(spots, self.frame, self.taken, self.ink)
        if label is None and always:
            label = place(spots, self.frame, [], self.ink)
        if label is not None:
            self.placed.append(label)
            self.taken.append(grown(label.box, 1))

    def numbers(self) -> None:
        plot, text = self.field.plot, self.size.text
        for value in round_ticks(self.field.highest):
            y = round(self.field.height_of(value) + 0.35 * text, 1)
            self.add([Label(self.words.tick(value), plot.left - 8, y, "end", "tick", text)])

    def months(self) -> None:
        plot, text = self.field.plot, self.size.text
        bounds = (plot.left, plot.right, float(self.size.width))
        y = round(plot.bottom + 1.6 * text, 1)
        for named in month_labels(self.field.months, bounds, text, self.words.month):
            self.steps.append(named.begins)
            self.add([Label(named.text, named.x, y, "middle", "tick", text)])

    def mark(self, point: Point | None, asked_on: date | None) -> None:
        if point is None:
            return
        _, value = point
        text = self.words.asked(asked_on, value) if asked_on else self.words.now(value)
        self.taken.append(self._dot(point))
        self.add(self._around(point, text, "now", bold=True), always=True)

    def peak(self, point: Point | None) -> None:
        if point is not None:
            self.taken.append(self._dot(point))
            self.add(self._around(point, self.words.peak(point[1]), "peak"))

    def norm(self, steps: Sequence[Point]) -> None:
        """Name the last step first, then earlier ones where they still fit."""
        text, size = self.words.norm, self.size.text
        for index in reversed(range(len(steps))):
            day, value = steps[index]
            until = steps[index + 1][0] if index + 1 < len(steps) else self.field.months.end
            left, y = self.field.at(day, value)
            right, _ = self.field.at(until, value)
            if index + 1 < len(steps) and right - left < text_width(text(value), size):
                continue
            xs = [right, left, (left + right) / 2]
            anchors = ["end", "start", "middle"]
            spots = [(x, y - 6, a) for x, a in zip(xs, anchors, strict=True)]
            spots += [(x, y + 1.1 * size, a) for x, a in zip(xs, anchors, strict=True)]
            self.add([Label(text(value), x, y, a, "norm", size, True) for x, y, a in spots])

    def predecessor(self, predecessor: Predecessor) -> None:
        if predecessor.points:
            plot = self.field.plot
            name = shorten(predecessor.name, self.size.text, 0.5 * (plot.right - plot.left))
            self.add(self._around(predecessor.points[-1], name, "before"))

    def _dot(self, point: Point) -> Box:
        x, y = self.field.at(*point)
        return grown(Box(x, y, x, y), 4)

    def _around(self, point: Point, text: str, role: str, *, bold: bool = False) -> list[Label]:
        """Above, below and beside a point, near to far."""
        x, y = self.field.at(*point)
        size = self.size.text
        spots: list[tuple[float, float, str]] = []
        for away in (0.0, size, 2 * size):
            up, down = y - 8 - away, y + 8 + 0.8 * size + away
            spots += [(x, up, "middle"), (x + 6, up, "start"), (x - 6, up, "end")]
            spots += [(x + 9, y + 0.35 * size + away, "start"), (x - 9, y + 0.35 * size + away, "end")]
            spots += [(x, down, "middle"), (x + 6, down, "start"), (x - 6, down, "end")]
        return [Label(text, round(sx, 1), round(sy, 1), a, role, size, bold) for sx, sy, a in spots]
