"""What a use case may answer instead of a result; the edge turns these into pages or exit codes."""

from __future__ import annotations


class Refused(Exception):
    """The request was understood and is not allowed or not possible; the message says why and what would help."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = str(message)
        self.field = field


class ChangedMeanwhile(Refused):
    """Somebody changed the thing since the form was shown; the page says who changed what, and keeps what was typed."""


class NotFound(Exception):
    """The thing does not exist, or the actor may not know that it does."""
