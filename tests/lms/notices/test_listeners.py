"""Who enrols, waits, moves up or takes part hears of it: one message for each step, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from lms.config import Config
from lms.core.access import SYSTEM, Actor
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.core.errors import Refused
from lms.core.events import Change
from lms.enrolments import services
from lms.notices.calendars import calendars_in
from lms.notices.jobs import send_messages
from lms.notices.models import Message
from lms.people.services import create_account
from lms.sessions import events
from lms.sessions.models import TrainingSession
from tests.factories import make_person, make_session

from .calendar_reader import read_calendar
from .mail_server import MailServer

Messages = Callable[[], list[Message]]


@pytest.fixture
def planned(database: Database, clock: FixedClock) -> int:
    """A session for one, in spring."""
    with database.transaction(SYSTEM, clock.now()) as uow:
        return make_session(uow.session, "S1", "2027-03-28T09:30", maximum=1).id


@pytest.fixture
def join(database: Database, clock: FixedClock, planned: int) -> Callable[..., int]:
    """Somebody new joins; the answer is the enrolment."""

    def one(name: str, email: str | None, language: str = "") -> int:
        with database.transaction(SYSTEM, clock.now()) as uow:
            person = make_person(uow.session, name, email)
            if language:
                account = create_account(uow, f"{name}@work.example.org", name, [], person_id=person.id)
                account.language = language
            number = services.enrol(uow, planned, person.id).enrolment_id
        assert number is not None
        return number

    return one


def test_a_seat_and_a_place_in_line_are_told_with_day_place_and_position(
    join: Callable[..., int], messages: Messages
) -> None:
    join("Anna", "anna@example.org")
    join("Bob", None, "en")
    join("Carol", None)
    seat, place = messages()
    assert (seat.kind, seat.recipient, seat.language) == ("enrolment_booked", "anna@example.org", "nl")
    assert seat.values["when"] == "zondag 28 maart 2027, 9.30–12.30 uur"
    assert (place.kind, place.recipient, place.values["position"]) == (
        "enrolment_waiting",
        "bob@work.example.org",
        "1",
    )
    assert place.values["when"] == "Sunday 28 March 2027, 9:30–12:30"


def test_a_seat_that_comes_free_is_offered_with_its_deadline(
    join: Callable[..., int], database: Database, clock: FixedClock, messages: Messages
) -> None:
    first = join("Anna", "anna@example.org")
    join("Bob", "bob@example.org")
    with database.transaction(SYSTEM, clock.now()) as uow:
        services.cancel(uow, first)
    kinds = [(one.kind, one.recipient) for one in messages()]
    assert kinds[2:] == [
        ("enrolment_cancelled", "anna@example.org"),
        ("enrolment_offered", "bob@example.org"),
    ]
    assert "2026" in messages()[3].values["until"]


def test_a_step_that_is_undone_is_told_to_nobody(
    join: Callable[..., int], database: Database, clock: FixedClock, planned: int, messages: Messages
) -> None:
    with pytest.raises(Refused), database.transaction(SYSTEM, clock.now()) as uow:
        services.enrol(uow, planned, make_person(uow.session, "Anna", "anna@example.org").id)
        raise Refused("no")
    assert messages() == []


def test_of_a_change_those_with_a_seat_hear_once_and_of_a_cancellation_those_who_wait_too(
    join: Callable[..., int], database: Database, clock: FixedClock, planned: int, messages: Messages
) -> None:
    join("Anna", "anna@example.org")
    join("Bob", "bob@example.org")
    with database.transaction(Actor("planner"), clock.now()) as uow:
        for _meeting in range(2):
            uow.publish(events.MeetingMoved((Change(planned, {"place": None}, {"place": "Hall"}),)))
    with database.transaction(Actor("planner"), clock.now()) as uow:
        uow.session.get_one(TrainingSession, planned).status = "cancelled"
        change = Change(planned, {"status": "published"}, {"status": "cancelled"})
        uow.publish(events.SessionCancelled((change,), {"reason": "De trainer is ziek."}))
    told = [(one.kind, one.recipient) for one in messages()][2:]
    assert told == [
        ("session_changed", "anna@example.org"),
        ("session_cancelled", "anna@example.org"),
        ("session_cancelled", "bob@example.org"),
    ]
    assert messages()[-1].values["reason"] == "De trainer is ziek."


def calendars(message: Message) -> list[tuple[str, str, str]]:
    """Method, status and meeting of each invitation that the message carries."""
    read = [read_calendar(one) for one in calendars_in(message.calendar or "", "p@paraat.test")]
    return [(one.text("METHOD"), *(one.only("VEVENT").text(n) for n in ("STATUS", "UID"))) for one in read]


def test_a_seat_comes_with_an_invitation_that_follows_the_meeting(
    join: Callable[..., int], database: Database, clock: FixedClock, planned: int, messages: Messages
) -> None:
    first = join("Anna", "anna@example.org")
    join("Bob", "bob@example.org")
    with database.transaction(Actor("planner"), clock.now()) as uow:
        uow.publish(events.MeetingMoved((Change(planned, {"place": None}, {"place": "Hall"}),)))
    clock.instant += timedelta(minutes=1)
    with database.transaction(SYSTEM, clock.now()) as uow:
        services.cancel(uow, first)
    seat, place, moved, gone, _offer = messages()
    [(asked, confirmed, uid)] = calendars(seat)
    assert (asked, confirmed) == ("REQUEST", "CONFIRMED")
    assert calendars(place) == []
    assert calendars(moved) == [("REQUEST", "CONFIRMED", uid)]
    assert calendars(gone) == [("CANCEL", "CANCELLED", uid)]


def test_a_mail_carries_its_invitation_with_the_method_outside_as_inside(
    join: Callable[..., int],
    database: Database,
    clock: FixedClock,
    mailing: Config,
    mail_server: MailServer,
) -> None:
    join("Anna", "anna@example.org")
    send_messages(database, mailing, clock)
    [mail] = mail_server.mails
    [part] = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    event = read_calendar(part.get_content()).only("VEVENT")
    assert event.values["ORGANIZER"][1] == "mailto:p@paraat.test"
    assert event.values["ATTENDEE"][1] == "mailto:anna@example.org"


def test_several_meetings_come_as_several_files(
    database: Database, clock: FixedClock, mailing: Config, mail_server: MailServer
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        session = make_session(uow.session, "S2", "2027-03-27T09:30", "2027-03-28T09:30")
        services.enrol(uow, session.id, make_person(uow.session, "Anna", "anna@example.org").id)
    send_messages(database, mailing, clock)
    [mail] = mail_server.mails
    assert [part.get_filename() for part in mail.iter_attachments()] == ["paraat-1.ics", "paraat-2.ics"]
