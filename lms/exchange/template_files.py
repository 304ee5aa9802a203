"""Empty lists to fill in: the headers of the tables, and one example row that the import passes over."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

from flask import Response
from flask_babel import gettext as _

from lms.web.downloads import MIME

from .reading import EXAMPLE
from .tables import TABLES, TableSpec


def template(table: str | None) -> Response:
    """The CSV of one table, or without one an XLSX with a sheet for each."""
    name, form = (table, "csv") if table else (_("dataset"), "xlsx")
    answer = Response(_csv(TABLES[table]) if table else _xlsx(), mimetype=MIME[form])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.{form}")
    return answer


def example_of(spec: TableSpec) -> list[str]:
    """A row that shows what to write, marked so that it is never imported."""
    first, *others = [column.example for column in spec.columns]
    return [EXAMPLE + first, *others]


def _csv(spec: TableSpec) -> bytes:
    written = StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows([spec.column_names, example_of(spec)])
    return written.getvalue().encode("utf-8-sig")


def _xlsx() -> bytes:
    from xlsxwriter import Workbook  # slow: only who asks for this form pays for it

    made = BytesIO()
    with Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold, soft = (
            book.add_format({"bold": True}),
            book.add_format({"italic": True, "font_color": "#4a5a66"}),
        )
        text = book.add_format({"num_format": "@"})
        for spec in TABLES.values():
            sheet = book.add_worksheet(spec.name)
            for place, (column, example) in enumerate(zip(spec.columns, example_of(spec), strict=True)):
                # As text: Excel then leaves leading zeros and days as they are typed.
                sheet.set_column(place, place, max(len(column.name), len(example)) + 3, text)
                sheet.write_string(0, place, column.name, bold)
                sheet.write_string(1, place, example, soft)
                sheet.write_comment(0, place, str(column.meaning))
            sheet.freeze_panes(1, 0)
    return made.getvalue()
