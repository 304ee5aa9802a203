"""An employment as a step keeps it, and back: what was true before and after, without help of the table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from .rules import Employed

FIELDS = ("person_id", "organisation_id", "employed_from", "employed_until", "function_id", "fte")


def values_of(one: Employed) -> dict[str, Any]:
    """The columns of an employment."""
    return {name: getattr(one, name) for name in FIELDS}


def as_stored(one: Employed | None, **also: Any) -> dict[str, Any] | None:
    """An employment as a step keeps it: text for what JSON does not know."""
    if one is None:
        return None
    texts = (date, Decimal)
    kept = {name: str(value) if isinstance(value, texts) else value for name, value in values_of(one).items()}
    return kept | also


def from_stored(employment_id: int, kept: Mapping[str, Any] | None) -> Employed | None:
    """The employment that a step kept."""
    if kept is None:
        return None
    until, fte = kept["employed_until"], kept["fte"]
    return Employed(
        id=employment_id,
        person_id=kept["person_id"],
        organisation_id=kept["organisation_id"],
        employed_from=date.fromisoformat(kept["employed_from"]),
        employed_until=date.fromisoformat(until) if until else None,
        function_id=kept["function_id"],
        fte=Decimal(fte) if fte else None,
    )
