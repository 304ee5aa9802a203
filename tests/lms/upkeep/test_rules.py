"""What each step changes, refuses and finds odd; days of confirmation; which organisations one list holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.organisations.rules import Node
from lms.upkeep.rules import (
    Changed,
    Corrected,
    Due,
    Employed,
    Intent,
    Left,
    Moved,
    Planned,
    Reason,
    Why,
    confirmation_due,
    decide,
    find_clash,
    months_later,
    people_scope,
)
from tests.factories import day

TODAY = day("2026-11-21")
NODES = [
    Node(1),
    Node(2, parent_id=1),
    Node(3, active_until=day("2025-12-31"), merged_into_id=2),
    Node(4, active_from=day("2026-01-01"), active_until=day("2027-12-31")),
    Node(5, parent_id=3),
]
ANNA = Employed(7, 1, 2, day("2020-01-01"), function_id=1, fte=Decimal("0.8"))


def changes(intent: Intent, one: Employed = ANNA) -> list[tuple[Employed | None, Employed | None]]:
    return [(c.before, c.after) for c in decide(intent, one, NODES, TODAY).changes]


def refusal(intent: Intent, one: Employed = ANNA) -> Reason | None:
    return decide(intent, one, NODES, TODAY).refused


def odd(intent: Intent, one: Employed = ANNA) -> list[Why]:
    return [reason.why for reason in decide(intent, one, NODES, TODAY).warnings]


def test_a_leaver_keeps_everything_but_the_last_day() -> None:
    assert changes(Left(TODAY)) == [(ANNA, replace(ANNA, employed_until=TODAY))]
    assert changes(Left(ANNA.employed_from)) == [(ANNA, replace(ANNA, employed_until=ANNA.employed_from))]


def test_leaving_before_the_start_or_as_recorded_is_refused() -> None:
    assert refusal(Left(day("2019-12-31"))) == Reason(Why.BEFORE_START, day("2020-01-01"))
    gone = replace(ANNA, employed_until=TODAY)
    assert refusal(Left(TODAY), gone) == Reason(Why.NOTHING_CHANGES, TODAY)


def test_odd_days_are_said_and_allowed() -> None:
    ending = replace(ANNA, employed_until=day("2026-12-31"))
    assert odd(Left(TODAY), ending) == [Why.PLANNED_END]
    assert odd(Left(day("2027-01-01")), ending) == [Why.ENDS_LATER]
    assert odd(Left(TODAY + timedelta(367))) == [Why.FAR_AHEAD]
    assert odd(Left(TODAY - timedelta(367))) == [Why.LONG_AGO]
    assert odd(Left(TODAY - timedelta(366))) == []


def test_who_moves_starts_there_the_day_after_the_last_day_here() -> None:
    there = replace(ANNA, id=None, organisation_id=1, employed_from=day("2026-12-01"))
    assert changes(Moved(day("2026-11-30"), to=1)) == [
        (ANNA, replace(ANNA, employed_until=day("2026-11-30"))),
        (None, there),
    ]
    other = replace(there, function_id=9, fte=Decimal(1))
    assert changes(Moved(day("2026-11-30"), 1, 9, Decimal(1)))[1] == (None, other)


def test_nobody_moves_to_what_does_not_exist_then() -> None:
    assert refusal(Moved(TODAY, to=3)) == Reason(Why.NOT_ACTIVE, day("2026-11-22"), 2)
    assert refusal(Moved(day("2025-12-30"), to=4)) == Reason(Why.NOT_ACTIVE, day("2025-12-31"))
    assert refusal(Moved(day("2025-12-31"), to=4)) is None
    assert refusal(Moved(TODAY, to=99)) == Reason(Why.NOT_ACTIVE, day("2026-11-22"))
    assert refusal(Moved(TODAY, to=2)) == Reason(Why.SAME_ORGANISATION, organisation_id=2)


def test_another_function_closes_the_day_before_and_opens() -> None:
    opened = replace(ANNA, id=None, employed_from=day("2026-12-01"), function_id=2)
    assert changes(Changed(day("2026-12-01"), function_id=2)) == [
        (ANNA, replace(ANNA, employed_until=day("2026-11-30"))),
        (None, opened),
    ]


def test_what_was_wrong_or_holds_from_the_first_day_is_corrected_in_place() -> None:
    right = replace(ANNA, fte=Decimal(1))
    assert changes(Changed(TODAY, fte=Decimal(1), was_wrong=True)) == [(ANNA, right)]
    assert changes(Changed(ANNA.employed_from, fte=Decimal(1))) == [(ANNA, right)]
    assert odd(Changed(ANNA.employed_from, fte=Decimal(1))) == [Why.FROM_THE_START]
    assert refusal(Changed(TODAY, fte=Decimal("0.80"))) == Reason(Why.NOTHING_CHANGES)


def test_who_worked_at_what_merged_goes_on_at_the_successor() -> None:
    old = replace(ANNA, organisation_id=3)
    (_, closed), (_, opened) = changes(Changed(TODAY, function_id=2), old)
    assert (closed and closed.organisation_id, opened and opened.organisation_id) == (3, 2)
    (_, closed), (_, opened) = changes(Changed(day("2025-06-01"), function_id=2), old)
    assert (closed and closed.organisation_id, opened and opened.organisation_id) == (3, 3)


def test_days_are_corrected_only_to_a_period_that_can_be() -> None:
    assert changes(Corrected(last=TODAY))[0][1] == replace(ANNA, employed_until=TODAY)
    gone = replace(ANNA, employed_until=TODAY)
    assert changes(Corrected(no_end=True), gone) == [(gone, ANNA)]
    late = Corrected(first=day("2027-01-01"))
    assert refusal(late, gone) == Reason(Why.ENDS_BEFORE_START, day("2027-01-01"))
    assert refusal(Corrected(), gone) == Reason(Why.NOTHING_CHANGES)
    young = replace(ANNA, organisation_id=4, employed_from=day("2026-05-01"))
    assert refusal(Corrected(first=day("2025-05-01")), young) == Reason(Why.NOT_ACTIVE, day("2025-05-01"))


def test_one_function_at_one_place_holds_once_at_a_time() -> None:
    later = replace(ANNA, id=8, employed_from=day("2026-06-01"))
    earlier = replace(ANNA, employed_until=day("2026-05-31"))
    longer = Planned(earlier, ANNA)
    assert find_clash([longer], [earlier, later]) == Reason(Why.OVERLAP, day("2026-06-01"), 2)
    assert find_clash([longer], [earlier, replace(later, function_id=2)]) is None
    assert find_clash([longer], [earlier, replace(later, organisation_id=1)]) is None
    same = Planned(None, replace(ANNA, id=None, function_id=2))
    assert find_clash([same], [ANNA]) == Reason(Why.SAME_START, day("2020-01-01"), 2)
    assert find_clash([Planned(ANNA, replace(ANNA, fte=None))], [ANNA, later]) is None


@pytest.mark.parametrize(
    ("start", "months", "found"),
    [
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-11-21", -12, "2025-11-21"),
        ("2026-01-15", -1, "2025-12-15"),
    ],
)
def test_months_are_calendar_months(start: str, months: int, found: str) -> None:
    assert months_later(day(start), months) == day(found)


def test_a_list_is_due_at_once_and_then_every_six_months() -> None:
    assert confirmation_due(None, TODAY) == Due(now=True, never=True, day=None)
    assert confirmation_due(day("2026-05-21"), TODAY) == Due(now=True, never=False, day=TODAY)
    assert confirmation_due(day("2026-05-22"), TODAY).now is False


def test_a_list_holds_what_lies_under_it_and_what_merged_into_those() -> None:
    assert people_scope(1, NODES, TODAY) == {1, 2, 3, 5}
    assert people_scope(2, NODES, TODAY) == {2, 3, 5}
    assert people_scope(3, NODES, TODAY) == frozenset()
    assert people_scope(1, NODES, day("2025-12-31")) == {1, 2}


days = st.dates(date(2019, 1, 1), date(2028, 12, 31))
fractions = st.none() | st.sampled_from([Decimal("0.5"), Decimal("0.8"), Decimal(1)])
employments = st.builds(
    Employed,
    st.just(1),
    st.just(1),
    st.integers(1, 5),
    days,
    st.none() | days,
    st.none() | st.integers(1, 3),
    fractions,
).filter(lambda one: one.employed_until is None or one.employed_until >= one.employed_from)
intents = (
    st.builds(Left, days)
    | st.builds(Moved, days, st.integers(1, 5), st.none() | st.integers(1, 3), fractions)
    | st.builds(Changed, days, st.none() | st.integers(1, 3), fractions, st.booleans())
    | st.builds(Corrected, st.none() | days, st.none() | days, st.booleans())
)


@given(employments, intents)
def test_whatever_is_recorded_no_period_ends_before_it_begins_and_no_two_overlap(
    one: Employed, intent: Intent
) -> None:
    verdict = decide(intent, one, NODES, TODAY)
    after = [change.after for change in verdict.changes if change.after is not None]
    assert bool(after) != bool(verdict.refused)
    assert [e for e in after if e.employed_until is not None and e.employed_until < e.employed_from] == []
    assert [(a, b) for a in after for b in after if a is not b and a.overlaps(b)] == []
    opened = [c.after for c in verdict.changes if c.before is None and c.after is not None]
    active = {node.id: node for node in NODES}
    assert all(active[e.organisation_id].active(e.employed_from) for e in opened)
