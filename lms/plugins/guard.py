"""Stands between the platform and a course type: one that raises or answers nonsense gives the harmless default."""

from __future__ import annotations

import logging
from typing import Any

from .answers import misfit, promised
from .api import CourseType

FACETS = (
    "competences",
    "courses",
    "practice_kinds",
    "practice_weights",
    "settings",
    "wording",
    "pages",
    "tables",
    "listeners",
    "demo",
)
"""Asked once, so that what a type brings cannot change or fail while the program runs."""

QUESTIONS = ("may_enrol", "is_completed", "trainer_competence", "certificate", "page")
MOST = 20
"""Different problems that are kept per type; a type that fails in ever new words fills no memory."""

log = logging.getLogger(__name__)


class Guarded(CourseType):
    """A course type whose every answer is checked; `problems` says what was wrong with it so far."""

    def __init__(self, course_type: CourseType) -> None:
        self.problems: list[str] = []
        self._type = course_type
        for name in ("key", "name", "version", "contract", "order"):
            setattr(self, name, self._attribute(name))
        self._facets = {hook: self.ask(hook) for hook in FACETS}

    def ask(self, hook: str, *about: Any) -> Any:
        """What the type answers; the harmless default, and a problem, when that is no answer."""
        return self.attempt(hook, *about)[0]

    def attempt(self, hook: str, *about: Any) -> tuple[Any, bool]:
        """The answer, and whether it is the type's own."""
        try:
            answer = getattr(self._type, hook)(*about)
            wrong = misfit(answer, promised(hook))
        except (Exception, SystemExit) as failure:
            self.note(f"{hook}() raised {told(failure)}")
            log.warning("Course type %s raised in %s()", self.key, hook, exc_info=True)
        else:
            if not wrong:
                return answer, True
            self.note(f"{hook}() gives {wrong}")
        return getattr(CourseType, hook)(self, *about), False

    def note(self, problem: str) -> None:
        """Remember a problem, once."""
        if problem not in self.problems and len(self.problems) < MOST:
            self.problems.append(problem)

    def _attribute(self, name: str) -> Any:
        default = getattr(CourseType, name)
        try:
            value = getattr(self._type, name)
        except (Exception, SystemExit) as failure:
            self.note(f"{name} raised {told(failure)}")
            return default
        if wrong := misfit(value, type(default)):
            self.note(f"{name} is {wrong}")
            return default
        return value


def _facet(hook: str) -> Any:
    return lambda self: self._facets[hook]


def _question(hook: str) -> Any:
    return lambda self, *about: self.ask(hook, *about)


for _hook in FACETS:
    setattr(Guarded, _hook, _facet(_hook))
for _hook in QUESTIONS:
    setattr(Guarded, _hook, _question(_hook))


def told(failure: BaseException) -> str:
    """A failure in one line, also one that cannot say what it is."""
    try:
        words = " ".join(str(failure).split())[:200]
    except Exception:
        words = ""
    return f"{type(failure).__name__}: {words}" if words else type(failure).__name__
