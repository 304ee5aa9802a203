"""Use cases of enrolments: join, decide, answer an offer, leave, go beyond the maximum. Each locks the session first.

A `Refusal` says why and what would help, as a reason that `words.py` puts into words; nothing was changed then.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from lms.core.clock import civil_date
from lms.core.db import UnitOfWork
from lms.core.errors import NotFound, Refused
from lms.core.events import Change
from lms.organisations.queries import all_nodes
from lms.people.actors import reach_of

from . import rules
from .admission import Admission, standing_of
from .events import MaximumChanged, SeatsReserved
from .ledger import Ledger
from .models import Enrolment, Reservation
from .permissions import may_enrol_others, may_plan_seats
from .queries.locked import employers_on, find_session_of
from .rules import Applicant, Decision
from .values import Reason, State, Why
from .words import reason_text

OPEN = Admission()


class Refusal(Refused):
    """A refusal with its reason as a value."""

    def __init__(self, reason: Reason, *, field: str | None = None) -> None:
        super().__init__(reason_text(reason.why, reason.values), field=field)
        self.reason = reason


@dataclass(frozen=True)
class Outcome:
    """Where somebody stands now: the state, the place in line when waiting, and why."""

    state: State
    position: int | None
    reason: Reason
    enrolment_id: int | None = None


def enrol(
    uow: UnitOfWork,
    session_id: int,
    person_id: int,
    admission: Admission = OPEN,
    *,
    auto_book: bool = False,
    approves: bool = False,
    reserved: bool = False,
) -> Outcome:
    """Somebody joins. `approves`: the actor decides as coordinator or planner; `reserved`: a reserved seat may be used.

    A refusal is an outcome too, so that a list of people can be enrolled with each refusal by name.
    """
    planner = may_plan_seats(uow.actor, None)
    ledger = Ledger(uow, session_id, admission, [person_id], twice=planner and not approves)
    ledger.settle()
    world, row = ledger.world, ledger.find(person_id)
    standing = standing_of(uow.session, ledger.training, person_id, civil_date(uow.now))
    own = standing.employers & uow.actor.employers
    decision = rules.join(
        world,
        Applicant(
            person_id,
            existing=State(row.state) if row else None,
            welcome=standing.welcome,
            obstacle=ledger.obstacles.get(person_id),
            approver=standing.approver,
            coordinator_approves=approves and bool(own or planner),
            programme_team_approves=approves and planner,
            organisations=_above(uow, standing.employers) if reserved else frozenset(),
        ),
    )
    if decision.refused:
        position = world.position(row.id) if row else None
        values = dict(decision.reason.values)
        if position:
            values["position"] = position
        return Outcome(State.REFUSED, None, Reason(decision.reason.why, values))
    if decision.reservation_id is not None:
        ledger.release(ledger.reservations[decision.reservation_id], 1)
    done = ledger.add(
        person_id,
        decision.state,
        decision.reason,
        rules.time_in_line(world),
        auto_book=auto_book,
        approved_by_coordinator=world.needs_coordinator and approves and bool(own or planner),
        approved_by_programme_team=world.needs_programme_team and approves and planner,
    )
    return _outcome(ledger, done, decision.reason)


def _above(uow: UnitOfWork, employers: Collection[int]) -> frozenset[int]:
    """The organisations in the actor's reach whose reserved seats are for people employed here."""
    nodes, today = all_nodes(uow.session), civil_date(uow.now)
    reach = {node.id for node in nodes} if may_plan_seats(uow.actor, None) else uow.actor.organisations
    return frozenset(one for one in reach if not reach_of([one], nodes, today).isdisjoint(employers))


def _outcome(ledger: Ledger, row: Enrolment, reason: Reason) -> Outcome:
    return Outcome(State(row.state), ledger.world.position(row.id), reason, row.id)


def _open(uow: UnitOfWork, enrolment_id: int, admission: Admission) -> tuple[Ledger, Enrolment]:
    """The settled ledger of an enrolment's session."""
    session_id = find_session_of(uow.session, enrolment_id)
    if session_id is None:
        raise NotFound
    ledger = Ledger(uow, session_id, admission)
    ledger.settle()
    return ledger, ledger.rows[enrolment_id]


def _require(decision: Decision) -> Decision:
    if decision.refused:
        raise Refusal(decision.reason)
    return decision


def _decide_for(uow: UnitOfWork, person_id: int) -> tuple[bool, bool]:
    """Whether the actor decides for somebody as coordinator, and as planner; NotFound for neither."""
    planner = may_plan_seats(uow.actor, None)
    employers = employers_on(uow.session, [person_id], civil_date(uow.now)).get(person_id, set())
    coordinator = any(may_enrol_others(uow.actor, one) for one in employers) and not planner
    if not (planner or coordinator):
        raise NotFound
    return coordinator, planner


def approve(uow: UnitOfWork, enrolment_id: int, admission: Admission = OPEN) -> Outcome:
    """Say yes to a request: coordinators for their own people, planners both steps. It keeps its time in line."""
    ledger, row = _open(uow, enrolment_id, admission)
    _coordinator, planner = _decide_for(uow, row.person_id)
    if not planner and row.approved_by_coordinator:
        raise Refusal(Reason(Why.NEEDS_PROGRAMME_TEAM))
    old = row.approved_by_coordinator, row.approved_by_programme_team
    row.approved_by_coordinator = ledger.training.needs_coordinator or row.approved_by_coordinator
    row.approved_by_programme_team = planner or row.approved_by_programme_team
    decision = rules.approve(ledger.world, ledger.entry(enrolment_id))
    if decision.refused:
        row.approved_by_coordinator, row.approved_by_programme_team = old
    _require(decision)
    ledger.move(row, decision.state, decision.reason)
    ledger.settle()
    return _outcome(ledger, row, decision.reason)


def refuse_request(uow: UnitOfWork, enrolment_id: int, reason: str, admission: Admission = OPEN) -> Outcome:
    """Say no to a request, with a reason for the person."""
    ledger, row = _open(uow, enrolment_id, admission)
    _decide_for(uow, row.person_id)
    if row.state != State.REQUESTED:
        raise Refusal(Reason(Why.NO_REQUEST))
    if not reason.strip():
        raise Refusal(Reason(Why.NEEDS_REASON), field="reason")
    why = Reason(Why.REQUEST_REFUSED, {"reason": reason.strip()})
    ledger.move(row, State.CANCELLED, why)
    return _outcome(ledger, row, why)


def accept_offer(uow: UnitOfWork, enrolment_id: int, admission: Admission = OPEN) -> Outcome:
    """Take the seat that was offered."""
    ledger, row = _open(uow, enrolment_id, admission)
    decision = _require(rules.accept(ledger.world, ledger.entry(enrolment_id)))
    ledger.move(row, decision.state, decision.reason)
    return _outcome(ledger, row, decision.reason)


def decline_offer(uow: UnitOfWork, enrolment_id: int, admission: Admission = OPEN) -> Outcome:
    """Let an offered seat go; it goes to the next in line at once."""
    ledger, row = _open(uow, enrolment_id, admission)
    if row.state != State.OFFERED:
        raise Refusal(Reason(Why.NO_OFFER))
    reason = Reason(Why.DECLINED)
    ledger.move(row, State.CANCELLED, reason)
    ledger.settle()
    return _outcome(ledger, row, reason)


def cancel(uow: UnitOfWork, enrolment_id: int, admission: Admission = OPEN) -> Outcome:
    """Leave a session, or be taken off it by whoever decides for this person; the seat goes to the next."""
    ledger, row = _open(uow, enrolment_id, admission)
    own = uow.actor.person_id == row.person_id
    if not own:
        _decide_for(uow, row.person_id)
    decision = _require(rules.cancel(ledger.world, ledger.entry(enrolment_id), by_staff=not own))
    ledger.move(row, decision.state, decision.reason)
    ledger.settle()
    return _outcome(ledger, row, decision.reason)


def seat_beyond(
    uow: UnitOfWork, session_id: int, person_id: int, reason: str, admission: Admission = OPEN
) -> Outcome:
    """Give a seat out of turn or beyond the maximum: for planners, with a reason that everybody can read."""
    if not may_plan_seats(uow.actor, None):
        raise NotFound
    ledger = Ledger(uow, session_id, admission, [person_id])
    ledger.settle()
    row = ledger.find(person_id)
    entry = ledger.entry(row.id) if row else None
    decision = rules.seat_beyond(ledger.world, entry, reason)
    if decision.refused:
        raise Refusal(decision.reason, field="reason")
    full = ledger.world.full and (entry is None or entry.state is not State.OFFERED)
    beyond = reason.strip()[:500] if full else None
    if row is None or row.state == State.CANCELLED:
        since = rules.time_in_line(ledger.world)
        row = ledger.add(person_id, State.BOOKED, decision.reason, since, overbooked=beyond)
    else:
        ledger.move(row, State.BOOKED, decision.reason, overbooked=beyond)
    ledger.settle()
    return _outcome(ledger, row, decision.reason)


def change_maximum(
    uow: UnitOfWork, session_id: int, maximum: int | None, admission: Admission = OPEN
) -> None:
    """Raise or lower the maximum: whoever is in line moves up, and nobody who has a seat loses it."""
    ledger = Ledger(uow, session_id, admission)
    ledger.settle()
    if maximum is not None and maximum < 0:
        raise Refusal(Reason(Why.TOO_FEW_SEATS, {"free": 0}), field="maximum")
    if problem := rules.lower(ledger.world, maximum):
        raise Refusal(problem, field="maximum")
    before = ledger.training.maximum
    if before == maximum:
        return
    ledger.training.maximum = maximum
    change = Change(session_id, {"maximum": before}, {"maximum": maximum})
    uow.publish(MaximumChanged(changes=(change,)))
    ledger.settle()


def reserve(
    uow: UnitOfWork,
    session_id: int,
    organisation_id: int,
    seats: int,
    release_at: datetime,
    admission: Admission = OPEN,
) -> Reservation:
    """Hold unnamed seats for an organisation until a deadline."""
    if not may_enrol_others(uow.actor, organisation_id):
        raise NotFound
    ledger = Ledger(uow, session_id, admission)
    ledger.settle()
    if seats < 1:
        raise Refusal(Reason(Why.TOO_FEW_SEATS, {"free": ledger.world.free or 0}), field="seats")
    if problem := rules.reserve(ledger.world, seats, release_at):
        raise Refusal(problem, field="release_at" if problem.why is Why.BAD_DEADLINE else "seats")
    row = Reservation(
        session_id=session_id, organisation_id=organisation_id, seats=seats, release_at=release_at
    )
    uow.session.add(row)
    uow.session.flush()
    values = {"session_id": session_id, "organisation_id": organisation_id, "seats": seats}
    uow.publish(SeatsReserved(changes=(Change(row.id, None, values | {"release_at": release_at}),)))
    return row


def release(uow: UnitOfWork, session_id: int, reservation_id: int, admission: Admission = OPEN) -> None:
    """Give reserved seats back before their deadline; whoever is in line moves up."""
    ledger = Ledger(uow, session_id, admission)
    row = ledger.reservations.get(reservation_id)
    if row is None or not may_enrol_others(uow.actor, row.organisation_id):
        raise NotFound
    ledger.release(row, row.seats)
    ledger.settle()


def settle_session(uow: UnitOfWork, session_id: int, admission: Admission = OPEN) -> None:
    """Do what is due in one session: offers that ran out, reservations, the line at the start, who moves up."""
    Ledger(uow, session_id, admission).settle()


def complete(uow: UnitOfWork, enrolment: Enrolment, on: date) -> None:
    """Record that somebody completed the session on a day, once; saying it again changes nothing."""
    ledger = Ledger(uow, enrolment.session_id, OPEN, [enrolment.person_id])
    row = ledger.rows[enrolment.id]
    if row.state == State.COMPLETED:
        return
    if row.state not in (State.BOOKED, State.ABSENT):
        raise Refusal(Reason(Why.NOT_LIVE))
    ledger.move(row, State.COMPLETED, Reason(Why.COMPLETED, {"day": on.isoformat()}), completed_on=on)
