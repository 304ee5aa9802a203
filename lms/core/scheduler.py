"""Runs jobs at intervals in a process of its own. Every job may be killed anywhere and may run twice."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from apscheduler.schedulers.blocking import BlockingScheduler
from sqlalchemy.exc import OperationalError

from .clock import Clock

log = logging.getLogger(__name__)

RENEW = 10
"""Seconds between two times that the lease is renewed, or asked for."""


@dataclass(frozen=True)
class Job:
    """Work that comes by itself, every so many seconds."""

    name: str
    seconds: int
    work: Callable[[], None]


class Lease(Protocol):
    """Says which of several schedulers works."""

    @property
    def held(self) -> bool: ...

    def renew(self) -> bool: ...

    def release(self) -> None: ...


def run(jobs: Sequence[Job], clock: Clock, lease: Lease) -> None:
    """Run the jobs at their intervals while the lease is ours, until the process is asked to stop.

    Whoever gets the lease runs every job at once; without it no job starts.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("lms").setLevel(logging.INFO)
    # A job that takes longer than its interval is no news: the next one starts when it is done.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    scheduler = BlockingScheduler(
        timezone="UTC",
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 300},
        # One thread for each job and one for the lease: no job that takes long keeps it from being renewed.
        executors={"default": {"type": "threadpool", "max_workers": len(jobs) + 1}},
    )
    for job in jobs:
        scheduler.add_job(_while_held(job, lease), "interval", seconds=job.seconds, id=job.name)

    def hold() -> None:
        had = lease.held
        if _renewed(lease) == had:
            return
        log.info("This scheduler works now" if not had else "Another scheduler took over; this one waits")
        for job in jobs if not had else ():
            scheduler.modify_job(job.name, next_run_time=clock.now())

    scheduler.add_job(hold, "interval", seconds=RENEW, id="lease", next_run_time=clock.now())

    def stop(*_: Any) -> None:
        scheduler.shutdown(wait=False)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    scheduler.start()
    lease.release()


def _while_held(job: Job, lease: Lease) -> Callable[[], None]:
    def work() -> None:
        if lease.held:
            job.work()

    return work


def _renewed(lease: Lease) -> bool:
    """Whether the lease is ours; a database that is busy or away leaves it as it was, until it runs out."""
    try:
        return lease.renew()
    except OperationalError as error:
        log.warning("The lease could not be renewed: %s", error.orig)
        return lease.held
