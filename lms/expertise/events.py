"""What happened to kinds of practice and to norms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True)
class PracticeKindsAdded(Event):
    """Kinds of practice came to be."""

    subject: ClassVar[str] = "practice_kind"


@dataclass(frozen=True)
class NormAdded(Event):
    """An organisation has a new norm line."""

    subject: ClassVar[str] = "norm"


@dataclass(frozen=True)
class NormChanged(Event):
    """A norm line asks for something else, or from another day."""

    subject: ClassVar[str] = "norm"


@dataclass(frozen=True)
class NormRemoved(Event):
    """A norm line is gone; its audit line holds all of it."""

    subject: ClassVar[str] = "norm"


@dataclass(frozen=True)
class NormConfirmed(Event):
    """Somebody said that a norm line is no example."""

    subject: ClassVar[str] = "norm"
