"""The contract between Paraat and a course type: one object of `CourseType`, values in and values out.

A course type never sees a request or a database session. It is found through the entry point group
`lms.course_types`, and enabled by configuration. What it ships exists in every database after `lms db upgrade`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import MetaData

from lms.core.events import Event

from .values import (
    CertificateText,
    CompetenceSpec,
    CourseSpec,
    Decision,
    DemoPractice,
    DemoStory,
    PracticeKindSpec,
    PracticeWeight,
    Setting,
    Text,
)

__all__ = [
    "CONTRACT",
    "TERMS",
    "Applicant",
    "CertificateText",
    "CompetenceSpec",
    "CourseSpec",
    "CourseType",
    "Decision",
    "DemoPractice",
    "DemoStory",
    "Held",
    "Listener",
    "OwnTables",
    "PageContent",
    "PageSpec",
    "Participation",
    "PracticeKindSpec",
    "PracticeWeight",
    "Presence",
    "Setting",
    "Store",
    "Table",
    "Text",
]

CONTRACT = 1
"""The version of this contract; a type that was written for another one is refused with that reason."""


# ---- what a type is asked -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """How a person stands in a competence on the day asked: valid, and valid and in practice."""

    valid: bool
    current: bool


@dataclass(frozen=True)
class Applicant:
    """Who asks for a place: what the person holds or held, by key of the competence, and functions on that day."""

    holds: Mapping[str, Held] = field(default_factory=dict)
    functions: frozenset[str] = frozenset()


class Presence(StrEnum):
    """How somebody was at one meeting."""

    WHOLE = "whole"
    PART = "part"
    EXCUSED = "excused"
    ABSENT = "absent"


@dataclass(frozen=True)
class Participation:
    """What somebody did in a session: the presence per meeting, and what was passed or failed, by a key of the type."""

    presence: tuple[Presence, ...] = ()
    results: Mapping[str, bool] = field(default_factory=dict)


# ---- pages, reactions and own tables --------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """Rows that the platform draws; an empty one says `empty`. A cell is text, a number, a date or nothing."""

    columns: tuple[Text, ...]
    rows: tuple[tuple[Text | str | int | date | None, ...], ...]
    empty: Text


@dataclass(frozen=True)
class PageSpec:
    """A page at `/types/<key>/<path>`; with `menu`, also an entry of the navigation.

    `roles` are the values of `lms.core.access.Role` that may open it; none: everybody who is signed in.
    """

    path: str
    title: Text
    menu: Text | None = None
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PageContent:
    """What a page shows: paragraphs of plain words, and at most one table."""

    paragraphs: tuple[Text, ...] = ()
    table: Table | None = None


class Store(Protocol):
    """The rows of the type's own tables, by name of the table; anything else is refused.

    What one listener does is one transaction, undone when it raises. A page reads only.
    """

    def rows(self, table: str, **equal: Any) -> list[dict[str, Any]]: ...
    def add(self, table: str, **values: Any) -> None: ...
    def change(self, table: str, values: Mapping[str, Any], **equal: Any) -> int: ...
    def remove(self, table: str, **equal: Any) -> int: ...


@dataclass(frozen=True)
class OwnTables:
    """Tables of the type, all named `ct_<key>_…`, and the folder of the alembic versions that make them.

    `version` is the newest of those. They run in `lms db upgrade`, after the platform's own.
    """

    metadata: MetaData
    migrations: Path
    version: str


@dataclass(frozen=True)
class Listener:
    """Reacts to an event of a feature once it is committed. When it raises, that is logged and nothing is undone."""

    event: type[Event]
    react: Callable[[Any, Store], None]


TERMS = ("course", "courses")
"""The words of the platform for which a type may have its own, such as “module” for a course."""


class CourseType:
    """Base class of course types: override the attributes, and of the methods what you need.

    Everything above the line is asked once, when the program starts; what is below it, time and again.
    """

    key: str = ""
    name: Text = Text("", "")
    version: str = "0"
    contract: int = CONTRACT
    order: int = 100
    """Types with a lower number stand first."""

    def competences(self) -> Sequence[CompetenceSpec]:
        """What its certificates attest."""
        return ()

    def courses(self) -> Sequence[CourseSpec]:
        """What it teaches."""
        return ()

    def practice_kinds(self) -> Sequence[PracticeKindSpec]:
        """What counts as practice."""
        return ()

    def practice_weights(self) -> Sequence[PracticeWeight]:
        """For how much its kinds of practice count; the competence may be another type's."""
        return ()

    def settings(self) -> Sequence[Setting]:
        """Values to show with its courses."""
        return ()

    def wording(self) -> Mapping[str, Text]:
        """Its own words for some of `TERMS`."""
        return {}

    def pages(self) -> Sequence[PageSpec]:
        """The pages it adds, in the order of the navigation."""
        return ()

    def tables(self) -> OwnTables | None:
        """The tables it keeps facts of its own in."""
        return None

    def listeners(self) -> Sequence[Listener]:
        """The events of features it reacts to."""
        return ()

    def demo(self) -> Sequence[DemoStory]:
        """Its part of the demo region; only used by `lms demo`."""
        return ()

    # ------------------------------------------------------------------------------------------------------------

    def may_enrol(self, course: str, applicant: Applicant) -> Decision:
        """Whether this person may take this course; the reasons say what is asked. Everybody may."""
        return Decision(True)

    def is_completed(self, course: str, participation: Participation) -> Decision:
        """Whether this is enough; the reasons say what is asked. The whole of every meeting is."""
        present = [presence is Presence.WHOLE for presence in participation.presence]
        asked = Text(
            "Je was bij elke bijeenkomst helemaal aanwezig.", "You attended the whole of every meeting."
        )
        return Decision(bool(present) and all(present), (asked,))

    def trainer_competence(self, course: str) -> str | None:
        """The key of the competence that who gives this course must hold, valid and current. None: anybody may."""
        return None

    def certificate(self, course: str) -> CertificateText:
        """What the certificate of this course says. Nothing: its title is the name of the competence."""
        return CertificateText()

    def page(self, path: str, store: Store) -> PageContent:
        """What one of its pages shows now."""
        return PageContent()
