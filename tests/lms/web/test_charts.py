"""The geometry of charts: ticks, paths and labels that neither collide nor leave the box."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.expertise.rules import Flow
from lms.web.charts import (
    NARROW,
    WIDE,
    Predecessor,
    flow_bars,
    flow_figure,
    history_figure,
    line_chart,
    sparkline,
)
from lms.web.charts.axis import Months, month_labels
from lms.web.charts.figures import norm_on
from lms.web.charts.scale import Label, Size, frame_of, grown, round_ticks, shorten, text_width

SIZES = st.sampled_from([WIDE, NARROW])
NUMBERS = st.one_of(st.integers(0, 40), st.integers(0, 250_000))


def months(first: date, values: list[int]) -> list[tuple[date, int]]:
    """A value on the last day of each month, from the month of `first`."""
    points, day = [], first
    for value in values:
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        points.append((following - timedelta(days=1), value))
        day = following
    return points


def year(number: int, *counts: int, until: date | None = None) -> Flow:
    """A year in the order gained, left in the region, left the region, lapsed, out of practice, taken over."""
    gained, elsewhere, region, lapsed, practice, merged = (*counts, *[0] * (6 - len(counts)))
    ends = until or date(number, 12, 31)
    return Flow(date(number - 1, 12, 31), ends, 0, merged, gained, elsewhere, region, lapsed, practice)


def texts(chart: object, role: str) -> list[str]:
    return [label.text for label in chart.labels if label.role == role]  # type: ignore[attr-defined]


def assert_readable(labels: tuple[Label, ...], size: Size) -> None:
    frame = grown(frame_of(size), 0.5)
    assert [label for label in labels if not frame.holds(label.box)] == []
    assert [
        (a.text, b.text)
        for a, b in combinations(labels, 2)
        if grown(a.box, -0.2).overlaps(grown(b.box, -0.2))
    ] == []


@st.composite
def series(draw: st.DrawFn) -> list[tuple[date, int]]:
    first = draw(st.dates(date(1990, 1, 1), date(2030, 1, 1)))
    return months(first, draw(st.lists(NUMBERS, max_size=150)))


# ---- scale ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (0, (0, 1, 2)),
        (1, (0, 1, 2)),
        (3, (0, 1, 2, 3)),
        (9, (0, 2, 4, 6, 8)),
        (33, (0, 10, 20, 30)),
        (123_456, (0, 50_000, 100_000)),
    ],
)
def test_ticks_are_round_numbers(highest: int, ticks: tuple[int, ...]) -> None:
    assert round_ticks(highest) == ticks


@given(st.integers(0, 10**9))
def test_there_are_three_to_five_ticks_from_zero(highest: int) -> None:
    ticks = round_ticks(highest)
    assert ticks[0] == 0
    assert 3 <= len(ticks) <= 5
    assert ticks[-1] <= max(highest, 2)


def test_long_names_are_cut_to_their_room() -> None:
    short = shorten("Werkorganisatie Langedijk en omstreken", 13, 120)
    assert short.endswith("…")
    assert text_width(short, 13) <= 120
    assert shorten("BUCH", 13, 120) == "BUCH"


def test_a_long_axis_names_years_and_a_short_one_months() -> None:
    bounds = (30.0, 540.0, 560.0)
    long = Months.around([date(2019, 1, 31), date(2026, 11, 21)])
    short = Months.around([date(2026, 9, 30), date(2026, 11, 21)])
    assert [n.text for n in month_labels(long, bounds, 13, str)] == [str(y) for y in range(2019, 2027)]
    assert [n.text for n in month_labels(short, bounds, 13, lambda d: f"{d:%m-%Y}")] == [
        "09-2026",
        "10-2026",
        "11-2026",
    ]


def test_a_crowded_axis_names_round_years() -> None:
    century = Months.around([date(1930, 1, 31), date(2026, 11, 21)])
    assert [n.text for n in month_labels(century, (30.0, 326.0, 340.0), 13, str)] == [
        "1940",
        "1960",
        "1980",
        "2000",
        "2020",
    ]


# ---- line -----------------------------------------------------------------------------------------------------


@pytest.mark.slow  # draws sixty charts
@settings(max_examples=60)
@given(
    points=series(),
    norm=st.lists(st.tuples(st.dates(date(1990, 1, 1), date(2035, 1, 1)), NUMBERS), max_size=4),
    others=st.lists(st.tuples(st.text(max_size=60), series()), max_size=3),
    asked_on=st.none() | st.dates(date(1990, 1, 1), date(2040, 1, 1)),
    size=SIZES,
)
def test_labels_of_any_history_stay_apart_and_inside(
    points: list[tuple[date, int]],
    norm: list[tuple[date, int]],
    others: list[tuple[str, list[tuple[date, int]]]],
    asked_on: date | None,
    size: Size,
) -> None:
    predecessors = [Predecessor(name, line) for name, line in others]
    chart = line_chart(points, norm=sorted(norm), predecessors=predecessors, asked_on=asked_on, size=size)
    assert_readable(chart.labels, size)
    dots = [dot for dot in (chart.peak, chart.mark, *chart.ends) if dot]
    assert all(grown(chart.plot, 0.1).has(dot.x, dot.y) for dot in dots)
    known = [value for day, value in points if asked_on is None or day <= asked_on]
    assert len(texts(chart, "now")) == min(len(known), 1)


def test_peak_and_now_are_named() -> None:
    chart = line_chart(months(date(2019, 1, 1), [4, 18, 33, 27, 12]))
    assert texts(chart, "peak") == ["peak 33"]
    assert texts(chart, "now") == ["now 12"]


def test_a_peak_that_is_now_gets_one_label() -> None:
    chart = line_chart(months(date(2019, 1, 1), [4, 33, 18, 33]))
    assert texts(chart, "peak") == []
    assert texts(chart, "now") == ["now 33"]
    assert chart.peak is None


def test_an_asked_day_is_marked_with_the_number_of_that_day() -> None:
    points = months(date(2022, 10, 1), [40, 43, 41, 30])
    chart = line_chart(points, asked_on=date(2023, 1, 15))
    assert texts(chart, "now") == ["on 15-01-2023: 41"]
    assert chart.asked


def test_a_day_before_the_history_marks_nothing() -> None:
    chart = line_chart(months(date(2022, 10, 1), [40, 43]), asked_on=date(2020, 1, 1))
    assert texts(chart, "now") == []
    assert texts(chart, "peak") == ["peak 43"]


def test_the_norm_is_drawn_in_steps_and_each_step_is_named() -> None:
    points = months(date(2019, 1, 1), [5] * 96)
    chart = line_chart(points, norm=[(date(2010, 1, 1), 12), (date(2018, 1, 1), 20), (date(2023, 1, 1), 26)])
    assert texts(chart, "norm") == ["norm 26", "norm 20"]
    corners = [tuple(map(float, corner.split())) for corner in chart.norm[1:].split("L")]
    assert corners[0][0] == chart.plot.left
    assert corners[0][1] == corners[1][1]
    assert corners[1][0] == corners[2][0]
    assert corners[3] == (chart.plot.right, chart.plot.top)


def test_predecessors_are_drawn_apart_with_their_names() -> None:
    before = Predecessor("Lokaal team Langedijk", months(date(2019, 1, 1), [1, 9, 18]))
    chart = line_chart(months(date(2019, 4, 1), [40, 38]), predecessors=[before])
    assert texts(chart, "before") == ["Lokaal team Langedijk"]
    assert len(chart.before) == len(chart.ends) == 1


def test_an_asked_day_far_ahead_leaves_the_axis_as_it_is() -> None:
    points = months(date(2019, 1, 1), [4, 33, 12])
    assert line_chart(points, asked_on=date.max).path == line_chart(points).path


def test_a_history_may_reach_the_end_of_the_calendar() -> None:
    chart = line_chart([(date(9999, 11, 30), 3), (date.max, 4)])
    assert texts(chart, "now") == ["now 4"]


def test_no_history_draws_no_line_and_no_years() -> None:
    chart = line_chart([], norm=[(date(2020, 1, 1), 26)], asked_on=date(2022, 1, 1))
    assert (chart.path, chart.norm, chart.mark, chart.peak) == ("", "", None, None)
    assert texts(chart, "tick") == ["0", "1", "2"]


def test_one_point_is_a_dot_without_a_line() -> None:
    chart = line_chart([(date(2026, 11, 21), 12)])
    assert chart.path == ""
    assert texts(chart, "now") == ["now 12"]
    assert texts(chart, "tick")[-1] == "11-2026"


def test_zeros_lie_on_the_axis() -> None:
    chart = line_chart(months(date(2019, 1, 1), [0] * 30))
    assert chart.mark
    assert chart.mark.y == chart.plot.bottom
    assert chart.peak is None


def test_ten_thousand_points_keep_their_extremes_in_a_short_path() -> None:
    first = date(1999, 1, 1)
    points = [(first + timedelta(days=n), 50 + n % 7) for n in range(10_000)]
    points[5_000] = (points[5_000][0], 999)
    chart = line_chart(points)
    assert chart.path.count("L") < 4 * WIDE.width
    assert chart.peak
    assert f"{chart.peak.x:g} {chart.peak.y:g}" in chart.path
    assert chart.peak.y == chart.plot.top


# ---- bars -----------------------------------------------------------------------------------------------------


@pytest.mark.slow  # draws sixty charts
@settings(max_examples=60)
@given(
    counts=st.lists(st.lists(st.integers(0, 9) | NUMBERS, min_size=6, max_size=6), max_size=40),
    partial=st.booleans(),
    size=SIZES,
)
def test_labels_and_bars_of_any_years_stay_apart_and_inside(
    counts: list[list[int]], partial: bool, size: Size
) -> None:
    flows = [year(1987 + index, *numbers) for index, numbers in enumerate(counts)]
    if partial and flows:
        flows[-1] = year(1986 + len(flows), *counts[-1], until=date(1986 + len(flows), 11, 21))
    chart = flow_bars(flows, size=size)
    assert_readable(chart.labels, chart.size)
    frame = frame_of(chart.size)
    assert all(frame.holds(part.box) and part.height > 0 for part in (*chart.parts, *chart.swatches))
    outside = [label for label in chart.labels if label.role in {"total", "tick"}]
    assert not any(label.box.overlaps(part.box) for label in outside for part in chart.parts)


def test_gained_stands_above_the_axis_and_losses_below_in_fixed_order() -> None:
    chart = flow_bars([year(2023, 16, 3, 4, 2, 1)])
    above = [part.role for part in chart.parts if part.y < chart.axis]
    below = sorted((part for part in chart.parts if part.y >= chart.axis), key=lambda part: part.y)
    assert above == ["gained"]
    assert [part.role for part in below] == ["elsewhere", "region", "lapsed", "practice"]
    assert texts(chart, "total") == ["+16", "−10"]


def test_heights_are_in_proportion() -> None:
    chart = flow_bars([year(2022, 10), year(2023, 20, 5)])
    ten, twenty, five = (part.height + 1 for part in chart.parts)
    assert twenty == pytest.approx(2 * ten, abs=0.2)
    assert five == pytest.approx(ten / 2, abs=0.2)


def test_a_year_without_change_shows_a_tick_and_a_zero() -> None:
    chart = flow_bars([year(2023, 4), year(2024), year(2025, 2)])
    assert len(chart.zeros) == 1
    assert sorted(texts(chart, "total")) == ["+2", "+4", "0"]


def test_people_of_a_merger_are_not_counted_as_gained() -> None:
    chart = flow_bars([year(2023, 3, 0, 0, 0, 0, 38)])
    assert texts(chart, "total") == ["+3"]
    assert texts(chart, "merged") == ["38"]
    assert [part.role for part in chart.swatches] == ["merged", "gained"]


def test_the_legend_names_only_what_occurs_and_makes_the_chart_taller() -> None:
    none, two = flow_bars([year(2023)]), flow_bars([year(2023, 1, 0, 2)])
    assert texts(none, "legend") == []
    assert texts(two, "legend") == ["new or renewed", "left the region"]
    assert none.size.height == WIDE.height < two.size.height


def test_a_year_that_is_not_over_says_so() -> None:
    chart = flow_bars([year(2025, 1), year(2026, 2, until=date(2026, 11, 21))])
    assert texts(chart, "tick") == ["2025", "2026", "up to 21-11-2026"]


# ---- sparkline and tables -------------------------------------------------------------------------------------


def test_a_sparkline_marks_its_peak_and_its_end() -> None:
    spark = sparkline(months(date(2019, 1, 1), [0, 33, 12]), 92, 28, label="peak 33, now 12")
    assert spark.path.startswith("M4 24L")
    assert spark.peak
    assert spark.peak[1] == 4.0
    assert spark.last
    assert spark.last[0] == 88.0


def test_a_sparkline_that_only_rises_or_is_zero_has_no_peak() -> None:
    assert sparkline(months(date(2019, 1, 1), [1, 5, 9]), label="").peak is None
    assert sparkline(months(date(2019, 1, 1), [0, 0]), label="").peak is None


def test_sparklines_of_one_and_no_points_draw_no_line() -> None:
    one, none = sparkline([(date(2026, 1, 1), 4)], label=""), sparkline([], label="no figures yet")
    assert (one.path, one.last) == ("", (88.0, 4.0))
    assert (none.path, none.last, none.label) == ("", None, "no figures yet")


@given(series(), st.integers(0, 100))
def test_sparklines_stay_in_their_box(points: list[tuple[date, int]], highest: int) -> None:
    spark = sparkline(points, 92, 28, label="", highest=highest)
    corners = [corner.split() for corner in spark.path[1:].split("L")] if spark.path else []
    assert all(4 <= float(x) <= 88 and 4 <= float(y) <= 24 for x, y in corners)


def test_the_history_table_holds_every_number_of_the_chart() -> None:
    figure = history_figure(
        "basis",
        "TOP-3 basis per month",
        months(date(2022, 12, 1), [30, 41]),
        norm=[(date(2023, 1, 1), 26)],
        predecessors=[Predecessor("Langedijk", months(date(2022, 11, 1), [12]))],
    )
    assert figure.table.columns == ("Day", "Current", "Norm", "Langedijk")
    assert figure.table.rows == (
        ("30-11-2022", "–", "–", "12"),
        ("31-12-2022", "30", "–", "–"),
        ("31-01-2023", "41", "26", "–"),
    )
    assert figure.description == (
        "From 30 in 12-2022 to 41 in 01-2023; at most 41, in 01-2023. The norm is 26. "
        "Merged into this organisation: Langedijk."
    )


def test_the_flow_table_holds_every_number_of_the_bars() -> None:
    figure = flow_figure(
        "flow", "Gained and lost", [year(2025, 1), year(2026, 2, 3, 4, 5, 6, until=date(2026, 11, 21))]
    )
    assert figure.table.rows == (
        ("2025", "1", "0", "0", "0", "0", "0"),
        ("2026 (up to 21-11-2026)", "2", "3", "4", "5", "6", "18"),
    )
    assert figure.description == "From 2025 to 2026: 3 gained and 18 lost."


def test_the_norm_of_a_day_is_the_latest_begun() -> None:
    norm = [(date(2020, 1, 1), 20), (date(2023, 1, 1), 26)]
    assert norm_on(norm, date(2019, 12, 31)) is None
    assert norm_on(norm, date(2022, 12, 31)) == 20
    assert norm_on(norm, date(2023, 1, 1)) == 26
