"""The bare aggregate: coverage of one day as somebody would write it by hand for this one question.

Raw SQL text with literal dates and keys, sent by the database's own driver, every row fetched; nothing of Paraat.
As a program (`python -m benchmarks.bare ADDRESS`) it prints the answer as JSON; it then imports the driver only.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Sequence
from typing import Any

Numbers = dict[tuple[int, int], tuple[int, ...]]

EMPLOYED = """
WITH RECURSIVE tree(id, gone, next) AS (
  SELECT id, active_until < '{on}' AND merged_into_id IS NOT NULL,
    CASE WHEN active_until < '{on}' AND merged_into_id IS NOT NULL THEN merged_into_id ELSE parent_id END
  FROM organisation
), walk(id, at) AS (
  SELECT id, id FROM organisation
  UNION
  SELECT w.id, t.next FROM walk w JOIN tree t ON t.id = w.at WHERE t.next IS NOT NULL
), reach(id, counts_for) AS (
  SELECT w.id, w.at FROM walk w JOIN tree t ON t.id = w.at WHERE t.gone IS NOT TRUE
), employed AS (
  SELECT DISTINCT r.counts_for, e.person_id FROM reach r JOIN employment e ON e.organisation_id = r.id
  WHERE e.employed_from <= '{on}' AND (e.employed_until IS NULL OR e.employed_until >= '{on}')
)"""

STANDING = """, practised AS (
  SELECT DISTINCT person_id FROM practice_event
  WHERE competence_id = {practised} AND day BETWEEN '{begins}' AND '{on}'
), standing AS (
  SELECT c.competence_id, c.person_id,
    max(CASE WHEN (valid_until IS NULL OR valid_until >= '{on}') AND unrevoked THEN 1 ELSE 0 END) AS valid,
    max(CASE WHEN (valid_until IS NULL OR valid_until > '{beyond}') AND unrevoked THEN 1 ELSE 0 END) AS lasting,
    max(CASE WHEN issued_on >= '{begins}' AND unrevoked THEN 1 ELSE 0 END) AS fresh
  FROM (SELECT *, (revoked_on IS NULL OR revoked_on > '{on}') AS unrevoked FROM certificate) c
  WHERE issued_on <= '{on}' GROUP BY c.competence_id, c.person_id
)"""

COUNTED = """
SELECT e.counts_for, s.competence_id, count(*), sum(s.valid),
  sum(CASE WHEN s.valid = 1 AND (s.competence_id <> {practised} OR s.fresh = 1 OR p.person_id IS NOT NULL)
      THEN 1 ELSE 0 END),
  sum(CASE WHEN s.valid = 1 AND s.lasting = 0 THEN 1 ELSE 0 END)
FROM employed e JOIN standing s ON s.person_id = e.person_id
LEFT JOIN practised p ON p.person_id = s.person_id
GROUP BY e.counts_for, s.competence_id"""

HEADS = EMPLOYED + "\nSELECT counts_for, count(*) FROM employed GROUP BY counts_for"
COVERAGE = EMPLOYED + STANDING + COUNTED

VALID_ONLY = """
SELECT e.organisation_id, c.competence_id, count(*) FROM employment e JOIN certificate c ON c.person_id = e.person_id
WHERE e.employed_from <= '{on}' AND (e.employed_until IS NULL OR e.employed_until >= '{on}')
  AND c.issued_on <= '{on}' AND (c.valid_until IS NULL OR c.valid_until >= '{on}')
  AND (c.revoked_on IS NULL OR c.revoked_on > '{on}')
GROUP BY e.organisation_id, c.competence_id"""

ACTIVE = """
SELECT id, name FROM organisation
WHERE (active_from IS NULL OR active_from <= '{on}') AND (active_until IS NULL OR active_until >= '{on}')"""

DAYS = {"on": "2026-11-21", "begins": "2025-11-21", "beyond": "2027-02-19", "practised": 1}
"""The one day these statements are about, and what the rules derive from it for the competence with currency."""


def connect(address: str) -> Any:
    """A connection of the bare driver, with the settings that Paraat's own connections have."""
    if address.startswith("postgresql"):
        import psycopg  # slow: only where the server is used

        connection = psycopg.connect(address, autocommit=True)
        connection.execute("SET jit = off")
        return connection
    connection = sqlite3.connect(address.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("PRAGMA cache_size=-65536")
    return connection


def rows(connection: Any, statement: str) -> Sequence[tuple[Any, ...]]:
    return connection.execute(statement.format(**DAYS)).fetchall()


def coverage(connection: Any) -> tuple[Sequence[tuple[Any, ...]], Sequence[tuple[Any, ...]]]:
    """(organisation, competence, certified, valid, current, expiring) and (organisation, employed)."""
    return rows(connection, COVERAGE), rows(connection, HEADS)


def print_answer() -> None:
    connection = connect(sys.argv[1])
    counted, heads = coverage(connection)
    employed = dict(heads)
    names = dict(rows(connection, ACTIVE))
    keys = dict(rows(connection, "SELECT id, key FROM competence"))
    titles = ("certified", "valid", "current", "expiring")
    found = [
        {"organisation": names[one], "competence": keys[key], "on": DAYS["on"], "employed": employed[one]}
        | dict(zip(titles, map(int, numbers), strict=True))
        for one, key, *numbers in counted
        if one in names
    ]
    print(json.dumps(found, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    print_answer()
