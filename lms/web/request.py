"""What a view may ask of the request: the facts to read, a transaction to write in, who asks, and what day it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask import current_app, g
from sqlalchemy.orm import Session

from lms.config import Config
from lms.core.access import NOBODY, Access, Actor
from lms.core.clock import Clock, civil_date
from lms.core.db import Database, UnitOfWork
from lms.plugins.registry import Registry


@dataclass(frozen=True)
class Platform:
    """Everything the pages stand on; one per application."""

    config: Config
    clock: Clock
    database: Database
    registry: Registry
    access: Access
    memo: Any
    admission: Any
    """What joining a session asks; `enrolments` stands above this floor."""
    load_account: Callable[[Session, str, datetime], Any]
    keep_signed_in: Callable[[Database, Any, str, datetime], str | None]
    """The key that the cookie of whoever was loaded should hold from now on; None when it opens nothing any more."""
    history: Callable[[Session, str, Collection[int]], Sequence[Any]]
    """Who changed a thing: (session, subject, ids) → audit lines, newest first. `audit` stands above who asks it."""
    taken_seats: Callable[[Session, Collection[int]], Mapping[int, int]]
    """(session, ids of training sessions) → the seats of each that nobody else can get."""
    waiting_people: Callable[[Session, Collection[int]], Mapping[int, int]]
    """(session, ids of training sessions) → how many people wait for each."""
    trainer_check: Callable[[Session, Collection[Any]], Mapping[Any, str | None]]
    """(session, who may give which course on which day) → why not; None: may. Certificates stand above sessions."""


def platform() -> Platform:
    return current_app.extensions["platform"]


def facts() -> Session:
    """The request's one session for reading; it is closed when the request ends."""
    if "facts" not in g:
        g.facts = platform().database.read()
    return g.facts


def close_facts(_: BaseException | None = None) -> None:
    session = g.pop("facts", None)
    if session is not None:
        session.close()


def transaction() -> AbstractContextManager[UnitOfWork]:
    """A unit of work for whoever asks, now. What was read before is read again afterwards."""
    close_facts()
    return platform().database.transaction(current_actor(), now())


def trial() -> AbstractContextManager[UnitOfWork]:
    """A unit of work that is undone at its end: to say what a change would come to before it is saved."""
    close_facts()
    return platform().database.trial(current_actor(), now())


def current_actor() -> Actor:
    """Who asks; nobody when not signed in."""
    return g.get("actor", NOBODY)


def now() -> datetime:
    """The instant of this request: every part of it sees the same one."""
    if "now" not in g:
        g.now = platform().clock.now()
    return g.now


def today() -> date:
    """The civil date in Europe/Amsterdam of this request."""
    return civil_date(now())


def may(permission: StrEnum, resource: Any = None) -> bool:
    """Whether the one who asks may; templates ask this too."""
    return platform().access.allows(current_actor(), permission, resource)


def authorize(permission: StrEnum, resource: Any) -> None:
    """Stop with "not found" when this resource is out of reach of the one who asks."""
    platform().access.authorize(current_actor(), permission, resource)
