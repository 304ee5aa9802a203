"""Turns what the pages gathered into charts, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from lms.web.charts import Figure, Predecessor, Sparkline, flow_figure, history_figure, sparkline
from lms.web.charts.translated import translated_words
from lms.web.filters import named

from .organisation_page import OrganisationPage


def spark(points: Sequence[tuple[date, int]], name: str, width: int = 92, height: int = 28) -> Sparkline:
    """The trend of one row."""
    label = _("Trend of %(name)s: %(trend)s", name=name, trend=translated_words().trend(points))
    return sparkline(points, width, height, label=label)


def figures(page: OrganisationPage, today: date) -> tuple[Figure, Figure] | None:
    """The line through the years and what came and went, or None where numbers are withheld."""
    if page.history is None or page.competence is None or page.answer is None:
        return None
    words = translated_words()
    name = named(page.competence)
    line = list(page.history.line)
    if page.active:
        line = [point for point in line if point[0] < page.on] + [(page.on, page.answer.current)]
    history = history_figure(
        "history",
        _("%(competence)s at %(organisation)s", competence=name, organisation=page.organisation.name),
        line,
        norm=page.history.norm,
        predecessors=[Predecessor(label, points) for label, points in page.history.predecessors if points],
        asked_on=page.on if page.on != today else None,
        words=words,
    )
    flow = flow_figure(
        "flows",
        _("%(competence)s gained and lost per year", competence=name),
        page.history.flows,
        words=words,
    )
    return history, flow
