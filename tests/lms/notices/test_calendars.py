"""Calendar invitations, read back by a reader of its own, across both changes of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lms.notices.calendars import Appointment, calendar_file, calendars_in

from .calendar_reader import Part, instant_of, read_calendar

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def appointment(start: str = "2027-03-04T09:30", **values: str) -> Appointment:
    begin = datetime.fromisoformat(start)
    about = {"uid": "meeting-7@paraat.test", "summary": "Basis"} | values
    return Appointment(starts_at=begin, ends_at=begin + timedelta(hours=3), **about)


def written(*, cancelled: bool = False, now: datetime = NOW, **values: str) -> Part:
    text = calendar_file(
        appointment(**values), attendee="anna@example.org", name="Anna", now=now, cancelled=cancelled
    )
    return read_calendar(text)


@pytest.mark.parametrize(
    ("start", "begins", "ends"),
    [
        ("2027-03-27T09:30", "2027-03-27T08:30", "2027-03-27T11:30"),
        ("2027-03-28T09:30", "2027-03-28T07:30", "2027-03-28T10:30"),
        ("2027-03-28T00:30", "2027-03-27T23:30", "2027-03-28T01:30"),  # over the hour that is left out
        ("2027-10-30T09:30", "2027-10-30T07:30", "2027-10-30T10:30"),
        ("2027-10-31T09:30", "2027-10-31T08:30", "2027-10-31T11:30"),
        ("2027-10-31T00:30", "2027-10-30T22:30", "2027-10-31T02:30"),  # over the hour that comes twice
        ("2028-01-10T09:30", "2028-01-10T08:30", "2028-01-10T11:30"),
    ],
)
def test_a_meeting_keeps_its_time_on_the_wall_clock(start: str, begins: str, ends: str) -> None:
    calendar = written(start=start)
    found = [f"{instant_of(calendar, name):%Y-%m-%dT%H:%M}" for name in ("DTSTART", "DTEND")]
    assert found == [begins, ends]


def test_a_change_and_a_cancellation_are_of_the_same_meeting_and_count_over_what_was_before() -> None:
    first, second = written(), written(now=NOW + timedelta(seconds=1))
    third = written(now=NOW + timedelta(days=300), cancelled=True)
    events = [one.only("VEVENT") for one in (first, second, third)]
    assert {one.text("UID") for one in events} == {"meeting-7@paraat.test"}
    sequences = [int(one.text("SEQUENCE")) for one in events]
    assert sequences == sorted(set(sequences)) and sequences[-1] < 2**31
    assert [one.text("METHOD") for one in (first, second, third)] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [one.text("STATUS") for one in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert next(one.text("DTSTAMP") for one in events) == "20261122T090000Z"


@pytest.mark.parametrize(
    "text",
    [
        "Zaal 2, begane grond; links\\rechts\nSleutel: bij de balie",
        "é" * 200,
        "x" * 60 + "🙂" * 40,
        "BEGIN:VEVENT\r\nEND:VCALENDAR",
    ],
)
def test_every_text_comes_back_as_it_was(text: str) -> None:
    event = written(summary=text, place=text, description=text).only("VEVENT")
    plain = text.replace("\r\n", "\n")
    assert [event.text(name) for name in ("SUMMARY", "LOCATION", "DESCRIPTION")] == [plain] * 3


def test_a_name_cannot_break_out_of_its_quotes() -> None:
    text = calendar_file(appointment(), attendee="a@example.org", name='Jan "de;:\n" Boer', now=NOW)
    parameters, value = read_calendar(text).only("VEVENT").values["ATTENDEE"]
    assert (parameters["CN"], value) == ("Jan 'de;:' Boer", "mailto:a@example.org")


def test_several_meetings_are_several_calendars_with_one_organiser() -> None:
    both = "".join(
        calendar_file(appointment(uid=uid), attendee="a@example.org", name="A", now=NOW) for uid in ("1", "2")
    )
    sender = "een-lange-naam-voor-het-secretariaat@programma.noord-holland-noord.example.org"
    found = [read_calendar(one).only("VEVENT") for one in calendars_in(both, sender)]
    assert [one.text("UID") for one in found] == ["1", "2"]
    assert {one.values["ORGANIZER"][1] for one in found} == {f"mailto:{sender}"}
