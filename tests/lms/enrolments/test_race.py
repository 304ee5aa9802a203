"""Fifty processes at once on five seats, forked from one warm process, on each database; and one that is killed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.enrolments.admission import Admission
from lms.enrolments.commands import enrol_address
from tests.factories import make_person, make_session
from tests.sources import ROOT

from .conftest import wrong

pytestmark = pytest.mark.slow  # starts fifty processes and waits for them

WORKERS, SEATS = 50, 5
WARM = """
import json, os, signal, sys, time
from lms.assembly import make_database
from lms.cli import main
from lms.config import Config
from lms.core import db
from lms.core.clock import SystemClock
from lms.enrolments import commands, ledger
from lms.enrolments.admission import Admission
from lms.core.access import SYSTEM
from lms.enrolments.services import enrol
url, workers, victim = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
database = make_database(Config(database_url=url))
with database.trial(SYSTEM, SystemClock().now()) as uow:
    enrol(uow, 1, 1, Admission())  # undone: it only warms the process up
database.engine.dispose()
gate_out, gate_in = os.pipe()
children = []
for number in range(workers):
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(gate_in)
        os.read(gate_out, 1)  # all start when the gate is closed
        database.engine.dispose(close=False)
        if number == victim:
            # The seat is written; the message, which a listener writes inside the same transaction, is not yet.
            database.listeners.inside.insert(0, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        said = []
        commands.enrol_address(
            database, SystemClock(), Admission(), "S1", f"p{number}@example.org", False, said.append
        )
        os.write(write, said[0].encode())
        os._exit(0)
    os.close(write)
    children.append((child, read))
os.close(gate_out)
os.close(gate_in)
for child, read in children:
    answer = b""
    while part := os.read(read, 65536):
        answer += part
    print(answer.decode() or "{}")
    os.waitpid(child, 0)
"""


def race(database: Database, victim: int = -1) -> list[dict[str, Any]]:
    """What each of the fifty was told; nothing for the one that was killed."""
    url = database.engine.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-c", WARM, url, str(WORKERS), str(victim)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def fill(database: Database, clock: FixedClock) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        make_session(uow.session, "S1", "2099-12-12T09:30", maximum=SEATS)
        for number in range(WORKERS):
            make_person(uow.session, f"P{number}", f"p{number}@example.org")


def stored(database: Database) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """How many enrolments there are in each state, and the (action, subject id) lines of what was told of them."""
    with database.read() as session:
        ask = session.connection().exec_driver_sql
        states = dict(ask("SELECT state, count(*) FROM enrolment GROUP BY state").all())
        told = ask("SELECT action, subject_id FROM audit_line WHERE subject = 'enrolment'").all()
        return states, [(action, number) for action, number in told]


def messages(database: Database) -> Counter[str]:
    """How many messages of each kind wait to be sent."""
    with database.read() as session:
        rows = session.connection().exec_driver_sql("SELECT kind FROM message").all()
        return Counter(kind for (kind,) in rows)


def test_of_fifty_at_once_five_are_booked_and_the_rest_wait_in_line(
    database: Database, clock: FixedClock
) -> None:
    fill(database, clock)
    answers = race(database)
    assert Counter(one["state"] for one in answers) == {"booked": SEATS, "waiting": WORKERS - SEATS}
    places = sorted(one["position"] for one in answers if one["state"] == "waiting")
    assert places == list(range(1, WORKERS - SEATS + 1))
    states, told = stored(database)
    assert states == {"booked": SEATS, "waiting": WORKERS - SEATS}
    assert Counter(action for action, _ in told) == {"enrolment_booked": 5, "enrolment_waiting": 45}
    assert messages(database) == {"enrolment_booked": 5, "enrolment_waiting": 45}
    assert max(Counter(number for _, number in told).values()) == 1
    assert wrong(database, clock.now(), Admission()) == {}


def test_who_is_killed_between_seat_and_message_has_neither_and_holds_nobody_up(
    database: Database, clock: FixedClock
) -> None:
    fill(database, clock)
    answers = race(database, victim=0)
    assert sum(not one for one in answers) == 1
    states, told = stored(database)
    assert states == {"booked": SEATS, "waiting": WORKERS - SEATS - 1}
    assert Counter(action for action, _ in told) == {"enrolment_booked": 5, "enrolment_waiting": 44}
    assert messages(database) == {"enrolment_booked": 5, "enrolment_waiting": 44}
    said: list[str] = []
    enrol_address(database, clock, Admission(), "S1", "p0@example.org", False, said.append)
    assert (json.loads(said[0])["state"], json.loads(said[0])["position"]) == ("waiting", WORKERS - SEATS)
    assert wrong(database, clock.now(), Admission()) == {}
