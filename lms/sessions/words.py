"""Sessions in the reader's words: statuses, and why something cannot be."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.core.clock import wall_time

from .models import TrainingSession
from .rules import Every, NoMove, NotOpen

STATUS_WORDS = {
    "draft": _l("draft"),
    "published": _l("published"),
    "confirmed": _l("goes on"),
    "running": _l("running"),
    "closed": _l("closed"),
    "cancelled": _l("cancelled"),
}
AUDIENCE_WORDS = {
    "open": _l("everybody"),
    "some": _l("some organisations"),
    "one": _l("one organisation, in-house"),
}
EVERY_WORDS = {
    Every.WEEK: _l("every week"),
    Every.TWO_WEEKS: _l("every two weeks"),
    Every.MONTH: _l("every month"),
}
ROLE_WORDS = {"trainer": _l("trainer"), "co_trainer": _l("co-trainer")}
LANGUAGE_WORDS = {"nl": _l("Dutch"), "en": _l("English")}

NO_MOVE = {
    NoMove.NOT_FROM_HERE: _l("This cannot be done with a session in this status."),
    NoMove.NO_MEETINGS: _l("Add a meeting first: nobody knows yet when to come."),
    NoMove.NOT_BEGUN: _l("The first meeting has not begun yet."),
    NoMove.NOT_OVER: _l("The last meeting is not over yet."),
}


def why_not_open_words(reason: NotOpen, session: TrainingSession) -> str:
    """Why nobody can enrol, and from when or until when it is, or was, possible."""
    words = {
        NotOpen.DRAFT: _("This session is not published yet."),
        NotOpen.CANCELLED: _("This session was cancelled."),
        NotOpen.CLOSED: _("This session is over."),
        NotOpen.NO_MEETINGS: _("This session has no meetings yet."),
        NotOpen.BEGUN: _("This session has begun already."),
    }
    if reason is NotOpen.TOO_EARLY and session.enrol_from is not None:
        return _("Enrolment opens on %(moment)s.", moment=moment(session.enrol_from))
    if reason is NotOpen.TOO_LATE and session.enrol_until is not None:
        return _("Enrolment ended on %(moment)s.", moment=moment(session.enrol_until))
    return words[reason]


def moment(instant: datetime) -> str:
    """An instant on the wall clock, as a sentence has it."""
    return f"{wall_time(instant):%d-%m-%Y %H:%M}"
