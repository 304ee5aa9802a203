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
    """From `low` up to and including `high`; `most` is the highest value that its parts leave possible."""

    low: int
    high: int
    most: int

    def __str__(self) -> str:
        return f"<{self.high + 1}" if self.low == 0 else f"{self.low}–{self.high}"

    def __int__(self) -> int:
        """Where a chart draws it: its middle."""
        return (self.low + self.high) // 2


Number = int | Band
"""A count as a reader may know it: exact, or its band."""


def band_of(count: int, parts: Sequence[Band] = ()) -> Band:
    """The band of a count: 0–4, 5–9, 10–14, …; `parts` are the bands of what it is the sum of, as they are shown.

    A whole that can only be that large when every part is at its highest would give all parts away. So no band
    begins at the highest possible sum of its parts: there, the two topmost bands are shown as one. That depends on
    the bands of the parts only, which the reader sees anyway.
    """
    low = count // WIDTH * WIDTH
    high = low + WIDTH - 1
    ceiling = sum(part.most for part in parts)
    if parts and ceiling % WIDTH == 0 and ceiling - WIDTH <= low <= ceiling:
        low, high = ceiling - WIDTH, ceiling + WIDTH - 1
    return Band(low, high, min(high, ceiling) if parts and ceiling >= low else high)


@dataclass(frozen=True)
class Shown:
    """One answer as it is given out: the word, and bands; `small`: too few people for any number."""

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
    bands: dict[str, Band | None] = {}
    for measure in MEASURES:
        count = getattr(answer, measure)
        known = [band for band in (getattr(part, measure) for part in parts) if band is not None]
        bands[measure] = None if count is None else band_of(count, known)
    small = answer.employed < SMALL
    if small:
        nothing = band_of(0)
        bands = {measure: band and nothing for measure, band in bands.items()}
    return Shown(answer.organisation_id, answer.competence_id, answer.level, small, **bands)  # type: ignore[arg-type]


MANY = 10
"""From so many parts on, a sum over time is shown without regard to the bands of its parts: it cannot be undone."""


def drawn(count: int) -> int:
    """Where a chart for such a reader draws a count: the middle of its band."""
    return int(band_of(count))
