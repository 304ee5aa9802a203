"""Measures an import of 100,000 people with 500,000 rows in all: time, memory, and the bare insert beside it.

Run it with `python3 tasks.py bench importing`, or `.venv/bin/python -m benchmarks.importing`. SQLite always; also
PostgreSQL where TEST_DATABASE_URL names a server on which a database may be made. Each import is a process of its
own, so that its highest memory use is its own.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Column, MetaData, String, Table, create_engine, insert, make_url, text

from lms.assembly import make_database, prepare
from lms.config import Config
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import make_engine
from lms.exchange import import_dataset, open_dataset
from lms.exchange.tables import TABLES
from lms.plugins.registry import discover

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ORGANISATIONS, FUNCTIONS, FIRST = 200, 12, date(2015, 1, 1)


def write_dataset(folder: Path, people: int) -> int:
    """A dataset with five rows per person: one employment, two certificates, two practice events."""
    draw = random.Random(7)
    _write(
        folder,
        "organisations",
        ([f"Organisatie {i}", "team", f"Regio {i % 3}"] for i in range(ORGANISATIONS)),
    )
    _write(folder, "competences", ([f"k{i}", "", "", "P36M", 1, "P365D"] for i in range(4)))
    _write(folder, "norms", ([f"Organisatie {i}", "k1", "2016-01-01", 10] for i in range(ORGANISATIONS)))
    _write(folder, "people", (_person(i, draw) for i in range(people)))
    _write(folder, "certificates", ([f"P{i:06}", f"k{n}", _day(draw)] for i in range(people) for n in (0, 1)))
    practice = ([f"P{i:06}", "k1", f"soort {n}", _day(draw)] for i in range(people) for n in (0, 1))
    _write(folder, "practice", practice)
    return 2 * ORGANISATIONS + 4 + 5 * people


def _person(i: int, draw: random.Random) -> list[str]:
    where, function = f"Organisatie {i % ORGANISATIONS}", f"functie {i % FUNCTIONS}"
    return [f"P{i:06}", f"Persoon {i}", f"p{i}@example.org", where, function, "0,8", _day(draw)]


def _day(draw: random.Random) -> str:
    return (FIRST + timedelta(days=draw.randrange(4000))).isoformat()


def _write(folder: Path, table: str, rows: Iterator[list[Any]]) -> None:
    columns = TABLES[table].column_names
    with (folder / f"{table}.csv").open("w", newline="", encoding="cp1252") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(columns)
        writer.writerows([*row, *[""] * (len(columns) - len(row))] for row in rows)


def import_once(url: str, folder: Path) -> dict[str, Any]:
    """Import twice (the second time changes nothing); seconds of each, and the highest memory use in MB."""
    database = make_database(Config(database_url=url))
    prepare(database, discover(), FixedClock(NOW))
    before = _peak()
    seconds = []
    for _time in range(2):
        began = time.perf_counter()
        with database.transaction(SYSTEM, NOW) as uow:
            report = import_dataset(uow, open_dataset(folder), today=NOW.date())
            assert not report.problem_count, report.problems[:5]
        seconds.append(time.perf_counter() - began)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "first": seconds[0],
        "again": seconds[1],
        "cpu": used.ru_utime + used.ru_stime,
        "peak": _peak(),
        "before": before,
    }


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def insert_bare(url: str, folder: Path) -> float:
    """Seconds for the same rows through one executemany per chunk into tables without keys; nothing is checked."""
    engine = make_engine(url)
    metadata = MetaData()
    began = time.perf_counter()
    with engine.begin() as connection:
        for name, spec in TABLES.items():
            table = Table(f"bare_{name}", metadata, *(Column(column, String) for column in spec.column_names))
            table.create(connection)
            with (folder / f"{name}.csv").open(newline="", encoding="cp1252") as file:
                chunk = []
                for row in csv.DictReader(file, delimiter=";"):
                    chunk.append(row)
                    if len(chunk) == 2000:
                        connection.execute(insert(table), chunk)
                        chunk = []
                if chunk:
                    connection.execute(insert(table), chunk)
    engine.dispose()
    return time.perf_counter() - began


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """The addresses of empty databases by name, dropped at the end."""
    found = {"SQLite": f"sqlite:///{folder / 'bench.db'}"}
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        yield found
        return
    name = f"bench_importing_{os.getpid()}"
    address = make_url(server)
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield found | {"PostgreSQL": address.set(database=name).render_as_string(hide_password=False)}
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--child", nargs=2, metavar=("URL", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        print(json.dumps(import_once(arguments.child[0], Path(arguments.child[1]))))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "dataset"
        folder.mkdir()
        rows = write_dataset(folder, arguments.people)
        print(f"{arguments.people:,} people, {rows:,} rows")
        with databases(Path(temporary)) as found:
            for name, url in found.items():
                _report(name, url, folder)


def _report(name: str, url: str, folder: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.importing", "--child", url, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    bare = insert_bare(url, folder)
    print(
        f"{name:11} import {found['first']:6.1f} s ({found['first'] / bare:4.1f} x the bare insert of {bare:.1f} s), "
        f"again {found['again']:6.1f} s, {found['cpu']:.0f} s of processor for both, peak {found['peak']:.0f} MB ({found['before']:.0f} MB before the import)"
    )


if __name__ == "__main__":
    main()
