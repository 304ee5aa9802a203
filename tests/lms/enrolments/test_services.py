"""Seats, the waiting list and offers in the database; the checker looks at each session afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from lms.core.access import Actor, Role
from lms.core.errors import NotFound
from lms.enrolments import services
from lms.enrolments.events import EnrolmentOffered, EnrolmentPromoted
from lms.enrolments.models import Enrolment
from lms.enrolments.values import State, Why

from .conftest import PLANNER, Hall

Halls = Callable[..., Hall]


def test_seats_go_in_order_and_the_rest_wait_at_a_place(hall: Halls) -> None:
    one = hall(maximum=2)
    outcomes = [one.join(name) for name in "ABCD"]
    assert [(str(o.state), o.position) for o in outcomes] == [
        ("booked", None),
        ("booked", None),
        ("waiting", 1),
        ("waiting", 2),
    ]
    assert outcomes[3].reason.why is Why.FULL


def test_the_time_in_line_is_that_of_the_lock_also_when_a_clock_is_behind(hall: Halls) -> None:
    one = hall(maximum=0)
    one.join("A")
    one.clock.instant -= timedelta(hours=1)
    assert one.join("B").position == 2


def test_a_seat_that_comes_free_is_offered_to_the_first_and_held(hall: Halls, told: list[Any]) -> None:
    one = hall(maximum=1)
    for name in "ABC":
        one.join(name)
    told.clear()
    one.do(services.cancel, "A")
    assert one.live() == {"B": "offered", "C": "waiting"}
    assert [type(event).__name__ for event in told] == ["EnrolmentCancelled", "EnrolmentOffered"]
    assert one.join("D").state is State.WAITING


def test_who_asked_for_it_is_booked_at_once_and_told_once(hall: Halls, told: list[Any]) -> None:
    one = hall(maximum=1)
    one.join("A")
    one.join("B", auto_book=True)
    told.clear()
    one.do(services.cancel, "A")
    assert one.live() == {"B": "booked"}
    assert sum(isinstance(event, EnrolmentPromoted) for event in told) == 1


def test_an_offer_is_accepted_until_its_deadline_only(hall: Halls) -> None:
    one = hall(maximum=1)
    for name in "ABC":
        one.join(name)
    one.do(services.cancel, "A")
    until = one.row("B").offer_until
    assert until is not None
    one.clock.instant = until - timedelta(seconds=1)
    assert one.do(services.accept_offer, "B").state is State.BOOKED
    one.do(services.cancel, "B")
    late = one.row("C").offer_until
    assert late is not None
    one.clock.instant = late
    with pytest.raises(services.Refusal) as refused:
        one.do(services.accept_offer, "C")
    assert refused.value.reason.why is Why.NO_OFFER


def test_a_declined_offer_and_one_that_ran_out_go_to_the_next(hall: Halls) -> None:
    one = hall(maximum=1)
    for name in "ABCD":
        one.join(name)
    one.do(services.cancel, "A")
    one.do(services.decline_offer, "B")
    assert one.live() == {"C": "offered", "D": "waiting"}
    one.clock.instant += timedelta(days=4)
    one.settle()
    assert (one.live(), one.reasons("C")[-1]) == ({"D": "offered"}, Why.EXPIRED)


def test_what_is_due_done_twice_changes_nothing_more(hall: Halls, told: list[Any]) -> None:
    one = hall(maximum=1)
    for name in "ABC":
        one.join(name)
    one.do(services.cancel, "A")
    one.clock.instant += timedelta(days=4)
    one.settle()
    told.clear()
    one.settle()
    assert told == []


def test_whoever_joins_again_goes_to_the_end_of_the_line(hall: Halls) -> None:
    one = hall(maximum=0)
    for name in "AB":
        one.join(name)
    one.do(services.cancel, "A")
    assert one.join("A").position == 2


def test_a_newcomer_never_passes_somebody_who_waits(hall: Halls) -> None:
    one = hall(maximum=1)
    for name in "AB":
        one.join(name)
    one.act(services.change_maximum, one.session_id, 2)
    assert one.join("C").state is State.WAITING
    assert one.live() == {"A": "booked", "B": "offered", "C": "waiting"}


def test_who_has_a_seat_elsewhere_at_that_time_is_passed_over_and_keeps_the_place(hall: Halls) -> None:
    one, other = hall(maximum=1), hall(maximum=5)
    for name in "ABC":
        one.join(name)
    other.join("B")
    one.do(services.cancel, "A")
    assert one.live() == {"B": "waiting", "C": "offered"}
    assert one.reasons("B") == [Why.FULL, Why.CLASH]
    other.do(services.cancel, "B")
    one.act(services.change_maximum, one.session_id, 2)
    assert one.live() == {"B": "offered", "C": "offered"}


def test_a_clash_is_refused_when_joining(hall: Halls) -> None:
    one, other = hall(), hall()
    one.join("A")
    refused = other.join("A")
    assert (refused.state, refused.reason.why, refused.reason.values) == (
        State.REFUSED,
        Why.CLASH,
        {"session": "S0"},
    )


def test_nobody_moves_up_within_two_hours_of_the_start_and_the_reason_is_stored(hall: Halls) -> None:
    one = hall(maximum=1)
    for name in "AB":
        one.join(name, auto_book=True)
    one.clock.instant = datetime.fromisoformat("2026-12-12T09:30+01:00") - timedelta(minutes=119)
    one.do(services.cancel, "A")
    assert (one.live(), one.reasons("B")) == ({"B": "waiting"}, [Why.FULL, Why.TOO_LATE])


def test_the_line_is_closed_at_the_start_and_everybody_in_it_told(hall: Halls, told: list[Any]) -> None:
    one = hall(maximum=1)
    for name in "ABC":
        one.join(name)
    one.clock.instant = datetime.fromisoformat("2026-12-12T09:30+01:00")
    told.clear()
    one.settle()
    assert one.live() == {"A": "booked"}
    assert [type(event).__name__ for event in told] == ["EnrolmentLineClosed"] * 2


def test_raising_books_no_request_and_lowering_takes_nobody_off(hall: Halls) -> None:
    one = hall(maximum=1, needs_programme_team=True)
    for name in "AB":
        assert one.join(name).state is State.REQUESTED
    one.act(services.change_maximum, one.session_id, 3)
    assert one.live() == {"A": "requested", "B": "requested"}
    one.do(services.approve, "A", actor=PLANNER)
    one.act(services.change_maximum, one.session_id, 0)
    assert one.live() == {"A": "booked", "B": "requested"}
    assert (one.row("A").overbooked, one.reasons("A")[-1]) == ("maximum_lowered", Why.MAXIMUM_LOWERED)
    one.act(services.change_maximum, one.session_id, 1)
    assert one.row("A").overbooked is None


def test_a_request_keeps_its_time_in_line(hall: Halls) -> None:
    one = hall(maximum=0, needs_programme_team=True)
    for name in "AB":
        one.join(name)
    one.do(services.approve, "B", actor=PLANNER)
    assert one.do(services.approve, "A", actor=PLANNER).position == 1


def test_staff_go_beyond_the_maximum_with_a_reason(hall: Halls) -> None:
    one = hall(maximum=1)
    for name in "AB":
        one.join(name)
    with pytest.raises(services.Refusal, match="Say why"):
        one.act(services.seat_beyond, one.session_id, one.person("B"), " ")
    one.act(services.seat_beyond, one.session_id, one.person("B"), "Only chance this year")
    assert one.live() == {"A": "booked", "B": "booked"}
    assert one.row("B").overbooked == "Only chance this year"
    someone = Actor("someone", person_id=one.person("C"))
    with pytest.raises(NotFound):
        one.act(services.seat_beyond, one.session_id, one.person("C"), "me", actor=someone)


def test_nobody_decides_for_another(hall: Halls) -> None:
    one = hall(maximum=1)
    one.join("A")
    coordinator = Actor("elsewhere", roles=frozenset({Role.COORDINATOR}), employers=frozenset({999}))
    with pytest.raises(NotFound):
        one.do(services.cancel, "A", actor=coordinator)
    assert one.live() == {"A": "booked"}


def test_a_step_and_its_event_go_together(hall: Halls, told: list[Any]) -> None:
    one = hall(maximum=1)
    for name in "AB":
        one.join(name)
    one.do(services.cancel, "A")
    with one.database.read() as session:
        row = session.get(Enrolment, one.row("B").id)
        assert row is not None
        steps = [(step.id, step.before, step.after) for step in row.steps]
    heard = [event.step_id for event in told if event.person_id == one.person("B")]
    assert heard == [number for number, _, _ in steps]
    assert [after for _, _, after in steps] == ["waiting", "offered"]
    assert isinstance(told[-1], EnrolmentOffered)
