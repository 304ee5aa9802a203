"""The rules of expertise as tables: who is valid, current, expiring, and what a norm asks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from lms.catalogue.rules import Period
from lms.expertise.rules import (
    Currency,
    Flow,
    Held,
    Level,
    NormLine,
    Status,
    horizon_end,
    level,
    month_ends,
    own_norm,
    roll_up,
    standing,
    year_pairs,
)
from tests.factories import day

YEARLY = Currency(1, Period(days=365))
TWICE = Currency(2, Period(months=12))


def test_somebody_without_a_certificate_never_had_it():
    nobody = standing([], [day("2024-01-01")], YEARLY, day("2024-06-01"))
    assert (nobody.status, nobody.certified, nobody.decisive) == (Status.NEVER, False, None)


@pytest.mark.parametrize(
    ("on", "valid"),
    [("2023-02-11", False), ("2023-02-12", True), ("2025-02-11", True), ("2025-02-12", False)],
)
def test_valid_from_the_issue_day_through_the_last_valid_day(on: str, valid: bool):
    held = Held(day("2023-02-12"), valid_until=day("2025-02-11"))
    assert standing([held], [], None, day(on)).valid is valid


@pytest.mark.parametrize(("on", "valid"), [("2024-04-30", True), ("2024-05-01", False)])
def test_revoked_on_the_day_is_no_longer_valid(on: str, valid: bool):
    held = Held(day("2023-01-01"), revoked_on=day("2024-05-01"))
    assert standing([held], [], None, day(on)).valid is valid


def test_a_certificate_without_an_end_stays_valid():
    assert standing([Held(day("1990-01-01"))], [], None, day("2026-11-21")).status is Status.CURRENT


def test_a_certificate_of_the_future_is_ignored():
    future = standing([Held(day("2024-01-02"))], [], None, day("2024-01-01"))
    assert (future.certified, future.status) == (False, Status.NEVER)


def test_a_future_renewal_does_not_stop_expiring():
    held = [Held(day("2023-01-01"), valid_until=day("2024-01-31")), Held(day("2024-01-02"))]
    assert standing(held, [], None, day("2024-01-01")).expiring


# ---- currency -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "current"), [("2024-12-31", True), ("2025-01-01", False)])
def test_practice_still_counts_on_the_365th_day_after_it(on: str, current: bool):
    # 2024 is a leap year, so the 365th day after its first day is its last.
    assert standing([Held(day("2020-01-01"))], [day("2024-01-01")], YEARLY, day(on)).current is current


@pytest.mark.parametrize(("on", "current"), [("2024-12-31", True), ("2025-01-01", False)])
def test_an_issue_date_within_the_period_counts_as_practice(on: str, current: bool):
    assert standing([Held(day("2024-01-01"))], [], YEARLY, day(on)).current is current


@pytest.mark.parametrize(
    ("on", "starts"),
    [("2024-02-29", "2023-02-28"), ("2025-02-28", "2024-02-28"), ("2025-03-01", "2024-03-01")],
)
def test_twelve_months_back_clamps_to_the_last_day_of_february(on: str, starts: str):
    assert TWICE.starts(day(on)) == day(starts)


def test_a_window_that_begins_before_the_calendar_begins_on_its_first_day():
    assert Currency(1, Period(months=12 * 3000)).starts(day("2024-01-01")) == date.min


@pytest.mark.parametrize(
    ("practised", "current"),
    [
        ([], False),
        (["2024-03-01"], False),
        (["2024-03-01", "2024-04-01"], True),
        (["2024-03-01", "2024-03-01"], True),
        (["2023-05-31", "2024-04-01"], False),
        (["2023-06-01", "2024-04-01"], True),
        (["2024-04-01", "2024-06-01"], True),
        (["2024-04-01", "2024-06-02"], False),
    ],
)
def test_current_asks_the_number_of_practice_events_within_the_period(practised: list[str], current: bool):
    found = standing([Held(day("2020-01-01"))], map(day, practised), TWICE, day("2024-06-01"))
    assert found.current is current
    assert found.status is (Status.CURRENT if current else Status.OUT_OF_PRACTICE)


def test_practice_alone_makes_nobody_current():
    held = Held(day("2020-01-01"), valid_until=day("2024-01-31"))
    found = standing([held], [day("2024-02-01")], YEARLY, day("2024-02-01"))
    assert (found.valid, found.current, found.status) == (False, False, Status.LAPSED)


def test_the_issue_date_of_a_revoked_certificate_is_no_practice():
    held = [Held(day("2020-01-01")), Held(day("2024-01-01"), revoked_on=day("2024-02-01"))]
    assert not standing(held, [], YEARLY, day("2024-03-01")).current


def test_the_issue_date_of_a_lapsed_certificate_within_the_period_is_practice():
    held = [Held(day("2020-01-01")), Held(day("2024-01-01"), valid_until=day("2024-01-31"))]
    assert standing(held, [], YEARLY, day("2024-03-01")).current


def test_without_currency_valid_is_current():
    found = standing([Held(day("2000-01-01"))], [], None, day("2024-01-01"))
    assert (found.current, found.window_from) == (True, None)


# ---- expiring and why -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("valid_until", "expiring"),
    [("2024-03-31", True), ("2024-04-01", False), ("2024-01-01", True), (None, False)],
)
def test_expiring_up_to_and_including_the_ninetieth_day(valid_until: str | None, expiring: bool):
    held = Held(day("2023-01-01"), valid_until=day(valid_until) if valid_until else None)
    assert standing([held], [], None, day("2024-01-01")).expiring is expiring


def test_renewed_beyond_the_horizon_is_not_expiring():
    old, new = Held(day("2022-01-01"), day("2024-01-31")), Held(day("2024-01-01"), day("2026-12-31"))
    assert standing([old, new], [], None, day("2024-01-02")).status is Status.CURRENT


def test_renewed_within_the_horizon_is_still_expiring():
    old, new = Held(day("2022-01-01"), day("2024-01-31")), Held(day("2024-01-01"), day("2024-03-01"))
    assert standing([old, new], [], None, day("2024-01-02")).status is Status.EXPIRING


def test_a_revoked_renewal_does_not_stop_expiring():
    old = Held(day("2022-01-01"), day("2024-01-31"))
    new = Held(day("2024-01-01"), day("2026-12-31"), revoked_on=day("2024-01-02"))
    assert standing([old, new], [], None, day("2024-01-02")).expiring


def test_the_horizon_ends_with_the_calendar():
    assert horizon_end(day("9999-12-01"), 90) == date.max


def test_the_valid_certificate_that_lasts_longest_decides():
    old, new = Held(day("2022-01-01"), day("2024-01-31")), Held(day("2023-01-01"), day("2025-12-31"))
    assert standing([new, old], [], None, day("2024-01-02")).decisive == new


def test_what_ended_last_decides_between_revoked_and_lapsed():
    lapsed = Held(day("2020-01-01"), valid_until=day("2022-12-31"))
    revoked = Held(day("2021-01-01"), revoked_on=day("2022-01-01"))
    assert standing([lapsed, revoked], [], None, day("2024-01-01")).status is Status.LAPSED
    assert standing([revoked], [], None, day("2024-01-01")).status is Status.REVOKED


def test_a_certificate_revoked_after_it_ended_is_lapsed_until_that_day_and_revoked_from_it():
    held = Held(day("2020-01-01"), valid_until=day("2022-12-31"), revoked_on=day("2023-06-01"))
    assert standing([held], [], None, day("2023-05-31")).status is Status.LAPSED
    assert standing([held], [], None, day("2023-06-01")).status is Status.REVOKED


# ---- norms ----------------------------------------------------------------------------------------------------


JAN, JUL = day("2024-01-01"), day("2024-07-01")


@pytest.mark.parametrize(
    ("share", "people", "asked"),
    [
        ("0.1", 30, 3),
        ("0.35", 20, 7),
        ("0.35", 21, 8),
        ("0.6", 5, 3),
        ("1", 7, 7),
        ("0", 9, 0),
        ("0.01", 1, 1),
    ],
)
def test_a_share_is_exact_before_it_is_rounded_up(share: str, people: int, asked: int):
    assert own_norm([NormLine(JAN, share=Decimal(share))], {None: people}, JUL) == asked


def test_a_share_counts_the_people_in_its_function_only():
    line = NormLine(JAN, share=Decimal("0.5"), function_id=7)
    assert own_norm([line], {None: 100, 7: 5, 8: 60}, JUL) == 3
    assert own_norm([line], {None: 100}, JUL) == 0


def test_the_norm_with_the_latest_start_applies():
    lines = [NormLine(JAN, headcount=4), NormLine(JUL, headcount=9)]
    assert own_norm(lines, {}, day("2024-06-30")) == 4
    assert own_norm(lines, {}, JUL) == 9


def test_functions_with_the_same_start_add_up_each_rounded_up():
    lines = [
        NormLine(JAN, headcount=100),
        NormLine(JUL, share=Decimal("0.5"), function_id=1),
        NormLine(JUL, share=Decimal("0.5"), function_id=2),
        NormLine(JUL, headcount=1),
    ]
    assert own_norm(lines, {1: 3, 2: 5}, JUL) == 2 + 3 + 1


def test_no_norm_before_the_first_start():
    assert own_norm([NormLine(JUL, headcount=1)], {}, day("2024-06-30")) is None
    assert own_norm([], {}, JUL) is None


def test_a_norm_of_zero_is_a_norm():
    assert own_norm([NormLine(JAN, headcount=0)], {}, JUL) == 0


def test_the_own_norm_wins_over_those_of_the_children():
    assert roll_up(1, {1: 5, 2: 30}, {1: 3, 2: 1}, {1: [2]}) == (5, 2)


def test_without_an_own_norm_those_of_the_children_add_up():
    assert roll_up(1, {2: 4, 3: 2}, {2: 1, 3: 2}, {1: [2, 3]}) == (6, 3)


def test_a_surplus_in_one_child_fills_no_gap_in_another():
    assert roll_up(1, {2: 4, 3: 2}, {1: 10, 2: 1, 3: 9}, {1: [2, 3]}) == (6, 3)


def test_norms_add_up_through_a_child_without_one():
    assert roll_up(1, {4: 3, 5: 2}, {4: 1}, {1: [2, 3], 2: [4], 3: [5]}) == (5, 4)


def test_no_norm_anywhere_is_none_and_a_surplus_is_no_negative_gap():
    assert roll_up(1, {}, {1: 9}, {1: [2]}) is None
    assert roll_up(1, {1: 2}, {1: 9}, {}) == (2, 0)


@pytest.mark.parametrize(
    ("norm", "gap", "expected"),
    [
        (None, None, Level.NO_NORM),
        (0, 0, Level.MET),
        (10, 0, Level.MET),
        (10, 1, Level.NEARLY),
        (10, 2, Level.SHORT),
        (20, 2, Level.NEARLY),
        (2, 1, Level.NEARLY),
        (1, 1, Level.SHORT),
    ],
)
def test_level_is_nearly_when_at_most_a_tenth_is_missing(norm: int | None, gap: int | None, expected: Level):
    assert level(norm, gap) is expected


# ---- days of a history ----------------------------------------------------------------------------------------


def test_year_pairs_run_from_the_day_before_to_the_last_day_clipped_to_both_ends():
    assert year_pairs(day("2023-05-10"), day("2025-02-01")) == [
        (day("2023-05-09"), day("2023-12-31")),
        (day("2023-12-31"), day("2024-12-31")),
        (day("2024-12-31"), day("2025-02-01")),
    ]


def test_year_pairs_of_one_day_and_of_none():
    assert year_pairs(JAN, JAN) == [(day("2023-12-31"), JAN)]
    assert year_pairs(JUL, JAN) == []


def test_month_ends_clip_the_running_month_to_the_last_day():
    days = ["2023-12-31", "2024-01-31", "2024-02-29", "2024-03-05"]
    assert month_ends(day("2023-12-31"), day("2024-03-05")) == [day(one) for one in days]


def test_month_ends_reach_the_end_of_the_calendar():
    assert month_ends(day("9999-11-05"), date.max) == [day("9999-11-30"), date.max]


def test_a_flow_closes_with_what_it_opened_gained_and_lost():
    flow = Flow(JAN, JUL, 10, 2, gained=5, left_elsewhere=1, left_region=2, lapsed=3, out_of_practice=4)
    assert (flow.lost, flow.closing) == (10, 5)
