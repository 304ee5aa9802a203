"""Instants are UTC; days are those of the wall calendar in Amsterdam."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lms.core.clock import FixedClock, SystemClock, civil_date
from tests.factories import day


@pytest.mark.parametrize(
    ("instant", "date"),
    [
        ("2026-01-31T22:59:59+00:00", "2026-01-31"),
        ("2026-01-31T23:00:00+00:00", "2026-02-01"),
        ("2026-07-31T21:59:59+00:00", "2026-07-31"),
        ("2026-07-31T22:00:00+00:00", "2026-08-01"),
        ("2026-03-29T00:30:00+00:00", "2026-03-29"),
        ("2026-10-24T22:30:00+00:00", "2026-10-25"),
        ("2026-12-31T20:00:00-05:00", "2027-01-01"),
    ],
)
def test_a_civil_date_is_the_one_on_the_wall_in_amsterdam_in_winter_and_summer(instant: str, date: str):
    assert civil_date(datetime.fromisoformat(instant)) == day(date)


def test_the_machines_clock_tells_aware_utc():
    assert SystemClock().now().tzinfo is UTC


def test_a_fixed_clock_stands_still_until_it_is_set():
    clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    assert clock.now() == clock.now() == clock.instant
    clock.instant = datetime(2027, 1, 1, tzinfo=UTC)
    assert clock.now().year == 2027
