"""The lists as files: everything that is filtered, in one piece, and only for who keeps them."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.organisations.models import Organisation
from lms.upkeep.queries import PAGE
from tests.factories import day, employ, make_person
from tests.lms.conftest import Town

AsRole = Callable[[str], FlaskClient]


def csv(browser: FlaskClient, address: str) -> list[str]:
    answer = browser.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    return answer.data.decode("utf-8-sig").split("\r\n")[:-1]


def test_the_whole_filtered_list_of_people_is_in_the_file(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        north = uow.session.get_one(Organisation, town.north)
        for number in range(PAGE + 5):
            employ(make_person(uow.session, f"Person {number:02}"), north, day("2021-01-01"))
    browser, address = as_role("coordinator"), f"/organisations/{town.works}/people"
    assert f'href="{address}?q=person&amp;form=csv"' in browser.get(f"{address}?q=person").text
    found = csv(browser, f"{address}?q=person&form=csv&page=2")
    assert len(found) == PAGE + 6
    assert [line.split(";")[0].strip('"') for line in found[:2]] == ["Name", "Person 00"]
    assert browser.get(f"{address}?form=xlsx").data[:2] == b"PK"
    assert browser.get(f"/organisations/{town.other}/people?form=csv").status_code == 404
    assert as_role("steering_group").get(f"{address}?form=csv").status_code == 403


def test_the_state_of_the_lists_and_the_norms_of_an_organisation_are_files(
    as_role: AsRole, town: Town
) -> None:
    browser = as_role("coordinator")
    assert 'href="/lists?form=csv"' in browser.get("/lists").text
    assert [line.split(";")[0].strip('"') for line in csv(browser, "/lists?form=csv")] == [
        "Organisation",
        "North",
        "Works",
    ]
    address = f"/organisations/{town.north}/norms"
    assert f'href="{address}?form=csv"' in browser.get(address).text
    assert len(csv(browser, f"{address}?form=csv")) == 2
    assert browser.get(f"/organisations/{town.other}/norms?form=csv").status_code == 404


def test_from_a_person_one_comes_to_the_list_and_back_to_the_organisation(
    as_role: AsRole, town: Town
) -> None:
    shown = as_role("coordinator").get(f"/people/{town.bob}").text
    assert f'href="/organisations/{town.north}/people?q=Bob+Example"' in shown
    assert f'<li><a href="/organisations/{town.north}">North</a></li>' in shown
    own = as_role("professional").get(f"/people/{town.anna}").text
    assert f"/organisations/{town.north}/people" not in own
