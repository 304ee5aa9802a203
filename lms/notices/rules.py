"""Pure rules of messages: when to try again, when to give up, and which variables a text may name."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where a message is on its way."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


WAITS = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60, 24 * 60)
)
"""How long to wait after each time that sending failed for now; after the last the message is given up."""

STALE = timedelta(minutes=15)
"""A message that is being sent for so long is in the hands of a sender that died; sending takes seconds."""

_VARIABLE = re.compile(r"{([a-z_]+)}")


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many failed attempts; None when that was the last."""
    return now + WAITS[attempts - 1] if attempts <= len(WAITS) else None


def variables_in(text: str) -> list[str]:
    """The variables that a text names, like {name}, in their order."""
    return _VARIABLE.findall(text)


def has_loose_braces(text: str) -> bool:
    """Whether a { or } is left that belongs to no variable."""
    return bool(re.search(r"[{}]", _VARIABLE.sub("", text)))


def unknown_variables(text: str, known: Collection[str]) -> list[str]:
    """The variables of a text that this kind of message does not have."""
    return [name for name in dict.fromkeys(variables_in(text)) if name not in known]


def missing_variables(text: str, needed: Collection[str]) -> list[str]:
    """The variables without which the message is of no use to its reader."""
    return [name for name in needed if name not in variables_in(text)]


def filled(text: str, values: dict[str, str]) -> str:
    """The text with its variables replaced, once: what a value says is never read as a variable."""
    return _VARIABLE.sub(lambda found: values[found[1]], text)
