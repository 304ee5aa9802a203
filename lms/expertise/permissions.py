"""Who may see coverage: the region, one organisation, its numbers whole, and the names behind them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from lms.core.access import Actor, Predicate, Role
from lms.organisations.permissions import keeps_the_region


class Permission(StrEnum):
    VIEW_REGION = "coverage:region"
    VIEW_ORGANISATION = "coverage:organisation"
    VIEW_NUMBERS = "coverage:numbers"
    VIEW_NAMES = "coverage:names"
    VIEW_NORMS = "norm:view"
    EDIT_NORMS = "norm:edit"


def sees_region(actor: Actor, _: object) -> bool:
    """The programme team, the steering group and administrators see the region as a whole."""
    return actor.sees_region


def may_view_organisation(actor: Actor, organisation_id: int | None) -> bool:
    """The region's roles see every organisation; a coordinator its own and what lies under it."""
    if organisation_id is None:
        return actor.sees_region or bool(actor.organisations)
    return actor.sees_region or organisation_id in actor.organisations


def may_view_numbers(actor: Actor, organisation_id: int | None) -> bool:
    """Numbers are whole for the programme team, administrators and own coordinators; others see bands of five."""
    if actor.has(Role.PROGRAMME_TEAM, Role.ADMINISTRATOR):
        return True
    if organisation_id is None:
        # Asked for a page of many organisations: only who sees nothing beyond the own ones sees them whole.
        return bool(actor.organisations) and not actor.sees_region
    return organisation_id in actor.organisations


def may_view_names(actor: Actor, organisation_id: int | None) -> bool:
    """Whoever plans for people sees their names with their trained status; the steering group plans for numbers."""
    return may_view_numbers(actor, organisation_id)


def may_view_norms(actor: Actor, organisation_id: int | None) -> bool:
    """Whoever keeps the norms sees them all; a coordinator those of the own organisation and what lies under it."""
    if keeps_the_region(actor, organisation_id):
        return True
    return bool(actor.organisations) if organisation_id is None else organisation_id in actor.organisations


RULES: Mapping[Permission, Predicate] = {
    Permission.VIEW_REGION: sees_region,
    Permission.VIEW_ORGANISATION: may_view_organisation,
    Permission.VIEW_NUMBERS: may_view_numbers,
    Permission.VIEW_NAMES: may_view_names,
    Permission.VIEW_NORMS: may_view_norms,
    Permission.EDIT_NORMS: keeps_the_region,
}
