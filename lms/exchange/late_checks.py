"""What can only be checked when all rows of a table are read: repeats, contradictions, references within it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from . import queries
from .known import Known
from .merge_catalogue import competence_after
from .reading import TableReading
from .report import Remark
from .rules import first_difference, rings

Kept = Mapping[str, tuple[int, dict[str, Any]]]
Late = tuple[int, str, str]
"""(row, column, message) of a problem that only comes out when all rows are read."""


def contradiction(row: int, earlier: int, key: Sequence[str], column: str) -> Late:
    """What to say about a row that has the key of an earlier row and says something else."""
    message = _(
        "row %(earlier)s has the same %(key)s but says something else here; correct or remove one of the two",
        earlier=earlier,
        key=" + ".join(key),
    )
    return row, column, message


def check_organisations(session: Session, known: Known, rows: Kept) -> Iterator[Late]:
    """Parents and successors exist and form no ring; a merger has a last day; the days stay in order."""
    after = {row.organisation: dict(row._mapping) for row in queries.all_organisations(session)}
    empty = {"parent": None, "merged_into": None, "active_from": None, "active_until": None}
    for name, (row, values) in rows.items():
        after[name] = empty | after.get(name, {}) | values
        for column in ("parent", "merged_into"):
            other = values.get(column)
            if other is None:
                continue
            if message := known.unknown("organisations", other):
                yield row, column, message
            elif other == name:
                yield row, column, _("an organisation cannot refer to itself here")
                after[name][column] = None
        yield from _check_days(row, after[name])
    for column in ("parent", "merged_into"):
        for ring in rings({name: values[column] for name, values in after.items()}):
            place = next((rows[name][0] for name in ring if name in rows), None)
            if place is not None:
                yield place, column, _("this makes a ring: %(ring)s", ring=" → ".join([*ring, ring[0]]))


def _check_days(row: int, after: Mapping[str, Any]) -> Iterator[Late]:
    first, last = after["active_from"], after["active_until"]
    if after["merged_into"] is not None and last is None:
        yield row, "active_until", _("a merger needs the last day of this organisation")
    if first is not None and last is not None and last < first:
        message = _("this day lies before %(first)s (%(day)s)", first="active_from", day=f"{first:%d-%m-%Y}")
        yield row, "active_until", message


def check_competences(session: Session, rows: Kept) -> Iterator[Late]:
    """Count and period of currency go together, also with what the database holds already."""
    standing = {row.competence: row for row in queries.all_competences(session)}
    for key, (row, values) in rows.items():
        after = competence_after(values, standing.get(key))
        if (after["currency_count"] is None) != (after["currency_period"] is None):
            empty = "currency_count" if after["currency_count"] is None else "currency_period"
            yield row, empty, _("currency_count and currency_period go together; fill in both or neither")


def keep_rows(
    reading: TableReading, progress: Any
) -> tuple[dict[str, tuple[int, dict[str, Any]]], list[Late]]:
    """The rows of a small table by their name, and what is wrong with those that stand there twice."""
    (name,) = reading.spec.key
    kept: dict[str, tuple[int, dict[str, Any]]] = {}
    late: list[Late] = []
    for row, values in reading.rows(progress):
        earlier, before = kept.setdefault(values[name], (row, values))
        if earlier == row:
            continue
        column = first_difference(values, before, values)
        if column is None:
            reading.report.remark(reading.source.label, Remark.DUPLICATE, row)
        else:
            late.append(contradiction(row, earlier, (name,), column))
    return kept, late


def check_repeats(session: Session, reading: TableReading) -> Iterator[Late]:
    """Remark on exact duplicates; a row that has the key of an earlier one and says otherwise is a problem."""
    spec = reading.spec
    identify = attrgetter(*spec.key)
    compared = [name for name in spec.column_names if name not in spec.key]
    agreed = {"name", "email"} if spec.name == "people" else set()
    for _key, same in groupby(queries.repeated_rows(session, spec.name, spec.key), identify):
        first, *others = same
        for row in others:
            column = first_difference(row._mapping, first._mapping, compared)
            if column is None:
                reading.report.remark(reading.source.label, Remark.DUPLICATE, row.row)
                continue
            column = first_difference(
                row._mapping, first._mapping, [name for name in compared if name not in agreed]
            )
            if column is not None:
                yield contradiction(row.row, first.row, spec.key, column)


def check_names(session: Session, known: Known) -> Iterator[Late]:
    """All rows of a person agree on name and e-mail address; a new person has a name."""
    for _person, rows in groupby(queries.disagreeing_people(session), attrgetter("person")):
        yield from _disagreements(list(rows))
    for person, row in queries.nameless_people(session):
        if known.people.get(person) is None:
            yield row, "name", _("a new person needs a name")


def _disagreements(rows: Sequence[queries.AnyRow]) -> Iterator[Late]:
    for column in ("name", "email"):
        filled = [row for row in rows if getattr(row, column) is not None]
        for row in filled[1:]:
            if getattr(row, column).casefold() != getattr(filled[0], column).casefold():
                yield contradiction(row.row, filled[0].row, ("person",), column)
