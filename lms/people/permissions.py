"""Who may sign out, see a person's page, or give somebody else an account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.core.access import Actor, Predicate, Role


class Permission(StrEnum):
    SIGNED_IN = "account:use"
    VIEW_PERSON = "person:view"


@dataclass(frozen=True)
class PersonInView:
    """A person and the organisations for which that person counts today, those above them included."""

    person_id: int
    organisation_ids: frozenset[int]


def signed_in(actor: Actor, _: object) -> bool:
    return actor.account_id is not None


def may_view_person(actor: Actor, person: PersonInView | None) -> bool:
    """People see themselves; coordinators who works for them today; the programme team everybody in the region."""
    if person is None:
        return actor.account_id is not None
    if actor.has(Role.PROGRAMME_TEAM, Role.ADMINISTRATOR) or actor.person_id == person.person_id:
        return True
    return not actor.organisations.isdisjoint(person.organisation_ids)


RULES: Mapping[Permission, Predicate] = {
    Permission.SIGNED_IN: signed_in,
    Permission.VIEW_PERSON: may_view_person,
}
