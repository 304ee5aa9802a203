"""A list as a file: CSV as Dutch Excel opens it, or XLSX. No cell is ever read as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from flask import Response

from lms.core.clock import AMSTERDAM

FORMS = ("csv", "xlsx")
MIME = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WIDEST = 60
"""Characters; a column is as wide as its longest cell, up to this."""


def download(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], form: str) -> Response:
    """The rows as a file `name`.csv or .xlsx to keep; cells are text, numbers, dates, instants or None."""
    content = _xlsx(columns, rows) if form == "xlsx" else _csv(columns, rows)
    answer = Response(content, mimetype=MIME[form])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{form}")
    return answer


def harmless(text: str) -> str:
    """Text that a spreadsheet shows and does not run: one that could begin a formula gets an apostrophe before it."""
    return "'" + text if text.lstrip()[:1] in {"=", "+", "-", "@"} or text[:1] in {"\t", "\r", "\n"} else text


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    written = StringIO()
    # Every cell in quotes: a program that splits at commas would else make a cell of what follows one.
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow([harmless(column) for column in columns])
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    # The mark at the start tells Excel that this is UTF-8.
    return written.getvalue().encode("utf-8-sig")


def _plain(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d-%m-%Y}"
    if isinstance(cell, Decimal | float):
        return str(cell).replace(".", ",")
    return str(cell) if isinstance(cell, int) else harmless(str(cell))


def _xlsx(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    from xlsxwriter import Workbook  # slow: only who asks for this form pays for it

    made = BytesIO()
    with Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd-mm-yyyy"})
        moment = book.add_format({"num_format": "dd-mm-yyyy hh:mm"})
        widths = [len(column) for column in columns]
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column, bold)
        for number, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(
                        number, place, cell.astimezone(AMSTERDAM).replace(tzinfo=None), moment
                    )
                elif isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, day)
                elif isinstance(cell, int | float | Decimal):
                    sheet.write_number(number, place, cell)
                elif cell is not None:
                    sheet.write_string(number, place, str(cell))
                widths[place] = max(widths[place], len(_plain(cell)))
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(WIDEST, width + 2))
        sheet.freeze_panes(1, 0)
    return made.getvalue()
