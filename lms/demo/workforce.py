"""Who works where in the demo region: month by month people come, leave, change employer, and teams merge."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from .calendar import month_end, working_days
from .names import Names, email_of
from .profiles import FACTS, PROFILES, SOCIAL_WORK, TURNOVER, positions
from .region import DIJK_EN_WAARD, HEERHUGOWAARD, LANGEDIJK, MERGER

SEED = 20261185
"""Chosen because its region is a telling one; any other gives the same outline."""
START = date(2019, 1, 1)
STAYS_IN_REGION = 0.55
SECOND_JOB = 0.09
FTE = (("0.4", 3), ("0.5", 5), ("0.6", 12), ("0.7", 10), ("0.8", 30), ("0.9", 18), ("1.0", 22))


@dataclass(eq=False)
class Job:
    """One employment; `team` is where the person works now, another than `organisation` only after a merger."""

    organisation: str
    function: str
    fte: str
    begins: date
    ends: date | None = None
    team: str = ""

    def __post_init__(self) -> None:
        self.team = self.team or self.organisation


@dataclass(eq=False)
class Worker:
    """A fictitious professional with everything that happened to him or her."""

    number: int
    name: str
    jobs: list[Job] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"P{self.number:04d}"

    @property
    def email(self) -> str:
        return email_of(self.name, self.number)

    @property
    def job(self) -> Job | None:
        """The open employment, the main one when there are two; None for who left."""
        for job in self.jobs:
            if job.ends is None:
                return job
        return None


@dataclass(eq=False)
class Vacancy:
    """An empty position, to be filled in or after the month with number `month` (counted from year 0)."""

    team: str
    function: str
    month: int


class Workforce:
    """Everybody who ever worked in the region. It only moves forward, so that a later day never changes an earlier one."""

    def __init__(self) -> None:
        self.random = Random(f"{SEED} workforce")
        self.names = Names()
        self.workers: list[Worker] = []
        self.vacancies: list[Vacancy] = []
        self.seekers: list[tuple[Worker, str, str]] = []
        self.newcomers: list[Worker] = []
        self._here: list[Worker] = []
        for name, fact in FACTS.items():
            if fact.active_from is None:
                for function, number in positions(name, 0.92).items():
                    for _ in range(number):
                        worker = self._new_worker()
                        self._employ(worker, name, function, self._long_ago(name))

    def employed(self) -> list[tuple[Worker, Job]]:
        """Everybody with an open employment, once; who is gone and looks for nothing is forgotten."""
        pairs = [(worker, worker.job) for worker in self._here]
        return [(worker, job) for worker, job in pairs if job is not None]

    def live(self, year: int, month: int) -> None:
        """Let one month pass."""
        self.newcomers = []
        if date(year, month, 1) == MERGER:
            self._merge()
        if month == 1:
            self._grow(year)
        self._hire(year, month)
        self._here = [worker for worker in self._here if worker.job is not None]
        self._leave(year, month)

    def _new_worker(self) -> Worker:
        number = len(self.workers) + 1
        worker = Worker(number, self.names.draw(Random(f"{SEED} person {number}")))
        self.workers.append(worker)
        self._here.append(worker)
        self.newcomers.append(worker)
        return worker

    def _employ(self, worker: Worker, team: str, function: str, begins: date) -> None:
        fte = self.random.choices([value for value, _ in FTE], [weight for _, weight in FTE])[0]
        worker.jobs.append(Job(team, function, fte, begins))

    def _long_ago(self, name: str) -> date:
        """A first day before the story starts, as long ago as the turnover makes likely."""
        years = min(self.random.expovariate(TURNOVER[FACTS[name].type]), 16)
        day = START - timedelta(days=int(years * 365))
        return date(day.year, day.month, 1)

    def _grow(self, year: int) -> None:
        """Positions are added every January, up to the sizes of 2026."""
        share = min(0.92 + 0.01 * (year - START.year + 1), 1.0)
        filled: dict[tuple[str, str], int] = {}
        for worker in self.workers:
            for job in worker.jobs:
                if job.ends is None:
                    filled[job.team, job.function] = filled.get((job.team, job.function), 0) + 1
        for vacancy in self.vacancies:
            filled[vacancy.team, vacancy.function] = filled.get((vacancy.team, vacancy.function), 0) + 1
        for name in PROFILES:
            if self._exists(name, year):
                for function, number in positions(name, share).items():
                    for _ in range(number - filled.get((name, function), 0)):
                        self.vacancies.append(Vacancy(name, function, year * 12 + self.random.randint(1, 9)))

    def _exists(self, name: str, year: int) -> bool:
        fact = FACTS[name]
        begun = fact.active_from is None or fact.active_from.year <= year
        return begun and (fact.active_until is None or fact.active_until.year >= year)

    def _hire(self, year: int, month: int) -> None:
        """Who looks for another job in the region chooses first; the other positions go to newcomers."""
        number = year * 12 + month
        for worker, function, old_team in self.seekers:
            fitting = [v for v in self.vacancies if v.team != old_team and _fits(function, v.function)]
            if fitting:
                vacancy = self.random.choice(fitting)
                self.vacancies.remove(vacancy)
                self._employ(worker, vacancy.team, vacancy.function, date(year, month, 1))
        self.seekers = []
        for vacancy in [v for v in self.vacancies if v.month <= number]:
            if vacancy not in self.vacancies:
                continue  # it became somebody's second employment just now
            self.vacancies.remove(vacancy)
            begins = date(year, month, self.random.choice((1, 1, 1, 15)))
            worker = self._new_worker()
            self._employ(worker, vacancy.team, vacancy.function, begins)
            if self.random.random() < SECOND_JOB:
                self._second_job(worker, vacancy, begins)

    def _second_job(self, worker: Worker, first: Vacancy, begins: date) -> None:
        """A few share their week between two organisations."""
        others = [v for v in self.vacancies if v.team != first.team and v.function == first.function]
        if others:
            second = self.random.choice(others)
            self.vacancies.remove(second)
            worker.jobs[-1].fte = "0.5"
            worker.jobs.append(Job(second.team, second.function, "0.4", begins))

    def _leave(self, year: int, month: int) -> None:
        last = month_end(year, month)
        for worker in self._here:
            for job in worker.jobs:
                if job.ends is not None or job.begins >= date(year, month, 1):
                    continue
                rate = TURNOVER[FACTS[job.team].type] * (1.1 if (last - job.begins).days < 730 else 0.9)
                if self.random.random() < 1 - (1 - rate) ** (1 / 12):
                    early = self.random.random() < 0.2
                    job.ends = self.random.choice(working_days(year, month)) if early else last
                    wait = self.random.choice((1, 1, 2, 2, 3, 4))
                    self.vacancies.append(Vacancy(job.team, job.function, year * 12 + month + wait))
                    if worker.job is None and self.random.random() < STAYS_IN_REGION:
                        self.seekers.append((worker, job.function, job.team))

    def _merge(self) -> None:
        """Langedijk closes its employments and resumes them at the successor; Heerhugowaard's simply continue."""
        for worker in self.workers:
            for job in [job for job in worker.jobs if job.ends is None]:
                if job.team == HEERHUGOWAARD:
                    job.team = DIJK_EN_WAARD
                elif job.team == LANGEDIJK:
                    job.ends = MERGER - timedelta(days=1)
                    worker.jobs.append(Job(DIJK_EN_WAARD, job.function, job.fte, MERGER))
        for vacancy in self.vacancies:
            if vacancy.team in (HEERHUGOWAARD, LANGEDIJK):
                vacancy.team = DIJK_EN_WAARD


def _fits(function: str, wanted: str) -> bool:
    return function == wanted or (function in SOCIAL_WORK and wanted in SOCIAL_WORK)
