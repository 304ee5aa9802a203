"""What always holds for the seats of a session, checked over facts: the eight invariants, one checker.

1 nobody sits beyond the maximum without a recorded reason · 2 no seat stays free while somebody could take it, and
whoever cannot has a stored reason · 3 one live enrolment a person, and joining again is the end of the line · 4 a seat
that comes free moves one person up, with one message · 5 nobody moves up after the start or into a clash · 6 one
counter · 7 doing what is due again gives nothing new · 8 a required approval is never skipped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from .rules import due_reservations, promotions, settle
from .values import LIVE, SEATED, Entry, State, Why, World


@dataclass(frozen=True)
class Step:
    """One thing that happened to an enrolment."""

    id: int
    at: datetime
    before: str | None
    after: str
    why: str
    actor: str = ""


@dataclass(frozen=True)
class Facts:
    """One session as it is stored. `counted`: the seats taken as pages and lists count them.

    `elsewhere`: who of those with a seat has one at the same time in another session, and its key. `messages`: how many
    messages tell each step; None where nobody sends messages.
    """

    key: str
    world: World
    steps: Mapping[int, tuple[Step, ...]]
    counted: int
    elsewhere: Mapping[int, str] = field(default_factory=dict)
    messages: Mapping[int, int] | None = None


@dataclass(frozen=True)
class Breach:
    """One invariant that does not hold: which one, for which enrolment (None: the session), and what is wrong."""

    invariant: int
    enrolment_id: int | None
    what: str


def breaches(facts: Facts) -> list[Breach]:
    """Everything that is wrong in a session; nothing when all eight hold."""
    checks = (_capacity, _idle, _one_each, _one_message, _moved_up, _counted, _again, _approved)
    return [Breach(number, one, what) for number, check in enumerate(checks, 1) for one, what in check(facts)]


Found = Iterator[tuple[int | None, str]]


def _capacity(facts: Facts) -> Found:
    world = facts.world
    if world.maximum is None:
        return
    beyond = world.taken - world.maximum
    explained = sum(one.overbooked for one in world.entries if _has_seat(one))
    if beyond > explained:
        yield (
            None,
            f"{world.taken} seats are taken of {world.maximum}; a reason is recorded for {explained} of the {beyond} beyond",
        )


def _idle(facts: Facts) -> Found:
    for one in facts.world.line:
        if not facts.steps.get(one.id):
            yield one.id, "waits without a stored reason"
    for move in promotions(facts.world):
        if move.after is State.WAITING:
            yield move.entry_id, f"keeps the place because of “{move.reason.why}”, which is not stored"
        else:
            yield move.entry_id, "waits while a seat is free"


def _one_each(facts: Facts) -> Found:
    people = Counter(one.person_id for one in facts.world.entries if one.state in LIVE)
    for one in facts.world.entries:
        if people[one.person_id] > 1:
            yield one.id, "is one of several live enrolments of one person"
        ended = [step.at for step in facts.steps.get(one.id, ()) if step.after == State.CANCELLED]
        if one.state in LIVE and ended and one.since < max(ended):
            yield one.id, "joined again and kept the old place in line"


def _one_message(facts: Facts) -> Found:
    for one in facts.world.entries:
        steps = facts.steps.get(one.id, ())
        if steps and steps[-1].after != one.state:
            yield one.id, f"is “{one.state}”, but its last step says “{steps[-1].after}”"
        if not steps:
            yield one.id, "has no step that says how it came to be"
        for step, following in pairwise(steps):
            if following.before != step.after:
                yield one.id, f"step {following.id} starts from “{following.before}”, not “{step.after}”"
        if facts.messages is not None:
            for step in steps:
                if facts.messages.get(step.id, 0) > 1:
                    yield one.id, f"step {step.id} was told {facts.messages[step.id]} times"


def _moved_up(facts: Facts) -> Found:
    by_itself = (Why.OFFERED, Why.BOOKED_AT_ONCE)
    for one in facts.world.entries:
        moved = [step for step in facts.steps.get(one.id, ()) if step.why in by_itself]
        if facts.world.starts_at and any(step.at >= facts.world.starts_at for step in moved):
            yield one.id, "moved up after the start"
        if moved and one.state is State.BOOKED and one.person_id in facts.elsewhere:
            yield (
                one.id,
                f"moved up while having a seat at the same time in session {facts.elsewhere[one.person_id]}",
            )


def _counted(facts: Facts) -> Found:
    if facts.counted != facts.world.taken:
        yield None, f"lists count {facts.counted} taken seats, the rules {facts.world.taken}"


def _again(facts: Facts) -> Found:
    world = facts.world
    for move in settle(world):
        if move.reason.why in (Why.EXPIRED, Why.LINE_CLOSED):
            yield (
                move.entry_id,
                f"is still “{world_state(world, move.entry_id)}”, though “{move.reason.why}” is due",
            )
    for one in due_reservations(world):
        yield None, f"reservation {one} still holds seats after its deadline"


def _approved(facts: Facts) -> Found:
    world = facts.world
    for one in world.entries:
        steps = facts.steps.get(one.id, ())
        last = max((n for n, step in enumerate(steps) if step.after == State.CANCELLED), default=-1)
        asked = {step.why for step in steps[last + 1 :] if step.after == State.REQUESTED}
        beyond = any(step.why in (Why.OVERBOOKED, Why.IMPORTED) for step in steps[last + 1 :])
        if one.state not in (State.WAITING, State.OFFERED, State.BOOKED) or beyond:
            continue
        if Why.NEEDS_COORDINATOR in asked and not one.by_coordinator:
            yield one.id, "goes on without the approval of a coordinator that was asked"
        if Why.NEEDS_PROGRAMME_TEAM in asked and not one.by_programme_team:
            yield one.id, "goes on without the approval of the programme team that was asked"


def _has_seat(one: Entry) -> bool:
    return one.state in SEATED or one.state is State.OFFERED


def world_state(world: World, entry_id: int) -> str:
    """The state of one enrolment."""
    return next(str(one.state) for one in world.entries if one.id == entry_id)
