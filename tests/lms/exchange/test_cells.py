"""What one cell says."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.exchange import cells, days, numbers
from lms.exchange.cells import ErrorCell, Wrong


@pytest.mark.parametrize(
    "cell",
    [
        "2024-02-01",
        "01-02-2024",
        "1-2-2024",
        " 2024-02-01 ",
        "\u00a001-02-2024\u200b",
        "2024-02-01 00:00:00",
        "2024-02-01T00:00:00",
        "1-2-2024 0:00",
        date(2024, 2, 1),
        datetime(2024, 2, 1),
    ],
)
def test_a_day_is_read_in_each_accepted_form(cell: object) -> None:
    assert days.day(cell) == date(2024, 2, 1)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("01/02/2024", "dashes"),
        ("2024/02/01", "dashes"),
        ("01.02.2024", "dashes"),
        ("01-02-24", "four digits"),
        ("1/2/24", "four digits"),
        ("31-02-2024", "does not exist"),
        ("2024-13-01", "does not exist"),
        ("2024-02-01 12:30", "yyyy-mm-dd"),
        (datetime(2024, 2, 1, 12, 30), "time of day"),
        ("45000", "2023-03-15"),
        ("45000,0", "2023-03-15"),
        (45000.0, "2023-03-15"),
        ("0024-02-01", "between 1900 and 2100"),
        ("2101-01-01", "between 1900 and 2100"),
        ("februari 2024", "yyyy-mm-dd"),
        ("#N/B", "error in the spreadsheet"),
        (True, "yyyy-mm-dd"),
    ],
)
def test_another_day_is_refused_with_what_would_be_right(cell: object, said: str) -> None:
    with pytest.raises(Wrong, match=said):
        days.day(cell)


@pytest.mark.parametrize("cell", ["9999-12-31", "31-12-2999", date(9999, 12, 31), datetime(2999, 12, 31)])
def test_a_last_day_far_in_the_future_is_an_open_end(cell: object) -> None:
    assert days.last_day(cell) == days.OPEN_END
    with pytest.raises(Wrong):
        days.day(cell)


def test_a_last_day_just_past_the_range_is_still_refused() -> None:
    with pytest.raises(Wrong):
        days.last_day("2101-06-30")


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_both_spellings_of_every_day_mean_that_day(day: date) -> None:
    assert days.day(day.isoformat()) == days.day(f"{day:%d-%m-%Y}") == day


@given(st.decimals(0, 1, places=9, allow_nan=False))
def test_a_share_is_exact_with_comma_and_with_point(share: Decimal) -> None:
    assert numbers.share(f"{share:f}") == numbers.share(f"{share:f}".replace(".", ",")) == share


@given(st.integers(0, 10**14))
def test_a_whole_number_that_became_a_float_is_that_number_again(number: int) -> None:
    read = numbers.whole(0, 10**15)
    assert read(float(number)) == read(f"{number}.0") == read(f"{number},0") == number
    assert cells.code_up_to(50)(float(number)) == str(number)


@pytest.mark.parametrize("cell", [0.30000000000000004, "0.30000000000000004", "0,3", ",3", "+0.3"])
def test_what_a_float_added_is_rounded_off(cell: object) -> None:
    assert numbers.share(cell) == Decimal("0.3")


@pytest.mark.parametrize("cell", ["1.000,5", "1,5", "-0,1", "60", "abc", "NaN", "inf", "1e-1", "½"])
def test_what_is_not_a_share_is_refused(cell: str) -> None:
    with pytest.raises(Wrong):
        numbers.share(cell)


def test_a_percentage_is_refused_with_the_share_it_would_be() -> None:
    with pytest.raises(Wrong, match=r"0\.625"):
        numbers.share("62,5%")


@pytest.mark.parametrize("cell", ["1.000", "12,000"])
def test_a_separator_of_thousands_is_refused_and_never_read_as_a_comma(cell: str) -> None:
    with pytest.raises(Wrong, match=r"separator of thousands: (1000|12000)"):
        numbers.whole(0, 10**6)(cell)


@pytest.mark.parametrize(
    ("cell", "value"), [("0,8", "0.8"), ("2", "2"), (1.0, "1"), ("0.888888", "0.888888")]
)
def test_an_fte_is_exact(cell: object, value: str) -> None:
    assert numbers.fte(cell) == Decimal(value)


@pytest.mark.parametrize("cell", ["0", "-1", "2,01", "32", "0," + "0" * 30 + "1", 1e-25, float("inf")])
def test_an_fte_lies_above_0_and_is_at_most_2(cell: object) -> None:
    with pytest.raises(Wrong):
        numbers.fte(cell)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("007", "007"),
        ("4610.0", "4610"),
        ("4610,00", "4610"),
        ("12.000", "12.000"),
        (4610.0, "4610"),
        ("T-1.5", "T-1.5"),
        ("=1+1", "=1+1"),
        ("1E3", "1E3"),
        ("  A 1 ", "A 1"),
        ("", None),
        ("\u00a0", None),
        (None, None),
    ],
)
def test_a_key_is_text_with_its_leading_zeros(cell: object, code: str | None) -> None:
    assert cells.code_up_to(20)(cell) == code


@pytest.mark.parametrize("cell", ["4,61E+11", "4.61E+11", "4,61E11", 4.61e20, date(2024, 5, 3), "x" * 21])
def test_a_key_that_a_spreadsheet_spoiled_is_refused(cell: object) -> None:
    with pytest.raises(Wrong):
        cells.code_up_to(20)(cell)


@pytest.mark.parametrize(
    "cell", ["#N/A", "#N/B", "#REF!", "#VALUE!", "#WAARDE!", "#NAAM?", "####", ErrorCell("#N/A")]
)
def test_an_error_of_a_spreadsheet_is_refused_in_every_column(cell: object) -> None:
    with pytest.raises(Wrong, match="error in the spreadsheet"):
        cells.text_up_to(50)(cell)
    with pytest.raises(Wrong, match="error in the spreadsheet"):
        numbers.whole(0, 9)(cell)


def test_text_is_composed_and_trimmed_of_invisible_characters() -> None:
    assert cells.clean("\ufeff Zoe\u0308\u00a0Jansen\u200b\n") == "Zoë Jansen"


@pytest.mark.parametrize("text", ["a\x00b", "a\x07", "caf\udce9"])
def test_characters_that_no_database_takes_are_refused(text: str) -> None:
    with pytest.raises(Wrong):
        cells.clean(text)


@pytest.mark.parametrize("cell", ["anna@example.org", "o'neil+x@sub.example.org", "zoë@exämple.org"])
def test_an_address_is_checked_loosely(cell: str) -> None:
    assert cells.email(cell) == cell


@pytest.mark.parametrize(
    "cell", ["anna", "anna@example", "a@b@example.org", "a b@example.org", "a@x.nl, b@x.nl"]
)
def test_what_is_no_address_is_refused(cell: str) -> None:
    with pytest.raises(Wrong):
        cells.email(cell)


def test_served_municipalities_are_separated_by_bars_and_count_once() -> None:
    assert cells.names(" Hoorn | Medemblik||Hoorn") == ("Hoorn", "Medemblik")


@pytest.mark.parametrize(("cell", "kept"), [("P24M", "P24M"), ("p2y", "P2Y"), ("", None), ("P365D", "P365D")])
def test_a_period_is_kept_as_typed(cell: str, kept: str | None) -> None:
    assert days.period(cell) == kept


@pytest.mark.parametrize("cell", ["24", "P0D", "P1.5Y", "PT5H", "2 jaar", "P"])
def test_what_is_no_period_is_refused(cell: str) -> None:
    with pytest.raises(Wrong, match="ISO 8601"):
        days.period(cell)
