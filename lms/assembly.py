"""Puts the house together without the web: the staircase of features, the database and who listens to it."""

from __future__ import annotations

from functools import cache, partial
from importlib import import_module

from lms.audit.listeners import write_audit_lines
from lms.catalogue.services import sync_course_types
from lms.certification.listeners import issue_when_completed
from lms.config import Config
from lms.core import schema
from lms.core.access import SYSTEM
from lms.core.clock import Clock
from lms.core.db import Database, Listeners
from lms.enrolments.admission import Admission
from lms.enrolments.listeners import keep_lines_right
from lms.expertise.applicants import who_may_enrol
from lms.expertise.services import sync_practice_kinds
from lms.notices.listeners import write_messages
from lms.plugins.own_tables import require_tables, upgrade_tables
from lms.plugins.reactions import connect
from lms.plugins.registry import Registry, discover, in_safe_mode

FEATURES = (
    "organisations",
    "people",
    "upkeep",
    "catalogue",
    "sessions",
    "enrolments",
    "certification",
    "expertise",
    "exchange",
    "notices",
    "audit",
    "course_types",
    "home",
    "demo",
)
"""The staircase, from the ground up: a feature imports only from those before it."""

WITH_TABLES = (
    "organisations",
    "people",
    "upkeep",
    "catalogue",
    "sessions",
    "enrolments",
    "certification",
    "expertise",
    "exchange",
    "notices",
    "audit",
)


def all_models() -> None:
    """Import every table, for migrations and for the tests that look at all of them."""
    for feature in WITH_TABLES:
        import_module(f"lms.{feature}.models")


def make_database(config: Config) -> Database:
    """The database with everybody who listens to it."""
    admission = cache(lambda: make_admission(make_registry(config)))
    inside = [write_audit_lines, keep_lines_right(admission), issue_when_completed, write_messages]
    return Database(config.database_url, Listeners(inside=inside))


def make_registry(config: Config) -> Registry:
    """The course types that this installation uses."""
    return in_safe_mode() if config.safe_mode else discover(config.course_types)


def make_admission(registry: Registry) -> Admission:
    """What joining asks: by the rules of the course types, on what people hold."""
    return Admission(partial(who_may_enrol, registry))


def put_to_work(database: Database, registry: Registry, clock: Clock) -> None:
    """Let course types hear what is committed; leave out those whose tables are not ready."""
    require_tables(database, registry)
    connect(database, registry, clock)


def prepare(database: Database, registry: Registry, clock: Clock) -> None:
    """Upgrade the schema and add what enabled course types ship; nothing that exists is changed."""
    schema.upgrade(database)
    upgrade_tables(database, registry)
    connect(database, registry, clock)
    with database.transaction(SYSTEM, clock.now()) as uow:
        sync_course_types(uow, registry.enabled.values())
        sync_practice_kinds(uow, registry.enabled.values())


def prepare_if_empty(database: Database, registry: Registry, clock: Clock) -> None:
    """Prepare an empty database; refuse one whose version is not the program's."""
    if schema.require_current(database):
        put_to_work(database, registry, clock)
    else:
        prepare(database, registry, clock)
