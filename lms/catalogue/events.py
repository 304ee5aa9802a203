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
class CompetenceChanged(Event):
    """The names, the validity or the currency rule of a competence changed."""

    subject: ClassVar[str] = "competence"


@dataclass(frozen=True)
class CompetenceConfirmed(Event):
    """Somebody said that the values of a competence are no example."""

    subject: ClassVar[str] = "competence"


@dataclass(frozen=True)
class CompetencesAdopted(Event):
    """Competences that an import brought turned out to be a course type's."""

    subject: ClassVar[str] = "competence"


@dataclass(frozen=True)
class CoursesAdded(Event):
    """Courses came to be."""

    subject: ClassVar[str] = "course"
