"""When lists were last confirmed, and which are due."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.core.clock import civil_date
from lms.organisations.models import Organisation

from ..models import ListConfirmation
from ..rules import confirmation_due, with_ancestors


@dataclass(frozen=True)
class Confirmation:
    """When a list was last confirmed and by whom; said of the organisation itself or of one above it."""

    at: datetime
    actor: str
    people: int
    organisation_id: int

    @property
    def day(self) -> date:
        return civil_date(self.at)


def last_confirmations(session: Session, organisation_ids: Collection[int]) -> dict[int, Confirmation]:
    """Of each organisation the newest confirmation of its list, or of the list of one above it that holds it too."""
    o, said = Organisation, ListConfirmation
    parents: dict[int, int | None] = {
        row.id: row.parent_id for row in session.execute(select(o.id, o.parent_id))
    }
    above = {one: with_ancestors(one, parents) for one in organisation_ids}
    asked = sorted({other for line in above.values() for other in line})
    newest = select(func.max(said.id)).where(said.organisation_id.in_(asked)).group_by(said.organisation_id)
    found = {one.organisation_id: one for one in session.scalars(select(said).where(said.id.in_(newest)))}
    answers = {}
    for organisation_id, line in above.items():
        lines = [found[one] for one in line if one in found]
        if lines:
            last = max(lines, key=lambda one: one.id)
            answers[organisation_id] = Confirmation(last.at, last.actor, last.people, last.organisation_id)
    return answers


def confirmations_due(
    session: Session, organisation_ids: Collection[int], today: date
) -> dict[int, Confirmation | None]:
    """Of these organisations those whose list should be confirmed now, with the last time it was (None: never)."""
    last = last_confirmations(session, organisation_ids)
    return {
        one: last.get(one)
        for one in organisation_ids
        if confirmation_due(last[one].day if one in last else None, today).now
    }
