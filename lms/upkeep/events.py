"""What upkeep changed; the values stand under the same keys as those of an import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True)
class EmploymentsRecorded(Event):
    """Employments were made or changed by a step."""

    subject: ClassVar[str] = "employment"


@dataclass(frozen=True)
class PeopleAdded(EmploymentsRecorded):
    """People came to work at an organisation."""


@dataclass(frozen=True)
class PeopleLeft(EmploymentsRecorded):
    """The last day of people was recorded."""


@dataclass(frozen=True)
class PeopleMoved(EmploymentsRecorded):
    """People went on at another organisation."""


@dataclass(frozen=True)
class FunctionsChanged(EmploymentsRecorded):
    """People got another function."""


@dataclass(frozen=True)
class FteChanged(EmploymentsRecorded):
    """People work more or less."""


@dataclass(frozen=True)
class DatesCorrected(EmploymentsRecorded):
    """The days of employments were wrong and are put right."""


@dataclass(frozen=True)
class StepUndone(EmploymentsRecorded):
    """Everything that a step recorded was put back."""


@dataclass(frozen=True)
class NewcomersRegistered(Event):
    """People nobody knew yet were added."""

    subject: ClassVar[str] = "person"


@dataclass(frozen=True)
class DetailsCorrected(Event):
    """The name or the e-mail address of somebody was wrong and is put right."""

    subject: ClassVar[str] = "person"


@dataclass(frozen=True)
class DetailsPutBack(Event):
    """Name and e-mail address are again as they were before a step that is undone."""

    subject: ClassVar[str] = "person"


@dataclass(frozen=True)
class FoundByAddress(Event):
    """People out of the actor's reach were added to a list, found by their e-mail address."""

    subject: ClassVar[str] = "person"


@dataclass(frozen=True)
class NewcomersRemoved(Event):
    """People whom an undone step had added, and to whom nothing refers, were removed."""

    subject: ClassVar[str] = "person"


@dataclass(frozen=True)
class FunctionAdded(Event):
    """A function that nobody had yet."""

    subject: ClassVar[str] = "function"


@dataclass(frozen=True)
class ListConfirmed(Event):
    """Somebody looked at the people of an organisation and said that the list is right."""

    subject: ClassVar[str] = "organisation"
