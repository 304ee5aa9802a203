"""The lists of the pages as rows for a file: exactly what the reader sees, bands where the page shows bands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from lms.catalogue.models import Competence
from lms.organisations.models import Organisation
from lms.web.filters import named

from .disclosure import Number
from .organisation_page import People
from .overview import Cell
from .pages import RegionPage
from .rules import Level, Status

Table = tuple[str, Sequence[str], Iterable[Sequence[Any]]]
"""Name of the file, columns and rows, as `lms.web.downloads.download` takes them."""


def level_word(level: Level) -> str:
    """How far a norm is met, in a word."""
    return {
        Level.MET: _("met"),
        Level.NEARLY: _("nearly"),
        Level.SHORT: _("short"),
        Level.NO_NORM: _("no norm"),
    }[level]


def status_word(status: Status) -> str:
    """What somebody is for a competence, in a word."""
    return {
        Status.CURRENT: _("current"),
        Status.EXPIRING: _("ends soon"),
        Status.OUT_OF_PRACTICE: _("out of practice"),
        Status.LAPSED: _("lapsed"),
        Status.REVOKED: _("revoked"),
        Status.NEVER: _("not certified"),
    }[status]


def region_table(page: RegionPage) -> Table:
    """The region table as it is filtered and sorted, with a few columns per competence."""
    columns = [_("Organisation"), _("Region"), _("Type")]
    for competence in page.columns:
        name = named(competence)
        columns += [
            _("%(name)s: current", name=name),
            _("%(name)s: norm", name=name),
            _("%(name)s: gap", name=name),
            _("%(name)s: status", name=name),
        ]

    def rows() -> Iterator[Sequence[Any]]:
        for row in page.rows:
            o = row.organisation
            first = [
                o.name,
                o.region.name if o.region else _("Whole area"),
                named(o.type) if o.type else None,
            ]
            yield [*first, *(value for cell in row.cells for value in _cells(cell))]

    return f"paraat-region-{page.filters.on}", columns, rows()


def _cells(cell: Cell) -> list[Any]:
    return [_number(cell.current), _number(cell.norm), _number(cell.gap), level_word(cell.level)]


def _number(number: Number | None) -> int | str | None:
    return number if number is None or isinstance(number, int) else str(number)


def organisations_table(organisations: Iterable[Organisation]) -> Table:
    """The organisations in reach that match the search."""
    columns = [_("Organisation"), _("Type"), _("Region"), _("Part of"), _("Active from"), _("Active until")]
    names = {o.id: o.name for o in organisations}
    rows = (
        [
            o.name,
            named(o.type) if o.type else None,
            o.region.name if o.region else None,
            names.get(o.parent_id or 0),
            o.active_from,
            o.active_until,
        ]
        for o in organisations
    )
    return "paraat-organisations", columns, rows


def people_table(people: People, competence: Competence, organisation: Organisation, on: date) -> Table:
    """The people of an organisation with their standing for a competence on a day, as they are narrowed down."""
    columns = [
        _("Name"),
        _("Function"),
        _("Status"),
        _("Issued"),
        _("Valid until"),
        _("Certificate number"),
        _("Why"),
    ]

    def rows() -> Iterator[Sequence[Any]]:
        for line in people.lines:
            c, standing = line.reasoned.certificate, line.reasoned.standing
            yield [
                line.name,
                ", ".join(line.functions) or None,
                status_word(standing.status),
                c.issued_on if c else None,
                c.valid_until if c else None,
                (c.number or None) if c else None,
                " ".join(line.reasoned.reasons),
            ]

    return f"paraat-{organisation.id}-{competence.key}-{on}", columns, rows()
