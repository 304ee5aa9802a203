"""What an import has to say: problems that stop it, notices that do not, and counts of what it did."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from .messages import message as _

SHOWN_ROWS = 5
"""How many row numbers a notice names before it only counts."""

KEPT_PROBLEMS = 50_000
"""How many problems are kept to be shown; the others are counted, so that memory stays bounded."""


@dataclass(frozen=True)
class Problem:
    """Why the import cannot go on: where, the value exactly as typed, and what would be right.

    `row` is numbered as a spreadsheet shows it: the header is row 1.
    """

    table: str
    row: int | None
    column: str | None
    value: str | None
    message: str

    def __str__(self) -> str:
        places = [self.table]
        if self.row is not None:
            places.append(_("row %(row)s", row=self.row))
        if self.column is not None:
            places.append(_("column %(column)s", column=self.column))
        quoted = "" if self.value is None else f"“{self.value}”: "
        return f"{', '.join(places)}: {quoted}{self.message}"


@dataclass(frozen=True)
class Notice:
    """Something the import did or saw that somebody should know."""

    table: str | None
    message: str

    def __str__(self) -> str:
        return f"{self.table}: {self.message}" if self.table else self.message


@dataclass
class Counts:
    """How many rows of one kind were created, changed, or found to be what they were."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


class Remark(StrEnum):
    """Things that are said once per table, with the number of rows and the first of them."""

    DUPLICATE = "duplicate"
    EXAMPLE = "example"
    OPEN_END = "open_end"
    FUTURE = "future"
    FUNCTION_WITHOUT_ORGANISATION = "function_without_organisation"


def describe(remark: Remark, count: int, rows: str) -> str:
    """The sentence of a remark in the reader's language."""
    texts = {
        Remark.DUPLICATE: _(
            "exact duplicates, counted once: %(rows)s (%(count)s in all).", count=count, rows=rows
        ),
        Remark.EXAMPLE: _(
            "rows that begin with “# ” are examples and are not read: %(rows)s (%(count)s in all).",
            count=count,
            rows=rows,
        ),
        Remark.OPEN_END: _(
            "end dates far in the future (such as 31-12-9999) are read as no end: %(rows)s (%(count)s in all).",
            count=count,
            rows=rows,
        ),
        Remark.FUTURE: _("issue dates after today: %(rows)s (%(count)s in all).", count=count, rows=rows),
        Remark.FUNCTION_WITHOUT_ORGANISATION: _(
            "a function or fte without an organisation is ignored: %(rows)s (%(count)s in all).",
            count=count,
            rows=rows,
        ),
    }
    return texts[remark]


@dataclass
class Report:
    """The outcome of an import. With problems nothing may be kept: whoever asked for it rolls back."""

    source: str
    dataset: str
    dry_run: bool = False
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    notices: list[Notice] = field(default_factory=list)
    counts: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    _remarks: dict[tuple[str, Remark], list[int]] = field(default_factory=dict)
    _remark_counts: dict[tuple[str, Remark], int] = field(default_factory=lambda: defaultdict(int))

    @property
    def changes_anything(self) -> bool:
        return any(counts.created or counts.changed for counts in self.counts.values())

    def problem(
        self,
        table: str,
        message: str,
        *,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
    ) -> None:
        """Keep a problem, or only count it when there are very many already."""
        self.problem_count += 1
        if len(self.problems) < KEPT_PROBLEMS:
            self.problems.append(Problem(table, row, column, value, message))

    def notice(self, table: str | None, message: str) -> None:
        self.notices.append(Notice(table, message))

    def remark(self, table: str, remark: Remark, row: int) -> None:
        """Count a row of this table for a remark."""
        self._remark_counts[table, remark] += 1
        rows = self._remarks.setdefault((table, remark), [])
        if len(rows) < SHOWN_ROWS:
            rows.append(row)

    def finish(self) -> None:
        """Turn the remarks into notices and put the problems in the order of the files."""
        for (table, remark), rows in self._remarks.items():
            count = self._remark_counts[table, remark]
            self.notice(table, describe(remark, count, listed(rows, count)))
        self._remarks.clear()
        order: dict[str, int] = {}
        for problem in self.problems:
            order.setdefault(problem.table, len(order))
        self.problems.sort(key=lambda p: (order[p.table], p.row or 0))


def listed(rows: list[int], count: int) -> str:
    """Row numbers in words: "rows 4, 9 and 12 more"."""
    shown = ", ".join(str(row) for row in rows)
    if count > len(rows):
        return _("rows %(rows)s and %(more)s more", rows=shown, more=count - len(rows))
    return _("rows %(rows)s", rows=shown) if len(rows) > 1 else _("row %(row)s", row=shown)
