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
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import settings
from sqlalchemy import URL, Connection, NullPool, create_engine, make_url

from lms.app import make_database, prepare
from lms.config import Config
from lms.core.clock import FixedClock
from lms.core.db import Database, normalise_url
from lms.plugins.registry import Registry, discover

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("TEST_DATABASE_URL", "")
BACKENDS = ["sqlite", "postgresql"] if SERVER else ["sqlite"]
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

settings.register_profile("house", derandomize=True, deadline=None, database=None, print_blob=False)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # under xdist: once, before the workers start
        compile_catalogues()


def compile_catalogues() -> None:
    """Compile the translations whose .mo file is missing or older than its .po file."""
    folders = [ROOT / "lms" / "web" / "translations", *ROOT.glob("courses/*/translations")]
    for source in (po for folder in folders for po in folder.glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            unfinished = compiled.with_suffix(f".{os.getpid()}")
            with source.open("rb") as readable, unfinished.open("wb") as writable:
                write_mo(writable, read_po(readable, locale=source.parts[-3]))
            unfinished.replace(compiled)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the last lines whether PostgreSQL took part."""
    if not SERVER:
        terminalreporter.write_line("PostgreSQL not tested: set TEST_DATABASE_URL")
        return
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.stats.get(kind, [])]
    number = sum("postgresql" in report.nodeid for report in reports)
    terminalreporter.write_line(f"PostgreSQL tested: {number} tests ran on it")


@pytest.fixture
def clock() -> FixedClock:
    """Saturday 21 November 2026, ten o'clock in Amsterdam."""
    return FixedClock(NOW)


@pytest.fixture(scope="session")
def registry() -> Registry:
    """Every installed course type."""
    return discover()


# ---- databases ------------------------------------------------------------------------------------------------


@pytest.fixture(params=BACKENDS)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated database of this test alone, with what the installed course types ship; on each backend."""
    yield from _opened(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=BACKENDS)
def empty_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database without any table, on each backend."""
    yield from _opened(request.getfixturevalue(f"empty_{request.param}_url"))


def _opened(url: str) -> Iterator[Database]:
    database = make_database(Config(database_url=url))
    yield database
    database.engine.dispose()


def _prepare(url: str, registry: Registry) -> None:
    database = make_database(Config(database_url=url))
    prepare(database, registry, FixedClock(NOW))
    database.engine.dispose()  # also folds SQLite's write-ahead log back into the file


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, registry: Registry) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    _prepare(f"sqlite:///{path}", registry)
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
        _prepare(url.render_as_string(hide_password=False), registry)
        yield url


@pytest.fixture
def postgresql_url(postgresql_template: URL) -> Iterator[str]:
    """The address of a fresh copy of the migrated PostgreSQL database."""
    with _postgresql(template=str(postgresql_template.database)) as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture
def empty_postgresql_url() -> Iterator[str]:
    with _postgresql() as url:
        yield url.render_as_string(hide_password=False)


_numbers = count(1)


@contextmanager
def _postgresql(template: str = "template0") -> Iterator[URL]:
    """A database of its own on the server, dropped afterwards; its name tells worker and process apart."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"paraat_test_{worker}_{os.getpid()}_{next(_numbers)}"
    with _server() as connection:
        quick = " STRATEGY FILE_COPY" if (connection.dialect.server_version_info or (0,)) >= (15,) else ""
        connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"{quick}')
    try:
        yield make_url(normalise_url(SERVER)).set(database=name)
    finally:
        with _server() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _server() -> Iterator[Connection]:
    engine = create_engine(normalise_url(SERVER), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
