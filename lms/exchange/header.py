"""The header of a table: which column stands where, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from .cells import Wrong, clean, is_empty, typed
from .messages import message as _
from .report import Report
from .tables import Column, TableSpec


@dataclass(frozen=True)
class Header:
    """The position of each column that is there. `named` are all positions under a name, also an ignored one."""

    positions: tuple[tuple[int, Column], ...]
    named: frozenset[int]

    @property
    def present(self) -> frozenset[str]:
        return frozenset(column.name for _position, column in self.positions)


def read_header(spec: TableSpec, label: str, row: int, cells: Sequence[Any], report: Report) -> Header | None:
    """Match the cells of the header row with the columns of the table; None when rows cannot be read with it."""
    names = {position: _name(cell) for position, cell in enumerate(cells) if not is_empty(cell)}
    columns = {column.name: column for column in spec.columns}
    known = {position: name for position, name in names.items() if name in columns}
    if not known:
        _no_header(spec, label, row, cells, report)
        return None
    before = report.problem_count
    _check_twice(label, row, list(known.values()), report)
    missing = [name for name in columns if name not in known.values()]
    for position, name in names.items():
        if position not in known:
            _unknown(label, row, typed(cells[position]), name, missing, report)
    if report.problem_count == before:
        _check_missing(spec, label, row, missing, report)
    if report.problem_count > before:
        return None
    return Header(tuple((position, columns[name]) for position, name in known.items()), frozenset(names))


def _name(cell: Any) -> str:
    try:
        return clean(typed(cell)).casefold()
    except Wrong:
        return typed(cell)


def _no_header(spec: TableSpec, label: str, row: int, cells: Sequence[Any], report: Report) -> None:
    report.problem(
        label,
        _("the first row must hold the column names: %(names)s", names=", ".join(spec.column_names)),
        row=row,
        value=" ".join(typed(cell) for cell in cells if not is_empty(cell))[:200],
    )


def _check_twice(label: str, row: int, names: list[str], report: Report) -> None:
    for name in sorted({name for name in names if names.count(name) > 1}):
        report.problem(label, _("this column is there twice; keep one of them"), row=row, column=name)


def _unknown(label: str, row: int, raw: str, name: str, missing: list[str], report: Report) -> None:
    near = get_close_matches(name, missing, 1, 0.75) or get_close_matches(
        name.replace(" ", "_"), missing, 1, 0.75
    )
    if near:
        report.problem(
            label,
            _("there is no such column; did you mean “%(near)s”?", near=near[0]),
            row=row,
            column=near[0],
            value=raw,
        )
    else:
        report.notice(label, _("the column “%(name)s” is not used.", name=raw.strip()))


def _check_missing(spec: TableSpec, label: str, row: int, missing: list[str], report: Report) -> None:
    wanted = [column.name for column in spec.columns if column.required and column.name in missing]
    for name in wanted:
        report.problem(label, _("this column is missing"), row=row, column=name)
    if spec.name == "norms" and {"headcount", "share"} <= set(missing):
        report.problem(label, _("one of headcount and share must be there"), row=row, column="headcount")
