"""When the lists of people were last confirmed, per organisation in reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.organisations.models import Organisation
from lms.upkeep.permissions import may_keep_people
from lms.upkeep.queries import Confirmation, active_organisations, confirmations_due, last_confirmations


@dataclass(frozen=True)
class ListLine:
    """One organisation: when its list was last confirmed (None: never), and whether it is time to look again."""

    organisation: Organisation
    last: Confirmation | None
    due: bool


def list_lines(session: Session, actor: Actor, today: date) -> Sequence[ListLine]:
    """The lists that this actor keeps: what is due first, the longest ago first, then by name."""
    kept = [o for o in active_organisations(session, today) if may_keep_people(actor, o.id)]
    ids = [o.id for o in kept]
    last, due = last_confirmations(session, ids), confirmations_due(session, ids, today)
    lines = [ListLine(o, last.get(o.id), o.id in due) for o in kept]
    return sorted(lines, key=lambda one: (not one.due, one.last.day if one.last else date.min))
