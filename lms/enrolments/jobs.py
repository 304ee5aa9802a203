"""Scheduled work of enrolments."""

from __future__ import annotations

import logging

from lms.core.access import SYSTEM
from lms.core.clock import Clock
from lms.core.db import Database

from .admission import Admission
from .queries.counting import sessions_with_something_due
from .services import settle_session

log = logging.getLogger(__name__)


def keep_lines_moving(database: Database, admission: Admission, clock: Clock) -> None:
    """Let offers and reservations end, close lines at the start, and let people move up; a transaction per session.

    A session that fails holds up no other, and is tried again at the next run.
    """
    with database.read() as session:
        due = sessions_with_something_due(session)
    for session_id in due:
        try:
            with database.transaction(SYSTEM, clock.now()) as uow:
                settle_session(uow, session_id, admission)
        except Exception:
            log.exception("The line of session %s could not be worked on", session_id)
