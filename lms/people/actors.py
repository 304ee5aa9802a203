"""Who an account is: its roles, and the organisations in its reach."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from lms.core.access import Actor, Role
from lms.organisations.queries import all_nodes
from lms.organisations.rules import Node, heirs_on, predecessors, with_descendants

from .models import Account


def actor_of(session: Session, account: Account, today: date) -> Actor:
    """The actor that an account is: its roles, and the organisations a coordinator reaches.

    What has merged into a coordinator's organisation is in reach too, so that its history can be read.
    """
    roots = {
        assignment.organisation_id for assignment in account.roles if assignment.organisation_id is not None
    }
    reach: set[int] = set()
    employers: set[int] = set()
    if roots:
        nodes = all_nodes(session)
        reach = reach_of(roots, nodes, today)
        employers = employers_of(reach, nodes, today)
    return Actor(
        name=account.name,
        account_id=account.id,
        person_id=account.person_id,
        roles=frozenset(Role(assignment.role) for assignment in account.roles),
        organisations=frozenset(reach),
        employers=frozenset(employers),
    )


def reach_of(roots: Collection[int], nodes: Collection[Node], today: date) -> set[int]:
    """These organisations, what lies under them, and what has merged into any of those."""
    below = with_descendants(roots, nodes)
    return with_descendants(below.union(*(predecessors(one, nodes, today) for one in below)), nodes)


def employers_of(reach: Collection[int], nodes: Collection[Node], today: date) -> set[int]:
    """Those within reach whose people count within it today."""
    heirs = heirs_on(nodes, today)
    return {one for one in reach if heirs[one] in reach}
