"""What messages say of a session: which days, where, and until when, in the language of the reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from babel.dates import format_date, format_datetime

from lms.core.clock import AMSTERDAM
from lms.sessions.models import Meeting, TrainingSession

MOST_MEETINGS = 6
"""Meetings that a message names; of more it says how many follow."""

_WORDS = {
    "nl": {
        "hour": " uur",
        "later": "de datum volgt",
        "more": "en nog {} bijeenkomsten",
        "where": "volgt nog",
    },
    "en": {
        "hour": "",
        "later": "the date will follow",
        "more": "and {} more meetings",
        "where": "will follow",
    },
}
_DAY = {"nl": "EEEE d MMMM y, H.mm", "en": "EEEE d MMMM y, H:mm"}
_TIME = {"nl": "H.mm", "en": "H:mm"}


def course_of(session: TrainingSession, language: str) -> str:
    """The name of the course."""
    return session.course.name_en if language == "en" else session.course.name_nl


def when_of(session: TrainingSession, language: str) -> str:
    """The days and times of the meetings that take place, on the wall clock."""
    words = _WORDS[language]
    coming = _taking_place(session)
    told = [_span(one, language) for one in coming[:MOST_MEETINGS]]
    if len(coming) > MOST_MEETINGS:
        told.append(words["more"].format(len(coming) - MOST_MEETINGS))
    return "; ".join(told) or words["later"]


def place_of(session: TrainingSession, language: str) -> str:
    """Where the meetings are: rooms, places or links, each once."""
    places = [
        place
        for one in _taking_place(session)
        if (place := (one.room.name if one.room else None) or one.place or one.link)
    ]
    return "; ".join(dict.fromkeys(places)) or _WORDS[language]["where"]


def moment_of(instant: datetime, language: str) -> str:
    """An instant on the wall clock in Amsterdam."""
    local = instant.astimezone(AMSTERDAM).replace(tzinfo=None)
    return format_datetime(local, _DAY[language], locale=language) + _WORDS[language]["hour"]


def day_of(day: date | None, language: str) -> str:
    """A day in a sentence."""
    return format_date(day, "d MMMM y", locale=language) if day else "–"


def _taking_place(session: TrainingSession) -> Sequence[Meeting]:
    taking_place = [one for one in session.meetings if one.cancelled_at is None]
    return sorted(taking_place, key=lambda one: one.starts_at)


def _span(meeting: Meeting, language: str) -> str:
    start = format_datetime(meeting.starts_at, _DAY[language], locale=language)
    same_day = meeting.starts_at.date() == meeting.ends_at.date()
    end = format_datetime(meeting.ends_at, (_TIME if same_day else _DAY)[language], locale=language)
    return f"{start}{'–' if same_day else ' – '}{end}{_WORDS[language]['hour']}"
