"""What is asked before somebody may take a seat: prerequisites, the audience, clashes, and who approves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from lms.catalogue.models import Course
from lms.core.clock import civil_date
from lms.organisations.queries import all_nodes
from lms.people.actors import reach_of
from lms.plugins.api import Decision
from lms.sessions.models import TrainingSession

from .queries.locked import clashes, coordinated, employers_on, seats_in_course
from .values import Reason, Terms, Why, World

Asks = Callable[[Session, Course, Collection[int], date], Mapping[int, Decision]]
"""Whether people may take a course, by the rules of its type, as they stand on a day."""


def everybody_may(_: Session, __: Course, person_ids: Collection[int], ___: date) -> Mapping[int, Decision]:
    """Without course types nothing is asked."""
    return {one: Decision(True) for one in person_ids}


@dataclass(frozen=True)
class Admission:
    """The rules of this installation: `may_enrol` needs what stands above enrolments, so it is handed in."""

    may_enrol: Asks = everybody_may
    terms: Terms = field(default_factory=Terms)


def obstacles(
    session: Session,
    training: TrainingSession,
    world: World,
    person_ids: Collection[int],
    admission: Admission,
) -> dict[int, Reason]:
    """Why each of these people could take no seat now."""
    if not person_ids:
        return {}
    seats = seats_in_course(session, training, person_ids, world.now)
    found = {one: Reason(Why.SAME_COURSE, {"session": key}) for one, key in seats.items()}
    at_once = clashes(session, training.id, person_ids)
    found |= {one: Reason(Why.CLASH, {"session": key}) for one, key in at_once.items()}
    day = civil_date(max(world.now, world.starts_at or world.now))
    for one, decision in admission.may_enrol(session, training.course, person_ids, day).items():
        if not decision.yes:
            said = {
                "nl": " ".join(text.nl for text in decision.reasons),
                "en": " ".join(text.en for text in decision.reasons),
            }
            found[one] = Reason(Why.NOT_ELIGIBLE, said)
    return found


@dataclass(frozen=True)
class Standing:
    """Where somebody works, as far as a session asks: in its audience, and with somebody who can approve."""

    employers: frozenset[int]
    welcome: bool
    approver: bool


def standing_of(session: Session, training: TrainingSession, person_id: int, today: date) -> Standing:
    """Whether the session is open to somebody; what lies under an organisation, or merged into it, belongs to it."""
    employers = employers_on(session, [person_id], today).get(person_id, set())
    if training.audience == "open" and not training.needs_coordinator:
        return Standing(frozenset(employers), True, True)
    nodes = all_nodes(session)
    welcome, approver = True, True
    if training.audience != "open":
        roots = {one.id for one in training.open_to} if training.audience == "some" else set()
        if training.organisation_id is not None:
            roots.add(training.organisation_id)
        welcome = not employers.isdisjoint(reach_of(roots, nodes, today))
    if training.needs_coordinator:
        approver = not employers.isdisjoint(reach_of(coordinated(session), nodes, today))
    return Standing(frozenset(employers), welcome, approver)
