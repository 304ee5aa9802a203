"""What happened to organisations and to what they are described by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True)
class RegionAdded(Event):
    """A region came to be."""

    subject: ClassVar[str] = "region"


@dataclass(frozen=True)
class MunicipalityAdded(Event):
    """A municipality came to be."""

    subject: ClassVar[str] = "municipality"


@dataclass(frozen=True)
class OrganisationTypeAdded(Event):
    """A type of organisation came to be."""

    subject: ClassVar[str] = "organisation_type"


@dataclass(frozen=True)
class OrganisationAdded(Event):
    """An organisation came to be."""

    subject: ClassVar[str] = "organisation"


@dataclass(frozen=True)
class OrganisationChanged(Event):
    """What is known of an organisation changed."""

    subject: ClassVar[str] = "organisation"


@dataclass(frozen=True)
class OrganisationMerged(Event):
    """An organisation goes on in another after its last day."""

    subject: ClassVar[str] = "organisation"


@dataclass(frozen=True)
class MergerTakenBack(Event):
    """An organisation goes on by itself after all."""

    subject: ClassVar[str] = "organisation"


@dataclass(frozen=True)
class OrganisationEnded(Event):
    """An organisation has a last day, and nobody takes over."""

    subject: ClassVar[str] = "organisation"
