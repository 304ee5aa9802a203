"""Reads one table of a dataset row by row; every cell that cannot be read becomes a problem that names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from .cells import Wrong, is_empty, typed
from .header import Header, read_header
from .known import Known
from .messages import message as _
from .report import KEPT_PROBLEMS, Remark, Report
from .sources import SourceTable
from .tables import TableSpec
from .text_files import BrokenRow

Values = dict[str, Any]
Progress = Callable[[str, int, int | None], None]

REPORT_EVERY = 2000
EXAMPLE = "# "
"""How the first cell of a row begins that only shows what to write, as those in our own templates do."""


@dataclass
class RowReading:
    """One row while it is read: the values of the cells that could be read, and whether anything was wrong."""

    label: str
    row: int
    report: Report
    raw: dict[str, Any]
    values: Values = field(default_factory=dict)
    sound: bool = True

    def wrong(self, column: str, message: str, *, show: bool = True) -> None:
        """Note a problem with the cell of this column, quoted as typed."""
        self.sound = False
        value = typed(self.raw.get(column)) if show and column in self.raw else None
        self.report.problem(self.label, message, row=self.row, column=column, value=value)

    def remark(self, remark: Remark) -> None:
        self.report.remark(self.label, remark, self.row)

    def unreadable(self, *columns: str) -> bool:
        """Whether something stands in one of these cells that could not be read."""
        return any(column in self.raw and column not in self.values for column in columns)

    def has(self, *columns: str) -> bool:
        """Whether all these cells are there, could be read, and are not empty."""
        for column in columns:  # noqa: SIM110  (runs several times for each of very many rows; all() is half as fast)
            if self.values.get(column) is None:
                return False
        return True


Check = Callable[[RowReading, Known], None]


@dataclass
class TableReading:
    """A table while it is read; `header` is known once the first row was."""

    spec: TableSpec
    source: SourceTable
    report: Report
    known: Known
    check: Check
    header: Header | None = None

    @property
    def present(self) -> frozenset[str]:
        return self.header.present if self.header else frozenset()

    def rows(self, progress: Progress | None) -> Iterator[tuple[int, Values]]:
        """(row, values) of every row without a problem; the problems of the others go to the report."""
        return ((reading.row, reading.values) for reading in self.readings(progress) if reading.sound)

    def readings(self, progress: Progress | None) -> Iterator[RowReading]:
        """Every row that is not blank, also when there is something wrong with it."""
        label = self.source.label
        for row, cells in self.source.rows():
            if progress and row % REPORT_EVERY == 0:
                progress(_("Reading %(table)s", table=label), row, self.source.count())
            if isinstance(cells, BrokenRow):
                self._broken(row, cells)
            elif all(is_empty(cell) for cell in cells):
                continue
            elif self.header is None:
                self.header = read_header(self.spec, label, row, cells, self.report)
                if self.header is None:
                    self.known.unreadable.add(self.spec.name)
                    return
            elif isinstance(cells[0], str) and cells[0].startswith(EXAMPLE):
                self.report.remark(label, Remark.EXAMPLE, row)
            else:
                yield self._read(row, cells, self.header)
        if self.header is None:
            self.known.unreadable.add(self.spec.name)
            expected = ", ".join(self.spec.column_names)
            self.report.problem(
                label,
                _("it is empty; the first row must hold the column names: %(names)s", names=expected),
                row=1,
            )

    def report_late(self, found: Iterator[tuple[int, str, str]]) -> None:
        """Report (row, column, message) that only came out with all rows read; the file is read again to quote it."""
        wanted: dict[int, list[tuple[str, str]]] = {}
        for row, column, message in islice(found, KEPT_PROBLEMS):
            wanted.setdefault(row, []).append((column, message))
        self.report.problem_count += sum(1 for _more in found)
        if not wanted or self.header is None:
            return
        positions = {column.name: at for at, column in self.header.positions}
        for row, cells in self.source.rows():
            for column, message in wanted.pop(row, ()):
                at = positions.get(column)
                value = (
                    typed(cells[at])
                    if at is not None and isinstance(cells, list) and at < len(cells)
                    else None
                )
                self.report.problem(self.source.label, message, row=row, column=column, value=value)
            if not wanted:
                return

    def _broken(self, row: int, cells: BrokenRow) -> None:
        if not cells.args:
            message = _(
                "a cell in this row is far too long; look for a quotation mark that is opened and never closed"
            )
        else:
            message = _(
                "the quotation marks in this row do not match (%(error)s); double a quote inside quotes",
                error=cells,
            )
        self.report.problem(self.source.label, message, row=row)

    def _read(self, row: int, cells: list[Any], header: Header) -> RowReading:
        width = len(cells)
        raw = {column.name: cells[at] if at < width else None for at, column in header.positions}
        reading = RowReading(self.source.label, row, self.report, raw)
        if width > len(header.named):
            _refuse_cells_without_name(reading, cells, header)
        values = reading.values
        for _at, column in header.positions:
            try:
                value = column.read(raw[column.name])
            except Wrong as wrong:
                reading.wrong(column.name, str(wrong))
                continue
            if value is None and column.filled:
                reading.wrong(column.name, _("this cell must be filled in"))
                continue
            values[column.name] = value
        self.check(reading, self.known)
        return reading


def _refuse_cells_without_name(reading: RowReading, cells: list[Any], header: Header) -> None:
    extra = [cell for at, cell in enumerate(cells) if at not in header.named and not is_empty(cell)]
    if extra:
        reading.sound = False
        reading.report.problem(
            reading.label,
            _(
                "this row has more cells than the header has names; put a value that holds the separator in quotes"
            ),
            row=reading.row,
            value=typed(extra[0]),
        )
