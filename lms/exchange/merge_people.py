"""Puts persons and their employments into the database, a chunk of persons at a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

from lms.core.db import UnitOfWork
from lms.people.models import Employment, Function, Person, PersonKey

from . import queries
from .bulk import insert_rows
from .events import EmploymentsImported, FunctionsImported, PeopleImported
from .known import Known, folded
from .messages import message as _
from .reading import Progress
from .report import Counts, Report
from .staging import CHUNK
from .tables import PEOPLE
from .writing import Writer

ATTRIBUTES = ("employed_until", "function", "fte")

Person_ = tuple[str, list[queries.AnyRow]]


def add_functions(uow: UnitOfWork, report: Report, label: str, known: Known) -> dict[str, int]:
    """Create the functions nobody knew; the id of every function by its name in lower case."""
    writer = Writer(uow, Function, FunctionsImported, Counts())
    for name in known.functions.new:
        writer.create({"name": name})
        report.notice(label, _("the function “%(name)s” is new and will be added.", name=name))
    writer.flush()
    return folded(queries.named(uow.session, "functions"))


class PeopleMerge:
    """Merges the staged people; `present` are the columns that the file has."""

    def __init__(
        self,
        uow: UnitOfWork,
        report: Report,
        known: Known,
        functions: dict[str, int],
        present: frozenset[str],
    ) -> None:
        self.uow, self.known, self.functions, self.present = uow, known, functions, present
        self.source = report.source
        self.people = Writer(uow, Person, PeopleImported, report.counts["people"])
        self.employments = Writer(uow, Employment, EmploymentsImported, report.counts["employments"])

    def run(self, progress: Progress | None, total: int) -> None:
        """Merge everything that is staged."""
        rows = queries.staged_rows(self.uow.session, "people", PEOPLE.key)
        groups = ((person, list(its_rows)) for person, its_rows in groupby(rows, attrgetter("person")))
        done = 0
        while chunk := list(islice(groups, CHUNK // 2)):
            self._merge_people(chunk)
            self._merge_employments(chunk)
            done += sum(len(its_rows) for _person, its_rows in chunk)
            if progress:
                progress(_("Saving %(table)s", table="people"), done, total)

    def _merge_people(self, chunk: list[Person_]) -> None:
        ids = [i for key, _rows in chunk if (i := self.known.people[key]) is not None]
        standing = queries.people_by_id(self.uow.session, ids) if ids else {}
        new = []
        for key, rows in chunk:
            values = self._person(rows)
            person_id = self.known.people[key]
            if person_id is None:
                new.append(key)
                self.people.create({"email": None} | values, source=self.source, key=key)
            else:
                self.people.compare(person_id, dict(standing[person_id]._mapping), values)
        created = self.people.flush()
        if created:
            keys = [
                {"source": self.source, "key": key, "person_id": person_id}
                for key, person_id in zip(new, created, strict=True)
            ]
            insert_rows(self.uow.session.connection(), PersonKey.__table__, keys)  # type: ignore[arg-type]
            self.known.people.update(zip(new, created, strict=True))

    def _person(self, rows: list[queries.AnyRow]) -> dict[str, Any]:
        """Name and address as the first row that has them says; no name in any row leaves what stands."""
        values = {}
        name = next((row.name for row in rows if row.name is not None), None)
        if name is not None:
            values["name"] = name
        if "email" in self.present:
            values["email"] = next((row.email for row in rows if row.email is not None), None)
        return values

    def _merge_employments(self, chunk: list[Person_]) -> None:
        rows = [(self.known.people[key], row) for key, row in _employments(chunk)]
        ids = sorted({person_id for person_id, _row in rows if person_id is not None})
        found = queries.employments_of(self.uow.session, ids)
        standing = {(row.person_id, row.organisation_id, row.employed_from): row for row in found}
        for person_id, row in rows:
            key = (person_id, self.known.organisations[row.organisation], row.employed_from)
            values = self._employment(row)
            before = standing.get(key)
            if before is None:
                names = dict(zip(("person_id", "organisation_id", "employed_from"), key, strict=True))
                empty = {"employed_until": None, "function_id": None, "fte": None}
                self.employments.create(names | empty | values)
            else:
                self.employments.compare(before.id, dict(before._mapping), values)
        self.employments.flush()

    def _employment(self, row: queries.AnyRow) -> dict[str, Any]:
        values: dict[str, Any] = {name: getattr(row, name) for name in ATTRIBUTES if name in self.present}
        if "function" in values:
            function = values.pop("function")
            values["function_id"] = self.functions[function.casefold()] if function else None
        return values


def _employments(chunk: list[Person_]) -> Iterator[tuple[str, queries.AnyRow]]:
    """The first row of each employment; what repeats it says the same."""
    for person, rows in chunk:
        for (organisation, _day), same in groupby(rows, attrgetter("organisation", "employed_from")):
            if organisation is not None:
                yield person, next(same)
