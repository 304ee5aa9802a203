"""The checker itself: each of the eight is found when it does not hold, and what can be repaired is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from lms.cli import main
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.enrolments.invariants import Facts, Step, breaches
from lms.enrolments.models import Enrolment
from lms.enrolments.values import Entry, Held, Reason, State, Why, World
from tests.factories import make_person, make_session

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
START = NOW + timedelta(days=20)


def entry(number: int, state: State, **values: Any) -> Entry:
    return Entry(number, number, state, NOW - timedelta(days=2) + timedelta(hours=number), **values)


def step(number: int, before: str | None, after: State, why: Why, **values: Any) -> Step:
    at = values.pop("at", NOW - timedelta(days=1))
    return Step(number, at, before, after.value, str(why))


def facts(*entries: Entry, steps: dict[int, tuple[Step, ...]] | None = None, **values: Any) -> Facts:
    world = World(now=NOW, maximum=values.pop("maximum", 1), starts_at=START, entries=entries)
    world = replace(world, held=values.pop("held", ()))
    told = {one.id: (step(one.id, None, one.state, Why.SEAT_FREE),) for one in entries} | (steps or {})
    return Facts("S1", world, told, **{"counted": world.taken} | values)


BOOKED, SECOND = entry(1, State.BOOKED), entry(2, State.BOOKED)
WAITING = entry(2, State.WAITING, told=Why.FULL)
LATER = step(9, None, State.OFFERED, Why.OFFERED, at=START)
WRONG: dict[str, tuple[int, Facts]] = {
    "two on one seat": (1, facts(BOOKED, SECOND)),
    "a reserved seat given away": (1, facts(BOOKED, held=(Held(1, 1, 1, START - timedelta(days=1)),))),
    "a free seat while somebody waits": (2, facts(WAITING)),
    "no reason for who cannot take it": (2, facts(replace(WAITING, obstacle=Reason(Why.CLASH)), maximum=2)),
    "two live enrolments": (3, facts(BOOKED, replace(entry(2, State.WAITING), person_id=1))),
    "an old place in line": (
        3,
        facts(
            BOOKED,
            WAITING,
            steps={
                2: (
                    step(1, None, State.WAITING, Why.FULL),
                    step(2, "waiting", State.CANCELLED, Why.WITHDRAWN),
                    step(3, "cancelled", State.WAITING, Why.FULL),
                )
            },
        ),
    ),
    "a step told twice": (4, facts(BOOKED, messages={1: 2})),
    "a state that no step tells": (4, facts(BOOKED, steps={1: (step(1, None, State.WAITING, Why.FULL),)})),
    "moved up after the start": (5, facts(entry(1, State.OFFERED, offer_until=START), steps={1: (LATER,)})),
    "another count": (6, facts(BOOKED, counted=2)),
    "an offer that ran out": (
        7,
        facts(entry(1, State.OFFERED, offer_until=NOW)),
    ),
    "no approval": (
        8,
        facts(
            BOOKED,
            steps={
                1: (
                    step(1, None, State.REQUESTED, Why.NEEDS_COORDINATOR),
                    step(2, "requested", State.BOOKED, Why.APPROVED),
                )
            },
        ),
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_each_invariant_is_missed_when_it_does_not_hold(what: str) -> None:
    number, wrong = WRONG[what]
    assert {one.invariant for one in breaches(wrong)} == {number}


def test_nothing_is_found_where_all_is_well() -> None:
    assert breaches(facts(BOOKED, WAITING)) == []
    assert breaches(facts(BOOKED, replace(SECOND, overbooked=True))) == []


# ---- the commands ---------------------------------------------------------------------------------------------


@pytest.fixture
def lms(database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Any:
    """Runs a command on the database of the test, which holds session S1 of one seat and three people."""
    monkeypatch.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("LMS_INSTANCE", str(tmp_path))
    monkeypatch.delenv("LANG", raising=False)
    with database.transaction(SYSTEM, clock.now()) as uow:
        make_session(uow.session, "S1", "2099-12-12T09:30", maximum=1)
        for name, email in (("A", "a@example.org"), ("B", "B@example.org"), ("C", "c@example.org")):
            make_person(uow.session, name, email)
        make_person(uow.session, "C too", "c@example.org")
    return lambda *arguments: CliRunner().invoke(main, list(arguments))


def test_enrolling_prints_one_json_object(lms: Callable[..., Any]) -> None:
    first, second = lms("enrol", "S1", "A@example.org"), lms("enrol", "S1", "b@example.org", "--auto-book")
    assert json.loads(first.stdout) == {
        "state": "booked",
        "position": None,
        "reason": "There was a free seat.",
    }
    assert (json.loads(second.stdout)["state"], json.loads(second.stdout)["position"]) == ("waiting", 1)
    again = lms("enrol", "S1", "b@example.org")
    assert (again.exit_code, json.loads(again.stdout)["state"]) == (1, "refused")
    assert "place 1" in json.loads(again.stdout)["reason"]


@pytest.mark.parametrize(
    ("session", "email", "said"),
    [
        ("S2", "a@example.org", "no session 'S2'"),
        ("S1", "nobody@example.org", "Nobody has the address"),
        ("S1", "c@example.org", "2 people have the address 'c@example.org': C, C too"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    lms: Callable[..., Any], session: str, email: str, said: str
) -> None:
    answer = lms("enrol", session, email)
    assert (answer.exit_code, json.loads(answer.stdout)["state"]) == (2, "refused")
    assert said in json.loads(answer.stdout)["reason"]


def test_the_audit_explains_tries_and_repairs(lms: Callable[..., Any], database: Database) -> None:
    for who in "ab":
        lms("enrol", "S1", f"{who}@example.org")
    assert lms("audit", "enrolments").exit_code == 0
    with database.engine.begin() as connection:
        connection.execute(update(Enrolment).values(state="booked"))
    found = lms("audit", "enrolments")
    assert found.exit_code == 1
    assert "S1: invariant 1: 2 seats are taken of 1" in found.stdout
    assert "Nothing was changed" in lms("audit", "enrolments", "--repair", "--dry-run").stdout
    assert lms("audit", "enrolments").stdout == found.stdout
    repaired = lms("audit", "enrolments", "--repair").stdout
    assert "invariant 1" not in repaired.partition("There remain")[2]
