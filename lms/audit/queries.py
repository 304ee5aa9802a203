"""Every select on the audit trail."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from .models import AuditLine

SHOWN = 50
"""Lines of a history on a page; the audit log holds them all."""


def history_of(
    session: Session, subject: str, subject_ids: Collection[int], limit: int = SHOWN
) -> list[AuditLine]:
    """Who changed these things and how, newest first."""
    line = AuditLine
    wanted = select(line).where(line.subject == subject, line.subject_id.in_(sorted(subject_ids)))
    return list(session.scalars(wanted.order_by(line.id.desc()).limit(limit)))
