"""Periods and the two ways in which they move a date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.catalogue.rules import Period, last_valid_day, shift, window_start
from tests.factories import day

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
PERIODS = st.builds(Period, months=st.integers(0, 120), days=st.integers(1, 800)) | st.builds(
    Period, months=st.integers(1, 120)
)
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("P24M", Period(months=24)),
        ("P2Y", Period(months=24)),
        ("P1Y6M", Period(months=18)),
        ("P365D", Period(days=365)),
        ("P2W", Period(days=14)),
        ("P1Y2M3W4D", Period(months=14, days=25)),
        (" p12m ", Period(months=12)),
    ],
)
def test_reads_iso_8601_durations(text: str, period: Period):
    assert Period.parse(text) == period


@pytest.mark.parametrize(
    "text", ["", "P", "24M", "P0D", "P0M", "P1.5Y", "P-1M", "PT5H", "P1DT5H", "P1M1Y", "1 jaar"]
)
def test_refuses_what_is_no_period_of_whole_days(text: str):
    with pytest.raises(ValueError, match=r"period|duration"):
        Period.parse(text)


@pytest.mark.parametrize(("months", "days"), [(0, 0), (-1, 0), (2, -1)])
def test_a_period_is_longer_than_zero(months: int, days: int):
    with pytest.raises(ValueError, match="longer than zero"):
        Period(months, days)


@pytest.mark.parametrize(
    ("first", "validity", "last"),
    [
        ("2023-02-12", "P24M", "2025-02-11"),
        ("2024-02-29", "P12M", "2025-02-27"),
        ("2023-08-31", "P6M", "2024-02-28"),
        ("2024-01-01", "P1D", "2024-01-01"),
        ("2024-01-01", "P365D", "2024-12-30"),
        ("2024-01-01", "P1Y", "2024-12-31"),
    ],
)
def test_the_last_valid_day(first: str, validity: str, last: str):
    assert last_valid_day(day(first), Period.parse(validity)) == day(last)


@pytest.mark.parametrize(
    ("start", "period", "direction", "moved"),
    [
        ("2023-01-31", "P1M", 1, "2023-02-28"),
        ("2024-01-31", "P1M", 1, "2024-02-29"),
        ("2024-03-31", "P1M", -1, "2024-02-29"),
        ("2024-01-31", "P1M1D", 1, "2024-03-01"),
        ("2024-12-15", "P1M", 1, "2025-01-15"),
        ("2024-01-15", "P1M", -1, "2023-12-15"),
    ],
)
def test_months_clamp_to_the_last_day_before_days_are_added(
    start: str, period: str, direction: int, moved: str
):
    assert shift(day(start), Period.parse(period), direction) == day(moved)


def test_a_leap_year_is_not_365_days():
    assert window_start(day("2024-12-31"), Period.parse("P365D")) == day("2024-01-01")
    assert window_start(day("2024-12-31"), Period.parse("P1Y")) == day("2023-12-31")


@pytest.mark.parametrize(("start", "direction"), [("9999-12-31", 1), ("0001-01-01", -1)])
@pytest.mark.parametrize("period", ["P1D", "P1M", "P99999Y"])
def test_outside_the_calendar_is_an_overflow(start: str, direction: int, period: str):
    with pytest.raises(OverflowError):
        shift(day(start), Period.parse(period), direction)


@given(period=PERIODS)
def test_what_a_period_writes_it_reads_back(period: Period):
    assert Period.parse(str(period)) == period


@given(first=DAYS, validity=PERIODS)
def test_periods_one_after_the_other_leave_no_gap_and_no_overlap(first: date, validity: Period):
    second = last_valid_day(first, validity) + ONE_DAY
    assert second == shift(first, validity) > first
    assert last_valid_day(second, validity) >= second


@given(first=DAYS, later=st.integers(0, 3000), validity=PERIODS)
def test_a_later_start_never_ends_earlier(first: date, later: int, validity: Period):
    assert last_valid_day(first, validity) <= last_valid_day(first + timedelta(days=later), validity)


@given(day_=DAYS, number=st.integers(1, 2000))
def test_a_window_of_days_holds_its_first_day_and_reaches_exactly_as_far_as_a_validity(
    day_: date, number: int
):
    period = Period(days=number)
    assert window_start(shift(day_, period), period) == day_
    assert (day_ - window_start(day_, period)).days == number


@given(day_=DAYS, look_back=PERIODS)
def test_a_window_starts_before_its_day_and_moves_along_with_it(day_: date, look_back: Period):
    assert window_start(day_, look_back) < day_
    assert window_start(day_, look_back) <= window_start(day_ + ONE_DAY, look_back)


@given(day_=DAYS, months=st.integers(1, 240))
def test_months_keep_the_day_of_the_month_or_take_the_last(day_: date, months: int):
    moved = shift(day_, Period(months=months))
    assert (moved.year * 12 + moved.month) - (day_.year * 12 + day_.month) == months
    assert moved.day == day_.day or (moved + ONE_DAY).day == 1
