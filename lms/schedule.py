"""The scheduler process: work that comes by itself. Every job may be killed anywhere and run twice."""

from __future__ import annotations

import logging
import signal
from typing import Any

from apscheduler.schedulers.blocking import BlockingScheduler

from lms.core.clock import Clock, civil_date
from lms.core.db import Database
from lms.expertise.services import rebuild_trends, trends_are_current

log = logging.getLogger("lms.schedule")


def keep_trends_current(database: Database, clock: Clock) -> None:
    """Compute the trend lines anew when the facts or the day changed since the last time."""
    if not trends_are_current(database, civil_date(clock.now())):
        log.info("Trend lines computed for %s months", rebuild_trends(database, clock))


def run(database: Database, clock: Clock) -> None:
    """Run the jobs until the process is asked to stop."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")
    log.setLevel(logging.INFO)
    scheduler = BlockingScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 300}
    )
    scheduler.add_job(
        keep_trends_current, "interval", [database, clock], seconds=20, next_run_time=clock.now()
    )

    def stop(*_: Any) -> None:
        scheduler.shutdown(wait=False)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    scheduler.start()
