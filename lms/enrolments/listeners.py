"""What changes about a session moves its line at once, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable

from lms.core.db import UnitOfWork
from lms.core.events import Event
from lms.sessions import events

from .admission import Admission
from .services import settle_session

MOVES_THE_LINE = (
    events.SessionChanged,
    events.SessionPublished,
    events.SessionConfirmed,
    events.MeetingAdded,
    events.MeetingMoved,
    events.MeetingCancelled,
)


def keep_lines_right(admission: Callable[[], Admission]) -> Callable[[UnitOfWork, Event], None]:
    """Listens to sessions: a higher maximum or a first day moves people up, a lower one is recorded.

    What joining asks is found out when it is first needed: most commands change no session.
    """

    def listen(uow: UnitOfWork, happened: Event) -> None:
        if isinstance(happened, MOVES_THE_LINE):
            settle_session(uow, happened.changes[0].subject_id, admission())

    return listen
