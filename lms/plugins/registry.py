"""Finds the installed course types and checks each against the contract; a bad one takes nothing else down."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from importlib.metadata import entry_points
from threading import Thread
from typing import Any

from lms.core.db import Database

from .api import CourseType, PageContent, Text
from .check import problems_in, problems_of
from .guard import Guarded, told
from .store import TableStore

GROUP = "lms.course_types"
PATIENCE = 10.0
"""Seconds in which a course type is imported and has answered every check."""

log = logging.getLogger(__name__)


class State(StrEnum):
    """Why a course type is used, or why it is not."""

    ENABLED = "enabled"
    OFF = "off"
    SAFE_MODE = "safe_mode"
    BROKEN = "broken"
    ABSENT = "absent"


@dataclass(frozen=True)
class Found:
    """An installed course type as the registry found it; `course_type` is None when it could not be loaded."""

    name: str
    package: str
    course_type: CourseType | None
    problems: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The key of the type; of one that could not be asked, the name of its entry point."""
        return self.course_type.key if self.course_type else self.name


@dataclass
class Registry:
    """The enabled course types by key, and everything that was found with its problems.

    `safe_mode`: nothing was loaded, so that nothing of a course type can be in the way of the platform itself.
    """

    enabled: dict[str, Guarded] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)
    safe_mode: bool = False

    def find(self, key: str) -> Guarded | None:
        """The enabled type with this key; None makes its courses read-only."""
        return self.enabled.get(key)

    def state(self, key: str) -> State:
        """How this installation stands towards a key that a course carries."""
        if key in self.enabled:
            return State.ENABLED
        found = [one for one in self.found if one.key == key]
        if not found:
            return State.ABSENT
        if self.safe_mode:
            return State.SAFE_MODE
        return State.BROKEN if any(one.problems for one in found) else State.OFF

    def name_of(self, key: str) -> Text:
        """The name of a type, also of one that is found but not used; of one that is not there, its key."""
        names = [one.course_type.name for one in self.found if one.key == key and one.course_type]
        return next((name for name in names if name.nl and name.en), Text(key.capitalize(), key.capitalize()))

    def disable(self, key: str, problem: str) -> None:
        """Use a type no longer, for this reason; its courses become read-only."""
        refused = self.enabled.pop(key, None)
        self.found = [
            replace(one, problems=(*one.problems, problem)) if one.course_type is refused else one
            for one in self.found
        ]
        log.error("Course type %s is not used: %s", key, problem)

    def show(self, database: Database, key: str, path: str) -> PageContent | None:
        """What a page of a type says now; None when the type could not say it, which is noted as its problem."""
        course_type = self.enabled[key]
        with database.read() as session:
            store = TableStore(session, course_type.tables(), reading=True)
            content, own = course_type.attempt("page", path, store)
        return content if own else None


def discover(enabled: Sequence[str] | None = None) -> Registry:
    """The registry of all installed types; only the keys in `enabled` are switched on (None: all)."""
    return make_registry((_load(point) for point in entry_points(group=GROUP)), enabled)


def in_safe_mode() -> Registry:
    """Names what is installed and loads nothing of it."""
    points = entry_points(group=GROUP)
    return Registry(found=[Found(p.name, _package(p), None) for p in points], safe_mode=True)


def make_registry(found: Iterable[Found], enabled: Sequence[str] | None = None) -> Registry:
    """Keep every sound type whose key is wanted and not yet taken; report the others."""
    registry, taken, used = Registry(), set[str](), list[Guarded]()
    for one in found:
        checked = _check(one, taken)
        registry.found.append(checked)
        if checked.problems:
            log.error(
                "Course type %s (%s) is not used: %s", one.name, one.package, "; ".join(checked.problems)
            )
        elif isinstance(checked.course_type, Guarded):
            taken.add(checked.course_type.key)
            if enabled is None or checked.course_type.key in enabled:
                used.append(checked.course_type)
    registry.enabled = {one.key: one for one in sorted(used, key=lambda one: (one.order, one.key))}
    return registry


def _package(point: Any) -> str:
    return point.dist.name if point.dist else "?"


def _load(point: Any) -> Found:
    name, package = point.name, _package(point)
    loaded, problem = _in_time(point.load)
    return (
        Found(name, package, None, (f"could not be loaded: {problem}",))
        if problem
        else Found(name, package, loaded)
    )


def _check(one: Found, taken: set[str]) -> Found:
    if one.problems:
        return one
    asked, problem = _in_time(lambda: _asked(one.course_type))
    if problem:
        return replace(one, course_type=None, problems=(f"could not be checked: {problem}",))
    guarded, problems = asked
    if guarded and not problems and guarded.key in taken:
        problems = [f"key {guarded.key!r} is taken by another course type"]
    return replace(one, course_type=guarded, problems=tuple(problems))


def _asked(course_type: object) -> tuple[Guarded | None, list[str]]:
    if not isinstance(course_type, CourseType):
        return None, problems_of(course_type)
    guarded = Guarded(course_type)
    return guarded, problems_in(guarded)


def _in_time(work: Callable[[], Any]) -> tuple[Any, str]:
    """What the work gives, or why it gave nothing. Work that takes too long is left behind in its own thread."""
    outcome: list[tuple[Any, str]] = []

    def run() -> None:
        try:
            outcome.append((work(), ""))
        except BaseException as failure:
            outcome.append((None, told(failure)))

    thread = Thread(target=run, daemon=True, name="course type")
    thread.start()
    thread.join(PATIENCE)
    return outcome[0] if outcome else (None, f"it took longer than {PATIENCE:g} seconds")
