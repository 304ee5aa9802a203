"""Reads CSV as Dutch Excel writes it: any usual encoding, `;` `,` or tab, row by row, never the whole file."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Callable, Collection, Iterator
from typing import BinaryIO

CHUNK = 1 << 16
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)

Opener = Callable[[], BinaryIO]


class BrokenRow(Exception):
    """A row whose quotes do not match."""


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
        for line in text:
            if not opening and (stated := _SEPARATOR_LINE.fullmatch(line.lstrip("\ufeff"))):
                delimiter = stated[1]
                continue
            opening.append(line)
            if line.strip(' ;,\t"\r\n\ufeff'):
                break
        delimiter = delimiter or find_delimiter(opening[-1] if opening else "", known)
        reader = csv.reader(_chain(opening, text), delimiter=delimiter, strict=True)
        row = 0
        while True:
            row += 1
            try:
                yield row, next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield row, BrokenRow(str(error))
                if "field larger" in str(error):
                    return


def _chain(opening: list[str], text: io.TextIOWrapper) -> Iterator[str]:
    yield from opening
    yield from text
