"""Who can sign in to the demo region, and which of its professionals two of the accounts belong to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lms.core.access import Role
from lms.expertise.rules import Currency, Held, Standing, Status, standing
from lms.plugins.api import DemoStory

from .names import email_of
from .region import BUCH, DIJK_EN_WAARD
from .story import History
from .training import Award
from .workforce import Job, Worker

ENDING = {Status.EXPIRING}
ENDED = {Status.LAPSED, Status.OUT_OF_PRACTICE}


@dataclass(frozen=True)
class DemoAccount:
    """An account to be made: `worker` is the professional it belongs to, `organisation` what a coordinator acts for."""

    name: str
    email: str
    roles: tuple[Role, ...]
    worker: Worker | None = None
    organisation: str | None = None


OFFICE = (
    ("Karima Kok-Voorbeeld", Role.COORDINATOR, DIJK_EN_WAARD),
    ("Jan-Willem Duin-Voorbeeld", Role.COORDINATOR, BUCH),
    ("Marijke Hoogland-Voorbeeld", Role.PROGRAMME_TEAM, None),
    ("Hans van Wijk-Voorbeeld", Role.STEERING_GROUP, None),
    ("Ineke Schaap-Voorbeeld", Role.ADMINISTRATOR, None),
)
"""The accounts of people who are no professionals of the region themselves."""


def demo_accounts_of(
    history: History, stories: Iterable[DemoStory], currencies: Mapping[str, Currency | None]
) -> list[DemoAccount]:
    """The accounts in the order in which they are offered: professional, trainer, and then the office."""
    held = _standings(history, currencies)
    accounts = []
    professional = _telling_professional(held)
    if professional is not None:
        accounts.append(_account_of(professional, Role.PROFESSIONAL))
    trainer = _busiest_trainer(held, {story.given_by for story in stories if story.given_by})
    if trainer is not None and trainer is not professional:
        accounts.append(_account_of(trainer, Role.PROFESSIONAL, Role.TRAINER))
    for number, (name, role, organisation) in enumerate(OFFICE, 1):
        accounts.append(DemoAccount(name, email_of(name, number), (role,), organisation=organisation))
    return accounts


def _account_of(worker: Worker, *roles: Role) -> DemoAccount:
    return DemoAccount(worker.name, worker.email, roles, worker)


Held_by = tuple[Worker, Job, dict[str, Standing]]


def _standings(history: History, currencies: Mapping[str, Currency | None]) -> list[Held_by]:
    """Everybody who works in the region today and holds or held something, with the standing per competence."""
    today = history.today
    awards: dict[int, dict[str, list[Award]]] = {}
    for award in history.awards:
        awards.setdefault(award.worker.number, {}).setdefault(award.competence, []).append(award)
    practised: dict[tuple[int, str], list] = {}
    for event in history.practice:
        practised.setdefault((event.worker.number, event.competence), []).append(event.on)
    found = []
    for worker in history.workers:
        jobs = [job for job in worker.jobs if job.begins <= today and (job.ends is None or job.ends > today)]
        if jobs and worker.number in awards:
            standings = {
                competence: standing(
                    [Held(a.issued_on, a.until, a.revoked_on) for a in its_awards],
                    practised.get((worker.number, competence), []),
                    currencies.get(competence),
                    today,
                )
                for competence, its_awards in awards[worker.number].items()
            }
            found.append((worker, jobs[0], standings))
    return found


def _telling_professional(held: Iterable[Held_by]) -> Worker | None:
    """Somebody with a certificate that ends soon and another that has ended, if possible in Dijk en Waard."""

    def tells(entry: Held_by) -> tuple[bool, bool, bool, int, int]:
        worker, job, standings = entry
        statuses = {standing.status for standing in standings.values()}
        ending, ended = bool(statuses & ENDING), bool(statuses & ENDED)
        practised = sum(standing.last_practised is not None for standing in standings.values())
        return ending and ended, ending, job.team == DIJK_EN_WAARD, practised, -worker.number

    best = max(held, key=tells, default=None)
    return best[0] if best else None


def _busiest_trainer(held: Iterable[Held_by], competences: Iterable[str]) -> Worker | None:
    """The trainer who is current and gave most trainings lately."""
    busy = [
        (standings[competence].practised, -worker.number, worker)
        for competence in sorted(competences)
        for worker, _, standings in held
        if competence in standings and standings[competence].status in (Status.CURRENT, Status.EXPIRING)
    ]
    return max(busy, key=lambda entry: entry[:2])[2] if busy else None
