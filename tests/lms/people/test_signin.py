"""Signing in: password, one-time link, demo accounts, language, and where one ends up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.core.access import SYSTEM, Role
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.core.errors import Refused
from lms.people.commands import add_account, close, first_administrator, new_link
from lms.people.models import PersonKey
from lms.people.passwords import choose_password, find_by_password
from lms.people.queries import demo_accounts, find_account_by_email
from lms.people.rules import safe_destination
from lms.people.services import create_account
from tests.lms.conftest import Town

PASSWORD = "een lange zin die ik onthoud"


def link_of(text: str) -> str:
    return text[text.index("/welcome/") :]


def test_a_one_time_link_lets_in_once(app: Flask, database: Database, clock: FixedClock) -> None:
    link = link_of(first_administrator(database, clock, "http://here"))
    first = app.test_client().post(link, data={"password": PASSWORD, "again": PASSWORD})
    assert (first.status_code, first.location) == (302, "/")
    second = app.test_client().post(
        link, data={"password": "iets heel anders nu", "again": "iets heel anders nu"}
    )
    assert second.status_code == 422
    with database.read() as session:
        assert find_by_password(session, "Administrator@localhost ", PASSWORD) is not None
        assert find_by_password(session, "administrator@localhost", "iets heel anders nu") is None
    assert "/welcome/" not in first_administrator(database, clock, "http://here")


def test_a_link_expires_after_seven_days(database: Database, clock: FixedClock) -> None:
    token = link_of(first_administrator(database, clock, "http://here")).removeprefix("/welcome/")
    late = clock.now() + timedelta(days=7, seconds=1)
    with pytest.raises(Refused), database.transaction(SYSTEM, late) as uow:
        choose_password(uow, token, PASSWORD)


def test_a_short_or_mistyped_password_is_said_at_the_field(
    app: Flask, database: Database, clock: FixedClock
) -> None:
    link = link_of(first_administrator(database, clock, "http://here"))
    browser = app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = browser.post(link, data={"password": "short", "again": "other"}).text
    assert 'aria-describedby="password-hint password-error"' in page and "The two passwords differ." in page


def test_signing_in_goes_on_to_the_page_that_was_asked(
    app: Flask, database: Database, clock: FixedClock
) -> None:
    link = link_of(
        add_account(database, clock, "ann@example.org", "Ann", Role.PROGRAMME_TEAM, None, "http://here")
    )
    app.test_client().post(link, data={"password": PASSWORD, "again": PASSWORD})
    browser = app.test_client()
    assert browser.get("/region?gaps=1").location == "/sign-in?next=/region?gaps%3D1"
    wrong = browser.post("/sign-in", data={"email": "ann@example.org", "password": "wrong"})
    unknown = browser.post("/sign-in", data={"email": "nobody@example.org", "password": "wrong"})
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    right = browser.post(
        "/sign-in", data={"email": "ann@example.org", "password": PASSWORD, "next": "/region?gaps=1"}
    )
    assert right.location == "/region?gaps=1"
    assert browser.post("/sign-out").location == "/sign-in"
    assert browser.get("/region").status_code == 302


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "/\r/x", "", None, "x"],
)
def test_nobody_is_sent_elsewhere_after_signing_in(target: str | None) -> None:
    assert safe_destination(target) == "/"


def test_choosing_a_password_ends_older_sessions(
    database: Database, clock: FixedClock, as_role: Callable[[str], FlaskClient]
) -> None:
    browser = as_role("administrator")
    assert browser.get("/account").status_code == 200
    token = link_of(new_link(database, clock, "administrator@example.org", "x")).removeprefix("/welcome/")
    with database.transaction(SYSTEM, clock.now()) as uow:
        choose_password(uow, token, PASSWORD)
    assert browser.get("/account").status_code == 302


def test_demo_accounts_open_only_in_demo_mode(app: Flask, database: Database, clock: FixedClock) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        create_account(uow, "demo@example.org", "Demo", [(Role.STEERING_GROUP, None)], demo_order=1)
        create_account(uow, "real@example.org", "Real", [(Role.ADMINISTRATOR, None)])
    with database.read() as session:
        demo = demo_accounts(session)[0].id
        real = find_account_by_email(session, "real@example.org")
    assert real is not None
    browser = app.test_client()
    assert "Demo" in browser.get("/sign-in").text and "Real" not in browser.get("/sign-in").text
    assert browser.post("/sign-in/demo", data={"account": str(real.id)}).status_code == 404
    assert browser.post("/sign-in/demo", data={"account": str(demo)}).location == "/"
    platform = app.extensions["platform"]
    app.extensions["platform"] = replace(platform, config=replace(platform.config, demo=False))
    assert app.test_client().post("/sign-in/demo", data={"account": str(demo)}).status_code == 404
    assert "Demo" not in app.test_client().get("/sign-in").text


def test_the_chosen_language_stays(app: Flask) -> None:
    browser = app.test_client()
    assert '<html lang="nl">' in browser.get("/sign-in").text
    assert browser.post("/language", data={"language": "en", "next": "/sign-in"}).location == "/sign-in"
    assert '<html lang="en">' in browser.get("/sign-in").text
    browser.post("/language", data={"language": "xx", "next": "//evil.example"})
    assert '<html lang="en">' in browser.get("/sign-in").text


def test_an_address_has_one_account(database: Database, clock: FixedClock) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        create_account(uow, "Ann@Example.org", "Ann", [(Role.PROFESSIONAL, None)])
    with (
        pytest.raises(Refused, match="has an account already"),
        database.transaction(SYSTEM, clock.now()) as uow,
    ):
        create_account(uow, "ann@example.org", "Ann", [(Role.PROFESSIONAL, None)])
    with (
        pytest.raises(Refused, match="is not an e-mail address"),
        database.transaction(SYSTEM, clock.now()) as uow,
    ):
        create_account(uow, "ann", "Ann", [(Role.PROFESSIONAL, None)])


def test_only_a_coordinator_has_an_organisation(database: Database, clock: FixedClock) -> None:
    for role, organisation in ((Role.COORDINATOR, None), (Role.TRAINER, "Team")):
        with pytest.raises(Refused, match="A coordinator needs"):
            add_account(database, clock, "a@example.org", "A", role, organisation, "http://here")
    with pytest.raises(Refused, match="There is no organisation 'Team'"):
        add_account(database, clock, "a@example.org", "A", Role.COORDINATOR, "Team", "http://here")


def test_a_new_link_replaces_a_forgotten_password(app: Flask, database: Database, clock: FixedClock) -> None:
    first = link_of(first_administrator(database, clock, "http://here"))
    other = link_of(new_link(database, clock, "administrator@localhost", "http://here"))
    assert app.test_client().post(first, data={"password": PASSWORD, "again": PASSWORD}).status_code == 422
    assert app.test_client().post(other, data={"password": PASSWORD, "again": PASSWORD}).status_code == 302
    newer = link_of(new_link(database, clock, "administrator@localhost", "http://here"))
    another = "een andere lange zin"
    assert app.test_client().post(newer, data={"password": another, "again": another}).status_code == 302
    with database.read() as session:
        assert find_by_password(session, "administrator@localhost", PASSWORD) is None
        assert find_by_password(session, "administrator@localhost", another) is not None


def test_a_closed_account_is_out_and_its_address_stays_taken(
    database: Database, clock: FixedClock, as_role: Callable[[str], FlaskClient]
) -> None:
    browser = as_role("coordinator")
    assert browser.get("/account").status_code == 200
    close(database, clock, "coordinator@example.org")
    assert browser.get("/account").status_code == 302
    with pytest.raises(Refused, match="no open account"):
        new_link(database, clock, "coordinator@example.org", "http://here")
    with pytest.raises(Refused, match="has an account already"):
        add_account(database, clock, "coordinator@example.org", "C", Role.PROGRAMME_TEAM, None, "http://here")


def test_an_account_belongs_to_the_person_a_source_names(
    database: Database, clock: FixedClock, town: Town
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        uow.session.add(PersonKey(source="hr", key="007", person_id=town.bob))
    add_account(database, clock, "b@example.org", "B", Role.PROFESSIONAL, None, "x", person=("hr", "007"))
    with database.read() as session:
        account = find_account_by_email(session, "b@example.org")
        assert account is not None and account.person_id == town.bob
    with pytest.raises(Refused, match="knows no person '7'"):
        add_account(database, clock, "c@example.org", "C", Role.PROFESSIONAL, None, "x", person=("hr", "7"))


@pytest.mark.parametrize("address", ["/sign-in", "/forgotten"])
def test_a_character_that_no_database_keeps_is_no_fault_of_ours(app: Flask, address: str) -> None:
    data = {"email": "a\0@example.org", "password": "x"}
    assert app.test_client().post(address, data=data).status_code == 400


def test_a_link_that_was_used_says_so_at_once_as_does_one_that_never_was(
    app: Flask, database: Database, clock: FixedClock, as_role: Callable[[str], FlaskClient]
) -> None:
    browser = as_role("nobody")
    link = link_of(new_link(database, clock, "administrator@example.org", "x"))
    assert [browser.get(link).status_code for _time in range(2)] == [200, 200]
    with database.transaction(SYSTEM, clock.now()) as uow:
        choose_password(uow, link.removeprefix("/welcome/"), PASSWORD)
    used, unknown = browser.get(link), browser.get("/welcome/nonsense")
    assert (used.status_code, unknown.status_code) == (404, 404)
    said = [answer.text.partition("<main")[2].partition("</main")[0] for answer in (used, unknown)]
    assert said[0] == said[1]
    assert "This link does not work" in said[0] and 'href="/forgotten"' in said[0]
    assert 'type="password"' not in said[0]
