"""What rows may refer to: what the database holds, together with what this dataset brings."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from heapq import nlargest

from .messages import message as _

SUGGESTIONS = 40
"""How many unknown names per import get a suggestion; each costs a walk through all names."""

CANDIDATES = 500
"""With how many names an unknown one is compared letter by letter, which costs some 15 µs each."""


class Vocabulary:
    """Names that are the same whatever their capitals; a name nobody knew is taken in as it was typed."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._canonical: dict[str, str] = {}
        for spelled, canonical in names:
            self._canonical.setdefault(spelled.casefold(), canonical)
        self.new: list[str] = []

    def take(self, name: str) -> str:
        """The name as it is known; a new one is remembered."""
        found = self._canonical.get(name.casefold())
        if found is None:
            self._canonical[name.casefold()] = found = name
            self.new.append(name)
        return found

    def names(self) -> Collection[str]:
        return self._canonical.values()


@dataclass
class Known:
    """Everything a row may refer to. An id is None as long as the row is only in the dataset.

    `validities` holds the validity of each competence as it will be after the import; False where its own row
    cannot be read. `unreadable` are the tables whose header was wrong: nobody can say then what is missing in them.
    `named` are the new people who have a name in some row, `nameless` the first row without one of new people.
    """

    organisations: dict[str, int | None]
    competences: dict[str, int | None]
    validities: dict[str, str | bool | None]
    people: dict[str, int | None]
    functions: Vocabulary
    kinds: Vocabulary
    courses: dict[str, int | None] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    nameless: dict[str, int] = field(default_factory=dict)
    _suggested: dict[tuple[str, str], str] = field(default_factory=dict)

    def unknown(self, table: str, name: str) -> str | None:
        """What to say about a name that no row of `table` has; None when it is known or nobody can tell."""
        names: dict[str, int | None] = getattr(self, table)
        if name in names or table in self.unreadable:
            return None
        if (table, name) not in self._suggested:
            near = nearest(name, names) if len(self._suggested) < SUGGESTIONS else None
            self._suggested[table, name] = _unknown_text(table, near)
        return self._suggested[table, name]


def folded(ids: Mapping[str, int]) -> dict[str, int]:
    """The same ids by name, whatever its capitals; the last spelling wins."""
    return {name.casefold(): number for name, number in ids.items()}


def _title(table: str) -> str:
    """What a table is called, as a text that can be said again in another language."""
    return {
        "organisations": _("Organisations"),
        "competences": _("Expertise"),
        "courses": _("Courses"),
        "people": _("People and employments"),
        "sessions": _("Sessions"),
    }[table]


def _unknown_text(table: str, near: str | None) -> str:
    if near is not None:
        return _(
            "not found in %(table)s, here or in the database; did you mean “%(near)s”?",
            table=_title(table),
            near=near,
        )
    return _("not found in %(table)s, here or in the database", table=_title(table))


def nearest(name: str, names: Collection[str]) -> str | None:
    """The known name that resembles this one most; None when none does."""
    wanted = name.casefold()
    candidates: Collection[str] = names
    if len(names) > CANDIDATES:
        candidates = nlargest(CANDIDATES, names, key=lambda known: _same_ends(wanted, known.casefold()))
    folded = {candidate.casefold(): candidate for candidate in candidates}
    found = get_close_matches(wanted, folded, 1, 0.6)
    return folded[found[0]] if found else None


def _same_ends(one: str, other: str) -> int:
    """How many letters two names share at the front and at the back together."""
    front = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        front += 1
    back = 0
    for mine, theirs in zip(reversed(one), reversed(other), strict=False):
        if mine != theirs:
            break
        back += 1
    return min(front + back, len(one)) - abs(len(one) - len(other))
