"""Puts the organisations of a dataset into the database: regions, municipalities and types first, the tree last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert

from lms.core.db import Base, UnitOfWork
from lms.organisations.models import (
    Municipality,
    Organisation,
    OrganisationType,
    Region,
    organisation_serves,
)

from . import events, queries
from .known import Known, folded, nearest
from .messages import message as _
from .reading import RowReading
from .report import Counts, Report
from .writing import Writer

Values = dict[str, Any]


@dataclass
class Lookup:
    """Names of one kind with their ids; a name that is not there yet is created, reported and remembered."""

    uow: UnitOfWork
    report: Report
    label: str
    ids: dict[str, int]
    writer: Writer
    said: Any

    def __post_init__(self) -> None:
        self.folded = folded(self.ids)

    def id_of(self, name: str | None, **more: Any) -> int | None:
        """The id of a name, whatever its capitals; None for no name."""
        if name is None:
            return None
        found = self.folded.get(name.casefold())
        if found is None:
            near = nearest(name, self.ids)
            self.writer.create(self._values(name) | more)
            (found,) = self.writer.flush()
            self.report.notice(self.label, self.said(name, near))
            self.ids[name] = self.folded[name.casefold()] = found
        return found

    def _values(self, name: str) -> Values:
        if self.writer.model is OrganisationType:
            return {"key": name, "name_nl": name, "name_en": name}
        return {"name": name}


def _said_region(name: str, near: str | None) -> str:
    return _("the region “%(name)s” is new and will be added.", name=name)


def _said_type(name: str, near: str | None) -> str:
    return _("the organisation type “%(name)s” is new and will be added.", name=name)


def _said_municipality(name: str, near: str | None) -> str:
    if near is not None:
        return _(
            "the municipality “%(name)s” is new and will be added; it resembles “%(near)s”.",
            name=name,
            near=near,
        )
    return _("the municipality “%(name)s” is new and will be added.", name=name)


def merge_organisations(
    uow: UnitOfWork, report: Report, label: str, known: Known, rows: Mapping[str, RowReading]
) -> None:
    """Create or change each organisation; a column that is not there leaves what stands."""
    lookups = {
        "region": _lookup(uow, report, label, "regions", Region, events.RegionsImported, _said_region),
        "type": _lookup(
            uow, report, label, "types", OrganisationType, events.OrganisationTypesImported, _said_type
        ),
        "serves": _lookup(
            uow,
            report,
            label,
            "municipalities",
            Municipality,
            events.MunicipalitiesImported,
            _said_municipality,
        ),
    }
    standing = {row.organisation: row for row in queries.all_organisations(uow.session)}
    served = _served(uow)
    counts = report.counts["organisations"]
    writer = Writer(uow, Organisation, events.OrganisationsImported, counts)
    new = [name for name in rows if name not in standing]
    for name in new:
        # Without parent and successor at first: these may stand further down in the file.
        writer.create({"name": name})
    for name, new_id in zip(new, writer.flush(), strict=True):
        known.organisations[name] = new_id
    changes = Writer(uow, Organisation, events.OrganisationsImported, Counts())
    for name, row in rows.items():
        values = row.values
        organisation_id = known.organisations[name]
        assert organisation_id is not None
        attributes = _attributes(values, known, lookups)
        before = _before(standing.get(name), known)
        touched = changes.compare(organisation_id, before, attributes)
        if "serves" in values:
            wanted = _municipalities(
                values["serves"], attributes.get("region_id", before["region_id"]), lookups
            )
            touched |= _serve(changes, organisation_id, served.get(organisation_id, set()), wanted)
        if name in standing:
            counts.changed += touched
            counts.unchanged += not touched
    changes.flush()


def _lookup(
    uow: UnitOfWork, report: Report, label: str, what: str, model: type[Base], event: Any, said: Any
) -> Lookup:
    return Lookup(
        uow, report, label, queries.named(uow.session, what), Writer(uow, model, event, Counts()), said
    )


def _served(uow: UnitOfWork) -> dict[int, set[int]]:
    served: dict[int, set[int]] = {}
    for organisation_id, municipality_id in queries.all_served(uow.session):
        served.setdefault(organisation_id, set()).add(municipality_id)
    return served


def _attributes(values: Values, known: Known, lookups: Mapping[str, Lookup]) -> Values:
    found: Values = {name: values[name] for name in ("active_from", "active_until") if name in values}
    for name in ("region", "type"):
        if name in values:
            found[f"{name}_id"] = lookups[name].id_of(values[name])
    for name in ("parent", "merged_into"):
        if name in values:
            found[f"{name}_id"] = known.organisations[values[name]] if values[name] else None
    return found


def _before(row: Any, known: Known) -> Values:
    names = ("type_id", "region_id", "active_from", "active_until")
    before = {name: getattr(row, name, None) for name in names}
    for name in ("parent", "merged_into"):
        other = getattr(row, name, None)
        before[f"{name}_id"] = known.organisations[other] if other else None
    return before


def _municipalities(names: Iterable[str], region_id: int | None, lookups: Mapping[str, Lookup]) -> set[int]:
    found = {lookups["serves"].id_of(name, region_id=region_id) for name in names}
    return {number for number in found if number is not None}


def _serve(changes: Writer, organisation_id: int, before: set[int], wanted: set[int]) -> bool:
    """Make the municipalities that are served exactly these; whether that changed anything."""
    if before == wanted:
        return False
    connection = changes.uow.session.connection()
    served = organisation_serves
    connection.execute(delete(served).where(served.c.organisation_id == organisation_id))
    if wanted:
        pairs = [{"organisation_id": organisation_id, "municipality_id": one} for one in sorted(wanted)]
        connection.execute(insert(served), pairs)
    changes.note(organisation_id, {"serves": sorted(before)}, {"serves": sorted(wanted)})
    return True
