"""The colours of a chart as solid hex values; on a page charts.css replaces them by the theme's."""

from __future__ import annotations

from dataclasses import dataclass

TEXT_COLOURS = {
    "tick": "ink_soft",
    "peak": "ink",
    "now": "brand",
    "norm": "gap",
    "before": "ink_soft",
    "total": "ink",
    "legend": "ink_soft",
    "merged": "ink_soft",
    "on-gained": "surface",
    "on-elsewhere": "ink",
    "on-region": "surface",
    "on-lapsed": "ink",
    "on-practice": "surface",
}


@dataclass(frozen=True)
class Palette:
    """Light values by default. `elsewhere` is a light fill, so it has an edge that stands out by 3:1."""

    ink: str = "#16242e"
    ink_soft: str = "#4a5a66"
    line: str = "#dcdfdc"
    brand: str = "#0b5563"
    dune: str = "#d99a1c"
    ok: str = "#17694d"
    gap: str = "#9c2f1d"
    surface: str = "#ffffff"
    elsewhere: str = "#ccd3d8"
    elsewhere_edge: str = "#66747f"
    region: str = "#b5432f"
    lapsed: str = "#c28a17"
    practice: str = "#3f3d6b"

    def text(self, role: str) -> str:
        """The colour of a label by its role."""
        return str(getattr(self, TEXT_COLOURS[role]))


LIGHT = Palette()
