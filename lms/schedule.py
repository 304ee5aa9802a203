"""The work that comes by itself: which job runs how often."""

from __future__ import annotations

from functools import partial

from lms.assembly import make_admission, make_registry
from lms.config import Config
from lms.core.clock import Clock
from lms.core.db import Database
from lms.core.scheduler import Job, run
from lms.enrolments.jobs import keep_lines_moving
from lms.exchange.jobs import clear_uploads, work_on_imports
from lms.expertise.jobs import keep_trends_current
from lms.notices.jobs import answer_link_requests, send_messages
from lms.notices.lease import HeldLease
from lms.notices.reminders import ask_go_or_no_go, remind
from lms.people.jobs import forget_old_sign_ins


def jobs_of(database: Database, config: Config, clock: Clock) -> list[Job]:
    """Every job of an installation, with the seconds between two times."""
    admission = make_admission(make_registry(config))
    return [
        Job("trends", 20, partial(keep_trends_current, database, clock)),
        Job("imports", 2, partial(work_on_imports, database, config.instance, clock)),
        Job("uploads", 3600, partial(clear_uploads, database, config.instance, clock)),
        Job("old-sign-ins", 900, partial(forget_old_sign_ins, database, clock)),
        Job("lines", 20, partial(keep_lines_moving, database, admission, clock)),
        Job("links", 5, partial(answer_link_requests, database, config, clock)),
        Job("reminders", 900, partial(remind, database, clock)),
        Job("go-no-go", 900, partial(ask_go_or_no_go, database, clock)),
        Job("messages", 5, partial(send_messages, database, config, clock)),
    ]


def work(database: Database, config: Config, clock: Clock) -> None:
    """Do all of it until the process is stopped; of several such processes one works and the others wait."""
    run(jobs_of(database, config, clock), clock, HeldLease(database, clock))
