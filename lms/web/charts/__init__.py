"""Server-made charts: pure geometry here, drawn by the macros in templates/charts."""

from .bars import FlowBars, flow_bars
from .figures import Figure, Table, flow_figure, history_figure
from .line import LineChart, Predecessor, line_chart
from .palette import LIGHT, Palette
from .scale import NARROW, WIDE, Point, Size
from .spark import Sparkline, sparkline
from .words import Words

__all__ = [
    "LIGHT",
    "NARROW",
    "WIDE",
    "Figure",
    "FlowBars",
    "LineChart",
    "Palette",
    "Point",
    "Predecessor",
    "Size",
    "Sparkline",
    "Table",
    "Words",
    "flow_bars",
    "flow_figure",
    "history_figure",
    "line_chart",
    "sparkline",
]
