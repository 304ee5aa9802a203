"""Runs jobs at intervals in a process of its own. Every job may be killed anywhere and may run twice."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from apscheduler.schedulers.blocking import BlockingScheduler

from .clock import Clock


@dataclass(frozen=True)
class Job:
    """Work that comes by itself, every so many seconds."""

    name: str
    seconds: int
    work: Callable[[], None]


def run(jobs: Sequence[Job], clock: Clock) -> None:
    """Run the jobs, each at once and then at its interval, until the process is asked to stop."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("lms").setLevel(logging.INFO)
    # A job that takes longer than its interval is no news: the next one starts when it is done.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    scheduler = BlockingScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 300}
    )
    for job in jobs:
        scheduler.add_job(job.work, "interval", seconds=job.seconds, id=job.name, next_run_time=clock.now())

    def stop(*_: Any) -> None:
        scheduler.shutdown(wait=False)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    scheduler.start()
