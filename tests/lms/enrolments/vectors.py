"""The published cases that our rules answer alike, one function each.

A name is a case: tot_1 is tot-1. "Booked automatically" is who ticked to be booked at once (`auto`); the others get an
offer, which is our choice where the peers disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from lms.enrolments import services
from lms.enrolments.admission import Admission
from lms.enrolments.jobs import keep_lines_moving
from lms.enrolments.queries.counting import taken_seats
from lms.enrolments.values import Terms, Why
from lms.people.models import Person
from lms.sessions.models import Meeting, TrainingSession
from tests.factories import day, employ, make_organisation

from .conftest import PLANNER, Hall

START = datetime.fromisoformat("2026-12-12T09:30+01:00")


@dataclass
class Case:
    """What a case stands on: halls to make, and the events that were published."""

    hall: Callable[..., Hall]
    told: list[Any]

    def count(self, event: str, hall: Hall, *names: str) -> int:
        people = {hall.person(name) for name in names}
        return sum(type(one).__name__ == event and (one.person_id in people) for one in self.told)


def joined(hall: Hall, names: Collection[str], **values: Any) -> Hall:
    for name in names:
        hall.join(name, **values)
    return hall


def all_of(names: Collection[str], state: str) -> dict[str, str]:
    return dict.fromkeys(names, state)


def organisation(hall: Hall, *names: str) -> int:
    with hall.database.transaction(PLANNER, hall.clock.now()) as uow:
        place = make_organisation(uow.session, f"Place {hall.session_id}")
        for name in names:
            employ(uow.session.get_one(Person, hall.people[name]), place, day("2020-01-01"))
        return place.id


def reserve(hall: Hall, place: int, seats: int) -> int:
    until = hall.clock.now() + timedelta(days=7)
    return hall.act(services.reserve, hall.session_id, place, seats, until).id


def refused(what: Callable[[], Any]) -> str:
    """Why it was refused."""
    try:
        what()
    except services.Refusal as refusal:
        return str(refusal.reason.why)
    return ""


def with_day(hall: Hall) -> None:
    with hall.database.transaction(PLANNER, hall.clock.now()) as uow:
        starts = datetime(2026, 12, 12, 9, 30)
        uow.session.add(
            Meeting(session_id=hall.session_id, starts_at=starts, ends_at=starts + timedelta(hours=3))
        )
    hall.settle()


def raised(hall: Hall, maximum: int | None) -> None:
    hall.act(services.change_maximum, hall.session_id, maximum)


# ---- Totara ---------------------------------------------------------------------------------------------------


def tot_1(case: Case) -> None:
    one = joined(case.hall(1), "ABC")
    one.act(services.seat_beyond, one.session_id, one.person("B"), "The manager wants it")
    one.do(services.cancel, "C", actor=PLANNER)
    assert one.states() == {"A": "booked", "B": "booked", "C": "cancelled"}


def tot_2(case: Case) -> None:
    one = joined(case.hall(1), "A")
    one.join("B", auto_book=True)
    one.do(services.cancel, "A")
    assert (one.live(), case.count("EnrolmentPromoted", one, "B")) == ({"B": "booked"}, 1)


def tot_3(case: Case) -> None:
    one = case.hall(3)
    held = reserve(one, organisation(one), 1)
    joined(one, ("S3", "S1", "S2"), auto_book=True)
    assert one.live() == {"S3": "booked", "S1": "booked", "S2": "waiting"}
    one.act(services.release, one.session_id, held)
    assert one.live() == all_of(("S3", "S1", "S2"), "booked")


def tot_4(case: Case) -> None:
    one = case.hall(2)
    one.person("S1")
    one.person("S2")
    place = organisation(one, "S1", "S2")
    reserve(one, place, 2)
    joined(one, ("S1", "S2"), actor=PLANNER, reserved=True)
    assert one.live() == all_of(("S1", "S2"), "booked")
    one.do(services.cancel, "S2", actor=PLANNER)
    assert one.live() == {"S1": "booked"}
    assert refused(lambda: reserve(one, place, 2)) == Why.TOO_FEW_SEATS
    assert reserve(one, place, 1)


def tot_5(case: Case) -> None:
    one = joined(case.hall(1, needs_programme_team=True), "AB")
    one.do(services.approve, "A", actor=PLANNER)
    one.do(services.approve, "B", actor=PLANNER)
    assert one.live() == {"A": "booked", "B": "waiting"}


def tot_6(case: Case) -> None:
    one = case.hall(None, needs_coordinator=True)
    assert (one.join("A").reason.why, one.states()) == (Why.NOBODY_APPROVES, {})


def tot_7(case: Case) -> None:
    one = case.hall(5, starts=())
    one.join("A", auto_book=True)
    assert one.live() == {"A": "waiting"}
    with_day(one)
    assert one.live() == {"A": "booked"}


def tot_10(case: Case) -> None:
    one = joined(case.hall(1), "A")
    one.join("B", auto_book=True)
    one.clock.instant = START
    one.do(services.cancel, "A", actor=PLANNER)
    assert one.states() == {"A": "cancelled", "B": "cancelled"}


def tot_13(case: Case) -> None:
    one = joined(case.hall(2, starts=("2026-12-12T09:30", "2026-12-12T13:30")), "ABCDE")
    one.clock.instant = START + timedelta(seconds=300)
    one.settle()
    assert one.states() == all_of("AB", "booked") | all_of("CDE", "cancelled")
    assert case.count("EnrolmentLineClosed", one, *"CDE") == 3


def tot_15(case: Case) -> None:
    one = joined(case.hall(1), "AB")
    one.do(services.cancel, "B")
    assert (one.states()["B"], case.count("EnrolmentCancelled", one, "B")) == ("cancelled", 0)


def tot_19(case: Case) -> None:
    one = joined(case.hall(0), "AB", auto_book=True)
    raised(one, 1)
    assert one.live() == {"A": "booked", "B": "waiting"}


# ---- pretix ---------------------------------------------------------------------------------------------------


def ptx_1(case: Case) -> None:
    one = joined(case.hall(0), "A")
    one.settle()
    assert refused(lambda: one.do(services.accept_offer, "A")) == Why.NO_OFFER
    assert case.count("EnrolmentOffered", one, "A") == 0


def ptx_2(case: Case) -> None:
    one = joined(case.hall(0), "A")
    raised(one, 1)
    one.settle()
    one.settle()
    assert (one.live(), case.count("EnrolmentOffered", one, "A")) == ({"A": "offered"}, 1)


def ptx_3(case: Case) -> None:
    one = joined(case.hall(None, starts=()), "A")
    with_day(one)
    with one.database.read() as session:
        assert taken_seats(session, [one.session_id]) == {one.session_id: 1}
    assert (one.live(), case.count("EnrolmentOffered", one, "A")) == ({"A": "offered"}, 1)


def ptx_4(case: Case) -> None:
    one = joined(case.hall(0), "A")
    one.admission = Admission(terms=Terms(offer=timedelta(hours=24)))
    raised(one, 1)
    assert one.row("A").offer_until == one.clock.now() + timedelta(hours=24)


def ptx_5(case: Case) -> None:
    one, other = case.hall(0), case.hall(None)
    names = [f"N{number}" for number in range(10)]
    for name in names:
        one.join(name)
        other.join(f"other {name}")
    raised(one, 7)
    assert one.live() == all_of(names[:7], "offered") | all_of(names[7:], "waiting")
    assert set(other.live().values()) == {"booked"}


def ptx_7(case: Case) -> None:
    one = case.hall(3)
    place = organisation(one)
    held = [reserve(one, place, seats) for seats in (2, 1)]
    joined(one, "A")
    one.settle()
    assert one.live() == {"A": "waiting"}
    one.act(services.release, one.session_id, held[1])
    assert one.live() == {"A": "offered"}


def ptx_9(case: Case) -> None:
    one = joined(case.hall(0), "ABCDE", auto_book=True)
    one.clock.instant = START - timedelta(minutes=1)
    raised(one, 9)
    assert one.live() == all_of("ABCDE", "waiting")


def ptx_10(case: Case) -> None:
    one = joined(case.hall(0), "ABCDE")
    raised(one, 9)
    assert one.live() == all_of("ABCDE", "offered")


def ptx_12(case: Case) -> None:
    one = case.hall(0)
    joined(one, "ABCDE")
    one.clock.instant += timedelta(days=1)
    with one.database.transaction(PLANNER, one.clock.now()) as uow:
        training = uow.session.get_one(TrainingSession, one.session_id)
        training.enrol_until = one.clock.now()
    raised(one, 9)
    assert one.live() == all_of("ABCDE", "offered")
    assert one.join("F").reason.why is Why.CLOSED


def ptx_14(case: Case) -> None:
    one, other = joined(case.hall(0), "A"), joined(case.hall(0), "B")
    for each in (one, other):
        each.admission = Admission()
        with each.database.transaction(PLANNER, each.clock.now()) as uow:
            uow.session.get_one(TrainingSession, each.session_id).maximum = 1

    def fails_for_one(session: Any, course: Any, people: Any, on: Any) -> Any:
        if course.key == "course-0":
            raise RuntimeError("this course type fails")
        return {}

    keep_lines_moving(one.database, replace(one.admission, may_enrol=fails_for_one), one.clock)
    assert (one.live(), other.live()) == ({"A": "waiting"}, {"B": "offered"})
    keep_lines_moving(one.database, Admission(), one.clock)
    assert one.live() == {"A": "offered"}


def ptx_15(case: Case) -> None:
    one = joined(case.hall(0), "AB")
    raised(one, 1)
    one.do(services.decline_offer, "A")
    assert one.live() == {"B": "offered"}


# ---- CiviCRM --------------------------------------------------------------------------------------------------


def civ_1(case: Case) -> None:
    one = joined(case.hall(1), "ABCDE")
    raised(one, 2)
    assert one.live()["B"] == "offered"
    one.do(services.cancel, "A")
    assert one.live()["C"] == "offered"
    one.do(services.decline_offer, "C")
    assert one.live() == {"B": "offered", "D": "offered", "E": "waiting"}


def civ_2(case: Case) -> None:
    one = joined(case.hall(0), "AB")
    raised(one, 1)
    one.clock.instant += timedelta(hours=72)
    keep_lines_moving(one.database, one.admission, one.clock)
    assert one.states() == {"A": "cancelled", "B": "offered"}


def civ_4(case: Case) -> None:
    one = joined(case.hall(2), "ABC")
    one.do(services.cancel, "B")
    one.do(services.decline_offer, "C")
    with one.database.read() as session:
        assert taken_seats(session, [one.session_id]) == {one.session_id: 1}
    assert str(one.join("D").state) == "booked"


def civ_5(case: Case) -> None:
    one = joined(case.hall(2), "ABC", actor=PLANNER)
    assert one.live() == {"A": "booked", "B": "booked", "C": "waiting"}


# ---- mod_booking, Indico and others ---------------------------------------------------------------------------


def mbk_1(case: Case) -> None:
    one = joined(case.hall(1), "AB", auto_book=True)
    one.do(services.cancel, "A")
    assert one.live() == {"B": "booked"}


def mbk_2(case: Case) -> None:
    one = joined(case.hall(1), "ABC", auto_book=True)
    one.do(services.cancel, "A")
    assert one.states() == {"A": "cancelled", "B": "booked", "C": "waiting"}


def mbk_3(case: Case) -> None:
    one = joined(case.hall(1), "ABCD", auto_book=True)
    raised(one, 4)
    assert one.live() == all_of("ABCD", "booked")


def mbk_4(case: Case) -> None:
    # In one process here; with fifty of them in test_race.py.
    one = case.hall(5)
    people = [one.person(f"P{number}") for number in range(50)]
    with ThreadPoolExecutor(8) as pool:
        states = list(pool.map(lambda p: one.act(services.enrol, one.session_id, p).position or 0, people))
    assert sorted(states) == [0] * 5 + list(range(1, 46))


def mbk_5(case: Case) -> None:
    one = joined(case.hall(5, needs_programme_team=True), ("S1", "S2", "S3"))
    for name in ("S1", "S2"):
        one.do(services.approve, name, actor=PLANNER)
    joined(one, ("S4", "S5"))
    assert [name for name, state in one.live().items() if state == "requested"] == ["S3", "S4", "S5"]


def mbk_8(case: Case) -> None:
    one = joined(case.hall(2), ("S1", "S2", "S3", "S4"))
    one.do(services.cancel, "S1", actor=PLANNER)
    one.do(services.accept_offer, "S3")
    assert one.live() == {"S2": "booked", "S3": "booked", "S4": "waiting"}


def mbk_9(case: Case) -> None:
    one = joined(case.hall(1), "AB")
    one.do(services.cancel, "A")
    assert (one.join("C").position, one.live()) == (1, {"B": "offered", "C": "waiting"})


def mbk_11(case: Case) -> None:
    one = joined(case.hall(0, needs_programme_team=True), "AB")
    raised(one, 5)
    assert one.live() == all_of("AB", "requested")


def ind_1(case: Case) -> None:
    one = joined(case.hall(5), "ABCDE")
    assert one.join("F").reason.why is Why.FULL
    one.do(services.cancel, "F")
    raised(one, 6)
    assert str(one.join("G").state) == "booked"


def cat_1(case: Case) -> None:
    one = joined(case.hall(5), "ABCDEF")
    raised(one, 3)
    one.do(services.cancel, "A")
    assert one.live() == all_of("BCDE", "booked") | {"F": "waiting"}


def mwp_1(case: Case) -> None:
    one = case.hall(5, course="same")
    other = case.hall(5, course="same", starts=("2026-12-19T09:30",))
    one.join("A")
    assert other.join("A").reason.why is Why.SAME_COURSE


def tgs_1(case: Case) -> None:
    one = joined(case.hall(0), "A")
    raised(one, 1)
    assert one.row("A").offer_until == one.clock.now() + timedelta(hours=72)
