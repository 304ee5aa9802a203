"""Where a dataset comes from: a folder, a ZIP, one XLSX, or rows in memory. All give the same tables."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast
from zipfile import BadZipFile, ZipFile, ZipInfo

from lms.core.errors import Refused

from .cells import BLANK
from .messages import message as _
from .spreadsheets import Workbook
from .tables import TABLES
from .text_files import BrokenRow, find_encoding, read_rows

MOST_BYTES = 8 << 30
"""How large the files of a ZIP may be together once unpacked."""

MOST_IN_MEMORY = 256 << 20
"""How large an XLSX inside a ZIP may be; it is held in memory, and a CSV is not."""

MOST_LEVELS = 5
"""In how many folders that hold nothing but one folder the files may lie."""

TEXT_SUFFIXES = {".csv", ".txt", ".tsv"}

Row = tuple[int, "list[Any] | BrokenRow"]


@dataclass(frozen=True)
class SourceTable:
    """One table as it lies in a file: its name, how to call the file, and its rows (the header included)."""

    name: str
    label: str
    rows: Callable[[], Iterator[Row]]
    count: Callable[[], int | None]


@dataclass
class Dataset:
    """The tables that were found, by name, and the files that look like a table but are none."""

    name: str
    tables: dict[str, SourceTable] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    @classmethod
    def from_rows(cls, rows: Mapping[str, Sequence[Mapping[str, Any]]], name: str = "memory") -> Dataset:
        """A dataset in memory, of the same tables and columns; a missing column of a row counts as empty."""
        dataset = cls(name)
        for table, its_rows in rows.items():
            if table not in TABLES:
                raise Refused(_no_such_table(table))
            dataset.add(_table_in_memory(table, its_rows))
        return dataset

    def add(self, table: SourceTable) -> None:
        """Take the table in; Refused when another file holds it too."""
        other = self.tables.get(table.name)
        if other is not None:
            raise Refused(_held_twice(other.label, table.label, table.name))
        self.tables[table.name] = table


def _table_in_memory(name: str, rows: Sequence[Mapping[str, Any]]) -> SourceTable:
    header = list(dict.fromkeys(column for row in rows for column in row))

    def numbered() -> Iterator[Row]:
        yield 1, list(header) if header else list(TABLES[name].column_names)
        for number, row in enumerate(rows, 2):
            yield number, [row.get(column) for column in header]

    return SourceTable(name, name, numbered, lambda: len(rows))


def open_dataset(path: Path, *, called: str | None = None, most_bytes: int | None = None) -> Dataset:
    """Open a folder, a ZIP or one XLSX as a dataset; Refused when there is nothing in it that can be read.

    `called` is how whoever uploaded it knows it, when that is not by its path.
    """
    path = Path(path)
    shown, name = called or str(path), called or path.name
    dataset = Dataset(name or shown)
    try:
        if not path.exists():
            raise Refused(_("There is no file or folder %(path)s.", path=shown))
        if path.is_dir():
            _add_files(dataset, _files_in(path))
        elif path.suffix.lower() == ".xlsx" or _is_workbook(path):
            _add_workbook(dataset, Workbook(name, path), PurePosixPath(name).stem)
        elif path.suffix.lower() in TEXT_SUFFIXES:
            _add_files(dataset, {path.name: lambda: path.open("rb")})
        else:
            _add_files(dataset, _files_in_zip(path, shown, most_bytes or MOST_BYTES))
    except OSError as error:
        reason = str(error).replace(str(path), shown)
        raise Refused(_("%(path)s cannot be read: %(error)s", path=shown, error=reason)) from error
    if not dataset.tables:
        raise Refused(_no_table(shown))
    return dataset


def _no_table(shown: str) -> str:
    return _(
        "No table was found in %(path)s. A dataset is a folder, a ZIP or one XLSX with at least one of: "
        "%(tables)s (as .csv files, or as sheets of the XLSX).",
        path=shown,
        tables=", ".join(TABLES),
    )


def _held_twice(first: str, second: str, table: str) -> str:
    return _(
        "%(first)s and %(second)s both hold the table “%(table)s”. Keep one of them.",
        first=first,
        second=second,
        table=table,
    )


def _no_such_table(name: str) -> str:
    return _("There is no table “%(name)s”; the tables are: %(tables)s.", name=name, tables=", ".join(TABLES))


Files = dict[str, Callable[[], BinaryIO]]


def _files_in(folder: Path) -> Files:
    """The visible files of a folder; of its only sub-folder where it holds nothing itself.

    What is called after a table counts as one also when it is a folder or a broken link: opening it says so.
    """
    visible = _visible(folder)
    for _level in range(MOST_LEVELS):
        if len(visible) != 1 or not visible[0].is_dir():
            break
        visible = _visible(visible[0])
    found = [e for e in visible if e.is_file() or (table_of(e.name) and not e.is_fifo())]
    return {entry.name: lambda entry=entry: entry.open("rb") for entry in found}  # type: ignore[misc]


def _visible(folder: Path) -> list[Path]:
    return [entry for entry in sorted(folder.iterdir()) if not _hidden(entry.name)]


def _files_in_zip(path: Path, called: str, most_bytes: int) -> Files:
    try:
        with ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
    except (BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused(
            _(
                "%(path)s is not a folder, and cannot be read as a ZIP or XLSX file: %(error)s",
                path=called,
                error=str(error),
            )
        ) from error
    _refuse_unsafe(members, called, most_bytes)
    shown = [m for m in members if not any(_hidden(part) for part in PurePosixPath(m.filename).parts)]
    tables = [
        m for m in shown if table_of(PurePosixPath(m.filename).name) or m.filename.lower().endswith("xlsx")
    ]
    folders = {str(PurePosixPath(m.filename).parent) for m in tables}
    if len(folders) > 1:
        raise Refused(
            _(
                "%(file)s holds tables in more than one folder: %(folders)s. Keep one of them.",
                file=called,
                folders=", ".join(sorted(folders)),
            )
        )
    found: Files = {}
    for member in shown:
        name = PurePosixPath(member.filename).name
        if str(PurePosixPath(member.filename).parent) not in folders:
            continue
        if name in found and (table := table_of(name)):
            raise Refused(_held_twice(name, name, table))
        found[name] = partial(_open_member, path, member)
    return found


def _refuse_unsafe(members: Sequence[ZipInfo], called: str, most_bytes: int) -> None:
    """A small file may unpack to more than the machine can hold; what it says of itself is also the most it gives."""
    if sum(member.file_size for member in members) > most_bytes:
        message = _(
            "%(file)s unpacks to more than %(size)s GB and is not opened.", file=called, size=most_bytes >> 30
        )
        raise Refused(message)
    for member in members:
        if member.filename.lower().endswith(".xlsx") and member.file_size > MOST_IN_MEMORY:
            raise Refused(
                _(
                    "%(file)s is too large to read from within a ZIP. Upload it by itself.",
                    file=member.filename,
                )
            )
    if any(member.flag_bits & 1 for member in members):
        raise Refused(_("%(file)s is locked with a password. Make a ZIP without one.", file=called))


def _open_member(path: Path, member: ZipInfo) -> BinaryIO:
    return cast(BinaryIO, ZipFile(path).open(member))


def _is_workbook(path: Path) -> bool:
    try:
        with ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (BadZipFile, OSError):
        return False


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name in {"__MACOSX", "Thumbs.db", "desktop.ini"}


def table_of(file_name: str) -> str | None:
    """The table that a CSV file holds by its name; None when it holds none."""
    path = PurePosixPath(file_name)
    name = path.stem.strip(BLANK).casefold()
    return name if name in TABLES and path.suffix.lower() in TEXT_SUFFIXES else None


def _add_files(dataset: Dataset, files: Files) -> None:
    for name, open_binary in files.items():
        table = table_of(name)
        if table is not None:
            dataset.add(_text_table(table, name, open_binary))
        elif name.lower().endswith(".xlsx"):
            with open_binary() as file:
                _add_workbook(dataset, Workbook(name, file.read()), PurePosixPath(name).stem)
        else:
            dataset.ignored.append(name)


def _text_table(table: str, label: str, open_binary: Callable[[], BinaryIO]) -> SourceTable:
    lines: list[int] = []

    def rows() -> Iterator[Row]:
        try:
            with open_binary() as file:
                encoding, count = find_encoding(file)
            lines.append(count)
            yield from read_rows(open_binary, encoding, TABLES[table].column_names)
        except (BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
            raise Refused(_("%(file)s cannot be read: %(error)s", file=label, error=str(error))) from error

    return SourceTable(table, label, rows, lambda: lines[-1] if lines else None)


def _add_workbook(dataset: Dataset, book: Workbook, stem: str | None) -> None:
    """Take in the sheets that are called after a table; a file called after one may hold it on any only sheet."""
    called = {sheet: sheet.strip(BLANK).casefold() for sheet in book.sheets}
    if stem is not None and stem.casefold() in TABLES and not set(called.values()) & set(TABLES):
        called = {book.sheets[0]: stem.casefold()}
    for sheet, table in called.items():
        label = f"{book.label} [{sheet}]"
        if table in TABLES:
            dataset.add(
                SourceTable(
                    table,
                    label,
                    lambda sheet=sheet: book.rows(sheet),  # type: ignore[misc]
                    lambda sheet=sheet: book.height(sheet),  # type: ignore[misc]
                )
            )
        else:
            dataset.ignored.append(label)


def meant_table(file_name: str, taken: Mapping[str, Any]) -> str | None:
    """The missing table whose name a file's or sheet's resembles, such as `organizations.csv`."""
    name = file_name.rpartition("[")[2].rstrip("]")
    path = PurePosixPath(name)
    if path.suffix and path.suffix.lower() not in TEXT_SUFFIXES:
        return None
    free = [table for table in TABLES if table not in taken]
    return next(iter(get_close_matches(path.stem.strip().casefold(), free, 1, 0.8)), None)
