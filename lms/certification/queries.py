"""Every select on certificates that issuing needs."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from .models import Certificate


def find_certificate(
    session: Session, person_id: int, competence_id: int, issued_on: date
) -> Certificate | None:
    """A certificate of this person in this competence of this day, whatever its number."""
    c = Certificate
    wanted = select(c).where(
        c.person_id == person_id, c.competence_id == competence_id, c.issued_on == issued_on
    )
    return session.scalars(wanted.order_by(c.id)).first()
