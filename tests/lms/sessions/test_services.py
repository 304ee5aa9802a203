"""Planning: adding, changing, moving on and staffing a session; nothing is taken twice, nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Barrier

import pytest

from lms.audit.models import AuditLine
from lms.audit.queries import history_of
from lms.core.access import SYSTEM, Actor, Role
from lms.core.clock import FixedClock
from lms.core.db import Database, UnitOfWork
from lms.core.errors import ChangedMeanwhile, Refused
from lms.core.events import fingerprint
from lms.sessions.availability import availability_values, state_availability
from lms.sessions.details import MeetingDetails, SessionDetails, whole_values
from lms.sessions.models import TrainingSession
from lms.sessions.moves import cancel_meeting, cancel_session, move_session
from lms.sessions.queries import get_session
from lms.sessions.rooms import add_room
from lms.sessions.rules import Every, Period
from lms.sessions.series import make_series, proposed_series
from lms.sessions.services import add_session, change_session
from lms.sessions.trainers import Asked, assign_trainer, remove_trainer, sign_up
from tests.factories import day, make_course, make_organisation, make_person, make_session

TODAY = day("2026-11-21")


def meeting(text: str, hours: int = 3, room: int | None = None) -> MeetingDetails:
    start = datetime.fromisoformat(text)
    return MeetingDetails(start, start.replace(hour=start.hour + hours), room_id=room)


def everybody(*_: object) -> dict[Asked, str | None]:
    """A check that lets everybody give every course."""
    return {}


def nobody(_: object, asked: Collection[Asked]) -> dict[Asked, str | None]:
    """A check that lets nobody give a course."""
    return dict.fromkeys(asked, "The certificate ended on 01-02-2026.")


@pytest.fixture
def do(database: Database, clock: FixedClock) -> Callable[..., object]:
    """Do something in a transaction of its own, as an administrator unless said otherwise."""

    def run(work: Callable[[UnitOfWork], object], actor: Actor = SYSTEM) -> object:
        with database.transaction(actor, clock.now()) as uow:
            return work(uow)

    return run


def refusal(work: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(Refused) as caught:
        work()
    return caught.value.message, caught.value.field


def details(uow: UnitOfWork, *meetings: MeetingDetails, **values: object) -> SessionDetails:
    return SessionDetails(make_course(uow.session).id, meetings, **values)  # type: ignore[arg-type]


def told(database: Database, session_id: int) -> list[str]:
    with database.read() as session:
        lines = history_of(session, "training_session", [session_id])
        return [line.action for line in reversed(lines)]


def test_a_session_is_added_as_a_draft_with_a_key_of_its_course_and_day(
    database: Database, do: Callable
) -> None:
    def add(uow: UnitOfWork) -> TrainingSession:
        return add_session(uow, details(uow, meeting("2026-12-03T09:00")))

    first, second = do(add), do(add)
    assert (first.key, second.key) == ("care-course-2026-12-03", "care-course-2026-12-03-2")
    assert first.status == "draft"
    assert told(database, first.id) == ["session_added"]


@pytest.mark.parametrize(
    ("meetings", "field"),
    [
        ([meeting("2026-12-03T09:00"), meeting("2026-12-03T11:00")], "meetings"),
        ([meeting("2026-12-03T09:00", hours=0)], "meetings"),
        ([replace(meeting("2026-12-03T09:00"), break_minutes=180)], "meetings"),
    ],
    ids=["overlap", "ends as it starts", "only breaks"],
)
def test_meetings_that_cannot_be_are_refused(
    do: Callable, meetings: list[MeetingDetails], field: str
) -> None:
    assert refusal(lambda: do(lambda uow: add_session(uow, details(uow, *meetings))))[1] == field


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"minimum": 8, "maximum": 6}, "maximum"),
        ({"audience": "some"}, "open_to"),
        ({"audience": "one"}, "organisation_id"),
    ],
)
def test_a_session_that_does_not_fit_together_is_refused(
    do: Callable, values: dict[str, object], field: str
) -> None:
    assert refusal(lambda: do(lambda uow: add_session(uow, details(uow, **values))))[1] == field


def test_a_coordinator_plans_in_house_for_the_own_organisation_only(do: Callable) -> None:
    own, other = do(lambda u: (make_organisation(u.session, "Own").id, make_organisation(u.session, "X").id))
    actor = Actor("Coordinator", None, None, frozenset({Role.COORDINATOR}), frozenset({own}))

    def add(uow: UnitOfWork, organisation: int, audience: str) -> TrainingSession:
        wanted = details(uow, meeting("2026-12-03T09:00"), organisation_id=organisation, audience=audience)
        return add_session(uow, wanted)

    assert do(lambda u: add(u, own, "one"), actor).organisation_id == own
    for organisation, audience in ((other, "one"), (own, "open")):
        found = refusal(lambda o=organisation, a=audience: do(lambda u: add(u, o, a), actor))
        assert found[1] == "organisation_id"


def test_moving_a_meeting_and_changing_the_session_are_told_apart(database: Database, do: Callable) -> None:
    planned = do(lambda u: make_session(u.session, "one", "2026-12-03T09:00", "2026-12-10T09:00"))
    first, second = (m.id for m in planned.meetings)
    wanted = [
        replace(meeting("2026-12-04T09:00"), id=first),
        replace(meeting("2026-12-10T09:00"), id=second),
        meeting("2026-12-17T09:00"),
    ]

    def change(uow: UnitOfWork) -> TrainingSession:
        seen = fingerprint(whole_values(get_session(uow.session, planned.id)))
        return change_session(uow, planned.id, details(uow, *wanted, maximum=12), seen)

    changed = do(change)
    assert [f"{m.starts_at:%d}" for m in sorted(changed.meetings, key=lambda m: m.starts_at)] == [
        "04",
        "10",
        "17",
    ]
    assert told(database, planned.id) == ["session_changed", "meeting_moved", "meeting_added"]


def test_who_saves_what_somebody_else_changed_meanwhile_is_told(do: Callable) -> None:
    planned = do(lambda u: make_session(u.session, "one", "2026-12-03T09:00"))
    kept = replace(meeting("2026-12-03T09:00"), id=planned.meetings[0].id)
    seen = do(lambda u: fingerprint(whole_values(get_session(u.session, planned.id))))
    do(lambda u: change_session(u, planned.id, details(u, kept, maximum=9), seen))
    with pytest.raises(ChangedMeanwhile):
        do(lambda u: change_session(u, planned.id, details(u, kept, maximum=10), seen))


def test_a_meeting_that_people_know_of_is_not_left_out_silently(do: Callable) -> None:
    planned = do(lambda u: make_session(u.session, "one", "2026-12-03T09:00", "2026-12-10T09:00"))
    kept = replace(meeting("2026-12-03T09:00"), id=planned.meetings[0].id)

    def leave_out(uow: UnitOfWork) -> None:
        seen = fingerprint(whole_values(get_session(uow.session, planned.id)))
        change_session(uow, planned.id, details(uow, kept), seen)

    assert refusal(lambda: do(leave_out))[1] == "meetings"


def test_a_room_is_taken_until_its_session_is_cancelled(do: Callable) -> None:
    room = do(lambda u: add_room(u, "Oak", None, 12)).id
    first = do(lambda u: add_session(u, details(u, meeting("2026-12-03T09:00", room=room))))

    def again(uow: UnitOfWork) -> TrainingSession:
        return add_session(uow, details(uow, meeting("2026-12-03T11:00", room=room)))

    assert refusal(lambda: do(again))[0].startswith("Oak is taken on 03-12-2026 09:00–12:00 by session care")
    do(lambda u: cancel_session(u, first.id, "Too few people"))
    assert do(again).status == "draft"


def at_once(works: list[Callable[[], object]]) -> list[str]:
    """Do all at one moment; "done" or the refusal of each."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], object]) -> str:
        barrier.wait()
        try:
            work()
        except Refused as refused:
            return refused.message.split(" ")[0]
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(run, works))


def test_of_two_who_take_a_room_at_once_one_is_told(do: Callable) -> None:
    room = do(lambda u: (make_course(u.session), add_room(u, "Oak", None, 12))[1]).id

    def add() -> object:
        return do(lambda u: add_session(u, details(u, meeting("2026-12-03T09:00", room=room))))

    assert at_once([add] * 4) == ["Oak", "Oak", "Oak", "done"]


def test_of_two_sessions_that_take_a_trainer_at_once_one_is_told(do: Callable) -> None:
    anna = do(lambda u: make_person(u.session, "Anna")).id
    one = do(lambda u: make_session(u.session, "one", "2026-12-03T09:00")).id
    two = do(lambda u: make_session(u.session, "two", "2026-12-03T11:00")).id

    def assign(session_id: int) -> Callable[[], object]:
        return lambda: do(lambda u: assign_trainer(u, session_id, anna, "trainer", "", everybody, TODAY))

    assert at_once([assign(one), assign(two)]) == ["Anna", "done"]


def test_statuses_follow_each_other_and_each_is_told(
    database: Database, do: Callable, clock: FixedClock
) -> None:
    planned = do(lambda u: make_session(u.session, "one", "2026-11-20T09:00", status="draft")).id
    for status in ("published", "confirmed", "running", "closed"):
        do(lambda u, status=status: move_session(u, planned, status))
    assert told(database, planned) == [
        "session_published",
        "session_confirmed",
        "session_started",
        "session_closed",
    ]
    assert "status" in refusal(lambda: do(lambda u: cancel_session(u, planned, "Late")))[0]


def test_cancelling_asks_for_a_reason_and_keeps_it(database: Database, do: Callable) -> None:
    planned = do(lambda u: make_session(u.session, "one", "2026-12-03T09:00")).id
    assert refusal(lambda: do(lambda u: cancel_session(u, planned, "  ")))[1] == "reason"
    assert do(lambda u: cancel_session(u, planned, "Trainer  ill")).cancelled_reason == "Trainer ill"
    with database.read() as session:
        (line,) = history_of(session, "training_session", [planned])
        assert isinstance(line, AuditLine)
        assert line.after == {"status": "cancelled", "reason": "Trainer ill"}


def test_one_meeting_is_cancelled_but_not_the_only_one(database: Database, do: Callable) -> None:
    planned = do(lambda u: make_session(u.session, "one", "2026-12-03T09:00", "2026-12-10T09:00"))
    first, second = (m.id for m in planned.meetings)
    do(lambda u: cancel_meeting(u, planned.id, first, "Storm"))
    assert told(database, planned.id) == ["meeting_cancelled"]
    assert "only meeting" in refusal(lambda: do(lambda u: cancel_meeting(u, planned.id, second, "Storm")))[0]


def test_a_trainer_without_certificate_is_assigned_as_an_exception_only(
    database: Database, do: Callable
) -> None:
    anna = do(lambda u: make_person(u.session, "Anna")).id
    planned = do(lambda u: make_session(u.session, "one", "2026-12-03T09:00")).id

    def assign(uow: UnitOfWork, exception: str = "", role: str = "trainer") -> object:
        return assign_trainer(uow, planned, anna, role, exception, nobody, TODAY)

    assert refusal(lambda: do(assign))[1] == "exception"
    assert do(lambda u: assign(u, "Learns under supervision")).exception == "Learns under supervision"
    assert "already" in refusal(lambda: do(lambda u: assign(u, "Twice")))[0]
    do(lambda u: remove_trainer(u, planned, anna))
    assert do(lambda u: assign(u, role="co_trainer")).exception is None
    assert told(database, planned) == ["trainer_assigned", "trainer_removed", "trainer_assigned"]


def test_trainers_sign_up_for_what_lacks_one(do: Callable) -> None:
    anna, bob = do(lambda u: (make_person(u.session, "Anna").id, make_person(u.session, "Bob").id))
    planned = do(lambda u: make_session(u.session, "one", "2026-12-03T09:00")).id
    assert "cannot sign up" in refusal(lambda: do(lambda u: sign_up(u, planned, anna, nobody, TODAY)))[0]
    assert do(lambda u: sign_up(u, planned, anna, everybody, TODAY)).role == "trainer"
    assert "its trainers" in refusal(lambda: do(lambda u: sign_up(u, planned, bob, everybody, TODAY)))[0]


def test_availability_is_replaced_as_a_whole_and_not_unseen(do: Callable) -> None:
    anna = do(lambda u: make_person(u.session, "Anna")).id
    seen = do(lambda u: fingerprint(availability_values(u.session, anna)))
    away = [(Period(day("2026-12-01"), day("2026-12-05"), available=False), "Holiday")]
    do(lambda u: state_availability(u, anna, away, 10, seen))
    assert do(lambda u: availability_values(u.session, anna)) == {
        "availability": ["- 01-12-2026 – 05-12-2026 Holiday"],
        "days_a_year": 10,
    }
    with pytest.raises(ChangedMeanwhile):
        do(lambda u: state_availability(u, anna, [], None, seen))


def test_a_series_says_which_rooms_are_taken_and_adds_all_or_nothing(
    database: Database, do: Callable
) -> None:
    room = do(lambda u: add_room(u, "Oak", None, 12)).id
    planned = do(lambda u: add_session(u, details(u, meeting("2026-12-03T09:00", room=room), minimum=4)))
    do(lambda u: add_session(u, details(u, meeting("2026-12-17T10:00", room=room))))
    with database.read() as session:
        found = proposed_series(session, get_session(session, planned.id), Every.WEEK, 2)
    assert [len(one.taken) for one in found] == [0, 1]
    assert "Oak" in refusal(lambda: do(lambda u: make_series(u, planned.id, Every.WEEK, 2)))[0]
    made = do(lambda u: make_series(u, planned.id, Every.WEEK, 2, without_room=True))
    assert [(one.key, one.minimum, one.meetings[0].room_id) for one in made] == [
        ("care-course-2026-12-10", 4, room),
        ("care-course-2026-12-17-2", 4, None),
    ]
