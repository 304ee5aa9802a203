"""Who may see sessions, plan them, and give them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.core.access import Actor, Predicate, Role


class Permission(StrEnum):
    VIEW_SESSIONS = "session:view"
    PLAN_SESSIONS = "session:plan"
    KEEP_ROOMS = "session:rooms"
    GIVE_SESSIONS = "session:give"


@dataclass(frozen=True)
class SessionInView:
    """What decides who sees a session: its status, whom it is for, and who gives it.

    `organisations` are those it is open to; `own` those the reader works for today, what lies above them included.
    """

    status: str
    audience: str
    organisation_id: int | None
    organisations: frozenset[int]
    trainers: frozenset[int]
    own: frozenset[int] = frozenset()


def keeps_the_calendar(actor: Actor, _: object = None) -> bool:
    """Administrators and the programme team plan for the whole region."""
    return actor.has(Role.PROGRAMME_TEAM, Role.ADMINISTRATOR)


def may_plan(actor: Actor, session: SessionInView | None) -> bool:
    """Coordinators plan what is given in-house, for one of their own organisations only."""
    if keeps_the_calendar(actor):
        return True
    if session is None:
        return bool(actor.organisations)
    return session.audience == "one" and session.organisation_id in actor.organisations


def may_view(actor: Actor, session: SessionInView | None) -> bool:
    """Who plans or gives it; others once it is published, when it is open to them; trainers what they could give."""
    if actor.account_id is None:
        return False
    if session is None or may_plan(actor, session) or actor.person_id in session.trainers:
        return True
    if session.status == "draft":
        return False
    if session.audience == "open" or actor.has(Role.TRAINER, Role.STEERING_GROUP):
        return True
    return not session.organisations.isdisjoint(actor.organisations | session.own)


def may_give(actor: Actor, _: object = None) -> bool:
    """Trainers whose account is tied to a person state their availability and sign up."""
    return actor.has(Role.TRAINER) and actor.person_id is not None


RULES: Mapping[Permission, Predicate] = {
    Permission.VIEW_SESSIONS: may_view,
    Permission.PLAN_SESSIONS: may_plan,
    Permission.KEEP_ROOMS: keeps_the_calendar,
    Permission.GIVE_SESSIONS: may_give,
}
