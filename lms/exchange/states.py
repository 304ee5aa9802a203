"""The states of an import that was asked for in the interface, and who may move it on. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from lms.core.errors import Refused

from .messages import message as _


class State(StrEnum):
    """Where a run is: waiting → checking → checked → accepted → importing → done, or out of it on the way."""

    WAITING = "waiting"
    CHECKING = "checking"
    CHECKED = "checked"
    ACCEPTED = "accepted"
    IMPORTING = "importing"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What a person may ask of a run."""

    ACCEPT = "accept"
    WITHDRAW = "withdraw"
    CHECK_AGAIN = "check_again"


ALLOWED = {
    Move.ACCEPT: ({State.CHECKED}, State.ACCEPTED),
    Move.WITHDRAW: ({State.WAITING, State.CHECKING, State.CHECKED}, State.WITHDRAWN),
    Move.CHECK_AGAIN: ({State.REFUSED, State.FAILED}, State.WAITING),
}

WORK = {
    State.WAITING: State.CHECKING,
    State.CHECKING: State.CHECKING,
    State.ACCEPTED: State.IMPORTING,
    State.IMPORTING: State.IMPORTING,
}
"""What a worker makes of a run that it takes up; the second and fourth of one that another worker left behind."""

UNDER_WAY = frozenset({State.CHECKING, State.IMPORTING})
ENDED = frozenset({State.DONE, State.REFUSED, State.FAILED, State.WITHDRAWN})

STALE = timedelta(seconds=60)
"""Without a sign of life for so long, a worker counts as dead."""

IMPATIENT = timedelta(seconds=15)
"""When nobody has taken a run up after so long, the page says that nobody is working."""

KEPT = timedelta(days=7)
"""For so long an upload and its list of bad rows stay, when nothing comes of it."""

MOST_ATTEMPTS = 3


def after(move: Move, state: State) -> State:
    """The state after this move; Refused when it is too late or too early for it."""
    froms, to = ALLOWED[move]
    if state not in froms:
        raise Refused(_too_late(state))
    return to


def _too_late(state: State) -> str:
    return {
        State.WAITING: _("This file is waiting to be checked already."),
        State.CHECKING: _("This file is being checked already. Wait for the outcome."),
        State.CHECKED: _("This file has been checked already. Import it or withdraw it."),
        State.ACCEPTED: _("Somebody has pressed “Import this” already; the import is about to start."),
        State.IMPORTING: _("This file is being imported at this moment; that cannot be stopped any more."),
        State.DONE: _("This file has been imported already."),
        State.REFUSED: _("This file holds problems. Correct it and upload it again."),
        State.FAILED: _("Something went wrong with this file. Have it checked again first."),
        State.WITHDRAWN: _("This import was withdrawn. Upload the file again if you need it after all."),
    }[state]


def may_take(state: State, beat_at: datetime, now: datetime) -> bool:
    """Whether a worker may take the run up: nobody did yet, or whoever did shows no sign of life."""
    return state in WORK and (state not in UNDER_WAY or now - beat_at > STALE)


def is_neglected(state: State, beat_at: datetime, now: datetime) -> bool:
    """Whether somebody should have been working on this run by now, and nobody is."""
    return state in WORK and now - beat_at > IMPATIENT
