"""What happened to practice, norms and the monthly cache."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True)
class PracticeKindsAdded(Event):
    """Kinds of practice came to be."""

    subject: ClassVar[str] = "practice_kind"
