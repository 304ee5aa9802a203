"""Who may join, decide for others, see a line, and go beyond a maximum."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from lms.core.access import Actor, Predicate, Role


class Permission(StrEnum):
    JOIN = "enrolment:join"
    ENROL_OTHERS = "enrolment:others"
    PLAN_SEATS = "enrolment:plan"


def may_join(actor: Actor, _: object) -> bool:
    """Whoever is known as a person joins for herself or himself."""
    return actor.person_id is not None


def may_enrol_others(actor: Actor, organisation_id: int | None) -> bool:
    """Coordinators decide for the people of their own organisation and below; planners for everybody."""
    if may_plan_seats(actor, None):
        return True
    return bool(actor.employers) if organisation_id is None else organisation_id in actor.employers


def may_plan_seats(actor: Actor, _: object) -> bool:
    """The programme team and administrators see the whole line, change the maximum and go beyond it."""
    return actor.has(Role.PROGRAMME_TEAM, Role.ADMINISTRATOR)


RULES: Mapping[Permission, Predicate] = {
    Permission.JOIN: may_join,
    Permission.ENROL_OTHERS: may_enrol_others,
    Permission.PLAN_SEATS: may_plan_seats,
}
