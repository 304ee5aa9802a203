"""A period as people fill it in: a number and a unit, written as an ISO 8601 duration."""

from __future__ import annotations

import pytest

from lms.catalogue.rules import Unit, counted, written


@pytest.mark.parametrize(
    ("iso", "number", "unit"),
    [("P24M", 24, Unit.MONTHS), ("P2Y", 2, Unit.YEARS), ("P365D", 365, Unit.DAYS)],
)
def test_a_number_and_a_unit_are_written_and_read_alike(iso: str, number: int, unit: Unit) -> None:
    assert (written(number, unit), counted(iso)) == (iso, (number, unit))


def test_weeks_are_counted_in_days_and_a_year_and_a_half_in_months() -> None:
    assert (counted("P2W"), counted("P1Y6M")) == ((14, Unit.DAYS), (18, Unit.MONTHS))


def test_months_and_days_together_have_no_single_unit() -> None:
    assert counted("P1M10D") is None


def test_no_period_is_zero() -> None:
    with pytest.raises(ValueError, match="longer than zero"):
        written(0, Unit.MONTHS)
