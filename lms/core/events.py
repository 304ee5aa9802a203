"""Events: frozen facts about what a use case did, heard inside the transaction and after its commit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One row that changed: its id and the values that differ (`before` None: created; `after` None: removed)."""

    subject_id: int
    before: Values | None
    after: Values | None


@dataclass(frozen=True)
class Event:
    """Base of all events. `subject` names the kind of thing; `changes` holds what the audit trail writes down."""

    subject: ClassVar[str] = ""
    inside_only: ClassVar[bool] = False
    """Heard inside the transaction and then let go: an import would else hold all its rows until the commit."""
    changes: tuple[Change, ...] = ()
    details: Values = field(default_factory=dict)


def differences(before: Values, after: Values) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values that differ, as they were and as they are; both empty when nothing changed."""
    names = [name for name, value in after.items() if before[name] != value]
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def fingerprint(values: Values) -> str:
    """A short text that differs as soon as one of the values does; a form carries it along."""
    told = json.dumps({name: str(value) for name, value in values.items()}, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:20]
