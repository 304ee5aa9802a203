"""Who may search, and who finds the pages that keep the platform in order."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from lms.core.access import Actor, Predicate
from lms.organisations.permissions import keeps_the_region


class Permission(StrEnum):
    SEARCH = "home:search"
    MANAGE = "home:manage"


def may_search(actor: Actor, _: object) -> bool:
    """Whoever sees organisations searches them, and the people whose names that role may see."""
    return actor.sees_region or bool(actor.organisations)


RULES: Mapping[Permission, Predicate] = {
    Permission.SEARCH: may_search,
    Permission.MANAGE: keeps_the_region,
}
