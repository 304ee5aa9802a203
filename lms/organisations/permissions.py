"""Who may change the organisations of the region."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from lms.core.access import Actor, Predicate, Role


class Permission(StrEnum):
    EDIT_ORGANISATIONS = "organisation:edit"


def keeps_the_region(actor: Actor, _: object) -> bool:
    """Administrators and the programme team keep organisations, competences and norms."""
    return actor.has(Role.ADMINISTRATOR, Role.PROGRAMME_TEAM)


RULES: Mapping[Permission, Predicate] = {Permission.EDIT_ORGANISATIONS: keeps_the_region}
