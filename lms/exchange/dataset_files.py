"""Writes a dataset as one XLSX, or as a ZIP of CSV files the way Dutch Excel opens them, a row at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from sqlalchemy import RowMapping

from lms.core.errors import Refused
from lms.web.downloads import harmless

from .cells import without_guard
from .messages import message as _
from .tables import TABLES, TableSpec

Row = Mapping[str, Any] | RowMapping
Tables = Mapping[str, Callable[[], Iterator[Row]]]
FORMS = ("xlsx", "zip")
MOST_ROWS = 1_048_575
"""How many rows fit on a sheet of XLSX under the header."""


def write_dataset(file: BinaryIO, form: str, tables: Tables) -> None:
    """Write all tables; form is xlsx or zip. Refused when a table is too long for a sheet."""
    (_write_xlsx if form == "xlsx" else _write_zip)(file, tables)


def guarded(text: str) -> str:
    """Text that no spreadsheet runs, and of which the import makes exactly this text again."""
    safe = harmless(text)
    # Text that begins like a guarded one itself gets another apostrophe, of which the import takes one off.
    return "'" + text if safe == text and without_guard(text) != text else safe


def _write_zip(file: BinaryIO, tables: Tables) -> None:
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            # The mark at the start tells Excel that this is UTF-8.
            with (
                archive.open(f"{name}.csv", "w", force_zip64=True) as member,
                io.TextIOWrapper(member, encoding="utf-8-sig", newline="") as text,
            ):
                writer = csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
                writer.writerow(TABLES[name].column_names)
                columns = TABLES[name].column_names
                writer.writerows([_as_text(row[column]) for column in columns] for row in rows())


def _as_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else ""
    if isinstance(cell, date):
        return f"{cell:%d-%m-%Y}"
    if isinstance(cell, Decimal):
        return format(cell, "f").replace(".", ",")
    return str(cell) if isinstance(cell, int) else guarded(str(cell))


def _write_xlsx(file: BinaryIO, tables: Tables) -> None:
    from xlsxwriter import Workbook  # slow: only who asks for this form pays for it

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd-mm-yyyy"})
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(TABLES[name].columns) - 1, 20)
            for place, column in enumerate(TABLES[name].column_names):
                sheet.write_string(0, place, column, bold)
            _write_sheet(sheet, TABLES[name], rows(), day)


def _write_sheet(sheet: Any, spec: TableSpec, rows: Iterator[Row], day: Any) -> None:
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            message = _(
                "%(table)s has more rows than a sheet can hold. Choose CSV files in a ZIP.", table=spec.name
            )
            raise Refused(message, field="form")
        for place, column in enumerate(spec.column_names):
            cell = row[column]
            if isinstance(cell, bool) or cell is None:
                if cell:
                    sheet.write_string(number, place, "ja")
            elif isinstance(cell, date):
                sheet.write_datetime(number, place, cell, day)
            elif isinstance(cell, int | Decimal):
                sheet.write_number(number, place, cell)
            elif cell != "":
                # A cell of text is never run; only what an apostrophe would be taken off of gets one more.
                sheet.write_string(number, place, guarded(cell) if cell.startswith("'") else cell)
