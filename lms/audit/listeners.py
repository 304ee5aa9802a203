"""Writes an audit line for every change that an event carries."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert

from lms.core.db import UnitOfWork
from lms.core.events import Event, Values

from .models import AuditLine


def write_audit_lines(uow: UnitOfWork, happened: Event) -> None:
    """One line per change; an event without changes leaves one line that says it happened."""
    common = {
        "at": uow.now,
        "account_id": uow.actor.account_id,
        "actor": uow.actor.name,
        "action": _action(happened),
        "subject": happened.subject,
    }
    rows = [
        common
        | {"subject_id": change.subject_id, "before": _plain(change.before), "after": _plain(change.after)}
        for change in happened.changes
    ]
    if not rows:
        rows = [common | {"subject_id": None, "before": None, "after": _plain(happened.details)}]
    if rows:
        uow.session.execute(insert(AuditLine), rows)


def _action(happened: Event) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(happened).__name__).lower()


def _plain(values: Values | None) -> dict[str, Any] | None:
    if values is None:
        return None
    return {name: str(v) if isinstance(v, (date, datetime, Decimal)) else v for name, v in values.items()}
