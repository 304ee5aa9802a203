"""Calendar invitations (RFC 5545 and 5546): ask, change and cancel, as text that a mail carries along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

ORGANISER = "mailto:organiser@paraat.invalid"
"""Stands for the address that mails come from, which is known when the mail is made."""

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE"""
"""The rule itself rather than a list of dates, which some calendars read badly."""


@dataclass(frozen=True)
class Appointment:
    """One meeting in somebody's calendar. `uid` stays the same whatever changes; times are those on the wall clock."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    place: str = ""
    description: str = ""


def sequence_at(now: datetime) -> int:
    """The number of a version: it rises with time, so that a later message always counts over an earlier one."""
    return max(0, int((now - _BEGIN).total_seconds()))


def calendar_file(
    appointment: Appointment, *, attendee: str, name: str, now: datetime, cancelled: bool = False
) -> str:
    """The invitation of one person to one meeting, or its cancellation, with CRLF and lines of at most 75 octets.

    One calendar for each meeting: an invitation may hold no second one.
    """
    method, status = ("CANCEL", "CANCELLED") if cancelled else ("REQUEST", "CONFIRMED")
    event = {
        "UID": appointment.uid,
        "SEQUENCE": str(sequence_at(now)),
        "DTSTAMP": f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        "DTSTART;TZID=Europe/Amsterdam": f"{appointment.starts_at:%Y%m%dT%H%M%S}",
        "DTEND;TZID=Europe/Amsterdam": f"{appointment.ends_at:%Y%m%dT%H%M%S}",
        "SUMMARY": _escaped(appointment.summary),
        "LOCATION": _escaped(appointment.place),
        "DESCRIPTION": _escaped(appointment.description),
        "STATUS": status,
        "ORGANIZER;CN=Paraat": ORGANISER,
        f'ATTENDEE;CN="{_quoted(name)}";ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE': f"mailto:{attendee}",
    }
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Paraat//NL", f"METHOD:{method}"]
    lines += [*_ZONE.splitlines(), "BEGIN:VEVENT"]
    lines += [f"{key}:{value}" for key, value in event.items() if value]
    lines += ["END:VEVENT", "END:VCALENDAR"]
    return "".join(_folded(line) for line in lines)


def calendars_in(text: str, organiser: str) -> list[str]:
    """The calendars that a message carries, one for each meeting, now with the address that mails come from."""
    end = "END:VCALENDAR\r\n"
    whole = [part + end for part in text.split(end) if part.strip()]
    line = f"ORGANIZER;CN=Paraat:{ORGANISER}\r\n"
    return [one.replace(line, _folded(f"ORGANIZER;CN=Paraat:mailto:{organiser}")) for one in whole]


def _escaped(text: str) -> str:
    for sign, told in (
        ("\\", "\\\\"),
        (";", "\\;"),
        (",", "\\,"),
        ("\r\n", "\\n"),
        ("\n", "\\n"),
        ("\r", "\\n"),
    ):
        text = text.replace(sign, told)
    return text


def _quoted(text: str) -> str:
    return "".join("'" if one == '"' else one for one in text if one.isprintable())


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets; no letter of more octets is cut through."""
    pieces, piece = [], ""
    for sign in line:
        if len((piece + sign).encode()) > 75:
            pieces.append(piece)
            piece = " "
        piece += sign
    return "\r\n".join([*pieces, piece]) + "\r\n"
