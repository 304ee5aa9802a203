"""Who may sign out, see a person's page, or give somebody else an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.core.access import Actor, Predicate, Role


class Permission(StrEnum):
    SIGNED_IN = "account:use"
    VIEW_PERSON = "person:view"
    INVITE = "person:invite"
    MANAGE_ACCOUNTS = "account:manage"


@dataclass(frozen=True)
class PersonInView:
    """A person and the organisations for which that person counts today, those above them included."""

    person_id: int
    organisation_ids: frozenset[int]


def signed_in(actor: Actor, _: object) -> bool:
    """Whoever is signed in has a first page, and keeps the own account."""
    return actor.account_id is not None


def may_view_person(actor: Actor, person: PersonInView | None) -> bool:
    """People see themselves; coordinators who works for them today; the programme team everybody in the region."""
    if person is None:
        return actor.account_id is not None
    if actor.has(Role.PROGRAMME_TEAM, Role.ADMINISTRATOR) or actor.person_id == person.person_id:
        return True
    return not actor.organisations.isdisjoint(person.organisation_ids)


def may_invite(actor: Actor, organisation_id: int | None) -> bool:
    """Coordinators invite the people of their own organisation and below; the programme team everybody's."""
    if actor.has(Role.PROGRAMME_TEAM, Role.ADMINISTRATOR):
        return True
    return bool(actor.organisations) if organisation_id is None else organisation_id in actor.organisations


def may_manage_accounts(actor: Actor, _: object) -> bool:
    """Administrators decide who has an account, and with which roles."""
    return actor.has(Role.ADMINISTRATOR)


RULES: Mapping[Permission, Predicate] = {
    Permission.SIGNED_IN: signed_in,
    Permission.VIEW_PERSON: may_view_person,
    Permission.INVITE: may_invite,
    Permission.MANAGE_ACCOUNTS: may_manage_accounts,
}
