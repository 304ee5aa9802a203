"""What came and went per year: gained above the axis, lost below it, split by cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from .palette import LIGHT, Palette
from .scale import WIDE, Box, Label, Size, frame_of, grown, into, place, text_width
from .words import Words

CAUSES = ("elsewhere", "region", "lapsed", "practice")
"""The causes of loss, from the axis downwards."""

THINNEST = 2.5
"""The height of a part that would be too thin to see."""


class Flow(Protocol):
    """What came and went up to and including `until`; `lms.expertise.rules.Flow` is one."""

    @property
    def until(self) -> date: ...
    @property
    def taken_over(self) -> int: ...
    @property
    def gained(self) -> int: ...
    @property
    def left_elsewhere(self) -> int: ...
    @property
    def left_region(self) -> int: ...
    @property
    def lapsed(self) -> int: ...
    @property
    def out_of_practice(self) -> int: ...


@dataclass(frozen=True)
class Part:
    """A rectangle of one role: gained, merged, or a cause of loss."""

    role: str
    x: float
    y: float
    width: float
    height: float

    @property
    def box(self) -> Box:
        return Box(self.x, self.y, self.x + self.width, self.y + self.height)


@dataclass(frozen=True)
class FlowBars:
    """Drawn bars with their labels and legend, in the units of a size whose height includes the legend."""

    size: Size
    palette: Palette
    axis: float
    parts: tuple[Part, ...]
    zeros: tuple[float, ...]
    swatches: tuple[Part, ...]
    labels: tuple[Label, ...]


def lost_by_cause(flow: Flow) -> dict[str, int]:
    """The losses of a year in the order in which they are stacked."""
    numbers = (flow.left_elsewhere, flow.left_region, flow.lapsed, flow.out_of_practice)
    return dict(zip(CAUSES, numbers, strict=True))


def flow_bars(
    flows: Sequence[Flow],
    *,
    words: Words | None = None,
    size: Size = WIDE,
    palette: Palette = LIGHT,
) -> FlowBars:
    """One bar per year, oldest first; a last year that is not over says up to which day it goes.

    Totals that would touch each other are left out, the smaller first; the table has them all.
    """
    words = words or Words()
    drawing = _Drawing(flows, words, size)
    drawing.draw_parts()
    drawing.name_years()
    drawing.name_totals()
    drawing.name_parts()
    swatches, legend, height = _legend(flows, words, size)
    return FlowBars(
        size=Size(size.width, height, size.text),
        palette=palette,
        axis=drawing.axis,
        parts=tuple(drawing.parts),
        zeros=tuple(drawing.zeros),
        swatches=swatches,
        labels=(*drawing.placed, *legend),
    )


class _Drawing:
    """Bars first, then years, totals and the numbers inside the parts, each only where it is free."""

    def __init__(self, flows: Sequence[Flow], words: Words, size: Size) -> None:
        self.flows, self.words, self.size = flows, words, size
        self.frame = frame_of(size)
        self.parts: list[Part] = []
        self.numbers: list[tuple[Part, int]] = []
        self.zeros: list[float] = []
        self.placed: list[Label] = []
        self.taken: list[Box] = []
        self.ends: list[tuple[float, float, float]] = []
        up = max([0, *(flow.gained + flow.taken_over for flow in flows)])
        down = max([0, *(sum(lost_by_cause(flow).values()) for flow in flows)])
        partial = bool(flows) and not _whole(flows[-1])
        self.bottom = size.height - size.text * (2.2 if partial else 1.0)
        room = self.bottom - 4.6 * size.text - 6 * THINNEST
        self.unit = room / max(up + down, 4)
        self.axis = round(1.9 * size.text + 2 * THINNEST + self.unit * (up or (0 if down else 4)), 1)

    @property
    def slot(self) -> float:
        return min((self.size.width - 8) / max(len(self.flows), 1), 110)

    def centre(self, index: int) -> float:
        used = self.slot * len(self.flows)
        return (self.size.width - used) / 2 + self.slot * (index + 0.5)

    def draw_parts(self) -> None:
        width = round(min(0.62 * self.slot, 46), 1)
        for index, flow in enumerate(self.flows):
            centre = self.centre(index)
            top = bottom = self.axis
            for role, number in (("gained", flow.gained), ("merged", flow.taken_over)):
                top -= self._add(role, number, centre - width / 2, top, width, upwards=True)
            for role, number in lost_by_cause(flow).items():
                bottom += self._add(role, number, centre - width / 2, bottom, width, upwards=False)
            if top == bottom:
                self.zeros.append(round(centre, 1))
            self.ends.append((centre, top, bottom))

    def _add(self, role: str, number: int, x: float, y: float, width: float, *, upwards: bool) -> float:
        if number <= 0:
            return 0.0
        height = max(round(number * self.unit, 1), THINNEST)
        part = Part(role, round(x, 1), round(y - height if upwards else y, 1), width, round(height - 1, 1))
        self.parts.append(part)
        self.numbers.append((part, number))
        self.taken.append(part.box)
        return height

    def name_years(self) -> None:
        text = self.size.text
        widest = text_width("2000", text) + 6
        step = next((n for n in (1, 2, 5, 10, 20, 50) if n * self.slot >= widest), 100)
        y = round(self.bottom, 1)
        for index, flow in enumerate(self.flows):
            if (len(self.flows) - 1 - index) % step == 0:
                self._put(
                    Label(str(flow.until.year), round(self.centre(index), 1), y, "middle", "tick", text)
                )
        if self.flows and not _whole(self.flows[-1]):
            said = self.words.part_of_year(self.flows[-1].until)
            x = round(self.centre(len(self.flows) - 1), 1)
            self._put(Label(said, x, round(y + 1.2 * text, 1), "middle", "tick", text))

    def name_totals(self) -> None:
        text = self.size.text
        totals: list[tuple[int, Label]] = []
        for flow, (centre, top, bottom) in zip(self.flows, self.ends, strict=True):
            lost, x = sum(lost_by_cause(flow).values()), round(centre, 1)
            up, down = round(top - 0.4 * text, 1), round(bottom + 1.1 * text, 1)
            number = self.words.number
            if flow.gained:
                label = Label(f"+{number(flow.gained)}", x, up, "middle", "total", text, True)
                totals.append((flow.gained, label))
            if lost:
                totals.append((lost, Label(f"−{number(lost)}", x, down, "middle", "total", text, True)))
            if top == bottom:
                totals.append((0, Label("0", x, round(up - 3, 1), "middle", "total", text, True)))
        for _, label in sorted(totals, key=lambda total: -total[0]):
            self._put(label)

    def name_parts(self) -> None:
        """Write the number inside each part of the split that is large enough for it."""
        text = round(self.size.text - 1, 1)
        alone = {part.x for part, _ in self.numbers if part.role == "merged"}
        for part, number in self.numbers:
            said = self.words.number(number)
            fits = part.height >= text + 2 and part.width >= text_width(said, text) + 2
            if fits and (part.role != "gained" or part.x in alone):
                y = round(part.y + part.height / 2 + 0.35 * text, 1)
                role = "merged" if part.role == "merged" else f"on-{part.role}"
                x = round(part.x + part.width / 2, 1)
                self.placed.append(Label(said, x, y, "middle", role, text))

    def _put(self, label: Label) -> None:
        placed = place([label], self.frame, self.taken)
        if placed is not None:
            self.placed.append(placed)
            self.taken.append(grown(placed.box, 1))


def _whole(flow: Flow) -> bool:
    return (flow.until.month, flow.until.day) == (12, 31)


def _legend(
    flows: Sequence[Flow], words: Words, size: Size
) -> tuple[tuple[Part, ...], tuple[Label, ...], int]:
    """Swatches and names of the parts that occur, row by row under the bars, and the height with them."""
    occurring = {role for flow in flows for role, number in lost_by_cause(flow).items() if number}
    occurring |= {"gained"} if any(flow.gained for flow in flows) else set()
    occurring |= {"merged"} if any(flow.taken_over for flow in flows) else set()
    shown = [(role, name) for role, name in words.causes().items() if role in occurring]
    swatches, labels = [], []
    x, y, row = 4.0, size.height + 10.0, round(1.6 * size.text, 1)
    for role, name in shown:
        wide = 18 + text_width(name, size.text)
        if x > 4 and x + wide > size.width - 2:
            x, y = 4.0, y + row
        swatches.append(Part(role, x, round(y, 1), 12, 12))
        label = Label(name, x + 18, round(y + 6 + 0.35 * size.text, 1), "start", "legend", size.text)
        labels.append(into(label, Box(0, 0, size.width, y + 100)))
        x = round(x + wide + 14, 1)
    height = round(y + row) if shown else size.height
    return tuple(swatches), tuple(labels), height
