"""Who may import and export whole datasets: whoever keeps the facts of the region, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from lms.core.access import Actor, Predicate, Role


class Permission(StrEnum):
    IMPORT = "exchange:import"
    EXPORT = "exchange:export"


def keeps_the_facts(actor: Actor, _: object) -> bool:
    """The programme team and administrators; a dataset holds names of everybody in the region."""
    return actor.has(Role.PROGRAMME_TEAM, Role.ADMINISTRATOR)


RULES: Mapping[Permission, Predicate] = {
    Permission.IMPORT: keeps_the_facts,
    Permission.EXPORT: keeps_the_facts,
}
