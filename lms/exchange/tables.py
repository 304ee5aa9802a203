"""The tables of a dataset: their columns, what each cell may hold, and the key that tells rows apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Date, Integer, String
from sqlalchemy.types import TypeEngine

from lms.core.db import Exact

from . import cells, days, numbers


@dataclass(frozen=True)
class Column:
    """A column by its header name. `required` must be there; `filled` may not be empty in any row."""

    name: str
    read: Callable[[Any], Any]
    required: bool = False
    filled: bool = False
    storage: type[TypeEngine[Any]] = String


@dataclass(frozen=True)
class TableSpec:
    """A table of the dataset; the key columns together tell its rows apart."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _key(name: str, read: Callable[[Any], Any], storage: type[TypeEngine[Any]] = String) -> Column:
    return Column(name, read, required=True, filled=True, storage=storage)


def _day(name: str) -> Column:
    return Column(name, days.day, storage=Date)


def _last_day(name: str) -> Column:
    return Column(name, days.last_day, storage=Date)


_organisation = cells.text_up_to(200)
_competence = cells.text_up_to(80)
_person = cells.code_up_to(120)
_function = cells.text_up_to(120)

ORGANISATIONS = TableSpec(
    "organisations",
    (
        _key("organisation", _organisation),
        Column("type", cells.text_up_to(80)),
        Column("region", cells.text_up_to(120)),
        Column("parent", _organisation),
        Column("serves", cells.names),
        _day("active_from"),
        _last_day("active_until"),
        Column("merged_into", _organisation),
    ),
    key=("organisation",),
)
COMPETENCES = TableSpec(
    "competences",
    (
        _key("competence", _competence),
        Column("name_nl", cells.text_up_to(200)),
        Column("name_en", cells.text_up_to(200)),
        Column("validity", days.period),
        Column("currency_count", numbers.whole(1, 10_000), storage=Integer),
        Column("currency_period", days.period),
    ),
    key=("competence",),
)
PEOPLE = TableSpec(
    "people",
    (
        _key("person", _person),
        Column("name", cells.text_up_to(200)),
        Column("email", cells.email),
        Column("organisation", _organisation),
        Column("function", _function),
        Column("fte", numbers.fte, storage=Exact),
        _day("employed_from"),
        _last_day("employed_until"),
    ),
    key=("person", "organisation", "employed_from"),
)
NORMS = TableSpec(
    "norms",
    (
        _key("organisation", _organisation),
        _key("competence", _competence),
        _key("from", days.day, Date),
        Column("headcount", numbers.whole(0, 1_000_000), storage=Integer),
        Column("share", numbers.share, storage=Exact),
        Column("function", _function),
    ),
    key=("organisation", "competence", "from", "function"),
)
CERTIFICATES = TableSpec(
    "certificates",
    (
        _key("person", _person),
        _key("competence", _competence),
        _key("issued_on", days.day, Date),
        _last_day("valid_until"),
        _day("revoked_on"),
        Column("issuer", cells.text_up_to(200)),
        Column("number", _person),
    ),
    key=("person", "competence", "issued_on", "number"),
)
PRACTICE = TableSpec(
    "practice",
    (
        _key("person", _person),
        _key("competence", _competence),
        _key("kind", cells.text_up_to(80)),
        _key("on", days.day, Date),
    ),
    key=("person", "competence", "kind", "on"),
)

TABLES = {spec.name: spec for spec in (ORGANISATIONS, COMPETENCES, PEOPLE, NORMS, CERTIFICATES, PRACTICE)}
"""All tables in the order in which they are read: what others refer to comes first."""
