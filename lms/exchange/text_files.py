"""Reads CSV as Dutch Excel writes it: any usual encoding, `;` `,` or tab, row by row, never the whole file."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import BinaryIO

CHUNK = 1 << 16
LONGEST_LINE = 1 << 20
"""In characters. A longer line is no row of a table, and is never held in memory as a whole."""

MOST_BLANK_LINES = 100_000
"""Before the header, which decides about the delimiter."""

_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)

Opener = Callable[[], BinaryIO]


class BrokenRow(Exception):
    """A row whose quotes do not match; without a reason, one that is far too long."""


class _Lines:
    """The lines of a file, the first of which were read already; a line that is too long is passed over."""

    def __init__(self, opening: Iterable[str], text: io.TextIOWrapper) -> None:
        self._opening, self._text = iter(opening), text
        self.passed_over = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._opening, None) or self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) >= LONGEST_LINE:
            self.passed_over = True
            while line and not line.endswith(("\n", "\r")):
                line = self._text.readline(LONGEST_LINE)
            return "\n"
        return line


def find_encoding(file: BinaryIO) -> tuple[str, int]:
    """The encoding of a text file and its number of lines, from one pass over it.

    A byte order mark decides; then zero bytes (UTF-16); then UTF-8 where all of it is; else cp1252.
    """
    first = file.read(CHUNK)
    encoding = _by_first_bytes(first)
    decoder = getincrementaldecoder("utf-8")() if encoding is None else None
    lines, chunk = 0, first
    try:
        while chunk:
            lines += chunk.count(b"\n")
            if decoder:
                decoder.decode(chunk)
            chunk = file.read(CHUNK)
        if decoder:
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        encoding = "cp1252"
        while chunk := file.read(CHUNK):
            lines += chunk.count(b"\n")
    return encoding or "utf-8", lines


def _by_first_bytes(first: bytes) -> str | None:
    if first.startswith(BOM_UTF8):
        return "utf-8-sig"
    if first.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    sample = first[:2000]
    if sample.count(0) * 4 > len(sample):
        return "utf-16-be" if sample[::2].count(0) > sample[1::2].count(0) else "utf-16-le"
    return None


def open_text(open_binary: Opener, encoding: str) -> io.TextIOWrapper:
    """The file as text; a byte that cannot be read becomes a surrogate, so that its cell can be named."""
    errors = "replace" if encoding.startswith("utf-16") else "surrogateescape"
    return io.TextIOWrapper(open_binary(), encoding=encoding, errors=errors, newline="")


def find_delimiter(line: str, known: Collection[str]) -> str:
    """The delimiter that gives the header the most known names; else the one seen most often outside quotes."""
    outside = re.sub(r'"[^"]*"', "", line)

    def merit(delimiter: str) -> tuple[int, int]:
        names = [name.strip('" \t\r\n\ufeff\u00a0').casefold() for name in line.split(delimiter)]
        return sum(name in known for name in names), outside.count(delimiter)

    return max((";", ",", "\t"), key=merit)


def read_rows(
    open_binary: Opener, encoding: str, known: Collection[str]
) -> Iterator[tuple[int, list[str] | BrokenRow]]:
    """(row, cells) of a CSV file, the header being row 1; an Excel `sep=` line is obeyed and not counted."""
    with open_text(open_binary, encoding) as text:
        opening: list[str] = []
        delimiter = None
        while line := text.readline(LONGEST_LINE):
            if not opening and (stated := _SEPARATOR_LINE.fullmatch(line.lstrip("\ufeff"))):
                delimiter = stated[1]
                continue
            opening.append(line)
            if line.strip(' ;,\t"\r\n\ufeff') or len(line) >= LONGEST_LINE or len(opening) > MOST_BLANK_LINES:
                break
        delimiter = delimiter or find_delimiter(opening[-1] if opening else "", known)
        yield from enumerate(_records(_Lines(opening, text), delimiter), 1)


def _records(lines: _Lines, delimiter: str) -> Iterator[list[str] | BrokenRow]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        begun = reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            too_long = "field larger" in str(error)
            yield BrokenRow() if too_long else BrokenRow(str(error))
            if too_long and reader.line_num > begun + 1:
                # A quote that is never closed has swallowed rows; nobody knows where the next one begins.
                return
        else:
            yield BrokenRow() if lines.passed_over else cells
        lines.passed_over = False
