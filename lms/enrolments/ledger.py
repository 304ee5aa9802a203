"""One session while it is locked: what everybody has, and the only place that writes a step."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from lms.core.db import UnitOfWork
from lms.core.events import Change
from lms.sessions.models import TrainingSession

from .admission import Admission, obstacles
from .events import (
    EnrolmentApproved,
    EnrolmentBooked,
    EnrolmentCancelled,
    EnrolmentCompleted,
    EnrolmentEvent,
    EnrolmentLineClosed,
    EnrolmentMarked,
    EnrolmentOffered,
    EnrolmentOfferExpired,
    EnrolmentPassedOver,
    EnrolmentPromoted,
    EnrolmentRefused,
    EnrolmentRequested,
    EnrolmentWaiting,
    EnrolmentWithdrawn,
    SeatsReleased,
)
from .models import Enrolment, EnrolmentStep, Reservation
from .queries.locked import (
    enrolments_of,
    find_start,
    last_reasons,
    lock_people,
    lock_session,
    open_reservations,
)
from .rules import due_reservations, marks, settle
from .values import OPEN_STATUSES, Entry, Held, Reason, State, Terms, Why, World

ENDED: dict[Why, type[EnrolmentEvent]] = {
    Why.EXPIRED: EnrolmentOfferExpired,
    Why.LINE_CLOSED: EnrolmentLineClosed,
    Why.REQUEST_REFUSED: EnrolmentRefused,
}
BECAME: dict[State, type[EnrolmentEvent]] = {
    State.REQUESTED: EnrolmentRequested,
    State.WAITING: EnrolmentWaiting,
    State.OFFERED: EnrolmentOffered,
    State.BOOKED: EnrolmentBooked,
    State.COMPLETED: EnrolmentCompleted,
    State.ABSENT: EnrolmentMarked,
}


def event_of(before: str | None, after: State, why: Why) -> type[EnrolmentEvent]:
    """Which event tells that somebody went from one state to another: exactly one for each step."""
    if why in (Why.MAXIMUM_LOWERED, Why.FITS_AGAIN):
        return EnrolmentMarked
    if after is State.CANCELLED:
        if why is Why.WITHDRAWN and before in (State.WAITING, State.REQUESTED):
            return EnrolmentWithdrawn
        return ENDED.get(why, EnrolmentCancelled)
    if before == after:
        return EnrolmentApproved if after is State.REQUESTED else EnrolmentPassedOver
    if after is State.BOOKED and before in (State.WAITING, State.OFFERED):
        return EnrolmentPromoted
    return BECAME[after]


class Ledger:
    """The seats of one session, locked until the transaction ends: the session's row first, then people by id."""

    def __init__(
        self,
        uow: UnitOfWork,
        session_id: int,
        admission: Admission,
        joining: Collection[int] = (),
        *,
        twice: bool = False,
    ) -> None:
        self.uow, self.session, self.admission = uow, uow.session, admission
        self.training: TrainingSession = lock_session(self.session, session_id)
        self.starts_at = find_start(self.session, session_id)
        self.rows = {one.id: one for one in enrolments_of(self.session, session_id)}
        self.reservations = {one.id: one for one in open_reservations(self.session, session_id)}
        moving = {one.person_id for one in self.rows.values() if one.state in MOVING} | set(joining)
        if moving:
            lock_people(self.session, moving)
        bare = world_of(self, {}, {}, admission.terms)
        stuck = obstacles(self.session, self.training, bare, moving, admission) if self._matters(bare) else {}
        self.obstacles = {
            one: reason
            for one, reason in stuck.items()
            if not (twice and one in joining and reason.why is Why.SAME_COURSE)
        }
        waiting = [one.id for one in self.rows.values() if one.state == State.WAITING]
        self.told = last_reasons(self.session, waiting) if waiting else {}

    @staticmethod
    def _matters(world: World) -> bool:
        return world.status in OPEN_STATUSES and not world.started

    @property
    def world(self) -> World:
        """The session as the rules see it now."""
        return world_of(self, self.obstacles, self.told, self.admission.terms)

    def entry(self, enrolment_id: int) -> Entry:
        return next(one for one in self.world.entries if one.id == enrolment_id)

    def find(self, person_id: int) -> Enrolment | None:
        return next((one for one in self.rows.values() if one.person_id == person_id), None)

    def settle(self) -> None:
        """Do everything that is due, and mark who sits beyond the maximum."""
        for one in due_reservations(self.world):
            self.release(self.reservations[one], self.reservations[one].seats)
        for move in settle(self.world):
            self.move(self.rows[move.entry_id], move.after, move.reason, offer_until=move.offer_until)
        beyond, fitting = marks(self.world)
        for one in beyond:
            row = self.rows[one]
            reason = Reason(Why.MAXIMUM_LOWERED, {"maximum": self.training.maximum})
            self.move(row, State(row.state), reason, offer_until=row.offer_until, overbooked=str(reason.why))
        for one in fitting:
            row = self.rows[one]
            self.move(
                row, State(row.state), Reason(Why.FITS_AGAIN), offer_until=row.offer_until, overbooked=None
            )

    def add(self, person_id: int, after: State, reason: Reason, since: datetime, **values: Any) -> Enrolment:
        """Somebody joins, for the first time or again; again is a new time in line."""
        row = self.find(person_id)
        if row is None:
            row = Enrolment(session_id=self.training.id, person_id=person_id, state="", in_line_since=since)
            row.auto_book = row.approved_by_coordinator = row.approved_by_programme_team = False
            self.session.add(row)
        row.in_line_since, row.overbooked = since, None
        self.move(row, after, reason, **values)
        return row

    def move(
        self,
        row: Enrolment,
        after: State,
        reason: Reason,
        *,
        offer_until: datetime | None = None,
        **values: Any,
    ) -> EnrolmentStep:
        """Change an enrolment, write the step with its reason, and publish the one event that tells it."""
        old = row.state or None
        before = _told(row) if old else None
        row.state, row.offer_until, row.changed_at = after.value, offer_until, self.uow.now
        for name, value in values.items():
            setattr(row, name, value)
        self.session.flush()
        self.rows[row.id] = row
        self.told[row.id] = str(reason.why)
        step = EnrolmentStep(
            enrolment_id=row.id,
            at=self.uow.now,
            before=old,
            after=after.value,
            reason=str(reason.why),
            values=dict(reason.values),
            actor=self.uow.actor.name,
        )
        self.session.add(step)
        self.session.flush()
        after_values = _told(row)
        if before is not None:
            names = [one for one in after_values if before[one] != after_values[one]]
            before = {one: before[one] for one in names}
            after_values = {one: after_values[one] for one in names} | {"reason": str(reason.why)}
        event = event_of(old, after, reason.why)
        self.uow.publish(
            event(
                changes=(Change(row.id, before, after_values),),
                enrolment_id=row.id,
                session_id=row.session_id,
                person_id=row.person_id,
                step_id=step.id,
            )
        )
        return step

    def release(self, row: Reservation, seats: int) -> None:
        """Give seats of a reservation a name, or give them back."""
        before = row.seats
        row.seats -= seats
        if row.seats == 0:
            row.released_at = self.uow.now
            self.reservations.pop(row.id)
        self.session.flush()
        change = Change(row.id, {"seats": before}, {"seats": row.seats})
        self.uow.publish(SeatsReleased(changes=(change,)))


MOVING = (State.REQUESTED, State.WAITING, State.OFFERED)


def _told(row: Enrolment) -> dict[str, Any]:
    return {
        "session_id": row.session_id,
        "person_id": row.person_id,
        "state": row.state,
        "offer_until": row.offer_until,
        "overbooked": row.overbooked,
    }


def world_of(ledger: Ledger, stuck: dict[int, Reason], told: dict[int, str], terms: Terms) -> World:
    """Rows as the values that rules decide about."""
    training = ledger.training
    return World(
        now=ledger.uow.now,
        maximum=training.maximum,
        starts_at=ledger.starts_at,
        status=training.status,
        open_from=training.enrol_from,
        open_until=training.enrol_until,
        needs_coordinator=training.needs_coordinator,
        needs_programme_team=training.needs_programme_team,
        entries=tuple(entry_of(one, stuck, told) for one in ledger.rows.values()),
        held=tuple(held_of(one) for one in ledger.reservations.values()),
        terms=terms,
    )


def entry_of(row: Enrolment, stuck: dict[int, Reason], told: dict[int, str]) -> Entry:
    why = told.get(row.id)
    return Entry(
        id=row.id,
        person_id=row.person_id,
        state=State(row.state),
        since=row.in_line_since,
        offer_until=row.offer_until,
        auto_book=row.auto_book,
        by_coordinator=row.approved_by_coordinator,
        by_programme_team=row.approved_by_programme_team,
        overbooked=row.overbooked is not None,
        obstacle=stuck.get(row.person_id),
        told=Why(why) if why else None,
    )


def held_of(row: Reservation) -> Held:
    return Held(row.id, row.organisation_id, row.seats, row.release_at)
