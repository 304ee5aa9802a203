"""Putting a name or an e-mail address right: shown first, refused when taken or changed, undone."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select

from lms.audit.models import AuditLine
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.organisations.models import Organisation
from lms.people.models import Person
from lms.upkeep.models import UpkeepStep
from tests.factories import day, employ, make_person
from tests.lms.conftest import Town
from tests.lms.web.test_routes import ROLES

from .test_pages import inputs

AsRole = Callable[[str], FlaskClient]


def details(database: Database, person_id: int) -> tuple[str, str | None]:
    with database.read() as session:
        person = session.get_one(Person, person_id)
        return person.name, person.email


def correct(browser: FlaskClient, place: int, person_id: int, **typed: str) -> tuple[int, str]:
    """Fill in the form, look, and save what was shown."""
    address = f"/organisations/{place}/people/details"
    kept = inputs(browser.get(f"{address}?person={person_id}").text) | typed
    shown = browser.post(address, data=kept | {"go": "show"})
    if shown.status_code != 200:
        return shown.status_code, shown.text
    sent = kept | {"shown": inputs(shown.text)["shown"], "go": "save"}
    saved = browser.post(address, data=sent, follow_redirects=True)
    return saved.status_code, saved.text


def test_name_and_address_are_put_right_and_undone(as_role: AsRole, database: Database, town: Town) -> None:
    browser = as_role("coordinator")
    status, text = correct(browser, town.works, town.bob, name="Bob Voorbeeld", email="bob@example.org")
    assert (status, details(database, town.bob)) == (200, ("Bob Voorbeeld", "bob@example.org"))
    assert "Recorded: 1 person: details put right." in text
    assert "The name is “Bob Voorbeeld” instead of “Bob Example”." in text
    step = re.search(r'name="step" value="(\d+)"', text)
    assert step is not None
    people = f"/organisations/{town.works}/people"
    assert browser.post(f"{people}/undo", data={"step": step[1]}).status_code == 303
    assert details(database, town.bob) == ("Bob Example", None)
    with database.read() as session:
        lines = session.scalars(select(AuditLine).where(AuditLine.subject == "person").order_by(AuditLine.id))
        told = [(one.actor, one.action, one.subject_id, one.after) for one in lines][-2:]
    assert told == [
        ("Coordinator", "details_corrected", town.bob, {"name": "Bob Voorbeeld", "email": "bob@example.org"}),
        ("Coordinator", "details_put_back", town.bob, {"name": "Bob Example", "email": None}),
    ]


def test_an_address_of_somebody_else_is_refused_and_the_own_in_capitals_is_not(
    as_role: AsRole, database: Database, clock: FixedClock, town: Town
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        uow.session.get_one(Person, town.bob).email = "bob@example.org"
        uow.session.get_one(Person, town.carol).email = "Carol@example.org"
    browser = as_role("coordinator")
    for taken in ("carol@example.org", "professional@example.org"):
        status, text = correct(browser, town.north, town.bob, name="Bob Example", email=taken)
        assert (status, f"{taken} belongs to somebody else" in text) == (422, True)
    assert details(database, town.bob) == ("Bob Example", "bob@example.org")
    assert correct(browser, town.north, town.bob, name="Bob Example", email="BOB@example.org")[0] == 200
    assert details(database, town.bob) == ("Bob Example", "BOB@example.org")


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    as_role: AsRole, database: Database, town: Town
) -> None:
    mine, theirs = as_role("coordinator"), as_role("programme_team")
    address = f"/organisations/{town.north}/people/details"
    first = inputs(mine.get(f"{address}?person={town.bob}").text) | {"name": "Mine", "email": ""}
    shown = inputs(mine.post(address, data=first | {"go": "show"}).text)["shown"]
    correct(theirs, town.north, town.bob, name="Theirs", email="")
    answer = mine.post(address, data=first | {"shown": shown, "go": "save"})
    assert (answer.status_code, "now “Theirs”, no e-mail address. Look again." in answer.text) == (422, True)
    assert details(database, town.bob) == ("Theirs", None)


def test_undoing_leaves_what_was_changed_since(as_role: AsRole, database: Database, town: Town) -> None:
    browser = as_role("coordinator")
    correct(browser, town.north, town.bob, name="First", email="")
    correct(browser, town.north, town.bob, name="Second", email="")
    with database.read() as session:
        step = session.scalars(select(UpkeepStep.id).order_by(UpkeepStep.id)).first()
    answer = browser.post(f"/organisations/{town.north}/people/undo", data={"step": step})
    assert (answer.status_code, "Second was changed after this" in answer.text) == (422, True)


def test_only_who_keeps_a_present_employment_puts_details_right(
    as_role: AsRole, database: Database, clock: FixedClock, town: Town
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        s = uow.session
        north = s.get_one(Organisation, town.north)
        coming = make_person(s, "Coming Six")
        employ(coming, north, day("2026-12-01"))
        employ(s.get_one(Person, town.carol), north, day("2026-12-01"))
        left = make_person(s, "Left Four")
        employ(left, north, day("2020-01-01"), day("2026-11-20"))
    browser, address = as_role("coordinator"), f"/organisations/{town.north}/people/details?person="
    answers = {one: browser.get(f"{address}{one}").status_code for one in (coming.id, town.carol, left.id)}
    assert answers == {coming.id: 200, town.carol: 404, left.id: 404}
    forged = {"person": town.carol, "name": "X", "email": "", "go": "save"}
    assert browser.post(address.partition("?")[0], data=forged).status_code == 404
    data = {"person": town.bob}
    posts = [as_role(role).post(address.partition("?")[0], data=data).status_code for role in ROLES]
    assert posts == [403, 403, 403, 422, 422, 403, 422]


def test_details_are_put_right_for_one_at_a_time(as_role: AsRole, town: Town) -> None:
    browser, address = as_role("coordinator"), f"/organisations/{town.north}/people"
    one = browser.post(f"{address}/choose", data={"kind": "details", "person": [town.bob]})
    assert one.location == f"{address}/details?person={town.bob}"
    two = browser.post(f"{address}/choose", data={"kind": "details", "person": [town.anna, town.bob]})
    assert (two.status_code, "Tick one person" in two.text, two.text.count(" checked>")) == (422, True, 2)
    assert browser.get(f"{address}/details").location == address
    same = browser.post(
        f"{address}/details", data={"person": town.bob, "name": "Bob Example", "email": "", "go": "show"}
    )
    assert (same.status_code, "This is what is recorded already" in same.text) == (422, True)
