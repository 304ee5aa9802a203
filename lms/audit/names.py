"""The names of the things that audit lines speak of, in as many queries as there are kinds of things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from lms.web.language import language

from .models import AuditLine
from .queries import found_names, parts_of

POINTS_TO = {
    "competence_id": "competence",
    "course_id": "course",
    "function_id": "function",
    "kind_id": "practice_kind",
    "merged_into_id": "organisation",
    "open_to": "organisation",
    "organisation_id": "organisation",
    "parent_id": "organisation",
    "person_id": "person",
    "region_id": "region",
    "room_id": "room",
    "serves": "municipality",
    "session_id": "training_session",
    "type_id": "organisation_type",
}
"""Which field of an audit line holds the id (or ids) of which kind of thing."""

MADE_OF = {
    "certificate": ("person", "competence"),
    "employment": ("person", "organisation"),
    "enrolment": ("person", "training_session"),
    "interest": ("person", "course"),
    "norm": ("organisation", "competence"),
    "practice_event": ("person", "competence"),
    "reservation": ("organisation", "training_session"),
}
"""What things without a name of their own are called after."""

PAGES = {
    "course": ("course_types.course", "course_id"),
    "import_run": ("exchange.run", "run_id"),
    "organisation": ("expertise.organisation", "organisation_id"),
    "person": ("expertise.person", "person_id"),
}
"""The page of a kind of thing, and what its address calls the id."""


class Names:
    """Names by kind and id; what no longer exists has none."""

    def __init__(self, session: Session, lines: Collection[AuditLine]) -> None:
        self._parts = _parts(session, lines)
        wanted: dict[str, set[int]] = defaultdict(set)
        for line in lines:
            if line.subject_id is not None:
                wanted[line.subject].add(line.subject_id)
            for values in (line.before, line.after):
                for kind, number in _pointed_at(values or {}):
                    wanted[kind].add(number)
        for (subject, _number), ids in self._parts.items():
            for kind, number in zip(MADE_OF[subject], ids, strict=True):
                wanted[kind].add(number)
        english = language() == "en"
        self._names = {kind: found_names(session, kind, ids, english) for kind, ids in wanted.items()}

    def find(self, kind: str, number: int | None) -> str | None:
        """The name of a thing; of a certificate, an employment, … the names of what it ties together."""
        if number is None:
            return None
        if kind in MADE_OF:
            ids = self._parts.get((kind, number))
            if ids is None:
                return None
            pairs = zip(MADE_OF[kind], ids, strict=True)
            return " · ".join(self.find(part, one) or f"#{one}" for part, one in pairs)
        return self._names.get(kind, {}).get(number)

    def find_page(self, kind: str, number: int | None) -> str | None:
        """The address of the page of a thing that is still there, or of the first thing that it ties together."""
        if kind in MADE_OF and number is not None and (kind, number) in self._parts:
            kind, number = MADE_OF[kind][0], self._parts[kind, number][0]
        if number is None or kind not in PAGES or self.find(kind, number) is None:
            return None
        endpoint, argument = PAGES[kind]
        values: dict[str, Any] = {argument: number}
        return url_for(endpoint, **values)


def _pointed_at(values: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
    for field, kind in POINTS_TO.items():
        value = values.get(field)
        for number in value if isinstance(value, list) else [value]:
            if isinstance(number, int):
                yield kind, number


def _parts(session: Session, lines: Collection[AuditLine]) -> dict[tuple[str, int], tuple[int, int]]:
    """The two things that each unnamed thing ties together: from its own line, else from the database."""
    found: dict[tuple[str, int], tuple[int, int]] = {}
    missing: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        if line.subject not in MADE_OF or line.subject_id is None:
            continue
        values = (line.before or {}) | (line.after or {})
        one, other = (values.get(f"{part}_id") for part in MADE_OF[line.subject])
        if isinstance(one, int) and isinstance(other, int):
            found[line.subject, line.subject_id] = (one, other)
        else:
            missing[line.subject].add(line.subject_id)
    for subject, ids in missing.items():
        for number, one, other in parts_of(session, subject, ids):
            found.setdefault((subject, number), (one, other))
    return found
