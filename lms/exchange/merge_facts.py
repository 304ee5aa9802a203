"""Puts norms, certificates and practice into the database: look up a chunk, then create, change or leave."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

from lms.certification.models import Certificate
from lms.core.db import Base, UnitOfWork
from lms.expertise.models import Norm, PracticeEvent, PracticeKind

from . import events, queries
from .known import Known, folded
from .messages import message as _
from .reading import Progress
from .report import Counts, Report
from .staging import CHUNK
from .tables import CERTIFICATES, NORMS, PRACTICE, TableSpec
from .writing import Values, Writer


@dataclass(frozen=True)
class Merging:
    """How the rows of one table are merged.

    `key` gives the values that identify a row in the database, of which the first is what `standing` looks up;
    `changeable` gives what an update may change, seeing what stands (None for a new row); `first` what only a new
    row gets.
    """

    spec: TableSpec
    model: type[Base]
    event: type[events.RowsImported]
    key: Callable[[queries.AnyRow], Values]
    changeable: Callable[[queries.AnyRow, queries.AnyRow | None], Values]
    first: Callable[[queries.AnyRow], Values]
    standing: Callable[[Any, Collection[int]], Sequence[queries.AnyRow]]


def merge_facts(
    uow: UnitOfWork, report: Report, merging: Merging, progress: Progress | None, total: int
) -> None:
    """Merge everything that is staged for this table."""
    writer = Writer(uow, merging.model, merging.event, report.counts[merging.spec.name])
    rows = _distinct(uow, merging.spec)
    done = 0
    while chunk := list(islice(rows, CHUNK)):
        _merge_chunk(uow, merging, writer, chunk)
        done += len(chunk)
        if progress:
            progress(_("Saving %(table)s", table=merging.spec.name), done, total)


def _distinct(uow: UnitOfWork, spec: TableSpec) -> Iterator[queries.AnyRow]:
    rows = queries.staged_rows(uow.session, spec.name, spec.key)
    return (next(same) for _key, same in groupby(rows, attrgetter(*spec.key)))


def _merge_chunk(uow: UnitOfWork, merging: Merging, writer: Writer, chunk: list[queries.AnyRow]) -> None:
    keys = [merging.key(row) for row in chunk]
    names = tuple(keys[0])
    owners = sorted({key[names[0]] for key in keys})
    identify = attrgetter(*names)
    standing = {identify(row): row for row in merging.standing(uow.session, owners)}
    for row, key in zip(chunk, keys, strict=True):
        before = standing.get(tuple(key.values()))
        if before is None:
            writer.create(key | merging.first(row) | merging.changeable(row, None))
        else:
            writer.compare(before.id, dict(before._mapping), merging.changeable(row, before))
    writer.flush()


def _nothing(_row: queries.AnyRow, _before: queries.AnyRow | None = None) -> Values:
    return {}


def norms(known: Known, functions: dict[str, int]) -> Merging:
    """Norms; the file calls their first day `from`."""

    def key(row: queries.AnyRow) -> Values:
        return {
            "organisation_id": known.organisations[row.organisation],
            "competence_id": known.competences[row.competence],
            "starts_on": row._mapping["from"],
            "function_id": functions[row.function.casefold()] if row.function else None,
        }

    def changeable(row: queries.AnyRow, _before: queries.AnyRow | None) -> Values:
        return {"headcount": row.headcount, "share": row.share, "is_example": bool(row.example)}

    return Merging(NORMS, Norm, events.NormsImported, key, changeable, _nothing, queries.norms_of)


def certificates(known: Known, present: frozenset[str]) -> Merging:
    """Certificates; a last valid day whose column is not there is derived for new ones only."""

    def key(row: queries.AnyRow) -> Values:
        return {
            "person_id": known.people[row.person],
            "competence_id": known.competences[row.competence],
            "issued_on": row.issued_on,
            "number": row.number,
        }

    def ends(row: queries.AnyRow) -> Values:
        return {"valid_until": row.valid_until, "validity": row.validity}

    def changeable(row: queries.AnyRow, before: queries.AnyRow | None) -> Values:
        values: Values = {name: getattr(row, name) for name in ("revoked_on", "issuer") if name in present}
        if "revoked_on" in values and values["revoked_on"] is None:
            values["revoked_reason"] = None
        if "valid_until" not in present:
            return values
        if before is not None and row.validity is None and row.valid_until == before.valid_until:
            # The same day stated: from which validity it was once derived is still true.
            return values
        return values | ends(row)

    def first(row: queries.AnyRow) -> Values:
        return {"revoked_on": None, "issuer": None, "revoked_reason": None} | ends(row)

    return Merging(
        CERTIFICATES,
        Certificate,
        events.CertificatesImported,
        key,
        changeable,
        first,
        queries.certificates_of,
    )


def add_kinds(uow: UnitOfWork, report: Report, label: str, known: Known) -> dict[str, int]:
    """Create the kinds of practice nobody knew; the id of every kind by its key in lower case."""
    writer = Writer(uow, PracticeKind, events.PracticeKindsImported, Counts())
    for name in known.kinds.new:
        writer.create({"key": name, "name_nl": name, "name_en": name})
        report.notice(label, _("the kind of practice “%(name)s” is new and will be added.", name=name))
    writer.flush()
    return folded(queries.named(uow.session, "kinds"))


def practice(known: Known, kinds: dict[str, int]) -> Merging:
    """Practice events; the file calls their day `on`. The whole row is the key, so nothing in it can change."""

    def key(row: queries.AnyRow) -> Values:
        return {
            "person_id": known.people[row.person],
            "competence_id": known.competences[row.competence],
            "kind_id": kinds[row.kind.casefold()],
            "day": row._mapping["on"],
        }

    return Merging(
        PRACTICE, PracticeEvent, events.PracticeImported, key, _nothing, _nothing, queries.practice_of
    )
