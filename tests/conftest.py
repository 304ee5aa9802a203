"""Fixtures of the whole suite: a migrated database of its own for every test, on SQLite and on PostgreSQL.

PostgreSQL takes part when TEST_DATABASE_URL names a server on which databases may be made, for example
postgresql://postgres@127.0.0.1/postgres. Nothing is shared between tests: each gets a copy of a template.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from sqlalchemy import URL, NullPool, create_engine, make_url
from sqlalchemy.orm import Session

from lms.assembly import make_database, prepare
from lms.config import Config
from lms.core.clock import FixedClock
from lms.core.db import Database, normalise_url
from lms.plugins.registry import Registry, discover
from tasks import compile_catalogues

SERVER = os.environ.get("TEST_DATABASE_URL", "")
BACKENDS = ["sqlite", "postgresql"] if SERVER else ["sqlite"]
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

PHASES = [phase for phase in Phase if phase is not Phase.explain]  # explaining takes minutes with a database
settings.register_profile("house", derandomize=True, deadline=None, database=None, phases=PHASES)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # under xdist: once, before the workers start
        compile_catalogues()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the last lines how big the code is and whether PostgreSQL took part."""
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.stats.get(kind, [])]
    for name, value in (pair for report in reports for pair in report.user_properties):
        terminalreporter.write_line(f"{name}: {value}")
    number = sum("postgresql" in report.nodeid.partition("[")[2] for report in reports)
    tested = f"tested: {number} tests ran on it" if SERVER else "not tested: set TEST_DATABASE_URL"
    terminalreporter.write_line(f"PostgreSQL {tested}")


@pytest.fixture
def clock() -> FixedClock:
    """Saturday 21 November 2026, ten o'clock in Amsterdam."""
    return FixedClock(NOW)


@pytest.fixture(scope="session")
def registry() -> Registry:
    """Every installed course type."""
    return discover()


@pytest.fixture(params=BACKENDS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated database of this test alone, with what the installed course types ship; on each backend."""
    with _opened(request.getfixturevalue(f"{request.param}_url")) as database:
        yield database


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session for facts that no other connection needs to see; nothing of it is committed."""
    with Session(database.engine) as session:
        yield session


@pytest.fixture(params=BACKENDS)
def empty_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database without any table, on each backend."""
    with _opened(request.getfixturevalue(f"empty_{request.param}_url")) as opened:
        yield opened


@contextmanager
def _opened(url: str | URL) -> Iterator[Database]:
    url = url if isinstance(url, str) else url.render_as_string(hide_password=False)
    database = make_database(Config(database_url=url))
    yield database
    database.engine.dispose()  # also folds SQLite's write-ahead log back into the file


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, registry: Registry) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    with _opened(f"sqlite:///{path}") as opened:
        prepare(opened, registry, FixedClock(NOW))
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh copy of the migrated SQLite file."""
    return f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'paraat.db')}"


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture(scope="session")
def postgresql_template(registry: Registry) -> Iterator[URL]:
    with _postgresql() as url:
        with _opened(url) as opened:
            prepare(opened, registry, FixedClock(NOW))
        yield url


@pytest.fixture
def postgresql_url(postgresql_template: URL) -> Iterator[URL]:
    """The address of a fresh copy of the migrated PostgreSQL database."""
    with _postgresql(template=str(postgresql_template.database)) as url:
        yield url


@pytest.fixture
def empty_postgresql_url() -> Iterator[URL]:
    with _postgresql() as url:
        yield url


_numbers = count(1)


@contextmanager
def _postgresql(template: str = "template0") -> Iterator[URL]:
    """A database of its own on the server, dropped afterwards; its name tells worker and process apart."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"paraat_test_{worker}_{os.getpid()}_{next(_numbers)}"
    server = create_engine(normalise_url(SERVER), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with server.connect() as connection:
        # Copying by write-ahead log, the default: with fsync on, STRATEGY FILE_COPY made it 0.7 s instead of 0.2 s.
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield make_url(normalise_url(SERVER)).set(database=name)
    finally:
        with server.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
