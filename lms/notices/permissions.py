"""Who sees what is sent, and who decides about its texts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from lms.core.access import Actor, Predicate, Role


class Permission(StrEnum):
    MANAGE_MESSAGES = "message:manage"
    READ_MAILBOX = "message:mailbox"


def may_manage_messages(actor: Actor, _: object) -> bool:
    """Administrators see what waits or failed, and edit the texts; a message can hold a link that opens an account."""
    return actor.has(Role.ADMINISTRATOR)


def may_read_mailbox(actor: Actor, _: object) -> bool:
    """In the demo everybody reads the own messages on a page; administrators read all."""
    return actor.account_id is not None


RULES: Mapping[Permission, Predicate] = {
    Permission.MANAGE_MESSAGES: may_manage_messages,
    Permission.READ_MAILBOX: may_read_mailbox,
}
