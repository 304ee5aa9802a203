"""What can only be checked when all rows of a table are read: repeats, contradictions, references within it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy.orm import Session

from lms.organisations.rules import Ties, tree_rings

from . import queries
from .known import Known
from .merge_catalogue import competence_after
from .messages import message as _
from .reading import RowReading, TableReading
from .report import Remark
from .rules import first_difference

Kept = Mapping[str, RowReading]
REFERENCES = ("parent", "merged_into")
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
    for name, reading in rows.items():
        values = reading.values
        lost = {column: None for column in REFERENCES if reading.unreadable(column)}
        after[name] = empty | after.get(name, {}) | lost | values
        for column in REFERENCES:
            other = values.get(column)
            if other is None:
                continue
            if message := known.unknown("organisations", other):
                yield reading.row, column, message
            elif other == name:
                yield reading.row, column, _("an organisation cannot refer to itself here")
                after[name][column] = None
        yield from _check_days(reading, after[name])
    for column, ring in _rings(after):
        place = next((rows[name].row for name in ring if name in rows), None)
        if place is not None:
            yield place, column, _("this makes a ring: %(ring)s", ring=" → ".join([*ring, ring[0]]))


def _check_days(reading: RowReading, after: Mapping[str, Any]) -> Iterator[Late]:
    first, last = after["active_from"], after["active_until"]
    if after["merged_into"] is not None and last is None and not reading.unreadable("active_until"):
        yield reading.row, "active_until", _("a merger needs the last day of this organisation")
    if reading.sound and first is not None and last is not None and last < first:
        message = _("this day lies before %(first)s (%(day)s)", first="active_from", day=f"{first:%d-%m-%Y}")
        yield reading.row, "active_until", message


def _rings(after: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    ties = {name: Ties(v["parent"], v["merged_into"], v["active_until"]) for name, v in after.items()}
    yield from tree_rings(ties)


def check_sessions(session: Session) -> Iterator[Late]:
    """The rows of one session say the same of it, and its meetings do not overlap."""
    own = ("course", "min", "max", "organisation", "status")
    rows = queries.staged_rows(session, "sessions", ("session", "start"))
    for _key, same in groupby(rows, attrgetter("session")):
        first, *others = same
        latest = first
        for row in others:
            for column in own:
                if getattr(row, column) != getattr(first, column):
                    yield contradiction(row.row, first.row, ("session",), column)
            if latest.start < row.start < latest.end:
                yield row.row, "start", _("this meeting overlaps the one in row %(row)s", row=latest.row)
            latest = max(latest, row, key=attrgetter("end"))


def check_competences(session: Session, rows: Kept) -> Iterator[Late]:
    """Count and period of currency go together, also with what the database holds already."""
    standing = {row.competence: row for row in queries.all_competences(session)}
    for key, reading in rows.items():
        if reading.unreadable("currency_count", "currency_period"):
            continue
        after = competence_after(reading.values, standing.get(key))
        if (after["currency_count"] is None) != (after["currency_period"] is None):
            empty = "currency_count" if after["currency_count"] is None else "currency_period"
            message = _("currency_count and currency_period go together; fill in both or neither")
            yield reading.row, empty, message


def keep_rows(reading: TableReading, progress: Any) -> tuple[dict[str, RowReading], list[Late]]:
    """The rows of a small table by their name, and what is wrong with those that stand there twice.

    Also rows with a cell that could not be read: the others may still be wrong, and all is to be said at once.
    """
    (name,) = reading.spec.key
    kept: dict[str, RowReading] = {}
    late: list[Late] = []
    for one in reading.readings(progress):
        if name not in one.values:
            continue
        first = kept.setdefault(one.values[name], one)
        if first is one:
            continue
        column = first_difference(one.values, first.values, [c for c in one.values if c in first.values])
        if column is not None:
            late.append(contradiction(one.row, first.row, (name,), column))
        elif one.sound and first.sound:
            reading.report.remark(reading.source.label, Remark.DUPLICATE, one.row)
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
    for person, row in known.nameless.items():
        if person not in known.named:
            yield row, "name", _("a new person needs a name")


def _disagreements(rows: Sequence[queries.AnyRow]) -> Iterator[Late]:
    for column in ("name", "email"):
        filled = [row for row in rows if getattr(row, column) is not None]
        for row in filled[1:]:
            if getattr(row, column).casefold() != getattr(filled[0], column).casefold():
                yield contradiction(row.row, filled[0].row, ("person",), column)
