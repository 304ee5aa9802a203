"""The first page says what to do today, per role; the search finds what the reader may see."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.catalogue.models import Competence
from lms.core.access import SYSTEM
from lms.exchange.models import ImportRun
from lms.organisations.models import Organisation
from lms.people.models import Account, LinkRequest
from lms.upkeep.models import ListConfirmation
from tests.factories import certify, day, employ, make_organisation, make_person
from tests.lms.conftest import Town

Client = Callable[[str], FlaskClient]


def main(page: str) -> str:
    """The page without what stands around it."""
    return page.partition("<main")[2].partition("</main>")[0]


def to_do(client: FlaskClient) -> str:
    """The card of things to do; '' when there is none."""
    return client.get("/").text.partition('id="tasks"')[2].partition("</section>")[0]


def test_a_coordinator_is_asked_whether_the_list_is_right_until_it_is_confirmed(
    app: Flask, as_role: Client, town: Town
) -> None:
    assert "Is the list of people of Works right? Nobody confirmed it yet." in to_do(as_role("coordinator"))
    platform = app.extensions["platform"]
    now = platform.clock.now()
    with platform.database.transaction(SYSTEM, now) as uow:
        uow.session.add(ListConfirmation(organisation_id=town.works, at=now, actor="Co", people=2))
    assert to_do(as_role("coordinator")) == ""


def test_who_keeps_the_region_sees_what_waits_and_only_administrators_who_waits_for_a_link(
    app: Flask, as_role: Client, town: Town
) -> None:
    platform = app.extensions["platform"]
    now = platform.clock.now()
    with platform.database.transaction(SYSTEM, now) as uow:
        s = uow.session
        account = s.query(Account).filter_by(email="professional@example.org").one()
        s.add(LinkRequest(account_id=account.id, reason="forgotten", asked_at=now))
        s.add(
            ImportRun(
                actor="x", source="default", file_name="a.zip", state="checked", asked_at=now, beat_at=now
            )
        )
        s.query(Competence).update({"is_example": False})
        s.query(Competence).filter_by(key="first-aid").one().is_example = True
    both = ("1 import was checked", "1 value is still an example", "Is the list of people of Works right?")
    for role in ("programme_team", "administrator"):
        assert [text for text in both if text not in to_do(as_role(role))] == []
    assert "1 person waits for a link" in to_do(as_role("administrator"))
    assert "waits for a link" not in to_do(as_role("programme_team"))
    assert to_do(as_role("steering_group")) == to_do(as_role("professional")) == ""


def test_whoever_learns_sees_what_is_due_of_their_own(as_role: Client, town: Town) -> None:
    assert "ends in 41 days: plan a refresher in time." in to_do(as_role("trainer"))


def test_certificates_that_end_soon_are_counted_beyond_the_first_ten(
    app: Flask, as_role: Client, town: Town
) -> None:
    platform = app.extensions["platform"]
    with platform.database.transaction(SYSTEM, platform.clock.now()) as uow:
        s = uow.session
        competence = s.query(Competence).filter_by(key="first-aid").one()
        for number in range(11):
            person = make_person(s, f"Ends {number:02}")
            employ(person, s.get_one(Organisation, town.other), day("2020-01-01"))
            certify(person, competence, day("2026-01-01"), valid_until=day("2026-12-30"))
    client = as_role("programme_team")
    page = client.get("/").text
    assert (page.count("Ends 0"), "And 2 more." in page) == (10, True)
    assert re.search(r'<a href="(.*?)">Show them all', page)[1] == "/?ending=all#ending"  # type: ignore[index]
    everybody = client.get("/?ending=all").text
    assert ("Ends 10" in everybody, "Carol Example" in everybody, "more." in everybody) == (True, True, False)


def test_whoever_sees_no_names_is_promised_none(as_role: Client, town: Town) -> None:
    steering, coordinator = as_role("steering_group"), as_role("coordinator")
    assert "people" not in main(steering.get("/organisations").text)
    assert "people" not in main(steering.get("/search?q=zzz").text).lower()
    assert "the people behind them" in coordinator.get("/organisations").text
    assert "People who do not work at your organisation" in coordinator.get("/search?q=zzz").text


def test_many_lists_that_are_due_become_one_line(app: Flask, as_role: Client, town: Town) -> None:
    platform = app.extensions["platform"]
    with platform.database.transaction(SYSTEM, platform.clock.now()) as uow:
        for number in range(3):
            team = make_organisation(uow.session, f"Team {number}")
            employ(make_person(uow.session, f"Somebody {number}"), team, day("2020-01-01"))
    assert "5 lists of people were not looked at for half a year." in to_do(as_role("programme_team"))
    page = as_role("programme_team").get("/lists").text
    assert page.count("please look") == 6  # North is listed too


@pytest.mark.parametrize(
    ("role", "found"),
    [
        ("coordinator", ["Anna Example", "Bob Example"]),
        ("programme_team", ["Anna Example", "Bob Example", "Carol Example"]),
        ("steering_group", []),
    ],
)
def test_the_search_finds_people_whose_names_the_role_may_see(
    role: str, found: list[str], as_role: Client, town: Town
) -> None:
    text = as_role(role).get("/search?q=exam").text
    assert [n for n in ("Anna Example", "Bob Example", "Carol Example") if n in text] == found


def test_the_search_finds_organisations_in_reach_by_every_word(as_role: Client, town: Town) -> None:
    def found(role: str, query: str) -> list[str]:
        text = as_role(role).get(f"/search?q={query}").text.partition("<main")[2]
        return [name for name in ("Works", "North", "Other") if f">{name}</a>" in text]

    assert found("coordinator", "r") == ["Works", "North"]
    assert found("steering_group", "r") == ["Works", "North", "Other"]
    assert found("steering_group", "or+th") == ["North"]
    assert found("steering_group", "%25") == []


def test_odd_questions_are_answered_with_a_page(as_role: Client, town: Town) -> None:
    for query in ("", "%20%20", "x" * 5000, "%F0%9F%90%89", "a " * 200):
        assert as_role("programme_team").get(f"/search?q={query}").status_code == 200


@pytest.mark.parametrize("path", ["/", "/lists", "/search?q=some"])
@pytest.mark.parametrize("role", ["coordinator", "programme_team", "steering_group"])
def test_the_pages_send_as_many_statements_for_thirty_organisations_as_for_three(
    path: str, role: str, app: Flask, as_role: Client, town: Town, count_statements: Callable[..., int]
) -> None:
    client = as_role(role)
    if client.get(path).status_code == 403:
        return
    before = count_statements(lambda: client.get(path))
    platform = app.extensions["platform"]
    with platform.database.transaction(SYSTEM, platform.clock.now()) as uow:
        for number in range(30):
            team = make_organisation(uow.session, f"Team {number}")
            employ(make_person(uow.session, f"Somebody {number}"), team, day("2020-01-01"))
    assert count_statements(lambda: client.get(path)) == before
