"""What a course type brings, as values; part of the contract in `api.py`, from where course types import them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


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
class PracticeWeight:
    """For how much one event of a kind keeps a competence up: 1 is a full one. What nobody weighs counts for 1."""

    kind: str
    competence: str
    weight: Decimal


@dataclass(frozen=True)
class Setting:
    """A value that is shown with a course, such as its group size; `is_example`: nobody confirmed it yet."""

    name: Text
    value: Text
    course: str | None = None
    is_example: bool = True


@dataclass(frozen=True)
class Decision:
    """Yes or no, and what it rests on, in words for the person it is about."""

    yes: bool
    reasons: tuple[Text, ...] = ()


@dataclass(frozen=True)
class CertificateText:
    """What the certificate of a course says: the lines of its title, and the programme on its second page."""

    title: tuple[Text, ...] = ()
    programme: tuple[Text, ...] = ()


@dataclass(frozen=True)
class DemoPractice:
    """How often a year somebody who is valid practises in the demo region, from January of `since`.

    `together`: people of one region do it on the same day. A kind that no enabled type brings is left out.
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
