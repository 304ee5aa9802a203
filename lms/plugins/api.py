"""The contract between Paraat and a course type: one object of `CourseType`, values in and values out.

A course type never sees a request or a database session. It is found through the entry point group
`lms.course_types`, and enabled by configuration. What it ships exists in every database after `lms db upgrade`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

CONTRACT = 1
"""The version of this contract; a type that was written for another one is refused with that reason."""

KEY = re.compile(r"[a-z][a-z0-9]{1,19}")


@dataclass(frozen=True)
class Text:
    """The same words in Dutch and in English."""

    nl: str
    en: str


@dataclass(frozen=True)
class CompetenceSpec:
    """A competence that the type brings; its key starts with the type's own key and a dash.

    `validity` and `currency_period` are ISO 8601 durations. `is_example` marks values that nobody confirmed:
    the interface then says "voorbeeld, te bevestigen".
    """

    key: str
    name: Text
    validity: str | None = None
    currency_count: int | None = None
    currency_period: str | None = None
    is_example: bool = True


@dataclass(frozen=True)
class CourseSpec:
    """A course that the type brings, and the key of the competence it leads to."""

    key: str
    name: Text
    competence: str | None = None


@dataclass(frozen=True)
class PracticeKindSpec:
    """A kind of practice that the type knows, such as a training given."""

    key: str
    name: Text


@dataclass(frozen=True)
class DemoPractice:
    """How often a year somebody who is valid practises in the demo region, from January of `since`.

    `together`: people of one region do it on the same day.
    """

    kind: str
    times_a_year: float
    since: int = 2019
    together: bool = False


@dataclass(frozen=True)
class DemoStory:
    """How a competence came and went in the fictitious demo region.

    `functions` have it; `trained` is the share of them that is trained for the first time in each year (the last one
    goes for later years); of those whose certificate ends, `renewal` renews in time. From `norm_from` the example
    norm asks for about `norm_share` of those functions, or for one person per `norm_one_per` employees.
    Who is trained holds `requires`; trainings are given by holders of `given_by`. `elsewhere`: some newcomers
    bring a certificate from another region. `steered`: since 2023 careful organisations train up to their norm.
    """

    competence: str
    functions: tuple[str, ...]
    trained: dict[int, float]
    renewal: float
    norm_share: str | None = None
    norm_one_per: int | None = None
    norm_from: int = 2021
    practice: tuple[DemoPractice, ...] = ()
    requires: str | None = None
    given_by: str | None = None
    elsewhere: bool = False
    steered: bool = False


class CourseType:
    """Base class of course types. Override the attributes; every method has a harmless default."""

    key: str = ""
    name: Text = Text("", "")
    version: str = "0"
    contract: int = CONTRACT

    def competences(self) -> Sequence[CompetenceSpec]:
        """What its certificates attest."""
        return ()

    def courses(self) -> Sequence[CourseSpec]:
        """What it teaches."""
        return ()

    def practice_kinds(self) -> Sequence[PracticeKindSpec]:
        """What counts as practice of its competences."""
        return ()

    def demo(self) -> Sequence[DemoStory]:
        """Its part of the demo region; only used by `lms demo`."""
        return ()


def problems_of(course_type: object) -> list[str]:
    """Everything in which an object breaks the contract; empty when it keeps it."""
    if not isinstance(course_type, CourseType):
        return [
            f"the entry point gives {type(course_type).__name__}, not an object of lms.plugins.api.CourseType"
        ]
    found = []
    if not KEY.fullmatch(course_type.key):
        found.append(f"key {course_type.key!r} is not 2 to 20 lower-case letters and digits")
    if course_type.contract != CONTRACT:
        found.append(f"written for contract {course_type.contract}; this Paraat speaks contract {CONTRACT}")
    if found:
        return found
    prefix = course_type.key + "-"
    competences = {c.key for c in course_type.competences()}
    keys = [c.key for c in course_type.courses()]
    found += [
        f"key {k!r} does not start with {prefix!r}" for k in [*competences, *keys] if not k.startswith(prefix)
    ]
    found += [f"course {key!r} is declared twice" for key in sorted({k for k in keys if keys.count(k) > 1})]
    found += [
        f"course {course.key!r} leads to {course.competence!r}, which the type does not bring"
        for course in course_type.courses()
        if course.competence is not None and course.competence not in competences
    ]
    return found
