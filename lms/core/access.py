"""Who may do what: an actor, a permission and the thing it is about. Nothing is allowed by default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .errors import NotFound, Refused


class Role(StrEnum):
    """What an account is trusted with; a coordinator's trust is for one organisation and what lies under it."""

    PROFESSIONAL = "professional"
    TRAINER = "trainer"
    COORDINATOR = "coordinator"
    PROGRAMME_TEAM = "programme_team"
    STEERING_GROUP = "steering_group"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Actor:
    """Somebody who asks: the account, the person behind it, the roles, and the organisations in reach.

    `organisations` are the ids of every organisation whose page a coordinator may open, those lying under it and
    those that merged into it included. `employers` are those of them whose people still count for it today.
    """

    name: str
    account_id: int | None = None
    person_id: int | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    organisations: frozenset[int] = field(default_factory=frozenset)
    employers: frozenset[int] = field(default_factory=frozenset)

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def sees_region(self) -> bool:
        """Whether the whole region is in reach."""
        return self.has(Role.PROGRAMME_TEAM, Role.STEERING_GROUP, Role.ADMINISTRATOR)


NOBODY = Actor(name="nobody")
SYSTEM = Actor(name="system", roles=frozenset({Role.ADMINISTRATOR}))

Predicate = Callable[[Actor, Any], bool]
"""Whether the actor may; the resource is None when the question is whether it may at all, for some resource."""


class Access:
    """The permissions of all features together."""

    def __init__(self) -> None:
        self.rules: dict[StrEnum, Predicate] = {}

    def register(self, rules: Mapping[Any, Predicate]) -> None:
        for permission, predicate in rules.items():
            if permission in self.rules:
                raise ValueError(f"permission {permission} is declared twice")
            self.rules[permission] = predicate

    def allows(self, actor: Actor, permission: StrEnum, resource: Any = None) -> bool:
        """False for a permission that nobody declared."""
        predicate = self.rules.get(permission)
        return bool(predicate and predicate(actor, resource))

    def authorize(self, actor: Actor, permission: StrEnum, resource: Any) -> None:
        """Raise NotFound when this resource is out of reach, Refused when no resource would be in reach."""
        if not self.allows(actor, permission):
            raise Refused(f"{actor.name} lacks {permission}")
        if not self.allows(actor, permission, resource):
            raise NotFound
