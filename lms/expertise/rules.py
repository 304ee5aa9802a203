"""Who counts on a day, and why: pure decisions over certificates, practice and norms.

All days are civil dates. `valid_until` is the last valid day; the look-back window of a currency rule includes its
first day. The same rules stand in SQL in `queries.py`; a property test holds the two equal.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from lms.catalogue.rules import Period, window_start

HORIZON_DAYS = 90
"""How far ahead "verloopt binnenkort" looks, in days."""


class Status(StrEnum):
    """What somebody is for a competence on a day, in one word."""

    CURRENT = "current"
    EXPIRING = "expiring"
    OUT_OF_PRACTICE = "out_of_practice"
    LAPSED = "lapsed"
    REVOKED = "revoked"
    NEVER = "never"


@dataclass(frozen=True)
class Held:
    """A certificate as the rules see it."""

    issued_on: date
    valid_until: date | None = None
    revoked_on: date | None = None

    def revoked(self, on: date) -> bool:
        return self.revoked_on is not None and self.revoked_on <= on

    def valid(self, on: date) -> bool:
        """Issued on or before the day, not past its last valid day, not revoked on or before the day."""
        return (
            self.issued_on <= on
            and (self.valid_until is None or self.valid_until >= on)
            and not self.revoked(on)
        )


@dataclass(frozen=True)
class Currency:
    """At least `count` practice events, or an issue date, within `period` up to and including the day."""

    count: int
    period: Period

    def starts(self, on: date) -> date:
        """The first day of the window that ends on `on`; the calendar's first day where it would begin before."""
        try:
            return window_start(on, self.period)
        except OverflowError:
            return date.min


@dataclass(frozen=True)
class Standing:
    """A person's standing for one competence on one day, with everything the answer rests on.

    `decisive` is the certificate that decides: the valid one that lasts longest, else the one that ended last.
    `practised` counts practice events in the window that began on `window_from` (None: no currency asked);
    `fresh` says that an issue date lies in that window.
    """

    status: Status
    on: date
    certified: bool
    valid: bool
    current: bool
    expiring: bool
    decisive: Held | None = None
    practised: int = 0
    last_practised: date | None = None
    fresh: bool = False
    window_from: date | None = None


def standing(
    certificates: Iterable[Held],
    practice_days: Iterable[date],
    currency: Currency | None,
    on: date,
    horizon_days: int = HORIZON_DAYS,
) -> Standing:
    """The standing on a day from a person's certificates and practice days for one competence."""
    held = [c for c in certificates if c.issued_on <= on]
    days = [day for day in practice_days if day <= on]
    window_from = currency.starts(on) if currency else None
    practised = sum(day >= window_from for day in days) if window_from else 0
    fresh = window_from is not None and any(c.issued_on >= window_from and not c.revoked(on) for c in held)
    valid = [c for c in held if c.valid(on)]
    current = bool(valid) and (currency is None or fresh or practised >= currency.count)
    beyond = horizon_end(on, horizon_days)
    expiring = bool(valid) and all(c.valid_until is not None and c.valid_until <= beyond for c in valid)
    decisive = max(valid or held, key=_lasts, default=None)
    return Standing(
        status=_status(held, valid, current, expiring, on),
        on=on,
        certified=bool(held),
        valid=bool(valid),
        current=current,
        expiring=expiring,
        decisive=decisive,
        practised=practised,
        last_practised=max(days, default=None),
        fresh=fresh,
        window_from=window_from,
    )


def horizon_end(on: date, days: int = HORIZON_DAYS) -> date:
    """The last day of the horizon; a certificate that is still valid after it is not expiring."""
    try:
        return on + timedelta(days=days)
    except OverflowError:
        return date.max


def _lasts(certificate: Held) -> tuple[date, date]:
    end = certificate.valid_until or date.max
    return (min(end, certificate.revoked_on or date.max), certificate.issued_on)


def _status(held: Sequence[Held], valid: Sequence[Held], current: bool, expiring: bool, on: date) -> Status:
    if not held:
        return Status.NEVER
    if not valid:
        return Status.REVOKED if max(held, key=_lasts).revoked(on) else Status.LAPSED
    if not current:
        return Status.OUT_OF_PRACTICE
    return Status.EXPIRING if expiring else Status.CURRENT


# ---- norms ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class NormLine:
    """One line of a dated norm: a headcount, or a share of the people in a function (None: of everybody)."""

    starts_on: date
    headcount: int | None = None
    share: Decimal | None = None
    function_id: int | None = None
    is_example: bool = False


def own_norm(lines: Iterable[NormLine], people_in: Mapping[int | None, int], on: date) -> int | None:
    """The number of people the norm asks for on a day, or None when no line applies yet.

    The lines with the latest start not after the day apply together: one per function, each share rounded up.
    `people_in` counts the people employed on that day per function; under None everybody.
    """
    started = [line for line in lines if line.starts_on <= on]
    if not started:
        return None
    latest = max(line.starts_on for line in started)
    return sum(_asked(line, people_in) for line in started if line.starts_on == latest)


def _asked(line: NormLine, people_in: Mapping[int | None, int]) -> int:
    if line.share is None:
        return line.headcount or 0
    return int((line.share * people_in.get(line.function_id, 0)).to_integral_value(ROUND_CEILING))


def roll_up(
    organisation: int,
    own: Mapping[int, int],
    current: Mapping[int, int],
    children: Mapping[int, Sequence[int]],
    above: frozenset[int] = frozenset(),
) -> tuple[int, int] | None:
    """Norm and gap of an organisation for one competence; None when nothing in its tree has a norm.

    Its own norm applies. Without one, norm and gap are the sums of its children's, so that a surplus in one
    child fills no gap in another. `above` is the way down to here: a ring in the tree is walked once.
    """
    if organisation in own:
        return own[organisation], max(own[organisation] - current.get(organisation, 0), 0)
    way = above | {organisation}
    parts = [
        roll_up(child, own, current, children, way)
        for child in children.get(organisation, ())
        if child not in way
    ]
    known = [part for part in parts if part is not None]
    if not known:
        return None
    return sum(norm for norm, _ in known), sum(gap for _, gap in known)


class Level(StrEnum):
    """How far a norm is met, in one word."""

    MET = "met"
    NEARLY = "nearly"
    SHORT = "short"
    NO_NORM = "no_norm"


def level(norm: int | None, gap: int | None) -> Level:
    """Met without a gap; nearly when at most a tenth of the norm is missing (at least 1); short beyond that."""
    if norm is None or gap is None:
        return Level.NO_NORM
    if gap == 0:
        return Level.MET
    return Level.NEARLY if gap * 10 <= norm or gap == 1 < norm else Level.SHORT


@dataclass(frozen=True)
class Coverage:
    """The answer for one organisation, competence and day. Numbers count people, each once."""

    organisation_id: int
    competence_id: int
    on: date
    employed: int
    certified: int
    valid: int
    current: int
    expiring: int
    norm: int | None
    gap: int | None

    @property
    def level(self) -> Level:
        return level(self.norm, self.gap)


@dataclass(frozen=True)
class Flow:
    """What came and went for one organisation and competence between two days (`since` exclusive).

    closing = opening + gained − left_elsewhere − left_region − lapsed − out_of_practice. The opening includes
    `taken_over` people who came with an organisation that merged into this one: neither gained nor lost.
    """

    since: date
    until: date
    opening: int
    taken_over: int
    gained: int
    left_elsewhere: int
    left_region: int
    lapsed: int
    out_of_practice: int

    @property
    def lost(self) -> int:
        return self.left_elsewhere + self.left_region + self.lapsed + self.out_of_practice

    @property
    def closing(self) -> int:
        return self.opening + self.gained - self.lost


def year_pairs(first: date, last: date) -> list[tuple[date, date]]:
    """Calendar years from `first` to `last` as (last day before it, last day of it), clipped to both ends."""
    pairs = []
    for year in range(first.year, last.year + 1):
        begins = max(date(year, 1, 1), first)
        ends = min(date(year, 12, 31), last)
        if begins <= ends and begins > date.min:
            pairs.append((begins - timedelta(days=1), ends))
    return pairs


def month_ends(first: date, last: date) -> list[date]:
    """The last days of the months from `first` up to `last`, and `last` itself."""
    days = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        days.append(min(date(year, month, monthrange(year, month)[1]), last))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return days
