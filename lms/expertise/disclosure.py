"""What readers outside planning may know of a number: the band of five in which it lies, and nothing else.

Whatever such a reader sees is made from what this module gives out, so that no page, filter, order or sum can tell
more. With the bands of the parts and of the whole beside each other, no part can be worked out: see `band_of`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .rules import Coverage, Level

WIDTH = 5
SMALL = 5
"""Below this many employed people, others than planners see a word and no numbers at all."""


@dataclass(frozen=True)
class Band:
    """From `low` up to and including `high`; `least` and `most` are what its parts and the word beside it leave."""

    low: int
    high: int
    least: int
    most: int

    def __str__(self) -> str:
        return f"<{self.high + 1}" if self.low == 0 else f"{self.low}–{self.high}"

    def __int__(self) -> int:
        """Where a chart draws it: its middle."""
        return (self.low + self.high) // 2


Number = int | Band
"""A count as a reader may know it: exact, or its band."""


def band_of(count: int, parts: Sequence[Band] = (), least: int = 0) -> Band:
    """The band of a count: 0–4, 5–9, 10–14, …; `parts` are the bands of what it is the sum of, as they are shown.

    A whole that can only be that large, or that small, when every part is at its highest, or lowest, would give all
    parts away. So no band of a whole begins at the highest possible sum of its parts, or ends at the lowest: the two
    bands that would meet there are shown as one. That depends on what is shown of the parts only. `least` is what
    the word beside the number tells: something is missing, so at least one.
    """
    low = count // WIDTH * WIDTH
    high = low + WIDTH - 1
    if not parts:
        return Band(low, high, max(low, least), high)
    ceiling, floor = sum(part.most for part in parts), sum(part.least for part in parts)
    edges = {ceiling, floor + 1}
    while low in edges:
        low -= WIDTH
    while high + 1 in edges:
        high += WIDTH
    most = min(high, ceiling) if ceiling >= low else high
    return Band(low, high, min(max(low, least, floor), most), most)


@dataclass(frozen=True)
class Shown:
    """One answer as it is given out: the word, and bands; `small`: too few people for any number.

    The word is met, short or no norm. "Nearly" would be a number: with a small norm it says that one is missing.
    """

    organisation_id: int
    competence_id: int
    level: Level
    small: bool
    employed: Band
    certified: Band
    valid: Band
    current: Band
    expiring: Band
    norm: Band | None
    gap: Band | None


MEASURES = ("employed", "certified", "valid", "current", "expiring", "norm", "gap")


def publish(answers: Iterable[Coverage], parents: Mapping[int, int | None]) -> dict[tuple[int, int], Shown]:
    """Every answer of one day as it is given out, by (organisation, competence).

    `parents` is the tree of that day. The answers must hold what lies under each organisation that they hold.
    """
    exact = {(a.organisation_id, a.competence_id): a for a in answers}
    children: dict[int, list[int]] = defaultdict(list)
    for organisation_id in {organisation_id for organisation_id, _ in exact}:
        parent = parents.get(organisation_id)
        if parent is not None:
            children[parent].append(organisation_id)
    shown: dict[tuple[int, int], Shown] = {}

    def show(place: tuple[int, int], above: frozenset[int]) -> Shown:
        if place not in shown:
            organisation_id, competence_id = place
            way = above | {organisation_id}
            parts = [
                show((child, competence_id), way)
                for child in children[organisation_id]
                if child not in way and (child, competence_id) in exact
            ]
            shown[place] = _show(exact[place], parts)
        return shown[place]

    return {place: show(place, frozenset()) for place in exact}


def _show(answer: Coverage, parts: Sequence[Shown]) -> Shown:
    level = Level.SHORT if answer.level is Level.NEARLY else answer.level
    small = answer.employed < SMALL
    bands: dict[str, Band | None] = {}
    for measure in MEASURES:
        count = getattr(answer, measure)
        least = int(level is Level.SHORT and measure in ("norm", "gap"))
        known = [band for band in (getattr(part, measure) for part in parts) if band is not None]
        bands[measure] = (
            None if count is None else band_of(0 if small else count, () if small else known, least)
        )
    return Shown(answer.organisation_id, answer.competence_id, level, small, **bands)  # type: ignore[arg-type]


MANY = 10
"""From so many parts on, a sum over time is shown without regard to the bands of its parts: it cannot be undone."""


def drawn(count: int) -> int:
    """Where a chart for such a reader draws a count: the middle of its band."""
    return int(band_of(count))
