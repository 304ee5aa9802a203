"""Reads the sheets of an XLSX file; cells that hold an error come out as errors, not as empty."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from lms.core.errors import Refused

from .cells import ErrorCell
from .messages import message as _

MOST_BYTES = 1 << 30
"""How large the parts of an XLSX file may be together once unpacked."""

MOST_CELLS = 20_000_000
"""How large the rectangle around all filled cells of a sheet may be; all of it is held in memory."""

_CHUNK = 1 << 20
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Workbook:
    """An XLSX file: its sheets by name, read one at a time."""

    def __init__(self, label: str, source: Path | bytes) -> None:
        # Slow to import and only needed here: 40 ms that no other command should pay.
        from python_calamine import CalamineError, CalamineWorkbook

        self.label = label
        self.source = source
        try:
            with self._archive() as archive:
                if sum(member.file_size for member in archive.infolist()) > MOST_BYTES:
                    raise Refused(_("%(file)s unpacks to more than 1 GB and is not opened.", file=label))
            book: Any = (
                CalamineWorkbook.from_filelike(io.BytesIO(source))
                if isinstance(source, bytes)
                else CalamineWorkbook.from_path(str(source))
            )
        except (BadZipFile, CalamineError, OSError, ValueError) as error:
            raise Refused(
                _("%(file)s cannot be read as an XLSX file: %(error)s", file=label, error=str(error))
            ) from error
        self.book = book
        self.sheets: list[str] = list(book.sheet_names)

    def _archive(self) -> ZipFile:
        return ZipFile(io.BytesIO(self.source) if isinstance(self.source, bytes) else self.source)

    def rows(self, sheet: str) -> Iterator[tuple[int, list[Any]]]:
        """(row, cells) as the spreadsheet numbers them."""
        self._refuse_far_cells(sheet)
        try:
            found = self.book.get_sheet_by_name(sheet)
            errors = self._errors_of(sheet)
        except Exception as error:  # the reader has no common base for what a damaged sheet may cause
            raise Refused(
                _("%(file)s cannot be read as an XLSX file: %(error)s", file=self.label, error=str(error))
            ) from error
        if found.start is None:
            return
        first_column = found.start[1]
        for row, cells in enumerate(found.iter_rows(), 1):
            for column, text in errors.get(row, ()):
                if 0 <= column - first_column < len(cells):
                    cells[column - first_column] = ErrorCell(text)
            yield row, cells

    def height(self, sheet: str) -> int:
        return int(self.book.get_sheet_by_name(sheet).total_height)

    def _refuse_far_cells(self, sheet: str) -> None:
        """The reader ends the whole program when it runs out of memory, so it is not given what would take too much."""
        with self._archive() as archive:
            part = _part_of(archive, sheet)
            if part is None:
                return
            try:
                if _reach(archive, part) <= MOST_CELLS:
                    return
                rows, columns, last = 0, 0, "A1"
                for row, column, cell in _cells(archive, part):
                    if cell.find(_MAIN + "v") is not None or cell.find(_MAIN + "is") is not None:
                        if row > rows or column >= columns:
                            last = cell.get("r") or f"R{row}C{column + 1}"
                        rows, columns = max(rows, row), max(columns, column + 1)
            except (expat.ExpatError, ElementTree.ParseError) as error:
                raise Refused(
                    _("%(file)s cannot be read as an XLSX file: %(error)s", file=self.label, error=str(error))
                ) from error
        if rows * columns > MOST_CELLS:
            message = _(
                "%(file)s [%(sheet)s] is filled as far as cell %(cell)s, which is too large to read. "
                "Empty what does not belong to the table.",
                file=self.label,
                sheet=sheet,
                cell=last,
            )
            raise Refused(message)

    def _errors_of(self, sheet: str) -> dict[int, list[tuple[int, str]]]:
        """Row number → [(column counted from 0, text)] of error cells, which the reader itself leaves empty."""
        with self._archive() as archive:
            part = _part_of(archive, sheet)
            if part is None or not _has_errors(archive, part):
                return {}
            found: dict[int, list[tuple[int, str]]] = {}
            for row, column, cell in _cells(archive, part):
                if cell.get("t") == "e":
                    found.setdefault(row, []).append((column, cell.findtext(_MAIN + "v") or "#"))
            return found


def _part_of(archive: ZipFile, sheet: str) -> str | None:
    """The name of the part that holds a sheet; None when the file is put together in an unusual way."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except (KeyError, ElementTree.ParseError):
        return None
    wanted = [s.get(_RELATION) for s in book.iter(_MAIN + "sheet") if s.get("name") == sheet]
    for relation in relations:
        if relation.get("Id") in wanted:
            target = relation.get("Target", "").lstrip("/")
            part = target if target.startswith("xl/") else "xl/" + target
            return part if part in archive.namelist() else None
    return None


def _reach(archive: ZipFile, part: str) -> int:
    """How many cells the sheet spans as far as any cell lies in it; what the sheet states itself may be a lie."""
    row, column, rows, columns = 0, 0, 0, 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, rows, columns
        tag, at = name.rpartition(" ")[2], attributes.get("r", "")
        if tag == "row":
            row, column = int(at) if at.isdecimal() else row + 1, 0
        elif tag == "c":
            column += 1
            if at:
                row, column = _position(at)
                column += 1
            rows, columns = max(rows, row), max(columns, column)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = begin
    with archive.open(part) as file:
        parser.ParseFile(file)
    return rows * columns


def _cells(archive: ZipFile, part: str) -> Iterator[tuple[int, int, ElementTree.Element]]:
    """(row, column counted from 0, cell); a cell without an address stands after the one before it."""
    row, column = 0, -1
    with archive.open(part) as file:
        # expat expands no entities from outside
        for event, element in ElementTree.iterparse(file, ("start", "end")):  # noqa: S314
            if element.tag == _MAIN + "row":
                if event == "start":
                    at = element.get("r", "")
                    row, column = int(at) if at.isdecimal() else row + 1, -1
                else:
                    element.clear()
            elif element.tag == _MAIN + "c" and event == "end":
                at = element.get("r", "")
                row, column = _position(at) if at else (row, column + 1)
                yield row, column, element


def _has_errors(archive: ZipFile, part: str) -> bool:
    with archive.open(part) as file:
        before = b""
        while chunk := file.read(_CHUNK):
            if b't="e"' in before + chunk:
                return True
            before = chunk[-8:]
    return False


def _position(reference: str) -> tuple[int, int]:
    found = re.fullmatch(r"([A-Z]+)(\d+)", reference)
    if not found:
        return 0, 0
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column - 1
