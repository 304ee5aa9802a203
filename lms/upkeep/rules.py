"""Pure rules of upkeep: what a step changes, what is odd or impossible about it, and when a list is due for a look."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from lms.organisations.rules import Node, heirs_on, tree_on, with_descendants

CONFIRM_EVERY = 6
"""Calendar months after which somebody should look at the list again."""
UNDO_DAYS = 60
"""Days during which a step can be undone; it is shown as long."""
LEFT_MONTHS = 12
"""Calendar months during which who left can still be found in the list, to put a mistake right."""
FAR = 366
"""Days from today beyond which a day is probably a typing error."""
_DAY = timedelta(days=1)


class Kind(StrEnum):
    """What a step records."""

    ADDED = "added"
    LEFT = "left"
    MOVED = "moved"
    FUNCTION = "function"
    FTE = "fte"
    DATES = "dates"
    DETAILS = "details"


class Why(StrEnum):
    """Why a step is impossible or odd."""

    BEFORE_START = "before_start"
    ENDS_BEFORE_START = "ends_before_start"
    ENDED = "ended"
    NOTHING_CHANGES = "nothing_changes"
    SAME_ORGANISATION = "same_organisation"
    NOT_ACTIVE = "not_active"
    SAME_START = "same_start"
    OVERLAP = "overlap"
    ENDS_LATER = "ends_later"
    PLANNED_END = "planned_end"
    FAR_AHEAD = "far_ahead"
    LONG_AGO = "long_ago"
    FROM_THE_START = "from_the_start"
    MORE_THAN_FULL = "more_than_full"


@dataclass(frozen=True)
class Reason:
    """Why, with the day and the organisation it is about."""

    why: Why
    day: date | None = None
    organisation_id: int | None = None


@dataclass(frozen=True)
class Employed:
    """An employment as the rules see it; both days are inclusive. Without id it does not exist yet."""

    id: int | None
    person_id: int
    organisation_id: int
    employed_from: date
    employed_until: date | None = None
    function_id: int | None = None
    fte: Decimal | None = None

    @property
    def seal(self) -> str:
        """What a form remembers of an employment, to see later that nobody changed it."""
        fte = None if self.fte is None else format(self.fte.normalize(), "f")
        parts = (self.organisation_id, self.employed_from, self.employed_until, self.function_id, fte)
        return "|".join("" if part is None else str(part) for part in parts)

    def overlaps(self, other: Employed) -> bool:
        """Whether both are the same function of the same person at the same place, and share a day."""
        return (self.person_id, self.organisation_id, self.function_id) == (
            other.person_id,
            other.organisation_id,
            other.function_id,
        ) and max(self.employed_from, other.employed_from) <= min(
            self.employed_until or date.max, other.employed_until or date.max
        )


@dataclass(frozen=True)
class Planned:
    """One employment before and after; `before` None: it will be made, `after` None: it will be removed."""

    before: Employed | None
    after: Employed | None

    def reversed(self) -> Planned:
        return Planned(self.after, self.before)


@dataclass(frozen=True)
class Verdict:
    """What happens to one employment, why it cannot, and what is odd about it."""

    changes: tuple[Planned, ...] = ()
    refused: Reason | None = None
    warnings: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Left:
    """They leave; `day` is the last one."""

    day: date


@dataclass(frozen=True)
class Moved:
    """They go on at another organisation the day after `day`; None keeps function and fte."""

    day: date
    to: int
    function_id: int | None = None
    fte: Decimal | None = None


@dataclass(frozen=True)
class Changed:
    """Another function or fte from `day` on, or, when it was wrong, for the whole employment; None keeps it."""

    day: date
    function_id: int | None = None
    fte: Decimal | None = None
    was_wrong: bool = False


@dataclass(frozen=True)
class Corrected:
    """Other days, because those recorded were wrong; None keeps a day, `no_end` takes the last one away."""

    first: date | None = None
    last: date | None = None
    no_end: bool = False


Intent = Left | Moved | Changed | Corrected


def decide(intent: Intent, one: Employed, nodes: Collection[Node], today: date) -> Verdict:
    """What recording this does to one employment; an fte above 1 is allowed, and odd."""
    verdict = _decide(intent, one, nodes, today)
    if isinstance(intent, Moved | Changed) and (intent.fte or 0) > 1 and not verdict.refused:
        return replace(verdict, warnings=(*verdict.warnings, Reason(Why.MORE_THAN_FULL)))
    return verdict


def _decide(intent: Intent, one: Employed, nodes: Collection[Node], today: date) -> Verdict:
    match intent:
        case Left(day):
            return _leave(one, day, today)
        case Moved():
            return _move(intent, one, nodes, today)
        case Changed():
            return _change(intent, one, nodes, today)
        case Corrected():
            return _correct(intent, one, nodes)


def _leave(one: Employed, day: date, today: date) -> Verdict:
    if day < one.employed_from:
        return Verdict(refused=Reason(Why.BEFORE_START, one.employed_from))
    if day == one.employed_until:
        return Verdict(refused=Reason(Why.NOTHING_CHANGES, day))
    warnings = _far(day, today)
    if one.employed_until is not None:
        later = Why.ENDS_LATER if day > one.employed_until else Why.PLANNED_END
        warnings += (Reason(later, one.employed_until),)
    return Verdict((Planned(one, replace(one, employed_until=day)),), warnings=warnings)


def _move(intent: Moved, one: Employed, nodes: Collection[Node], today: date) -> Verdict:
    starts = intent.day + _DAY
    if intent.to == one.organisation_id:
        return Verdict(refused=Reason(Why.SAME_ORGANISATION, organisation_id=intent.to))
    if intent.day < one.employed_from:
        return Verdict(refused=Reason(Why.BEFORE_START, one.employed_from))
    if one.employed_until is not None and one.employed_until < intent.day:
        return Verdict(refused=Reason(Why.ENDED, one.employed_until))
    if refused := not_active(intent.to, starts, nodes):
        return Verdict(refused=refused)
    there = replace(
        one,
        id=None,
        organisation_id=intent.to,
        employed_from=starts,
        employed_until=None,
        function_id=intent.function_id or one.function_id,
        fte=intent.fte or one.fte,
    )
    warnings = _far(intent.day, today)
    if one.employed_until is not None:
        warnings += (Reason(Why.PLANNED_END, one.employed_until),)
    left = Planned(one, replace(one, employed_until=intent.day))
    here = () if one.employed_until == intent.day else (left,)
    return Verdict((*here, Planned(None, there)), warnings=warnings)


def _change(intent: Changed, one: Employed, nodes: Collection[Node], today: date) -> Verdict:
    after = replace(one, function_id=intent.function_id or one.function_id, fte=intent.fte or one.fte)
    if after == one:
        return Verdict(refused=Reason(Why.NOTHING_CHANGES))
    if intent.was_wrong:
        return Verdict((Planned(one, after),))
    if intent.day < one.employed_from:
        return Verdict(refused=Reason(Why.BEFORE_START, one.employed_from))
    if one.employed_until is not None and one.employed_until < intent.day:
        return Verdict(refused=Reason(Why.ENDED, one.employed_until))
    if intent.day == one.employed_from:
        return Verdict((Planned(one, after),), warnings=(Reason(Why.FROM_THE_START, intent.day),))
    # Who was employed by what has merged goes on at its successor: nothing begins at what no longer exists.
    place = heirs_on(nodes, intent.day).get(one.organisation_id, one.organisation_id)
    if refused := not_active(place, intent.day, nodes):
        return Verdict(refused=refused)
    opened = replace(after, id=None, organisation_id=place, employed_from=intent.day)
    closed = Planned(one, replace(one, employed_until=intent.day - _DAY))
    return Verdict((closed, Planned(None, opened)), warnings=_far(intent.day, today))


def _correct(intent: Corrected, one: Employed, nodes: Collection[Node]) -> Verdict:
    last = None if intent.no_end else intent.last or one.employed_until
    after = replace(one, employed_from=intent.first or one.employed_from, employed_until=last)
    if after == one:
        return Verdict(refused=Reason(Why.NOTHING_CHANGES))
    if last is not None and last < after.employed_from:
        return Verdict(refused=Reason(Why.ENDS_BEFORE_START, after.employed_from))
    if after.employed_from != one.employed_from:
        refused = not_active(one.organisation_id, after.employed_from, nodes)
        if refused:
            return Verdict(refused=refused)
    return Verdict((Planned(one, after),))


def _far(day: date, today: date) -> tuple[Reason, ...]:
    if (day - today).days > FAR:
        return (Reason(Why.FAR_AHEAD, day),)
    return (Reason(Why.LONG_AGO, day),) if (today - day).days > FAR else ()


def not_active(organisation_id: int, day: date, nodes: Collection[Node]) -> Reason | None:
    """Why nobody can begin at this organisation on this day; the reason names the successor, if it has one."""
    node = next((node for node in nodes if node.id == organisation_id), None)
    if node is not None and node.active(day):
        return None
    heir = heirs_on(nodes, day).get(organisation_id)
    return Reason(Why.NOT_ACTIVE, day, heir if heir != organisation_id else None)


def find_clash(changes: Sequence[Planned], standing: Iterable[Employed]) -> Reason | None:
    """Why one person's employments would contradict each other after these changes.

    Two that overlapped before, as an import may bring them, are left alone.
    """
    touched = {change.before.id for change in changes if change.before is not None}
    rest = [one for one in standing if one.id not in touched]
    made = [(change, change.after) for change in changes if change.after is not None]
    for place, (change, after) in enumerate(made):
        before = change.before
        for other in (*rest, *(one for n, (_, one) in enumerate(made) if n != place)):
            if (other.person_id, other.organisation_id, other.employed_from) == (
                after.person_id,
                after.organisation_id,
                after.employed_from,
            ):
                return Reason(Why.SAME_START, after.employed_from, after.organisation_id)
            known = before is not None and before.overlaps(other)
            if after.overlaps(other) and not known:
                return Reason(Why.OVERLAP, other.employed_from, other.organisation_id)
    return None


def people_scope(organisation_id: int, nodes: Collection[Node], on: date) -> frozenset[int]:
    """The organisations whose people stand in the list of this one: what lies under it, and what merged into those."""
    heirs = heirs_on(nodes, on)
    below = with_descendants({organisation_id}, tree_on(nodes, on))
    return frozenset(one for one, heir in heirs.items() if heir in below)


def keeper_of(standing: Iterable[Employed], reach: Collection[int], today: date) -> Employed | None:
    """The employment by which the details of a person may be put right: one of today within reach.

    One that is still to come only when nobody employs the person today: else it would open what another keeps.
    """
    coming = [one for one in standing if (one.employed_until or date.max) >= today]
    present = [one for one in coming if one.employed_from <= today]
    return next((one for one in present or coming if one.organisation_id in reach), None)


def months_later(day: date, months: int) -> date:
    """The same day so many calendar months later (earlier when negative); an overflow clamps to the last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Due:
    """Whether somebody should look at the list now, and the day on which that is so."""

    now: bool
    never: bool
    day: date | None


def confirmation_due(last: date | None, today: date) -> Due:
    """A list is due six calendar months after the day on which it was last confirmed, and at once when never."""
    if last is None:
        return Due(now=True, never=True, day=None)
    due = months_later(last, CONFIRM_EVERY)
    return Due(now=due <= today, never=False, day=due)


def with_ancestors(organisation_id: int, parents: Mapping[int, int | None]) -> list[int]:
    """The organisation and those above it, nearest first: whoever confirms the whole confirms its parts."""
    found: list[int] = []
    one: int | None = organisation_id
    while one is not None and one not in found:
        found.append(one)
        one = parents.get(one)
    return found
