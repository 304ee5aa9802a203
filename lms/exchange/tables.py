"""The tables of a dataset: their columns, what each cell may hold and means, and the key that tells rows apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Boolean, Date, DateTime, Integer, String
from sqlalchemy.types import TypeEngine

from lms.core.db import Exact
from lms.sessions.models import STATUSES

from . import cells, days, moments, numbers


@dataclass(frozen=True)
class Column:
    """A column by its header name. `required` must be there; `filled` may not be empty in any row.

    `meaning` tells whoever fills in a list what to write, in the reader's language; `example` is what that could be.
    """

    name: str
    read: Callable[[Any], Any]
    meaning: Any
    example: str
    required: bool = False
    filled: bool = False
    storage: type[TypeEngine[Any]] = String


@dataclass(frozen=True)
class TableSpec:
    """A table of the dataset; the key columns together tell its rows apart. `title` is its name for the reader."""

    name: str
    title: Any
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _key(
    name: str,
    read: Callable[[Any], Any],
    meaning: Any,
    example: str,
    storage: type[TypeEngine[Any]] = String,
) -> Column:
    return Column(name, read, meaning, example, required=True, filled=True, storage=storage)


def _day(name: str, meaning: Any, example: str) -> Column:
    return Column(name, days.day, meaning, example, storage=Date)


def _last_day(name: str, meaning: Any, example: str) -> Column:
    return Column(name, days.last_day, meaning, example, storage=Date)


_organisation = cells.text_up_to(200)
_competence = cells.text_up_to(80)
_person = cells.code_up_to(120)
_function = cells.text_up_to(120)
_MEANS_EXAMPLE = _l("yes for a value that nobody has confirmed yet; else empty")

ORGANISATIONS = TableSpec(
    "organisations",
    _l("Organisations"),
    (
        _key("organisation", _organisation, _l("name of the organisation"), "Team Hoorn"),
        Column("type", cells.text_up_to(80), _l("kind of organisation; a new kind is added"), "lokaal team"),
        Column("region", cells.text_up_to(120), _l("region; a new one is added"), "West-Friesland"),
        Column("parent", _organisation, _l("name of the organisation it is part of"), ""),
        Column(
            "serves", cells.names, _l("municipalities it works for, separated by a bar |"), "Hoorn|Medemblik"
        ),
        _day("active_from", _l("first day"), "01-01-2015"),
        _last_day("active_until", _l("last day, itself included; empty: goes on"), ""),
        Column(
            "merged_into",
            _organisation,
            _l("name of the organisation that takes over from the day after its last day"),
            "",
        ),
    ),
    key=("organisation",),
)
COMPETENCES = TableSpec(
    "competences",
    _l("Expertise"),
    (
        _key("competence", _competence, _l("short key by which the other tables refer to it"), "ehbo"),
        Column("name_nl", cells.text_up_to(200), _l("Dutch name"), "Eerste hulp"),
        Column("name_en", cells.text_up_to(200), _l("English name"), "First aid"),
        Column(
            "validity",
            days.period,
            _l("how long a certificate is valid: P24M, P2Y or P365D; empty: always"),
            "P24M",
        ),
        Column(
            "currency_count",
            numbers.whole(1, 10_000),
            _l("how often somebody must practise within currency_period to stay current"),
            "2",
            storage=Integer,
        ),
        Column("currency_period", days.period, _l("the period for currency_count, such as P12M"), "P12M"),
        Column("example", cells.yes_or_no, _MEANS_EXAMPLE, "", storage=Boolean),
    ),
    key=("competence",),
)
PEOPLE = TableSpec(
    "people",
    _l("People and employments"),
    (
        _key(
            "person", _person, _l("key of the person in your own administration, always the same one"), "P001"
        ),
        Column("name", cells.text_up_to(200), _l("name; needed for a new person"), "Anna Voorbeeld"),
        Column("email", cells.email, _l("e-mail address"), "anna@example.org"),
        Column(
            "organisation",
            _organisation,
            _l("name of the employer; one row for each employment"),
            "Team Hoorn",
        ),
        Column("function", _function, _l("function; a new one is added"), "gezinscoach"),
        Column("fte", numbers.fte, _l("size of the employment, above 0 and at most 2"), "0,8", storage=Exact),
        _day("employed_from", _l("first day of the employment"), "01-09-2021"),
        _last_day(
            "employed_until", _l("last day of the employment, itself included; empty: still there"), ""
        ),
    ),
    key=("person", "organisation", "employed_from"),
)
NORMS = TableSpec(
    "norms",
    _l("Norms"),
    (
        _key("organisation", _organisation, _l("name of the organisation"), "Team Hoorn"),
        _key("competence", _competence, _l("key of the expertise"), "ehbo"),
        _key("from", days.day, _l("first day on which the norm holds"), "01-01-2024", Date),
        Column(
            "headcount",
            numbers.whole(0, 1_000_000),
            _l("how many people there should be; or fill in share"),
            "3",
            storage=Integer,
        ),
        Column(
            "share",
            numbers.share,
            _l("part (0 to 1) of the people in the function; or fill in headcount"),
            "",
            storage=Exact,
        ),
        Column("function", _function, _l("of which function the norm speaks; empty: of everybody"), ""),
        Column("example", cells.yes_or_no, _MEANS_EXAMPLE, "", storage=Boolean),
    ),
    key=("organisation", "competence", "from", "function"),
)
CERTIFICATES = TableSpec(
    "certificates",
    _l("Certificates"),
    (
        _key("person", _person, _l("key of the person"), "P001"),
        _key("competence", _competence, _l("key of the expertise"), "ehbo"),
        _key("issued_on", days.day, _l("day of issue"), "14-03-2025", Date),
        _last_day(
            "valid_until", _l("last valid day; empty: follows from the validity; 31-12-9999: no end"), ""
        ),
        _day("revoked_on", _l("day on which it was revoked"), ""),
        Column("issuer", cells.text_up_to(200), _l("who issued it"), "Opleider"),
        Column("number", _person, _l("number of the certificate"), "2025-0017"),
    ),
    key=("person", "competence", "issued_on", "number"),
)
PRACTICE = TableSpec(
    "practice",
    _l("Practice"),
    (
        _key("person", _person, _l("key of the person"), "P001"),
        _key("competence", _competence, _l("key of the expertise"), "ehbo"),
        _key("kind", cells.text_up_to(80), _l("kind of practice; a new one is added"), "eigen toepassing"),
        _key("on", days.day, _l("day on which the person practised"), "02-10-2025", Date),
    ),
    key=("person", "competence", "kind", "on"),
)

SESSIONS = TableSpec(
    "sessions",
    _l("Sessions"),
    (
        _key(
            "session",
            cells.code_up_to(80),
            _l("key of the session; one row for each meeting"),
            "basis-2027-1",
        ),
        _key("course", cells.text_up_to(80), _l("key of the course"), "basis"),
        _key("start", moments.moment, _l("when the meeting starts"), "2027-03-04T09:30", DateTime),
        _key("end", moments.moment, _l("when the meeting ends"), "2027-03-04T16:30", DateTime),
        Column("place", cells.text_up_to(300), _l("where the meeting is"), "Hoorn"),
        Column("min", numbers.whole(0, 10_000), _l("smallest group"), "5", storage=Integer),
        Column("max", numbers.whole(0, 10_000), _l("largest group; empty: no limit"), "14", storage=Integer),
        Column("organisation", _organisation, _l("name of the organisation that gives it"), "Team Hoorn"),
        Column("status", moments.one_of(*STATUSES), _l("draft (when empty) or further on"), "published"),
    ),
    key=("session", "start"),
)

TABLES = {
    spec.name: spec for spec in (ORGANISATIONS, COMPETENCES, PEOPLE, NORMS, CERTIFICATES, PRACTICE, SESSIONS)
}
"""All tables in the order in which they are read: what others refer to comes first."""
