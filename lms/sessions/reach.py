"""Which sessions are for somebody: through the organisations that person works for today."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.organisations.queries import all_nodes
from lms.organisations.rules import heirs_on

from .queries import employers_today, visible_to


def own_organisations(session: Session, actor: Actor, today: date) -> frozenset[int]:
    """The organisations that the actor works for today, what they merged into and what lies above them included."""
    if actor.person_id is None:
        return frozenset()
    waiting = employers_today(session, actor.person_id, today)
    if not waiting:
        return frozenset()
    nodes = all_nodes(session)
    heirs, parents = heirs_on(nodes, today), {node.id: node.parent_id for node in nodes}
    found: set[int] = set()
    while waiting:
        one = waiting.pop()
        for other in (one, heirs.get(one), parents.get(one)):
            if other is not None and other not in found:
                found.add(other)
                waiting.append(other)
    return frozenset(found)


def visible(session: Session, actor: Actor, today: date) -> ColumnElement[bool]:
    """The sessions that somebody may see today."""
    return visible_to(actor, own_organisations(session, actor, today))
