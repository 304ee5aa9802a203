"""What happened to competences and courses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True)
class CompetencesAdded(Event):
    """Competences came to be."""

    subject: ClassVar[str] = "competence"


@dataclass(frozen=True)
class CoursesAdded(Event):
    """Courses came to be."""

    subject: ClassVar[str] = "course"
