"""Why somebody has a seat, waits or is refused, and what would help, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from babel.dates import format_datetime
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.core.clock import AMSTERDAM

from .values import State, Why

STATES = {
    State.REQUESTED: _l("requested"),
    State.WAITING: _l("on the waiting list"),
    State.OFFERED: _l("seat offered"),
    State.BOOKED: _l("has a seat"),
    State.CANCELLED: _l("signed off"),
    State.COMPLETED: _l("completed"),
    State.ABSENT: _l("was absent"),
    State.REFUSED: _l("refused"),
}

PLAIN = {
    Why.SEAT_FREE: _l("There was a free seat."),
    Why.FULL: _l("All seats are taken. You keep your place in line."),
    Why.BEHIND: _l("Others were in line before you. You keep your place in line."),
    Why.NO_DATE: _l("This session has no day yet. The line keeps its order."),
    Why.NEEDS_COORDINATOR: _l("A coordinator decides first. The request keeps its time in line."),
    Why.NEEDS_PROGRAMME_TEAM: _l("The programme team decides first. The request keeps its time in line."),
    Why.RESERVED: _l("This seat was reserved by the organisation."),
    Why.APPROVED: _l("The request was approved and there was a free seat."),
    Why.BOOKED_AT_ONCE: _l("A seat came free, and this person asked to be booked at once."),
    Why.ACCEPTED: _l("The offer was accepted."),
    Why.FITS_AGAIN: _l("The seat lies within the maximum again."),
    Why.IMPORTED: _l("This came with an import."),
    Why.TOO_LATE: _l(
        "It is so short before the start that nobody moves up by itself. Ask the programme team."
    ),
    Why.WITHDRAWN: _l("Signed off by the person."),
    Why.CANCELLED: _l("Signed off by whoever decides for this person."),
    Why.DECLINED: _l("The offer was declined."),
    Why.EXPIRED: _l("The offer was not answered in time. Joining again is possible, at the end of the line."),
    Why.LINE_CLOSED: _l("The session started. Ask to be told when there is a next one."),
    Why.NOT_PUBLISHED: _l("This session is not open for enrolment. Choose one that is published."),
    Why.SESSION_CANCELLED: _l("This session was cancelled. Choose another one."),
    Why.SESSION_OVER: _l("This session is running or over. Choose another one."),
    Why.STARTED: _l("This session has started. Choose another one, or ask the programme team."),
    Why.AUDIENCE: _l("This session is for certain organisations only. Choose one that is open to all."),
    Why.NOBODY_APPROVES: _l(
        "A coordinator has to approve, and the organisation has none. Ask the programme team."
    ),
    Why.NO_OFFER: _l("There is no open offer. The seat may have gone to the next in line."),
    Why.NO_REQUEST: _l("This is no open request. Somebody may have decided already."),
    Why.NOT_LIVE: _l("This person is not enrolled, or the session is over for this person."),
    Why.NEEDS_REASON: _l("Say why: the person and the trainer can read it."),
    Why.BAD_DEADLINE: _l("Choose a deadline after now and at least two hours before the start."),
}
"""Reasons without values."""

WITH_VALUES = {
    Why.OVERBOOKED: _l("Seat given by the programme team: %(reason)s"),
    Why.MAXIMUM_LOWERED: _l("The maximum was lowered to %(maximum)s; everybody keeps the seat."),
    Why.OFFERED: _l("A seat came free. It is held until %(until)s."),
    Why.CLASH: _l("There is a seat at the same time in session %(session)s. Sign off there first."),
    Why.SAME_COURSE: _l("There is a seat in session %(session)s of the same course. Sign off there first."),
    Why.REQUEST_REFUSED: _l("The request was not approved: %(reason)s"),
    Why.NOT_OPEN_YET: _l("Enrolment opens on %(day)s."),
    Why.CLOSED: _l("Enrolment closed on %(day)s. Ask the programme team."),
    Why.RESERVED_MORE: _l("%(seats)s seats are reserved. Release those first, or choose a higher maximum."),
    Why.TOO_FEW_SEATS: _l("There are %(free)s seats to reserve. Choose a number from 1 up to that."),
    Why.COMPLETED: _l("Completed on %(day)s."),
    Why.NOT_ELIGIBLE: _l("This is asked first: %(asked)s"),
}
MOMENTS = ("until", "day")


def state_word(state: str) -> str:
    """What a state is called."""
    return str(STATES[State(state)])


def reason_text(why: str, values: Mapping[str, Any]) -> str:
    """A stored reason with its values, in the reader's language."""
    reason = Why(why)
    if reason is Why.ALREADY:
        return _already(values)
    if reason in PLAIN:
        return str(PLAIN[reason])
    said = {name: _moment(value) if name in MOMENTS else value for name, value in values.items()}
    if reason is Why.NOT_ELIGIBLE:
        said["asked"] = values.get(_language()) or values.get("en") or ""
    return str(WITH_VALUES[reason]) % said


def _already(values: Mapping[str, Any]) -> str:
    if values.get("position"):
        return _("Waits already, at place %(position)s. Nothing was changed.", position=values["position"])
    return {
        State.BOOKED: _("Has a seat already. Nothing was changed."),
        State.OFFERED: _("Was offered a seat already. Accept or decline that offer."),
        State.REQUESTED: _("Asked for a seat already. Somebody decides on it."),
        State.WAITING: _("Waits already. Nothing was changed."),
    }.get(State(values["state"]), _("Took part in this session already."))


def _language() -> str:
    locale = get_locale()
    return locale.language if locale else "en"


def _moment(iso: str) -> str:
    """A stored instant or day as people write it, on the clock of Amsterdam."""
    if len(iso) == 10:
        return iso
    local = datetime.fromisoformat(iso).astimezone(AMSTERDAM)
    return format_datetime(local, "d MMMM y HH:mm", tzinfo=AMSTERDAM, locale=_language())
