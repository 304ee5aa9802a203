"""What happened to messages. None of it is a fact about expertise, so it is heard inside the transaction only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True)
class MessageEvent(Event):
    """Somebody decided about a message that could not be sent."""

    subject: ClassVar[str] = "message"
    inside_only: ClassVar[bool] = True


@dataclass(frozen=True)
class MessageRetried(MessageEvent):
    """A message that had failed is sent again."""


@dataclass(frozen=True)
class MessageDropped(MessageEvent):
    """A message will never be sent."""


@dataclass(frozen=True)
class TextEvent(Event):
    """Something happened to the text of a kind of message."""

    subject: ClassVar[str] = "message_text"
    inside_only: ClassVar[bool] = True


@dataclass(frozen=True)
class TextChanged(TextEvent):
    """An administrator wrote an own text for a kind of message."""


@dataclass(frozen=True)
class TextRestored(TextEvent):
    """The built-in text of a kind of message counts again."""
