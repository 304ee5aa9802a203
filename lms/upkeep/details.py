"""How somebody is called and reached, as a value: what a form shows and what a step kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from lms.core.events import fingerprint
from lms.people.models import Person


@dataclass(frozen=True)
class Details:
    """How somebody is called and reached."""

    name: str
    email: str | None

    @property
    def seal(self) -> str:
        """What a form remembers, to see later that nobody changed it."""
        return fingerprint(asdict(self))


def details_of(person: Person) -> Details:
    return Details(person.name, person.email)


def stored_details(kept: Mapping[str, Any] | None) -> Details | None:
    """The details that a step kept, if it kept any."""
    found = (kept or {}).get("details")
    return Details(found["name"], found["email"]) if found else None
