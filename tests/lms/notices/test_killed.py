"""Processes that are killed, really: a message is not lost, and repeated at most once under the same name."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from lms.config import Config
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.notices.jobs import send_messages
from lms.notices.lease import LASTS
from lms.notices.models import Lease, Message
from lms.notices.outbox import write
from lms.notices.queries import find_lease
from lms.notices.rules import STALE
from tests.sources import ROOT

from .conftest import REMINDER
from .mail_server import MailServer

pytestmark = pytest.mark.slow  # starts processes of its own and waits for them

SENDER = """
import json, os, signal, sys
from lms.assembly import make_database
from lms.config import Config
from lms.core.clock import SystemClock
from lms.notices import jobs
settings, moment = json.loads(sys.argv[1]), sys.argv[2]
die = lambda *a, **b: os.kill(os.getpid(), signal.SIGKILL)
if moment == "before the server":
    jobs.send = die
elif moment == "before the commit":
    jobs.record_sent = die
config = Config(**settings)
jobs.send_messages(make_database(config), config, SystemClock())
"""
SCHEDULER = """
import json, sys
from lms.assembly import make_database
from lms.config import Config
from lms.core import scheduler
from lms.core.clock import SystemClock
from lms.core.scheduler import Job
from lms.notices.lease import HeldLease
config = Config(**json.loads(sys.argv[1]))
scheduler.RENEW = 1
lease = HeldLease(make_database(config), SystemClock())
def work():
    print(lease.holder, flush=True)
scheduler.run([Job("work", 1, work)], SystemClock(), lease)
"""
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(mailing: Config) -> Iterator[Start]:
    """Starts a program in a process of its own, with the settings of the installation."""
    started = []
    settings = json.dumps(
        {name: getattr(mailing, name) for name in ("database_url", "mail", "mail_from", "address")}
    )

    def one(program: str, *more: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", program, settings, *more]
        started.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield one
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def told(database: Database) -> None:
    with database.transaction(SYSTEM, datetime.now(UTC)) as uow:
        write(uow, "reminder", "anna@example.org", "a", REMINDER)


@pytest.mark.parametrize(("moment", "mails"), [("before the server", 1), ("before the commit", 2)])
def test_a_sender_that_is_killed_loses_nothing_and_repeats_under_the_same_name(
    moment: str,
    mails: int,
    start: Start,
    told: None,
    database: Database,
    mailing: Config,
    mail_server: MailServer,
    messages: Callable[[], list[Message]],
) -> None:
    assert start(SENDER, moment).wait(60) == -signal.SIGKILL
    send_messages(database, mailing, FixedClock(datetime.now(UTC)))
    assert messages()[0].state == "sending"  # perhaps somebody is still at it
    for _turn in range(2):
        send_messages(database, mailing, FixedClock(datetime.now(UTC) + STALE * 1.1))
    assert [(one.state, one.attempts) for one in messages()] == [("sent", 2)]
    assert len(mail_server.mails) == mails
    assert len({mail["Message-ID"] for mail in mail_server.mails}) == 1


def holder(database: Database) -> str:
    with database.read() as session:
        lease = find_lease(session, "scheduler")
    return lease.holder if lease else ""


def test_of_two_schedulers_one_works_and_the_other_takes_over_when_it_is_killed(
    start: Start, database: Database
) -> None:
    first = start(SCHEDULER)
    assert first.stdout is not None
    name = first.stdout.readline().strip()
    second = start(SCHEDULER)
    assert second.stdout is not None
    assert name.split(":")[1] == str(first.pid)
    assert [first.stdout.readline().strip() for _turn in range(3)] == [name] * 3
    assert holder(database) == name
    first.kill()
    first.wait()
    killed = time.monotonic()
    other = second.stdout.readline().strip()
    waited = time.monotonic() - killed
    assert other.split(":")[1] == str(second.pid)
    assert LASTS.total_seconds() / 2 < waited < 60


def test_a_scheduler_that_is_asked_to_stop_lets_go_at_once(start: Start, database: Database) -> None:
    first = start(SCHEDULER)
    assert first.stdout is not None
    first.stdout.readline()
    first.terminate()
    assert first.wait(20) == 0
    with database.read() as session:
        lease = session.get_one(Lease, "scheduler")
    assert lease.until <= datetime.now(UTC) + timedelta(seconds=1)
