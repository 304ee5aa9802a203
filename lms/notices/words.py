"""Messages in the reader's words: their kinds, their states, and what their variables stand for."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from .models import Message
from .rules import State

KIND_WORDS = {
    "invitation": _l("Invitation: choose a password"),
    "password_reset": _l("Forgotten password: choose a new one"),
    "enrolment_booked": _l("Enrolment: you have a seat"),
    "enrolment_waiting": _l("Enrolment: you are on the waiting list"),
    "enrolment_offered": _l("Enrolment: there is a seat for you"),
    "enrolment_promoted": _l("Enrolment: from the waiting list to a seat"),
    "enrolment_refused": _l("Enrolment: it did not go through"),
    "enrolment_cancelled": _l("Enrolment: cancelled"),
    "enrolment_passed_over": _l("Enrolment: passed over, place kept"),
    "offer_expired": _l("Enrolment: the offer expired"),
    "session_changed": _l("Session: something changed"),
    "session_cancelled": _l("Session: cancelled"),
    "go_no_go": _l("Session: does it go ahead?"),
    "reminder": _l("Session: reminder"),
}

VARIABLE_WORDS = {
    "name": _l("the name of the reader"),
    "email": _l("the e-mail address with which the reader signs in"),
    "days": _l("how many days the link works"),
    "link": _l("the page to open; alone on a line it becomes a button"),
    "course": _l("the name of the course"),
    "when": _l("day and time"),
    "place": _l("where it is"),
    "position": _l("the place on the waiting list"),
    "until": _l("until when the seat is held"),
    "reason": _l("the reason"),
    "changes": _l("what is different now"),
    "booked": _l("how many take part"),
    "minimum": _l("how many are needed"),
    "decide_by": _l("the day on which to decide"),
}


def message_kind(kind: str) -> str:
    """What a kind of message is called; one that no longer exists by its own name."""
    return str(KIND_WORDS.get(kind, kind.replace("_", " ")))


def message_status(message: Message) -> tuple[str, str, str]:
    """(colour, sign, word) of where a message is."""
    if message.state == State.WAITING and message.attempts:
        return "is-watch", "▲", _("is tried again")
    return {
        State.WAITING: ("is-none", "…", _("waits")),
        State.SENDING: ("is-none", "…", _("is being sent")),
        State.SENT: ("is-ok", "✓", _("sent")),
        State.FAILED: ("is-gap-soft", "✕", _("failed")),
        State.DROPPED: ("is-none", "–", _("dropped")),
    }[State(message.state)]
