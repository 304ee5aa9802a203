"""What happened when the demo region was built, besides the import itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True)
class DemoTypesAdded(Event):
    """The kinds of organisation got their Dutch and English names."""

    subject: ClassVar[str] = "organisation_type"


@dataclass(frozen=True)
class NormsMarkedAsExample(Event):
    """Nobody set the norms of the demo: they are shown as examples to be confirmed."""

    subject: ClassVar[str] = "norm"
