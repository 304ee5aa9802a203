"""The database: engine, sessions, column types and the unit of work that every write goes through."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    create_engine,
    event,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from .events import Event

if TYPE_CHECKING:
    from .access import Actor

log = logging.getLogger(__name__)

WAIT_FOR_WRITER = 60
"""Seconds that a writer on SQLite waits for the one before it."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables; every constraint has a name, so that migrations can speak of it on both databases."""

    metadata = MetaData(naming_convention=NAMING)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; SQLite forgets zones, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


class Exact(TypeDecorator[Decimal]):
    """A decimal kept as text, exact on both databases; SQLite would make a float of it."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value.normalize(), "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Revision(Base):
    """A single row that counts the committed transactions that changed a fact; caches are keyed by it."""

    __tablename__ = "revision"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int]


@dataclass
class Listeners:
    """Who listens: `inside` runs in the same transaction (audit, outbox), `after` once it is committed."""

    inside: list[Callable[[UnitOfWork, Event], None]] = field(default_factory=list)
    after: list[Callable[[Event], None]] = field(default_factory=list)


class UnitOfWork:
    """One transaction: its session, the actor it is done for, and the events it published."""

    def __init__(self, session: Session, listeners: Listeners, actor: Actor, now: datetime) -> None:
        self.session = session
        self.actor = actor
        self.now = now
        self.events: list[Event] = []
        self._listeners = listeners

    def publish(self, happened: Event) -> None:
        """Tell the listeners inside the transaction at once; those after it hear of it when it is committed."""
        if not happened.inside_only:
            self.events.append(happened)
        for listener in self._listeners.inside:
            listener(self, happened)


class Database:
    """Engine and sessions of one database, and the only way to write to it: `transaction()`."""

    def __init__(self, url: str, listeners: Listeners | None = None) -> None:
        self.url = normalise_url(url)
        self.engine = make_engine(self.url)
        self.listeners = listeners or Listeners()

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def read(self) -> Session:
        """A session for reading only; on SQLite it never takes the writer's lock."""
        return Session(self.engine.execution_options(readonly=True), expire_on_commit=False)

    @contextmanager
    def transaction(self, actor: Actor, now: datetime, *, patient: bool = True) -> Iterator[UnitOfWork]:
        """Commit everything done inside, or nothing. Listeners after the commit never undo it.

        Who is not patient does not wait for another writer on SQLite, but fails at once (`is_unavailable` says so).
        """
        engine = self.engine if patient else self.engine.execution_options(impatient=True)
        with Session(engine, expire_on_commit=False) as session:
            uow = UnitOfWork(session, self.listeners, actor, now)
            try:
                yield uow
                session.flush()
                if uow.events:
                    # Last, so that the one row all writers share is locked only for the moment of the commit.
                    session.execute(update(Revision).values(number=Revision.number + 1))
                session.commit()
            except BaseException:
                session.rollback()
                raise
        for happened in uow.events:
            for listener in self.listeners.after:
                try:
                    listener(happened)
                except Exception:
                    log.exception(
                        "A listener to %s failed; what was committed stands", type(happened).__name__
                    )

    @contextmanager
    def trial(self, actor: Actor, now: datetime) -> Iterator[UnitOfWork]:
        """Do something to see what it comes to, and undo it: nothing of it stays, and nobody hears of it."""
        with Session(self.engine, expire_on_commit=False) as session:
            try:
                yield UnitOfWork(session, Listeners(), actor, now)
            finally:
                session.expunge_all()  # what was read stays readable afterwards
                session.rollback()


def find_revision(session: Session) -> int:
    """How many transactions have changed the facts so far."""
    return session.scalar(select(Revision.number)) or 0


def normalise_url(url: str) -> str:
    """Accept the usual spellings of a PostgreSQL address; a relative SQLite path starts in the current folder."""
    for old in ("postgres://", "postgresql+psycopg2://"):
        if url.startswith(old):
            return "postgresql://" + url[len(old) :]
    return url


def make_engine(url: str) -> Engine:
    """An engine that behaves alike on both databases: foreign keys hold and a writer never loses its update."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, pool_pre_ping=True)
        event.listen(engine, "connect", _prepare_postgresql)
        return engine
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": WAIT_FOR_WRITER})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_postgresql(connection: Any, _: Any) -> None:
    # Coverage walks a recursive tree, whose size the planner overrates: it would compile for longer than it runs.
    connection.autocommit = True
    connection.execute("SET jit = off")
    connection.autocommit = False


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:
    # foreign_keys does nothing inside a transaction, so the driver's own BEGIN is switched off first.
    connection.isolation_level = None
    # SQLite's own lower() knows A to Z only; names here have other letters too.
    connection.create_function(
        "lower", 1, lambda text: text.lower() if isinstance(text, str) else text, deterministic=True
    )
    for pragma in ("foreign_keys=ON", "synchronous=NORMAL", "temp_store=FILE", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    # A deferred BEGIN would read first and then fail to write; IMMEDIATE waits for its turn instead.
    options = connection.get_execution_options()
    if not options.get("impatient"):
        connection.exec_driver_sql("BEGIN" if options.get("readonly") else "BEGIN IMMEDIATE")
        return
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={WAIT_FOR_WRITER * 1000}")


OUT_OF_REACH = (
    "SQLITE_BUSY",
    "SQLITE_LOCKED",
    "SQLITE_CANTOPEN",
    "SQLITE_IOERR",
    "SQLITE_FULL",
    "SQLITE_READONLY",
)


def is_unavailable(error: BaseException) -> bool:
    """Whether the database could not be reached or was held by another writer, which may pass; a bug does not."""
    if not isinstance(error, OperationalError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return str(getattr(error.orig, "sqlite_errorname", "")).startswith(OUT_OF_REACH)
    return True
