"""Turns what the pages gathered into charts, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from lms.web.charts import Figure, Predecessor, Sparkline, flow_figure, history_figure, sparkline
from lms.web.charts.translated import translated_words
from lms.web.charts.words import Words
from lms.web.filters import named

from .disclosure import WIDTH, band_of
from .organisation_page import OrganisationPage


def spark(
    points: Sequence[tuple[date, int]], name: str, width: int = 92, height: int = 28, whole: bool = True
) -> Sparkline:
    """The trend of one row."""
    words = translated_words() if whole else banded_words()
    label = _("Trend of %(name)s: %(trend)s", name=name, trend=words.trend(points))
    return sparkline(points, width, height, label=label)


class BandedWords(Words):
    """Numbers in the middle of a band are said as that band; the axis names the edges of bands only."""

    def tick(self, value: int) -> str:
        return "" if value % WIDTH else str(value)


def banded_words() -> Words:
    """The words for who sees bands: a number in the middle of a band is said as that band."""
    words = translated_words()

    def number(value: int) -> str:
        band = band_of(value)
        return str(band) if value == int(band) else words.number(value)

    return BandedWords(words.gettext, number, words.day, words.month)


def figures(page: OrganisationPage, today: date) -> tuple[Figure, Figure | None] | None:
    """The line through the years and what came and went, or None where numbers are withheld.

    Who sees bands gets no picture of what came and went: its bars would add up to numbers.
    """
    if page.history is None or page.competence is None or page.answer is None:
        return None
    words = translated_words() if page.whole else banded_words()
    name = named(page.competence)
    line = list(page.history.line)
    if page.active:
        line = [point for point in line if point[0] < page.on] + [(page.on, int(page.answer.current))]
    history = history_figure(
        "history",
        _("%(competence)s at %(organisation)s", competence=name, organisation=page.organisation.name),
        line,
        norm=page.history.norm,
        predecessors=[Predecessor(label, points) for label, points in page.history.predecessors if points],
        asked_on=page.on if page.on != today else None,
        words=words,
    )
    if not page.whole:
        return history, None
    flow = flow_figure(
        "flows",
        _("%(competence)s gained and lost per year", competence=name),
        page.history.flows,
        words=words,
    )
    return history, flow
