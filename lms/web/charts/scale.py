"""Sizes, boxes, round ticks and label placement that all charts share. Units are SVG user units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

Point = tuple[date, int]
"""A number of people on a day."""

NARROW_LETTERS = frozenset("fijlrtI.,:;'’|!()[]- ·")
WIDE_LETTERS = frozenset("mwMWOQGD%@–—+−…")


@dataclass(frozen=True)
class Size:
    """The box of a chart and the size of its text."""

    width: int
    height: int
    text: float = 13.0


WIDE = Size(560, 280)
"""For a card of 480 px and more."""

NARROW = Size(340, 260)
"""For a phone: at 312 px its text still measures 12 px."""


@dataclass(frozen=True)
class Box:
    """A rectangle; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def has(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom


@dataclass(frozen=True)
class Label:
    """A text at a baseline. `role` names its colour; `bold` is semibold."""

    text: str
    x: float
    y: float
    anchor: str
    role: str
    size: float
    bold: bool = False

    @property
    def box(self) -> Box:
        """The estimated rectangle of the text, on the generous side."""
        width = text_width(self.text, self.size)
        left = self.x - {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        return Box(left, self.y - 0.75 * self.size, left + width, self.y + 0.2 * self.size)


def text_width(text: str, size: float) -> float:
    """The width of a text, estimated for the widest of the usual sans-serif fonts."""
    ems = sum(0.36 if c in NARROW_LETTERS else 0.88 if c in WIDE_LETTERS else 0.57 for c in text)
    capitals = sum(c.isupper() and c not in NARROW_LETTERS | WIDE_LETTERS for c in text)
    return (ems + 0.1 * capitals) * size


def shorten(text: str, size: float, width: float) -> str:
    """The text, cut with … where it would be wider than `width`."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def frame_of(size: Size) -> Box:
    """The box in which every label must stay."""
    return Box(0, 0, size.width, size.height)


def into(label: Label, frame: Box) -> Label:
    """The label, moved into the frame by the shortest way."""
    box = label.box
    across = max(frame.left - box.left, 0) or min(frame.right - box.right, 0)
    down = max(frame.top - box.top, 0) or min(frame.bottom - box.bottom, 0)
    return replace(label, x=round(label.x + across, 1), y=round(label.y + down, 1))


def place(
    spots: Iterable[Label], frame: Box, taken: Sequence[Box], ink: Sequence[tuple[float, float]] = ()
) -> Label | None:
    """The first of the spots that covers the least ink; None when each would touch what is taken."""
    best: tuple[int, Label] | None = None
    for spot in spots:
        label = into(spot, frame)
        box = label.box
        if not frame.holds(grown(box, -0.2)) or any(box.overlaps(other) for other in taken):
            continue
        covered = covered_by(grown(box, 2), ink)
        if covered == 0:
            return label
        if best is None or covered < best[0]:
            best = (covered, label)
    return best[1] if best else None


def covered_by(box: Box, ink: Sequence[tuple[float, float]]) -> int:
    """How many points of ink lie in the box."""
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    return sum(1 for x, y in ink if left <= x <= right and top <= y <= bottom)


def grown(box: Box, by: float) -> Box:
    """The box with a margin all round."""
    return Box(box.left - by, box.top - by, box.right + by, box.bottom + by)


def sampled(line: Sequence[tuple[float, float]], step: float = 3.0) -> Iterator[tuple[float, float]]:
    """Points along a line at most `step` apart, to see what a label would cover."""
    yield from line[:1]
    for (x1, y1), (x2, y2) in pairwise(line):
        parts = max(1, round(max(abs(x2 - x1), abs(y2 - y1)) / step))
        for part in range(1, parts + 1):
            yield x1 + (x2 - x1) * part / parts, y1 + (y2 - y1) * part / parts


def round_ticks(highest: int) -> tuple[int, ...]:
    """Three to five round whole numbers from 0 up to at most `highest` (which counts as 2 at least)."""
    highest = max(highest, 2)
    unit = 1
    while True:
        for step in (unit, 2 * unit, 5 * unit):
            if highest < 5 * step:
                return tuple(range(0, highest + 1, step))
        unit *= 10


def path_of(line: Iterable[tuple[float, float]]) -> str:
    """The SVG path through the points; empty without points."""
    corners = "L".join([f"{x:g} {y:g}" for x, y in line])
    return "M" + corners if corners else ""


def thinned(line: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The line with at most four points per unit of width: first, lowest, highest and last of each."""
    if len(line) < 400:
        return list(line)
    columns: dict[int, list[int]] = {}
    for index, (x, _) in enumerate(line):
        columns.setdefault(int(x), []).append(index)
    kept: list[int] = []
    for indexes in columns.values():
        ends = {indexes[0], indexes[-1]}
        kept += sorted(
            ends | {min(indexes, key=lambda i: line[i][1]), max(indexes, key=lambda i: line[i][1])}
        )
    return [line[i] for i in kept]
