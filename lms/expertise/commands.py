"""What the command line prints about coverage."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import date

import click
from sqlalchemy.exc import OperationalError

from lms.catalogue.queries import all_competences
from lms.core.clock import Clock, civil_date
from lms.core.db import Database
from lms.core.errors import Refused
from lms.core.names import nearest
from lms.organisations.queries import organisation_names

from .queries import count_facts, coverage
from .services import rebuild_trends, trends_are_current

KEYS = (
    "organisation",
    "competence",
    "on",
    "employed",
    "certified",
    "valid",
    "current",
    "expiring",
    "norm",
    "gap",
)
LATER = "Trend lines follow in the background (lms scheduler), or now with: lms trends"
SMALL_IMPORT = 20_000
"""Up to so many certificates the trend lines are computed at once; above, the scheduler does it."""


def print_coverage(
    database: Database,
    on: date,
    organisation: str | None,
    competence: str | None,
    form: str,
    out: Callable[[str], None],
) -> int:
    """Coverage as a table, JSON or CSV, ordered by organisation and competence; Refused on an unknown name."""
    with database.read() as session:
        names = organisation_names(session)
        competences = all_competences(session)
        keys = {c.key: c for c in competences}
        if organisation is not None and organisation not in names:
            raise Refused(f"There is no organisation {organisation!r}.{nearest(organisation, names)}")
        if competence is not None and competence not in keys:
            raise Refused(f"There is no competence {competence!r}.{nearest(competence, keys)}")
        asked = [keys[competence]] if competence is not None else competences
        only = None if organisation is None else {names[organisation]}
        found = coverage(session, on, asked, organisations=only)
    name_of = {key: name for name, key in names.items()}
    key_of = {c.id: c.key for c in competences}
    rows = [
        (
            name_of[c.organisation_id],
            key_of[c.competence_id],
            on.isoformat(),
            *(getattr(c, key) for key in KEYS[3:]),
        )
        for c in found
    ]
    rows.sort(key=lambda row: (row[0].casefold(), row[1]))
    if not rows:
        click.echo(f"No organisation was active on {on}.", err=True)
    out(_FORMS[form](rows))
    return 0


def _as_json(rows: Sequence[tuple[object, ...]]) -> str:
    return json.dumps([dict(zip(KEYS, row, strict=True)) for row in rows], ensure_ascii=False, indent=2)


def _as_csv(rows: Sequence[tuple[object, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(KEYS)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().rstrip("\n")


def _harmless(cell: object) -> object:
    # A spreadsheet would run a name that begins like a formula.
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _as_table(rows: Sequence[tuple[object, ...]]) -> str:
    cells = [KEYS, *(tuple("–" if cell is None else str(cell) for cell in row) for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(KEYS))]
    lines = []
    for row in cells:
        texts = [row[i].ljust(widths[i]) if i < 3 else row[i].rjust(widths[i]) for i in range(len(KEYS))]
        lines.append("  ".join(texts).rstrip())
    return "\n".join(lines)


_FORMS = {"json": _as_json, "csv": _as_csv, "table": _as_table}


def refresh_trends(
    database: Database, clock: Clock, out: Callable[[str], None], *, only_when_small: bool = False
) -> None:
    """Compute the trend lines when the facts changed since; a large database is left to the scheduler."""
    if trends_are_current(database, civil_date(clock.now())):
        return
    if only_when_small:
        with database.read() as session:
            if count_facts(session) > SMALL_IMPORT:
                out(LATER)
                return
    try:
        months = rebuild_trends(database, clock)
    except OperationalError:
        if not only_when_small:
            raise
        # Somebody else has been writing for longer than we wait; the facts are safe, only the cache is behind.
        out(LATER)
        return
    out(f"Trend lines computed for {months} months.")
