"""Finds the installed course types and checks each against the contract; a bad one takes nothing else down."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points

from .api import CourseType, problems_of

GROUP = "lms.course_types"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """An installed course type as the registry found it; `course_type` is None when it could not be loaded."""

    name: str
    package: str
    course_type: CourseType | None
    problems: tuple[str, ...] = ()


@dataclass
class Registry:
    """The enabled course types by key, and everything that was found with its problems."""

    enabled: dict[str, CourseType] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)

    def find(self, key: str) -> CourseType | None:
        """The enabled type with this key; None makes its courses read-only."""
        return self.enabled.get(key)


def discover(enabled: Sequence[str] | None = None) -> Registry:
    """The registry of all installed types; only the keys in `enabled` are switched on (None: all)."""
    return make_registry((_load(point) for point in entry_points(group=GROUP)), enabled)


def make_registry(found: Iterable[Found], enabled: Sequence[str] | None = None) -> Registry:
    """Keep every sound type whose key is wanted and not yet taken; report the others."""
    registry = Registry()
    for one in found:
        checked = _check(one, registry)
        registry.found.append(checked)
        if checked.problems:
            log.error(
                "Course type %s (%s) is not used: %s", one.name, one.package, "; ".join(checked.problems)
            )
        elif checked.course_type is not None and (enabled is None or checked.course_type.key in enabled):
            registry.enabled[checked.course_type.key] = checked.course_type
    return registry


def _load(point: object) -> Found:
    name, package = point.name, point.dist.name if point.dist else "?"  # type: ignore[attr-defined]
    try:
        return Found(name, package, point.load())  # type: ignore[attr-defined]
    except Exception as failure:
        return Found(name, package, None, (f"could not be loaded: {failure!r}",))


def _check(one: Found, registry: Registry) -> Found:
    if one.problems:
        return one
    try:
        problems = problems_of(one.course_type)
    except Exception as failure:
        problems = [f"raised while it was checked: {failure!r}"]
    if not problems and one.course_type is not None and one.course_type.key in registry.enabled:
        problems = [f"key {one.course_type.key!r} is taken by another course type"]
    return Found(one.name, one.package, one.course_type if not problems else None, tuple(problems))
