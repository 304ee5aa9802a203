"""Words of the pages of an import: its states and what was asked of it."""

from __future__ import annotations

from flask_babel import gettext as _

from .states import Move, State


def state_status(state: str) -> tuple[str, str, str]:
    """(colour, sign, word) of a state."""
    return {
        State.WAITING: ("is-none", "…", _("waiting to be checked")),
        State.CHECKING: ("is-none", "…", _("being checked")),
        State.CHECKED: ("is-watch", "▲", _("checked, not imported yet")),
        State.ACCEPTED: ("is-none", "…", _("waiting to be imported")),
        State.IMPORTING: ("is-none", "…", _("being imported")),
        State.DONE: ("is-ok", "✓", _("imported")),
        State.REFUSED: ("is-gap-soft", "▼", _("holds problems")),
        State.FAILED: ("is-gap-soft", "✕", _("failed")),
        State.WITHDRAWN: ("is-none", "–", _("withdrawn")),
    }[State(state)]


def saying(move: Move) -> str:
    """What is said after somebody asked for this."""
    return {
        Move.ACCEPT: _("The import starts in a moment. You may leave this page; it goes on."),
        Move.WITHDRAW: _("Withdrawn. The file has been removed and nothing was imported."),
        Move.CHECK_AGAIN: _("The file is checked again."),
    }[move]
