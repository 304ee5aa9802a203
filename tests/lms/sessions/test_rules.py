"""What can become of a session, when enrolment is open, and what overlaps."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lms.core.clock import instant_of, wall_time
from lms.sessions.rules import (
    Every,
    NoMove,
    NotOpen,
    Period,
    Span,
    clashes,
    decision_due,
    lacks_trainers,
    moved,
    net_minutes,
    over_limit,
    unavailable_on,
    why_no_move,
    why_not_open,
)


def at(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, minute)


ONE = Span(at(3, 9), at(3, 17), 1)
TWO = Span(at(10, 9), at(10, 12), 2)


@pytest.mark.parametrize(
    ("status", "to", "now", "reason"),
    [
        ("draft", "published", at(1, 9), None),
        ("draft", "confirmed", at(1, 9), NoMove.NOT_FROM_HERE),
        ("published", "confirmed", at(1, 9), None),
        ("confirmed", "running", at(3, 8, 59), NoMove.NOT_BEGUN),
        ("confirmed", "running", at(3, 9), None),
        ("running", "closed", at(10, 11, 59), NoMove.NOT_OVER),
        ("running", "closed", at(10, 12), None),
        ("closed", "cancelled", at(11, 9), NoMove.NOT_FROM_HERE),
        ("cancelled", "published", at(1, 9), NoMove.NOT_FROM_HERE),
    ],
)
def test_a_session_goes_from_status_to_status_for_a_reason(
    status: str, to: str, now: datetime, reason: NoMove | None
) -> None:
    assert why_no_move(status, to, [ONE, TWO], now) == reason


def test_what_has_no_meetings_is_not_published_but_can_be_cancelled() -> None:
    assert why_no_move("draft", "published", [], at(1, 9)) == NoMove.NO_MEETINGS
    assert why_no_move("draft", "cancelled", [], at(1, 9)) is None


def test_contact_time_leaves_the_breaks_out() -> None:
    assert net_minutes(ONE, 75) == 405
    assert net_minutes(TWO, 500) == 0


NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
START = datetime(2026, 12, 3, 8, tzinfo=UTC)
LATER = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "start", "opens", "ends", "reason"),
    [
        ("published", START, None, None, None),
        ("confirmed", START, NOW, LATER, None),
        ("draft", START, None, None, NotOpen.DRAFT),
        ("cancelled", START, None, None, NotOpen.CANCELLED),
        ("closed", START, None, None, NotOpen.CLOSED),
        ("published", None, None, None, NotOpen.NO_MEETINGS),
        ("published", NOW, None, None, NotOpen.BEGUN),
        ("running", START, None, None, NotOpen.BEGUN),
        ("published", START, LATER, None, NotOpen.TOO_EARLY),
        ("published", START, None, NOW, NotOpen.TOO_LATE),
    ],
)
def test_enrolment_is_open_or_says_why_not(
    status: str, start: datetime | None, opens: datetime | None, ends: datetime | None, reason: NotOpen | None
) -> None:
    assert why_not_open(status, start, opens, ends, NOW) == reason


def test_what_ends_when_another_starts_does_not_clash() -> None:
    after = Span(at(3, 17), at(3, 20), 3)
    during = Span(at(3, 16, 59), at(3, 20), 4)
    assert clashes([ONE, TWO], [after, during]) == [(ONE, during)]


def test_go_or_no_go_is_asked_from_its_day_on_while_people_are_missing() -> None:
    day = date(2026, 11, 21)
    assert decision_due("published", 6, 5, day, day)
    assert not decision_due("published", 6, 6, day, day)
    assert not decision_due("published", 6, 5, date(2026, 11, 22), day)
    assert not decision_due("confirmed", 6, 5, day, day)
    assert not decision_due("published", 6, 5, None, day)


def test_a_session_lacks_trainers_until_it_runs() -> None:
    assert lacks_trainers("published", 2, 1)
    assert not lacks_trainers("published", 2, 2)
    assert not lacks_trainers("running", 2, 0)


def test_a_series_keeps_the_wall_time_over_the_change_of_the_clock() -> None:
    meeting = Span(datetime(2026, 10, 22, 9), datetime(2026, 10, 22, 17), 1)
    (again,) = moved([meeting], Every.WEEK, 1)
    assert again.starts_at == datetime(2026, 10, 29, 9)
    before, after = instant_of(meeting.starts_at), instant_of(again.starts_at)
    assert (before.hour, after.hour) == (7, 8)
    assert wall_time(after) == again.starts_at


def test_a_month_later_clamps_and_keeps_the_distance_between_meetings() -> None:
    first, second = (
        Span(at(31, 9, month=10), at(31, 12, month=10), 1),
        Span(at(7, 9, month=11), at(7, 12, month=11), 2),
    )
    found = moved([first, second], Every.MONTH, 1)
    assert [one.starts_at for one in found] == [at(30, 9, month=11), at(7, 9)]
    assert moved([first], Every.TWO_WEEKS, 2)[0].starts_at == at(28, 9, month=11)
    assert moved([], Every.WEEK, 1) == []


def test_a_trainer_is_not_there_on_days_that_were_ruled_out_or_not_offered() -> None:
    away = Period(date(2026, 12, 1), date(2026, 12, 5), available=False)
    offered = Period(date(2026, 12, 1), date(2026, 12, 20), available=True)
    days = [date(2026, 12, 3), date(2026, 12, 10), date(2026, 12, 24)]
    assert unavailable_on(days, []) == []
    assert unavailable_on(days, [away]) == days[:1]
    assert unavailable_on(days, [offered]) == days[2:]
    assert unavailable_on(days, [away, offered]) == [days[0], days[2]]


def test_days_a_year_are_counted_per_calendar_year_and_once() -> None:
    taken = [date(2026, 12, 3), date(2027, 1, 5)]
    assert over_limit([date(2026, 12, 3)], taken, 1) is None
    assert over_limit([date(2026, 12, 4)], taken, 1) == 2026
    assert over_limit([date(2027, 1, 6)], taken, 2) is None
    assert over_limit([date(2026, 12, 4)], taken, None) is None
