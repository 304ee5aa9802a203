"""A small trend for a table row: the line, its peak and its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .palette import LIGHT, Palette
from .scale import Point, path_of, thinned


@dataclass(frozen=True)
class Sparkline:
    """Ready to print: `path` is the line's d attribute (empty below two points)."""

    width: int
    height: int
    path: str
    peak: tuple[float, float] | None
    last: tuple[float, float] | None
    label: str
    palette: Palette = LIGHT


def sparkline(
    points: Sequence[Point],
    width: int = 92,
    height: int = 28,
    *,
    label: str,
    highest: int | None = None,
    palette: Palette = LIGHT,
) -> Sparkline:
    """The trend of (day, people), oldest first, from 0 up to its own peak or to a shared `highest`.

    The first peak is marked unless the last point is as high or all is 0. `label` is what a screen reader says.
    """
    if not points:
        return Sparkline(width, height, "", None, None, label, palette)
    first, days = points[0][0].toordinal(), (points[-1][0] - points[0][0]).days
    values = [value for _, value in points]
    edge = 4.0
    right, bottom = width - edge, height - edge
    across = (right - edge) / days if days else 0.0
    up = (bottom - edge) / max(*values, highest or 0, 1)

    def at(point: Point) -> tuple[float, float]:
        day, value = point
        x = edge + (day.toordinal() - first) * across if days else right
        return round(x, 1), round(bottom - value * up, 1)

    peak = max(points, key=lambda point: point[1])
    line = thinned([at(point) for point in points])
    return Sparkline(
        width=width,
        height=height,
        path=path_of(line) if len(line) > 1 else "",
        peak=at(peak) if peak[1] > values[-1] else None,
        last=line[-1],
        label=label,
        palette=palette,
    )
