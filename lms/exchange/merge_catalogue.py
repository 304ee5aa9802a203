"""Puts the competences of a dataset into the database; also those a course type shipped are updated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lms.catalogue.models import Competence
from lms.core.db import UnitOfWork

from . import queries
from .events import CompetencesImported
from .known import Known
from .reading import RowReading
from .report import Report
from .writing import Writer

Values = dict[str, Any]


def competence_after(values: Values, before: Any) -> Values:
    """A competence as it will be: its row over what stands; an empty name falls back on the other, then on the key."""
    after = {
        name: values[name] if name in values else getattr(before, name, None)
        for name in ("name_nl", "name_en", "validity", "currency_count", "currency_period")
    }
    name_nl, name_en = after["name_nl"], after["name_en"]
    after["name_nl"] = name_nl or name_en or values["competence"]
    after["name_en"] = name_en or name_nl or values["competence"]
    # Whoever imports a value confirms it, unless the row itself says otherwise.
    return after | {"is_example": bool(values.get("example"))}


def merge_competences(uow: UnitOfWork, report: Report, known: Known, rows: Mapping[str, RowReading]) -> None:
    """Create or change each competence."""
    standing = {row.competence: row for row in queries.all_competences(uow.session)}
    writer = Writer(uow, Competence, CompetencesImported, report.counts["competences"])
    new = []
    for key, row in rows.items():
        before = standing.get(key)
        after = competence_after(row.values, before)
        if before is None:
            new.append(key)
            writer.create({"key": key} | after)
        else:
            writer.compare(before.id, dict(before._mapping), after)
    known.competences.update(zip(new, writer.flush(), strict=True))
