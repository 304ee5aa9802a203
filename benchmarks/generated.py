"""Databases of any size to measure on: made once, the same every time, and kept until the code behind them changes.

The shape is that of the demo region: about 1.3 certificates per person, organisations under organisations, mergers,
five competences of which one asks for recent practice, and norms for every organisation.
"""

from __future__ import annotations

import hashlib
import random
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url
from sqlalchemy.engine import URL

from lms.assembly import make_database, prepare
from lms.config import ROOT, Config
from lms.core.access import SYSTEM, Role
from lms.core.clock import FixedClock
from lms.core.db import Database, normalise_url
from lms.core.schema import MIGRATIONS
from lms.demo.services import build_demo
from lms.expertise.rules import month_ends
from lms.expertise.services import rebuild_trends
from lms.people.services import create_account
from lms.plugins.registry import Registry, discover

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
TODAY = NOW.date()
FOLDER = Path(tempfile.gettempdir()) / "paraat-bench"
NAME = "paraat_bench_"
READER = "reader@example.org"
"""The account, of the programme team, that opens the pages."""
COMPETENCES, FUNCTIONS, TYPES, REGIONS = 5, 6, 4, 3
PRACTISED = 1
"""The competence (by number, from 1) that asks for one practice event within twelve months."""

MONTHS = month_ends(date(2015, 1, 1), TODAY)

Row = tuple[Any, ...]
Rows = Iterable[Row]


Build = Callable[[Database], None]


def open_generated(server: str | None, certificates: int) -> Database:
    """A database with so many certificates: a SQLite file in the temporary folder, or one on this server."""
    sources = [Path(__file__), *(MIGRATIONS / "versions").glob("*.py")]
    name = f"{certificates}_{_fingerprint(sources)}"
    return _open(server, name, lambda database: _fill(database, certificates))


def open_demo(server: str | None) -> Database:
    """The demo region with its trend lines, as `lms demo` makes it."""
    sources = [
        *(MIGRATIONS / "versions").glob("*.py"),
        *ROOT.glob("lms/demo/*.py"),
        *ROOT.glob("courses/*/*.py"),
    ]
    return _open(server, f"demo_{_fingerprint([Path(__file__), *sources])}", _fill_demo)


def _fingerprint(sources: Iterable[Path]) -> str:
    """Part of the name, so that a database made by older code is never measured."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(sources))).hexdigest()[:8]


def _open(server: str | None, name: str, build: Build) -> Database:
    """The database of this name; built under another name first, so that half a database is never found."""
    url, part = _url(server, name), _url(server, f"{name}_part")
    if server is None:
        FOLDER.mkdir(exist_ok=True)
        path = Path(str(url.database))
        if not path.exists():
            for old in FOLDER.glob(f"{NAME}{name}_part*"):
                old.unlink()
            _build(part, build)
            Path(str(part.database)).rename(path)
    elif not _databases(server, f"{NAME}{name}"):
        _on(server, f'DROP DATABASE IF EXISTS "{part.database}"')
        _on(server, f'CREATE DATABASE "{part.database}"')
        # Work that is spread over several server processes could not be added up.
        _on(server, f'ALTER DATABASE "{part.database}" SET max_parallel_workers_per_gather = 0')
        _build(part, build)
        _on(server, f'ALTER DATABASE "{part.database}" RENAME TO "{url.database}"')
    return make_database(Config(database_url=url.render_as_string(hide_password=False)))


def _url(server: str | None, name: str) -> URL:
    if server is None:
        return make_url(f"sqlite:///{FOLDER / f'{NAME}{name}.db'}")
    return make_url(normalise_url(server)).set(database=f"{NAME}{name}")


def drop_generated(server: str | None) -> None:
    """Remove every database that was generated before, here or on this server."""
    if server is None:
        for path in FOLDER.glob(f"{NAME}*"):
            path.unlink()
        return
    for name in _databases(server, f"{NAME}%"):
        _on(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _on(server: str, statement: str) -> list[Any]:
    engine = create_engine(normalise_url(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        result = connection.exec_driver_sql(statement)
        found = list(result.scalars()) if result.returns_rows else []
    engine.dispose()
    return found


def _databases(server: str, name: str) -> list[str]:
    return _on(server, f"SELECT datname FROM pg_database WHERE datname LIKE '{name}'")  # our own names only


def _build(url: URL, fill: Build) -> None:
    database = make_database(Config(database_url=url.render_as_string(hide_password=False)))
    fill(database)
    raw = database.engine.raw_connection()
    if database.is_sqlite:
        raw.cursor().execute("ANALYZE")
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        raw.dbapi_connection.autocommit = True
        raw.cursor().execute("VACUUM ANALYZE")
        raw.dbapi_connection.autocommit = False
    raw.close()
    database.engine.dispose()


def _fill_demo(database: Database) -> None:
    registry, clock = discover(), FixedClock(NOW)
    prepare(database, registry, clock)
    build_demo(database, registry, clock)
    rebuild_trends(database, clock)
    _give_account(database)


def _fill(database: Database, certificates: int) -> None:
    prepare(database, Registry(), FixedClock(NOW))
    for table, columns, rows in tables(certificates):
        _insert(database, table, columns.split(), rows)
        if columns.startswith("id ") and not database.is_sqlite:
            sequence = f"pg_get_serial_sequence('{table}', 'id')"
            with database.engine.begin() as connection:
                connection.exec_driver_sql(f"SELECT setval({sequence}, coalesce(max(id), 1)) FROM {table}")
    _give_account(database)


def _give_account(database: Database) -> None:
    with database.transaction(SYSTEM, NOW) as uow:
        create_account(uow, READER, "Reader", [(Role.PROGRAMME_TEAM, None)])


def _insert(database: Database, table: str, columns: Sequence[str], rows: Rows) -> None:
    raw = database.engine.raw_connection()
    names = ", ".join(columns)
    cursor = raw.cursor()
    if database.is_sqlite:
        cursor.execute("BEGIN IMMEDIATE")
        texts = (tuple(str(v) if isinstance(v, date) else v for v in row) for row in rows)
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})", texts)
    else:
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    raw.commit()
    raw.close()


# ---- the facts ------------------------------------------------------------------------------------------------


def tables(certificates: int) -> Iterator[tuple[str, str, Rows]]:
    """(table, columns, rows) in an order that the foreign keys allow."""
    people = round(certificates / 1.3)
    organisations = max(27, certificates // 200)
    yield "region", "id name", [(i, f"Regio {i}") for i in range(1, REGIONS + 1)]
    types = [(i, f"type-{i}", f"Soort {i}", f"Type {i}") for i in range(1, TYPES + 1)]
    yield "organisation_type", "id key name_nl name_en", types
    yield "function", "id name", [(i, f"functie {i}") for i in range(1, FUNCTIONS + 1)]
    yield (
        "organisation",
        "id name type_id region_id parent_id active_until merged_into_id",
        _organisations(organisations),
    )
    columns = "id key name_nl name_en validity currency_count currency_period is_example"
    yield "competence", columns, [_competence(i) for i in range(1, COMPETENCES + 1)]
    yield "practice_kind", "id key name_nl name_en", [(1, "bench", "Oefening", "Exercise")]
    names = ((i, f"Persoon {i}", f"persoon.{i}@example.org") for i in range(1, people + 1))
    yield "person", "id name email", names
    columns = "id person_id organisation_id employed_from employed_until function_id fte"
    yield "employment", columns, _numbered(_employments(people, organisations))
    columns = "id person_id competence_id issued_on valid_until revoked_on number"
    yield "certificate", columns, _numbered(_certificates(certificates, people))
    yield "practice_event", "id person_id competence_id kind_id day", _numbered(_practice(certificates))
    columns = "id organisation_id competence_id starts_on function_id headcount share is_example"
    yield "norm", columns, _numbered(_norms(organisations))
    columns = "organisation_id competence_id day employed valid current norm"
    yield "coverage_month", columns, _months(organisations)
    yield "region_month", "competence_id day valid current", [(1, d, 9, 8) for d in MONTHS]
    yield "coverage_cache", "id revision computed_at computed_on", [(1, 0, str(NOW), TODAY)]


def _numbered(rows: Rows) -> Iterator[Row]:
    return ((number, *row) for number, row in enumerate(rows, 1))


def _competence(i: int) -> Row:
    currency = (1, "P12M") if i == PRACTISED else (None, None)
    return (i, f"bench-{i}", f"Vaardigheid {i}", f"Skill {i}", "P36M", *currency, False)


def _organisations(number: int) -> Iterator[Row]:
    """One in ten has others under it, one in fifty of those a further layer; one in 25 merged into another."""
    draw = random.Random(1)
    for i in range(1, number + 1):
        parent = None if i <= number // 10 or draw.random() < 0.4 else draw.randrange(1, max(2, i // 8))
        merged = i > 10 and draw.random() < 0.04
        last = _day(draw, 2020, 2500) if merged else None
        heir = draw.randrange(1, i) if merged else None
        yield (i, f"Organisatie {i:05}", 1 + i % TYPES, 1 + i % REGIONS, parent, last, heir)


def _employments(people: int, organisations: int) -> Iterator[Row]:
    draw = random.Random(2)
    for person in range(1, people + 1):
        first = _day(draw, 2012, 5000)
        last = first + timedelta(days=draw.randrange(200, 4000)) if draw.random() < 0.4 else None
        where = 1 + int(organisations * draw.random() ** 1.5)
        yield (person, where, first, last, draw.randrange(1, FUNCTIONS + 1), "0.8")
        if draw.random() < 0.15:
            again = (last or first) + timedelta(days=draw.randrange(1, 400))
            other = 1 + where % organisations
            yield (person, other, again, None, draw.randrange(1, FUNCTIONS + 1), "0.4")


def _certificates(number: int, people: int) -> Iterator[Row]:
    draw = random.Random(3)
    for i in range(number):
        issued = _day(draw, 2015, 4300)
        competence = draw.choices(range(1, COMPETENCES + 1), (40, 25, 15, 12, 8))[0]
        ends = issued + timedelta(days=1095) if draw.random() < 0.9 else None
        revoked = issued + timedelta(days=draw.randrange(900)) if draw.random() < 0.02 else None
        yield (draw.randrange(1, people + 1), competence, issued, ends, revoked, f"B{i}")


def _practice(certificates: int) -> Iterator[Row]:
    """About two events for every person who holds the competence that asks for practice."""
    draw, seen = random.Random(4), set()
    holders = sorted(
        {row[0] for row in _certificates(certificates, round(certificates / 1.3)) if row[1] == PRACTISED}
    )
    for holder in holders:
        for _ in range(draw.randrange(5)):
            row = (holder, PRACTISED, 1, _day(draw, 2019, 2850))
            if row not in seen:
                seen.add(row)
                yield row


def _norms(organisations: int) -> Iterator[Row]:
    draw = random.Random(5)
    for organisation in range(1, organisations + 1):
        for competence in (1, 2, 3):
            share = draw.choice((None, "0.2", "0.35"))
            function = draw.randrange(1, FUNCTIONS + 1) if share else None
            headcount = None if share else draw.randrange(1, 30)
            yield (organisation, competence, date(2021, 1, 1), function, headcount, share, True)


def _months(organisations: int) -> Iterator[Row]:
    """Made-up trend lines of the first competence: the pages read so many rows, whatever stands in them."""
    draw = random.Random(6)
    for organisation in range(1, organisations + 1):
        for day in MONTHS:
            yield (organisation, 1, day, 40, draw.randrange(20, 40), draw.randrange(20), 20)


def _day(draw: random.Random, year: int, days: int) -> date:
    return date(year, 1, 1) + timedelta(days=draw.randrange(days))
