"""Who gets a seat, who waits and why: decisions over one session as it stands at one moment.

A request holds no seat and keeps its time. A seat that comes free goes to the first in line: booked at once for whoever
asked for that, else offered until a deadline, and an offer holds the seat. Newcomers never pass somebody who waits.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from .values import LIVE, OPEN_STATUSES, SEATED, Entry, Reason, State, Why, World


@dataclass(frozen=True)
class Move:
    """What happens to one enrolment; the same state again: the place is kept, and the reason told."""

    entry_id: int
    after: State
    reason: Reason
    offer_until: datetime | None = None


@dataclass(frozen=True)
class Decision:
    """What somebody who joins gets, and why. `reservation_id`: the reservation that gives the seat."""

    state: State
    reason: Reason
    reservation_id: int | None = None

    @property
    def refused(self) -> bool:
        return self.state is State.REFUSED


def refuse(why: Why, **values: Any) -> Decision:
    return Decision(State.REFUSED, Reason(why, values))


# ---- joining --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Applicant:
    """Who joins, and what stands in the way. `approves`: steps of approval that whoever enrols gives at once.

    `organisations`: those whose reserved seats may be used. `approver`: whether anybody can approve a request.
    """

    person_id: int
    existing: State | None = None
    welcome: bool = True
    obstacle: Reason | None = None
    approver: bool = True
    coordinator_approves: bool = False
    programme_team_approves: bool = False
    organisations: frozenset[int] = frozenset()


def join(world: World, who: Applicant) -> Decision:
    """What somebody who joins now gets; the world is settled first, so that whoever can move up has done so."""
    if closed := closed_to_newcomers(world):
        return Decision(State.REFUSED, closed)
    if who.existing is not None and who.existing is not State.CANCELLED:
        return refuse(Why.ALREADY, state=str(who.existing))
    if not who.welcome:
        return refuse(Why.AUDIENCE)
    if who.obstacle:
        return Decision(State.REFUSED, who.obstacle)
    if world.needs_coordinator and not who.coordinator_approves:
        if not who.approver:
            return refuse(Why.NOBODY_APPROVES)
        return Decision(State.REQUESTED, Reason(Why.NEEDS_COORDINATOR))
    if world.needs_programme_team and not who.programme_team_approves:
        return Decision(State.REQUESTED, Reason(Why.NEEDS_PROGRAMME_TEAM))
    for one in world.held:
        if one.seats and one.organisation_id in who.organisations:
            return Decision(State.BOOKED, Reason(Why.RESERVED), one.id)
    return give_place(world, Reason(Why.SEAT_FREE))


def closed_to_newcomers(world: World) -> Reason | None:
    """Why nobody can join now; None when people can."""
    if world.status == "cancelled":
        return Reason(Why.SESSION_CANCELLED)
    if world.status == "draft":
        return Reason(Why.NOT_PUBLISHED)
    if world.status not in OPEN_STATUSES:
        return Reason(Why.SESSION_OVER)
    if world.started:
        return Reason(Why.STARTED)
    if world.open_from and world.now < world.open_from:
        return Reason(Why.NOT_OPEN_YET, {"day": world.open_from.isoformat()})
    if world.open_until and world.now >= world.open_until:
        return Reason(Why.CLOSED, {"day": world.open_until.isoformat()})
    return None


def give_place(world: World, seated: Reason, place: tuple[datetime, int] | None = None) -> Decision:
    """A seat when one is free and nobody who could take it waits before this place; else a place in line."""
    if world.starts_at is None:
        return Decision(State.WAITING, Reason(Why.NO_DATE))
    if world.full:
        return Decision(State.WAITING, Reason(Why.FULL))
    ahead = [one for one in world.line if one.obstacle is None and (place is None or one.place < place)]
    if ahead and world.free is not None:
        return Decision(State.WAITING, Reason(Why.BEHIND, {"ahead": len(ahead)}))
    return Decision(State.BOOKED, seated)


def time_in_line(world: World) -> datetime:
    """The time in line of whoever joins now: after everybody who is there, even when clocks disagree."""
    last = max((one.since for one in world.entries), default=None)
    return world.now if last is None else max(world.now, last + timedelta(microseconds=1))


# ---- what happens to who is there -----------------------------------------------------------------------------


def approve(world: World, entry: Entry) -> Decision:
    """A request whose approvals are `entry`'s: another step, or the place in line of the time it was made."""
    if entry.state is not State.REQUESTED:
        return refuse(Why.NO_REQUEST)
    if world.status not in OPEN_STATUSES or world.started:
        return Decision(State.REFUSED, closed_to_newcomers(world) or Reason(Why.SESSION_OVER))
    if world.needs_coordinator and not entry.by_coordinator:
        return Decision(State.REQUESTED, Reason(Why.NEEDS_COORDINATOR))
    if world.needs_programme_team and not entry.by_programme_team:
        return Decision(State.REQUESTED, Reason(Why.NEEDS_PROGRAMME_TEAM))
    if entry.obstacle:
        return Decision(State.WAITING, entry.obstacle)
    return give_place(world, Reason(Why.APPROVED), entry.place)


def accept(world: World, entry: Entry) -> Decision:
    """An offer becomes a seat until its deadline, unless the person meanwhile has one at the same time elsewhere."""
    if entry.state is not State.OFFERED or entry.offer_until is None or entry.offer_until <= world.now:
        return refuse(Why.NO_OFFER)
    if entry.obstacle:
        return Decision(State.REFUSED, entry.obstacle)
    return Decision(State.BOOKED, Reason(Why.ACCEPTED))


def cancel(world: World, entry: Entry, *, by_staff: bool) -> Decision:
    """People withdraw until the start; after it only staff take somebody off."""
    if entry.state not in LIVE:
        return refuse(Why.NOT_LIVE)
    if world.started and not by_staff:
        return refuse(Why.STARTED)
    return Decision(State.CANCELLED, Reason(Why.CANCELLED if by_staff else Why.WITHDRAWN))


def seat_beyond(world: World, entry: Entry | None, reason: str) -> Decision:
    """A seat given by staff out of turn or beyond the maximum: it needs a reason, and says it was so."""
    if not reason.strip():
        return refuse(Why.NEEDS_REASON)
    if entry is not None and entry.state in SEATED:
        return refuse(Why.ALREADY, state=str(entry.state))
    if world.status in ("cancelled", "closed", "draft"):
        return Decision(State.REFUSED, closed_to_newcomers(world) or Reason(Why.SESSION_OVER))
    return Decision(State.BOOKED, Reason(Why.OVERBOOKED, {"reason": reason.strip()}))


def reserve(world: World, seats: int, release_at: datetime) -> Reason | None:
    """Why these seats cannot be reserved; None when they can. Only free seats, and only until nobody moves up."""
    if closed := closed_to_newcomers(world):
        return closed
    if release_at <= world.now or (world.starts_at and release_at > world.starts_at - world.terms.lead):
        return Reason(Why.BAD_DEADLINE)
    ahead = sum(one.obstacle is None for one in world.line)
    if world.free is not None and seats > world.free - ahead:
        return Reason(Why.TOO_FEW_SEATS, {"free": max(0, world.free - ahead)})
    return None


def lower(world: World, maximum: int | None) -> Reason | None:
    """Why this cannot be the maximum: reserved seats are released first. People stay, however low it is."""
    if maximum is not None and maximum < world.reserved:
        return Reason(Why.RESERVED_MORE, {"seats": world.reserved})
    return None


def marks(world: World) -> tuple[list[int], list[int]]:
    """Whose seat lies beyond the maximum and should say so (the last first), and of whom it no longer does."""
    excess = 0 if world.maximum is None else max(0, world.taken - world.maximum)
    seats = [one for one in world.entries if one.state in SEATED or one.state is State.OFFERED]
    marked = [one for one in seats if one.overbooked]
    if len(marked) >= excess:
        fits = sorted(marked, key=lambda one: one.place)[: len(marked) - excess]
        return [], [one.id for one in fits]
    rest = sorted((one for one in seats if not one.overbooked), key=lambda one: one.place, reverse=True)
    return [one.id for one in rest[: excess - len(marked)]], []


# ---- what happens by itself -----------------------------------------------------------------------------------


def due_reservations(world: World) -> list[int]:
    """The reservations whose deadline has come."""
    return [one.id for one in world.held if one.release_at <= world.now or world.started]


def settle(world: World) -> list[Move]:
    """Everything that is due now, once: offers that ran out, the line at the start, and who moves up.

    Doing this to its own result gives nothing, so that it can be done before and after everything else.
    """
    world = without(world, due_reservations(world))
    if world.started and world.status in (*OPEN_STATUSES, "running", "closed"):
        over = (State.WAITING, State.REQUESTED, State.OFFERED)
        return [
            Move(one.id, State.CANCELLED, Reason(Why.LINE_CLOSED))
            for one in sorted(world.entries, key=lambda one: one.place)
            if one.state in over
        ]
    moves = []
    for one in world.entries:
        if one.state is State.OFFERED and one.offer_until and one.offer_until <= world.now:
            moves.append(Move(one.id, State.CANCELLED, Reason(Why.EXPIRED)))
            world = world.changed(one.id, state=State.CANCELLED, offer_until=None)
    return moves + promotions(world)


def without(world: World, released: Collection[int]) -> World:
    return replace(world, held=tuple(one for one in world.held if one.id not in released))


def promotions(world: World) -> list[Move]:
    """Who moves up now, in the order of the line, and who keeps the place for which reason."""
    moves: list[Move] = []
    free = world.free
    for one in world.line:
        if free == 0:
            break
        stuck = world.standstill or one.obstacle
        if stuck:
            if one.told is not stuck.why:
                moves.append(Move(one.id, State.WAITING, stuck))
            continue
        if one.auto_book:
            moves.append(Move(one.id, State.BOOKED, Reason(Why.BOOKED_AT_ONCE)))
        else:
            until = world.terms.offer_until(world.now, world.starts_at)
            moves.append(
                Move(one.id, State.OFFERED, Reason(Why.OFFERED, {"until": until.isoformat()}), until)
            )
        free = None if free is None else free - 1
    return moves
