"""Adding people: who is known already, what is told of people elsewhere, and how many of them a day."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from lms.audit.models import AuditLine
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.organisations.models import Organisation
from lms.people.models import Person
from lms.upkeep.models import UpkeepStep
from tests.factories import day, employ, make_person
from tests.lms.conftest import Town

from .test_pages import employments, inputs

AsRole = Callable[[str], FlaskClient]


def test_who_is_known_elsewhere_by_address_is_asked_about_and_keeps_everything(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        uow.session.get_one(Person, town.carol).email = "Carol@example.org"
    browser, address = as_role("coordinator"), f"/organisations/{town.north}/people/new"
    data = {"place": town.north, "name": "C. Example", "email": "carol@example.org", "first": "01-12-2026"}
    shown = browser.post(address, data=data | {"go": "show"})
    assert "Somebody with this e-mail address is known in the region" in shown.text
    assert "Carol" not in shown.text and "Other" not in shown.text
    whole = as_role("programme_team").post(address, data=data | {"go": "show"}).text
    assert "Carol Example, who works at Other now" in whole
    sent = data | {"shown": inputs(shown.text)["shown"], "go": "save"}
    assert "Say whether it is the same person" in browser.post(address, data=sent).text
    assert browser.post(address, data=sent | {"same-1": str(town.bob)}).status_code == 422
    assert browser.post(address, data=sent | {"same-1": str(town.carol)}).status_code == 303
    assert employments(database, town.carol) == [
        (town.other, day("2020-01-01"), None),
        (town.north, day("2026-12-01"), None),
    ]
    with database.read() as session:
        lines = session.scalars(select(AuditLine).where(AuditLine.action == "found_by_address"))
        assert [(one.actor, one.subject_id, one.after) for one in lines] == [
            ("Coordinator", town.carol, {"organisation_id": town.north})
        ]


def test_of_who_left_lately_the_new_employer_is_not_told(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        north, carol = uow.session.get_one(Organisation, town.north), uow.session.get_one(Person, town.carol)
        employ(carol, north, day("2019-01-01"), until=day("2026-06-30"))
    data = {"place": town.north, "name": "Carol Example", "first": "01-12-2026", "go": "show"}
    shown = as_role("coordinator").post(f"/organisations/{town.north}/people/new", data=data).text
    assert "Carol Example, who left your list lately" in shown
    assert "Other" not in shown


def test_at_most_twenty_people_of_others_a_day_are_added_by_address(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        made = [make_person(uow.session, f"Person {n}", email=f"p{n}@example.org") for n in range(21)]
        uow.session.flush()
        ids = [person.id for person in made]
    browser, address = as_role("coordinator"), f"/organisations/{town.north}/people/new"

    def add(browser: FlaskClient, first: int, last: int) -> TestResponse:
        lines = "\n".join(f"P {n}; p{n}@example.org;;;01-12-2026" for n in range(first, last))
        data = {"many": "1", "place": town.north, "lines": lines}
        data |= {f"same-{line}": str(one) for line, one in enumerate(ids[first:last], 1)}
        shown = inputs(browser.post(address, data=data | {"go": "show"}).text)["shown"]
        return browser.post(address, data=data | {"shown": shown, "go": "save"})

    assert add(browser, 0, 20).status_code == 303
    with database.read() as session:
        step = session.scalars(select(UpkeepStep)).one().id
    undone = browser.post(f"/organisations/{town.north}/people/undo", data={"step": step})
    assert undone.status_code == 303
    refused = add(browser, 20, 21)
    assert refused.status_code == 422
    assert "Ask the programme team to add the others" in refused.text
    assert employments(database, ids[20]) == []
    assert add(as_role("programme_team"), 20, 21).status_code == 303


def test_a_name_alone_tells_nothing_about_people_elsewhere(as_role: AsRole, town: Town) -> None:
    address = f"/organisations/{town.north}/people/new"
    data = {"place": town.north, "name": "Carol Example", "first": "01-12-2026", "go": "show"}
    assert "Who is this?" not in as_role("coordinator").post(address, data=data).text
    assert "Who is this?" in as_role("programme_team").post(address, data=data).text
    assert "Who is this?" in as_role("coordinator").post(address, data=data | {"name": "Anna Example"}).text
