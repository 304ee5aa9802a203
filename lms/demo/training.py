"""Who is trained, renews, practises, lapses or stops in the demo region: month by month, over the workforce."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from lms.catalogue.rules import Period, last_valid_day
from lms.plugins.api import DemoStory

from .calendar import some_training_day, training_days, working_days
from .norms import ExampleNorm
from .profiles import FACTS, PROFILES
from .region import JBRA, MUNICIPALITIES, WSG
from .workforce import SEED, START, Job, Worker

ISSUER = "Regionaal programma NHN (voorbeeld)"
ELSEWHERE = "Regio Amsterdam-Amstelland (voorbeeld)"
GROUP = (5, 14)
"""The smallest and the largest group of a training."""

MONTHS = (0.8, 1.0, 1.2, 1.0, 1.0, 1.0, 0.3, 0.1, 1.2, 1.3, 1.2, 0.6)
"""How many trainings there are in each month, as a ratio to the mean of about 0.9."""

STEERED_SINCE = date(2023, 1, 1)
"""From this day on, organisations that care look at their norm and send people until it is (nearly) met."""

STOPS = 0.013
REVOKED = 0.0003
"""Chances in a month: that a trainer stops giving trainings, that a certificate is revoked."""


Present = Sequence[tuple[Worker, Job]]
"""Who works in the region this month, with the main employment."""


@dataclass(eq=False)
class Award:
    """A certificate; `until` is its last valid day, `stated` when it was written on it rather than derived."""

    worker: Worker
    competence: str
    issued_on: date
    until: date | None
    stated: bool = False
    issuer: str = ISSUER
    number: str = ""
    revoked_on: date | None = None

    def valid(self, on: date) -> bool:
        return self.issued_on <= on and (self.until is None or self.until >= on) and self.revoked_on is None


@dataclass(frozen=True)
class Practised:
    """A practice event."""

    worker: Worker
    competence: str
    kind: str
    on: date


class Programme:
    """One competence: its certificates, practice, and the people on their way to a training."""

    def __init__(
        self,
        story: DemoStory,
        validity: Period | None,
        norms: Sequence[ExampleNorm],
        others: Mapping[str, Programme],
    ) -> None:
        self.story, self.validity, self.norms, self.others = story, validity, norms, others
        self.random = Random(f"{SEED} {story.competence}")
        self.awards: list[Award] = []
        self.latest: dict[int, Award] = {}
        self.practice: list[Practised] = []
        self.waiting: list[tuple[Worker, int]] = []
        self.renewing: dict[int, list[Worker]] = {}
        self.places = 0.0
        self.stopped: set[int] = set()
        self.given: dict[int, int] = {}
        self.gives = False
        self._cares: dict[str, float] = {}

    def valid(self, worker: Worker, on: date) -> bool:
        award = self.latest.get(worker.number)
        return award is not None and award.valid(on)

    def live(self, year: int, month: int, present: Present, newcomers: Sequence[Worker]) -> None:
        """Let one month pass."""
        first = date(year, month, 1)
        if self.story.elsewhere:
            self._welcome(newcomers)
        self._decide_renewals(first, self._holders(present))
        days = training_days(year, month)
        candidates = self._candidates(first, present)
        self.places += self._budget(year, month, present)
        if days:
            self._choose(first, candidates)
            if self.story.steered and first >= STEERED_SINCE:
                self._steer(first, present, candidates)
            self._hold_sessions(year, month)
        self._practise(year, month, present)
        self._lose(year, month, self._holders(present))

    def _holders(self, present: Present) -> Present:
        return [(worker, job) for worker, job in present if worker.number in self.latest]

    # ---- who comes ------------------------------------------------------------------------------------------------

    def _care(self, team: str) -> float:
        """How well an organisation keeps this competence, 0 to 1: its own care and a taste for this subject."""
        if team not in self._cares:
            taste = Random(f"{SEED} taste {team} {self.story.competence}").uniform(-0.12, 0.12)
            self._cares[team] = min(max(PROFILES[team].care + taste, 0.0), 1.0)
        return self._cares[team]

    def _budget(self, year: int, month: int, present: Present) -> float:
        shares = self.story.trained
        known = [y for y in shares if y <= year]
        share = shares[max(known)] if known else 0.0
        functions = frozenset(self.story.functions)
        concerned = sum(job.function in functions for _, job in present)
        return share * concerned * MONTHS[month - 1] / sum(MONTHS)

    def _candidates(self, first: date, present: Present) -> list[tuple[Worker, Job]]:
        on_their_way = {worker.number for worker, _ in self.waiting}
        for workers in self.renewing.values():
            on_their_way.update(worker.number for worker in workers)
        required = self.others.get(self.story.requires or "")
        functions, excluded = frozenset(self.story.functions), on_their_way | self.stopped
        return [
            (worker, job)
            for worker, job in present
            if job.function in functions
            and worker.number not in excluded
            and not self.valid(worker, first)
            and (required is None or required.valid(worker, first))
        ]

    def _choose(self, first: date, candidates: list[tuple[Worker, Job]]) -> None:
        """Fill the places of this month; eager organisations send more."""
        weights = [self._eagerness(first, worker, job) for worker, job in candidates]
        while self.places >= 1 and candidates:
            self.places -= 1
            chosen = self.random.choices(range(len(candidates)), weights)[0]
            del weights[chosen]
            self._invite(candidates, candidates[chosen], first)

    def _eagerness(self, first: date, worker: Worker, job: Job) -> float:
        profile = PROFILES[job.team]
        eager = profile.drive**2 if first < STEERED_SINCE else 0.15 + self._care(job.team) ** 2
        return eager * (0.5 if worker.number in self.latest else 1.0)

    def _steer(self, first: date, present: Present, candidates: list[tuple[Worker, Job]]) -> None:
        """An organisation that cares sends people while it is short of its norm; a less careful one stops just below."""
        soon = first + timedelta(days=75)
        coming = {worker.number for worker, _ in self.waiting}
        coming.update(w.number for workers in self.renewing.values() for w in workers)
        members: dict[str, list[tuple[Worker, Job]]] = {}
        for worker, job in present:
            members.setdefault(job.team, []).append((worker, job))
        for norm in self.norms:
            care = self._care(norm.organisation)
            if care < 0.45:
                continue
            inside = [member for team in norm.teams for member in members.get(team, ())]
            people_in: dict[str, int] = {}
            for _, job in inside:
                people_in[job.function] = people_in.get(job.function, 0) + 1
            asked = norm.asks(people_in, first)
            if asked == 0:
                continue
            target = (
                asked + 1 + asked // 25 if care >= 0.7 else asked - max(asked // 10, 1 if asked > 1 else 0)
            )
            have = sum(self.valid(w, soon) or w.number in coming for w, _ in inside)
            for _ in range(min(max(target - have, 0), 3)):
                choice = [candidate for candidate in candidates if candidate[1].team in norm.teams]
                if choice and self.random.random() < 0.6:
                    self._invite(candidates, self.random.choice(choice), first)

    def _invite(self, candidates: list[tuple[Worker, Job]], who: tuple[Worker, Job], first: date) -> None:
        candidates.remove(who)
        self.waiting.append((who[0], first.year * 12 + first.month))

    def _decide_renewals(self, first: date, holders: Present) -> None:
        """Two months before a certificate ends it is decided whether its holder renews, this month or the next."""
        number = first.year * 12 + first.month
        for worker, job in holders:
            award = self.latest[worker.number]
            if award.until is None or award.revoked_on is not None:
                continue
            if award.until.year * 12 + award.until.month != number + 2 or worker.number in self.stopped:
                continue
            chance = self.story.renewal * (0.35 + 1.3 * self._care(job.team))
            renews = job.function in self.story.functions and self.random.random() < min(chance, 0.95)
            if renews or self._builds_on(worker, first):
                self.renewing.setdefault(number + self.random.randint(0, 1), []).append(worker)

    def _builds_on(self, worker: Worker, on: date) -> bool:
        """Whether somebody holds what requires this competence: a trainer keeps the basis up."""
        return any(
            other.story.requires == self.story.competence and other.valid(worker, on)
            for other in self.others.values()
        )

    # ---- trainings ------------------------------------------------------------------------------------------------

    def _hold_sessions(self, year: int, month: int) -> None:
        """Groups of several organisations together, and days on which certificates are renewed."""
        number = year * 12 + month
        self.waiting = [(w, since) for w, since in self.waiting if w.job is not None]
        oldest = min((since for _, since in self.waiting), default=number)
        if len(self.waiting) >= GROUP[0] or (self.waiting and number - oldest >= 3):
            self._train([worker for worker, _ in self.waiting], year, month)
            self.waiting = []
        due = [w for late in sorted(self.renewing) if late <= number for w in self.renewing.pop(late)]
        self._train([worker for worker in due if worker.job is not None], year, month)

    def _train(self, workers: list[Worker], year: int, month: int) -> None:
        placed = [(_region_of(worker, self.random), self.random.random(), worker) for worker in workers]
        placed.sort(key=lambda entry: entry[:2])
        sessions = -(-len(placed) // GROUP[1])
        for session in range(sessions):
            group = placed[session * len(placed) // sessions : (session + 1) * len(placed) // sessions]
            day = some_training_day(self.random, year, month)
            for _, _, worker in group:
                self._award(worker, day)
            given_by = self.others.get(self.story.given_by or "")
            if given_by is not None:
                given_by.give(day, group[0][0])

    def _award(self, worker: Worker, day: date) -> None:
        until = last_valid_day(day, self.validity) if self.validity else None
        self._add(Award(worker, self.story.competence, day, until))

    def _add(self, award: Award) -> None:
        self.awards.append(award)
        self.latest[award.worker.number] = award

    def give(self, day: date, region: str) -> None:
        """Two trainers give a training: rather from nearby, and rather the ones who are asked time and again."""
        able = [
            award.worker
            for award in self.latest.values()
            if award.valid(day) and award.worker.job is not None and award.worker.number not in self.stopped
        ]
        for _ in range(min(2, len(able))):
            weights = [
                (2 + self.given.get(w.number, 0)) * (3 if _region_of(w, self.random) == region else 1)
                for w in able
            ]
            worker = able.pop(self.random.choices(range(len(able)), weights)[0])
            self.given[worker.number] = self.given.get(worker.number, 0) + 1
            self.practice.append(Practised(worker, self.story.competence, "training_given", day))

    # ---- what happens besides ---------------------------------------------------------------------------------------

    def _welcome(self, newcomers: Iterable[Worker]) -> None:
        """Some newcomers of institutions that also work elsewhere bring a certificate that states its own last day."""
        for worker in newcomers:
            job = worker.jobs[0]
            if (
                job.team in (JBRA, WSG)
                and job.function in self.story.functions
                and self.random.random() < 0.3
            ):
                month = job.begins - timedelta(days=self.random.randint(40, 500))
                issued = self.random.choice(working_days(month.year, month.month))
                if issued < START:
                    continue
                until = last_valid_day(issued, Period(months=24))
                number = f"AA-{issued.year}-{worker.number:04d}"
                self._add(Award(worker, self.story.competence, issued, until, True, ELSEWHERE, number))

    def _practise(self, year: int, month: int, present: Present) -> None:
        days = working_days(year, month)
        for practice in self.story.practice:
            together = {region: self.random.choice(days) for region in MUNICIPALITIES}
            for worker, _ in present:
                if year < practice.since or self.random.random() >= practice.times_a_year / 12:
                    continue
                day = self.random.choice(days)
                if practice.together:
                    day = together[_region_of(worker, self.random)]
                if self.valid(worker, day):
                    self.practice.append(Practised(worker, self.story.competence, practice.kind, day))

    def _lose(self, year: int, month: int, holders: Present) -> None:
        first = date(year, month, 1)
        for worker, job in holders:
            if not self.valid(worker, first):
                continue
            if self.random.random() < REVOKED and self.latest[worker.number].issued_on < first:
                self.latest[worker.number].revoked_on = self.random.choice(working_days(year, month))
            if self.gives and year >= 2023 and self.random.random() < STOPS * (1.5 - self._care(job.team)):
                self.stopped.add(worker.number)


def _region_of(worker: Worker, random: Random) -> str:
    """The region in which somebody works; who works in all of them is at home in any."""
    job = worker.job
    region = FACTS[job.team].region if job else ""
    return region or random.choice(tuple(MUNICIPALITIES))
