"""Asking for a link: inviting people of one's own organisation, and a forgotten password."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from flask.testing import FlaskClient

from lms.core.access import SYSTEM, Actor, Role
from lms.core.clock import FixedClock, civil_date
from lms.core.db import Database
from lms.core.errors import NotFound, Refused
from lms.organisations.models import Organisation
from lms.people.invitations import ask_for_forgotten, invite
from lms.people.models import Employment, Person
from lms.people.queries import account_states, find_account_by_email, get_account_to_change, open_requests
from lms.people.services import close_account, create_account
from tests.factories import day, employ, make_person
from tests.lms.conftest import Town

Browse = Callable[[str], FlaskClient]


@pytest.fixture
def bob(database: Database, clock: FixedClock, town: Town) -> int:
    """Bob works at north and has an e-mail address."""
    with database.transaction(SYSTEM, clock.now()) as uow:
        uow.session.get_one(Person, town.bob).email = "Bob@example.org"
    return town.bob


def requests(database: Database) -> list[tuple[str, str, str | None]]:
    with database.read() as session:
        return [(one.account.email, one.reason, one.asked_by) for one in open_requests(session)]


def states(database: Database, *people: int) -> list[str]:
    with database.read() as session:
        found = account_states(session, people)
        return [found[one] for one in people]


def invite_as(database: Database, clock: FixedClock, actor: Actor, organisation: int, *people: int) -> int:
    with database.transaction(actor, clock.now()) as uow:
        return invite(uow, organisation, people, civil_date(clock.now()))


def coordinator(*places: int) -> Actor:
    reach = frozenset(places)
    return Actor("Coordinator", roles=frozenset({Role.COORDINATOR}), organisations=reach, employers=reach)


def refusal(database: Database, clock: FixedClock, organisation: int, *people: int) -> str:
    with pytest.raises(Refused) as refused, database.transaction(SYSTEM, clock.now()) as uow:
        invite(uow, organisation, people, civil_date(clock.now()))
    return refused.value.message


def test_a_coordinator_invites_and_the_administrator_sees_it(
    as_role: Browse, database: Database, town: Town, bob: int
) -> None:
    coordinator = as_role("coordinator")
    data = {"organisation_id": town.works, "person": [bob], "next": "/organisations"}
    assert coordinator.post("/people/invite", data=data).location == "/organisations"
    assert states(database, bob, town.carol) == ["invited", "invited"]
    assert requests(database) == [("bob@example.org", "invitation", "Coordinator")]
    page = as_role("administrator").get("/accounts").text
    assert "1 person waits for a link" in page and "invited by Coordinator" in page
    with database.read() as session:
        account = find_account_by_email(session, "bob@example.org")
        assert account is not None
        assert [(str(r.role), account.person_id) for r in account.roles] == [("professional", bob)]
    as_role("administrator").post(f"/accounts/{account.id}/link")
    assert requests(database) == []
    assert coordinator.post("/people/invite", data=data).status_code == 302
    assert len(requests(database)) == 1


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("coordinator", "north", 302),
        ("coordinator", "other", 404),
        ("programme_team", "other", 302),
        ("administrator", "other", 302),
        ("administrator", "nowhere", 404),
        ("steering_group", "north", 403),
        ("professional", "north", 403),
        ("trainer", "north", 403),
    ],
)
def test_who_may_invite_for_which_organisation(
    as_role: Browse, database: Database, town: Town, bob: int, role: str, place: str, status: int
) -> None:
    data = {"organisation_id": getattr(town, place, 10**30), "person": [bob]}
    assert as_role(role).post("/people/invite", data=data).status_code == status
    assert states(database, bob) == ["invited" if (status, place) == (302, "north") else "none"]


def test_every_reason_is_said_by_name_and_nobody_is_half_invited(
    database: Database, clock: FixedClock, town: Town, bob: int
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        s = uow.session
        north = s.get_one(Organisation, town.north)
        same, twin, taken, left = (
            make_person(s, name, email)
            for name, email in (
                ("Same One", "same@example.org"),
                ("Twin Two", "SAME@example.org"),
                ("Taken Three", "trainer@example.org"),
                ("Left Four", "left@example.org"),
            )
        )
        for person in (same, twin, taken):
            employ(person, north, day("2020-01-01"))
        employ(left, north, day("2020-01-01"), day("2026-11-20"))
        bare = make_person(s, "Bare Five")
        employ(bare, north, day("2026-11-21"))
        close_account(uow, get_account_to_change(s, town.account))
    chosen = (bob, town.anna, same.id, twin.id, taken.id, left.id, bare.id, town.carol)
    assert refusal(database, clock, town.works, *chosen) == (
        "Nobody was invited. Left Four does not work here any more. 1 person does not stand in this list. "
        "The account of Anna Example was closed; an administrator can open it again. "
        "Bare Five has no e-mail address; add it first. "
        "Same One shares an e-mail address with somebody else; give each their own. "
        "The e-mail address of Taken Three belongs to another account. "
        "Twin Two shares an e-mail address with somebody else; give each their own."
    )
    assert (states(database, bob), requests(database)) == (["none"], [])


def test_who_signs_in_already_is_not_invited(
    database: Database, clock: FixedClock, town: Town, with_password: Callable[[str], str]
) -> None:
    with_password("professional@example.org")
    assert states(database, town.anna) == ["active"]
    assert "Anna Example has an account already." in refusal(database, clock, town.north, town.anna)


def test_inviting_nobody_or_too_many_is_refused(database: Database, clock: FixedClock, town: Town) -> None:
    assert refusal(database, clock, town.north) == "Choose at least one person to invite."
    assert refusal(database, clock, town.north, *range(1, 202)) == "Invite at most 200 people at once."


def test_a_double_click_invites_once(database: Database, clock: FixedClock, town: Town, bob: int) -> None:
    start = Barrier(2)

    def click(_turn: int) -> int:
        start.wait()
        with database.transaction(coordinator(town.north), clock.now()) as uow:
            return invite(uow, town.north, [bob], civil_date(clock.now()))

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(click, range(2))) == [1, 1]
    assert requests(database) == [("bob@example.org", "invitation", "Coordinator")]


def test_of_several_accounts_the_one_that_opens_most_counts(
    database: Database, clock: FixedClock, town: Town
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        for number in range(2):
            one = create_account(
                uow, f"b{number}@example.org", "B", [(Role.TRAINER, None)], person_id=town.bob
            )
            if number == 0:
                close_account(uow, one)
    assert states(database, town.bob, 999999) == ["invited", "none"]


def test_a_forgotten_password_is_asked_once_and_answered_the_same_for_everybody(
    as_role: Browse, database: Database, town: Town
) -> None:
    browser = as_role("nobody")
    emails = ("trainer@example.org", "Trainer@example.org ", "nobody@example.org")
    answers = [browser.post("/forgotten", data={"email": email}) for email in emails]
    assert {(one.status_code, one.location) for one in answers} == {(302, "/forgotten?asked=1")}
    assert requests(database) == [("trainer@example.org", "forgotten", None)]
    assert "If this address has an account" in browser.get("/forgotten?asked=1").text


def test_a_forgotten_password_of_a_closed_account_asks_nothing(
    database: Database, clock: FixedClock, town: Town
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        close_account(uow, get_account_to_change(uow.session, town.account))
        ask_for_forgotten(uow, "professional@example.org")
    assert requests(database) == []


def test_asking_takes_as_many_statements_for_an_address_that_nobody_has(
    as_role: Browse, town: Town, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    browser = as_role("nobody")
    known, unknown = (
        count_statements(lambda email=email: browser.post("/forgotten", data={"email": email}))  # type: ignore[misc]
        for email in ("trainer@example.org", "nobody@example.org")
    )
    assert known == unknown


def test_the_sixth_request_for_one_address_waits(as_role: Browse) -> None:
    browser = as_role("nobody")
    statuses = [browser.post("/forgotten", data={"email": "x@example.org"}).status_code for _turn in range(6)]
    assert statuses == [302] * 5 + [429]


def test_an_employment_that_ended_yesterday_ends_the_right_to_invite(
    database: Database, clock: FixedClock, town: Town, bob: int
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        for job in uow.session.query(Employment).filter_by(person_id=bob):
            job.employed_until = day("2026-11-20")
    assert (
        refusal(database, clock, town.north, bob)
        == "Nobody was invited. Bob Example does not work here any more."
    )


def test_who_coordinates_what_merged_away_invites_and_reads_nobody_there(
    database: Database, clock: FixedClock, town: Town, bob: int
) -> None:
    place = frozenset({town.north})
    former = Actor("Former", roles=frozenset({Role.COORDINATOR}), organisations=place)
    with pytest.raises(NotFound):
        invite_as(database, clock, former, town.north, bob, town.anna)
    assert states(database, bob) == ["none"]


def test_of_who_is_out_of_reach_no_name_is_said(
    database: Database, clock: FixedClock, town: Town, bob: int
) -> None:
    with pytest.raises(Refused) as refused:
        invite_as(database, clock, coordinator(town.works), town.works, bob)
    assert refused.value.message == "Nobody was invited. 1 person does not stand in this list."


def test_who_starts_later_can_be_invited_already(database: Database, clock: FixedClock, town: Town) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        coming = make_person(uow.session, "Coming Six", "six@example.org")
        employ(coming, uow.session.get_one(Organisation, town.north), day("2026-12-01"))
    assert invite_as(database, clock, coordinator(town.north), town.north, coming.id) == 1
    assert states(database, coming.id) == ["invited"]


def test_after_a_refusal_the_same_people_are_ticked_and_an_address_can_be_added(
    as_role: Browse, database: Database, town: Town, bob: int
) -> None:
    with database.transaction(SYSTEM, datetime(2026, 11, 21, tzinfo=UTC)) as uow:
        bare = make_person(uow.session, "Bare Five")
        employ(bare, uow.session.get_one(Organisation, town.north), day("2020-01-01"))
    browser, people = as_role("coordinator"), f"/organisations/{town.works}/people"
    data = {"organisation_id": town.works, "person": [bob, bare.id], "next": f"{people}?sort=since"}
    answer = browser.post("/people/invite", data=data)
    assert answer.location == f"{people}?sort=since&person={bob}&person={bare.id}"
    shown = browser.get(answer.location).text
    assert "Bare Five has no e-mail address" in shown
    assert re.findall(r'name="person" value="(\d+)" checked', shown) == [str(bare.id), str(bob)]
    assert f'href="{people}/details?person={bare.id}"' in shown
    assert f'href="{people}/details?person={bob}"' not in shown
