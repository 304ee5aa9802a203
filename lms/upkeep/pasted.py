"""Reads people pasted from a spreadsheet: name, e-mail, function, fte, first day; every bad line is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from flask_babel import gettext as _

from .typed import clean, read_day, read_email, read_fte, read_text

MOST_LINES = 200
HEADINGS = {"naam", "name"}
Read = TypeVar("Read")


@dataclass(frozen=True)
class Newcomer:
    """Somebody to add; `line` is where it stands in what was pasted."""

    line: int
    name: str
    email: str | None
    function: str | None
    fte: Decimal | None
    first: date


@dataclass(frozen=True)
class Pasted:
    """What could be read, and what is wrong with the rest."""

    people: tuple[Newcomer, ...]
    problems: tuple[str, ...]


def read_people(text: str) -> Pasted:
    """The people in the lines; cells are divided by tabs or semicolons, and a line of headings is left out."""
    people: list[Newcomer] = []
    problems: list[str] = []
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if clean(line.replace(";", ""))]
    if len(lines) > MOST_LINES:
        return Pasted((), (_("This is more than %(most)s lines. Paste them in parts.", most=MOST_LINES),))
    known: dict[tuple[str, str], int] = {}
    for number, line in lines:
        cells = [cell.strip() for cell in line.split("\t" if "\t" in line else ";")]
        if number == lines[0][0] and clean(cells[0]).lower() in HEADINGS:
            continue
        found, wrong = _read_line(number, cells)
        if found is not None:
            key = (found.name.casefold(), (found.email or "").lower())
            if key in known:
                wrong = [_("this is the same person as in line %(line)s", line=known[key])]
            known.setdefault(key, number)
        problems += [_("Line %(line)s: %(problem)s", line=number, problem=one) for one in wrong]
        if found is not None and not wrong:
            people.append(found)
    return Pasted(tuple(people), tuple(problems))


def _read_line(number: int, cells: list[str]) -> tuple[Newcomer | None, list[str]]:
    wrong: list[str] = []

    def read(place: int, reader: Callable[[str], Read]) -> Read | None:
        text = cells[place] if place < len(cells) else ""
        try:
            return reader(text) if clean(text) else None
        except ValueError as error:
            wrong.append(str(error))
            return None

    name = read(0, lambda text: read_text(text, 200))
    email, function = read(1, read_email), read(2, lambda text: read_text(text, 120))
    fte, first = read(3, read_fte), read(4, read_day)
    if any(clean(cell) for cell in cells[5:]):
        wrong.append(_("there are more than five cells: name, e-mail, function, fte, first day"))
    if not name and not wrong:
        wrong.append(_("the name is missing"))
    if first is None and not wrong:
        wrong.append(_("the first day is missing; it is the fifth cell, such as 01-12-2026"))
    if wrong or name is None or first is None:
        return None, wrong
    return Newcomer(number, name, email, function, fte, first), []
