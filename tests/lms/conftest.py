"""The site for page tests: one application for the whole run, each test with its own database and people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from lms.app import create_app
from lms.config import Config
from lms.core.access import SYSTEM, Role
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.expertise.memo import CoverageMemo
from lms.people.queries import find_account_by_email
from lms.people.services import create_account
from lms.people.sign_ins import open_sign_in
from tests.factories import (
    certify,
    day,
    employ,
    make_competence,
    make_course,
    make_organisation,
    make_person,
    make_room,
    make_session,
    set_norm,
)


@cache
def _the_app() -> Flask:
    # Making an application takes 0.2 s; the database and the clock are put into it per test.
    app = create_app(Config(database_url="sqlite://", secret_key="of the tests", demo=True))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return app


@pytest.fixture
def app(database: Database, clock: FixedClock) -> Iterator[Flask]:
    app = _the_app()
    before = app.extensions["platform"]
    app.extensions["platform"] = replace(before, database=database, clock=clock, memo=CoverageMemo())
    yield app
    app.extensions["platform"] = before


@dataclass(frozen=True)
class Town:
    """A small region: `works` with `north` under it, and `other` beside it; ids of organisations and people.

    `account` is the id of the professional's account, which is Anna's. `planned` is a published session open to all,
    without a trainer, with two meetings of which `meeting` is the first; `room` is a room that nothing uses.
    """

    works: int
    north: int
    other: int
    anna: int
    bob: int
    carol: int
    account: int
    planned: int
    meeting: int
    room: int


@pytest.fixture
def town(database: Database, clock: FixedClock) -> Town:
    """Anna (current) and Bob (lapsed) work at north, Carol (current) at other; each place asks for two."""
    with database.transaction(SYSTEM, clock.now()) as uow:
        s = uow.session
        competence = make_competence(s, "first-aid", validity="P24M")
        works = make_organisation(s, "Works")
        north, other = make_organisation(s, "North", parent=works), make_organisation(s, "Other")
        anna, bob, carol = (make_person(s, f"{name} Example") for name in ("Anna", "Bob", "Carol"))
        for person, place in ((anna, north), (bob, north), (carol, other)):
            employ(person, place, day("2020-01-01"))
        certify(anna, competence, day("2026-01-01"), valid_until=day("2027-12-31"))
        certify(bob, competence, day("2020-01-01"), valid_until=day("2021-12-31"))
        certify(carol, competence, day("2026-01-01"), valid_until=day("2026-12-31"))
        for place in (north, other):
            set_norm(place, competence, day("2020-01-01"), headcount=2)
        roles: dict[str, tuple[list[tuple[Role, int | None]], int | None]] = {
            "professional": ([(Role.PROFESSIONAL, None)], anna.id),
            "trainer": ([(Role.TRAINER, None)], carol.id),
            "coordinator": ([(Role.COORDINATOR, works.id)], None),
            "programme_team": ([(Role.PROGRAMME_TEAM, None)], None),
            "steering_group": ([(Role.STEERING_GROUP, None)], None),
            "administrator": ([(Role.ADMINISTRATOR, None)], None),
        }
        accounts = {
            name: create_account(uow, f"{name}@example.org", name.title(), given, person_id=person_id).id
            for name, (given, person_id) in roles.items()
        }
        planned = make_session(
            s, "open", "2026-12-03T09:00", "2026-12-10T09:00", course=make_course(s, "top3-basis"), maximum=12
        )
        room = make_room(s)
        people = (anna.id, bob.id, carol.id, accounts["professional"])
        return Town(works.id, north.id, other.id, *people, planned.id, planned.meetings[0].id, room.id)


@pytest.fixture
def as_role(app: Flask, town: Town) -> Callable[[str], FlaskClient]:
    """A client signed in as one of the roles of the town; "nobody" is not signed in."""

    def client(role: str) -> FlaskClient:
        browser = app.test_client()
        browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        if role != "nobody":
            platform = app.extensions["platform"]
            with platform.database.transaction(SYSTEM, platform.clock.now()) as uow:
                account = find_account_by_email(uow.session, f"{role}@example.org")
                assert account is not None
                key = open_sign_in(uow, account.id)
            with browser.session_transaction() as cookie:
                cookie["_user_id"] = key
                cookie["_fresh"] = True
        return browser

    return client


@pytest.fixture
def count_statements(database: Database) -> Iterator[Callable[[Callable[[], object]], int]]:
    """Counts the SQL statements that a call sends, transaction statements left out."""
    sent: list[str] = []

    def remember(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", remember)

    def count(call: Callable[[], object]) -> int:
        sent.clear()
        call()
        return sum(not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")) for statement in sent)

    yield count
    event.remove(database.engine, "before_cursor_execute", remember)
