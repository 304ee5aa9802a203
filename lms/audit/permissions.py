"""Who may read the audit log, and which of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from lms.core.access import Actor, Predicate, Role
from lms.organisations.permissions import keeps_the_region


class Permission(StrEnum):
    VIEW_LOG = "audit:view"
    VIEW_ACCOUNTS = "audit:accounts"


def reads_the_log(actor: Actor, _: object) -> bool:
    """Administrators and the programme team read the log; others have the history on their own pages."""
    return keeps_the_region(actor, None)


def is_administrator(actor: Actor, _: object) -> bool:
    """Who signs in, from where and with which roles is the administrators' alone."""
    return actor.has(Role.ADMINISTRATOR)


RULES: Mapping[Permission, Predicate] = {
    Permission.VIEW_LOG: reads_the_log,
    Permission.VIEW_ACCOUNTS: is_administrator,
}
