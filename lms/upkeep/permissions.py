"""Who may keep the list of people of an organisation."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from lms.core.access import Actor, Predicate, Role


class Permission(StrEnum):
    KEEP_PEOPLE = "upkeep:people"


def may_keep_people(actor: Actor, organisation_id: int | None) -> bool:
    """The programme team and administrators everywhere; coordinators at their own organisation and what lies under it."""
    if actor.has(Role.PROGRAMME_TEAM, Role.ADMINISTRATOR):
        return True
    if organisation_id is None:
        return bool(actor.organisations)
    return organisation_id in actor.organisations


def may_touch(actor: Actor, organisation_id: int) -> bool:
    """Whether an employment at this organisation may be changed: its people still count for the actor's own today."""
    return actor.has(Role.PROGRAMME_TEAM, Role.ADMINISTRATOR) or organisation_id in actor.employers


RULES: Mapping[Permission, Predicate] = {Permission.KEEP_PEOPLE: may_keep_people}
