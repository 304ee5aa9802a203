"""Events: frozen facts about what a use case did, heard inside the transaction and after its commit."""

from __future__ import annotations

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
