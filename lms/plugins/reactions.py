"""Tells enabled course types what was committed; one that fails is logged and takes nothing down."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from lms.core.access import Actor
from lms.core.clock import Clock
from lms.core.db import Database
from lms.core.events import Event

from .api import Listener
from .guard import Guarded, told
from .registry import Registry
from .store import TableStore

log = logging.getLogger(__name__)


@dataclass
class Reactions:
    """Listens after the commit for all types of a registry; every reaction is a transaction of its own."""

    database: Database
    registry: Registry
    clock: Clock

    def __call__(self, happened: Event) -> None:
        for course_type in list(self.registry.enabled.values()):
            for listener in course_type.listeners():
                if isinstance(happened, listener.event):
                    self._react(course_type, listener, happened)

    def _react(self, course_type: Guarded, listener: Listener, happened: Event) -> None:
        actor = Actor(name=f"course type {course_type.key}")
        try:
            with self.database.transaction(actor, self.clock.now()) as uow:
                listener.react(happened, TableStore(uow.session, course_type.tables()))
        except (Exception, SystemExit) as failure:
            course_type.note(f"reacting to {type(happened).__name__} raised {told(failure)}")
            log.exception("Course type %s failed on %s", course_type.key, type(happened).__name__)


def connect(database: Database, registry: Registry, clock: Clock) -> None:
    """Let the types of this registry hear what is committed, instead of those of an earlier one."""
    others = [one for one in database.listeners.after if not isinstance(one, Reactions)]
    database.listeners.after = [*others, Reactions(database, registry, clock)]
