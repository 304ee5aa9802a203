"""What there is to say of every course type: the same on the page and on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lms.plugins.api import CourseType, Text
from lms.plugins.registry import Registry

from .queries import in_use_since, stored_keys


@dataclass(frozen=True)
class TypeReport:
    """One course type that is installed, or whose courses are here; `pending` is not in the database yet."""

    key: str
    name: Text
    state: str
    version: str
    contract: int | None
    package: str
    since: datetime | None
    brings: Sequence[tuple[str, Sequence[Text]]]
    tables: Sequence[str]
    listens: Sequence[str]
    problems: Sequence[str]
    pending: Sequence[str]


def type_reports(registry: Registry, session: Session | None) -> list[TypeReport]:
    """What has problems first; enabled types in their order; what is not used; last what is no longer installed.

    Without a session, of a database that is not there yet, it says what is installed only.
    """
    stored, since = (stored_keys(session), in_use_since(session)) if session else ({"": set()}, {})
    order = list(registry.enabled)
    installed = sorted(
        registry.found, key=lambda one: order.index(one.key) if one.key in order else len(order)
    )
    reports = []
    for one in installed:
        own = registry.enabled.get(one.key)
        used = own is not None and own is one.course_type
        state = "enabled" if used else ("broken" if one.problems else str(registry.state(one.key)))
        failed = own.problems if used and own else ()
        shown = one.course_type or CourseType()
        reports.append(
            TypeReport(
                key=one.key,
                name=registry.name_of(one.key),
                state=state,
                version=shown.version if one.course_type else "",
                contract=shown.contract if one.course_type else None,
                package=one.package,
                since=since.get(one.key),
                brings=_brings(shown),
                tables=_tables(shown),
                listens=sorted({listener.event.__name__ for listener in shown.listeners()}),
                problems=(*one.problems, *failed),
                pending=_pending(shown, stored) if used else (),
            )
        )
    reports.sort(key=lambda report: not report.problems)
    return reports + [
        _absent(key, since.get(key)) for key in sorted(set(stored) - {""} - {r.key for r in reports})
    ]


def keys_to_switch_on(reports: Sequence[TypeReport], wanted: Sequence[str] | None) -> list[str]:
    """What LMS_COURSE_TYPES could say: the types in use; in safe mode, which uses none, those that would be."""
    keys = [one.key for one in reports if one.state in ("enabled", "safe_mode")]
    return keys if wanted is None else [key for key in keys if key in wanted]


def lead_in(problem: str) -> tuple[str, str]:
    """How a problem begins, in the reader's language, and the rest as it was said by what went wrong."""
    begins, _sign, rest = problem.partition(": ")
    words = {
        "could not be loaded": _("could not be loaded"),
        "could not be checked": _("could not be checked"),
    }
    return (f"{words[begins]}: ", rest) if begins in words else ("", problem)


def _brings(one: CourseType) -> list[tuple[str, list[Text]]]:
    found = [
        ("competences", [competence.name for competence in one.competences()]),
        ("courses", [course.name for course in one.courses()]),
        ("practice_kinds", [kind.name for kind in one.practice_kinds()]),
        ("pages", [page.title for page in one.pages()]),
        ("wording", list(one.wording().values())),
    ]
    return [(what, names) for what, names in found if names]


def _tables(one: CourseType) -> list[str]:
    own = one.tables()
    return sorted(own.metadata.tables) if own else []


def _pending(one: CourseType, stored: dict[str, set[tuple[str, str]]]) -> list[str]:
    """What the type brings and the database does not hold yet: `lms db upgrade` adds it."""
    there = stored.get(one.key, set()) | stored[""]
    wanted = [("competence", c.key) for c in one.competences()]
    wanted += [("course", c.key) for c in one.courses()]
    wanted += [("practice_kind", k.key) for k in one.practice_kinds()]
    return list(dict.fromkeys(key for kind, key in wanted if (kind, key) not in there))


def _absent(key: str, since: datetime | None) -> TypeReport:
    name = Text(key.capitalize(), key.capitalize())
    return TypeReport(key, name, "absent", "", None, "", since, (), (), (), (), ())
