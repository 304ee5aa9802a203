"""Competences: the list, and changes of which the reader first sees whom they touch."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.audit.models import AuditLine
from lms.catalogue.models import Competence
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.core.events import Event
from lms.organisations.models import Organisation
from tests.factories import certify, day, employ, make_competence, make_person
from tests.lms.conftest import Town

AsRole = Callable[[str], FlaskClient]
FILLED = {
    "name_nl": "eerste hulp",
    "name_en": "first-aid",
    "validity_number": "24",
    "validity_unit": "M",
    "currency_count": "",
    "currency_number": "",
    "currency_unit": "M",
}


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(seen|confirmed)" type="hidden" value="([^"]*)"', page))


def first_aid(database: Database) -> Competence:
    with database.read() as session:
        found = session.scalar(select(Competence).where(Competence.key == "first-aid"))
        assert found is not None
        return found


def test_the_list_says_rules_in_words_and_who_holds_it(as_role: AsRole, town: Town) -> None:
    page = as_role("programme_team").get("/competences").text
    row = page[page.index("first-aid") :]
    assert "24 months" in row and "a valid certificate is enough" in row
    assert re.search(r"Employed with a valid certificate: </span>2</td>", row)


def test_whoever_left_holds_no_competence_for_the_region(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        leaver = make_person(uow.session, "Left Already")
        place = uow.session.get_one(Organisation, town.other)
        employ(leaver, place, day("2020-01-01"), day("2026-11-20"))
        competence = uow.session.scalars(select(Competence).where(Competence.key == "first-aid")).one()
        certify(leaver, competence, day("2026-01-01"))
    page = as_role("programme_team").get("/competences").text
    assert re.search(r"Employed with a valid certificate: </span>2</td>", page[page.index("first-aid") :])


def test_the_list_is_exported(as_role: AsRole, town: Town) -> None:
    answer = as_role("programme_team").get("/competences?form=csv")
    assert (
        "first-aid;first-aid;first-aid;24 months;a valid certificate is enough;;no;2"
        in answer.text.replace('"', "")
    )


def test_another_name_is_saved_at_once(as_role: AsRole, town: Town, database: Database) -> None:
    client, address = as_role("administrator"), f"/competences/{first_aid(database).id}"
    answer = client.post(address, data=hidden(client.get(address).text) | FILLED)
    assert (answer.status_code, first_aid(database).name_nl) == (302, "eerste hulp")


def test_another_currency_rule_first_says_whom_it_touches(
    as_role: AsRole, town: Town, database: Database
) -> None:
    client, address = as_role("administrator"), f"/competences/{first_aid(database).id}"
    asked = FILLED | {"currency_count": "1", "currency_number": "30", "currency_unit": "D"}
    shown = client.post(address, data=hidden(client.get(address).text) | asked)
    assert shown.status_code == 200 and "<b>2</b> people stop being current." in shown.text
    assert first_aid(database).currency_count is None
    assert client.post(address, data=hidden(shown.text) | asked).status_code == 302
    saved = first_aid(database)
    assert (saved.currency_count, saved.currency_period) == (1, "P30D")


def test_count_and_period_go_together(as_role: AsRole, town: Town, database: Database) -> None:
    client, address = as_role("administrator"), f"/competences/{first_aid(database).id}"
    answer = client.post(address, data=hidden(client.get(address).text) | FILLED | {"currency_count": "1"})
    assert answer.status_code == 422 and "fill in both or neither" in answer.text


@pytest.mark.parametrize("number", ["0", "-1", "1201", "2,5", "x"])
def test_a_wrong_number_is_refused(number: str, as_role: AsRole, town: Town, database: Database) -> None:
    client, address = as_role("administrator"), f"/competences/{first_aid(database).id}"
    answer = client.post(
        address, data=hidden(client.get(address).text) | FILLED | {"validity_number": number}
    )
    assert answer.status_code == 422 and first_aid(database).validity == "P24M"


def test_a_period_of_months_and_days_can_be_kept(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        odd = make_competence(uow.session, "odd", validity="P1M10D")
        uow.publish(Event())
    client, address = as_role("administrator"), f"/competences/{odd.id}"
    page = client.get(address).text
    assert "as it is: P1M10D" in page
    asked = FILLED | {"validity_number": "", "validity_unit": "keep"}
    client.post(address, data=hidden(page) | asked)
    with database.read() as session:
        assert session.get_one(Competence, odd.id).validity == "P1M10D"


def test_a_key_is_taken_whatever_the_course_types_bring(
    as_role: AsRole, town: Town, database: Database
) -> None:
    client = as_role("administrator")
    asked = FILLED | {"key": "first-aid"}
    answer = client.post("/competences/new", data=asked)
    assert answer.status_code == 422 and "There is a competence with the key" in answer.text
    assert client.post("/competences/new", data=asked | {"key": "Not a key"}).status_code == 422
    assert client.post("/competences/new", data=asked | {"key": "second-aid"}).status_code == 302


def test_confirming_takes_the_mark_away_and_is_remembered(
    as_role: AsRole, town: Town, database: Database
) -> None:
    with database.read() as session:
        example = session.scalar(select(Competence).where(Competence.is_example).limit(1))
        assert example is not None
    client, address = as_role("administrator"), f"/competences/{example.id}"
    page = client.get(address).text
    assert "Yes, confirm these values" in page
    client.post(f"{address}/confirm", data=hidden(page))
    assert "Yes, confirm these values" not in client.get(address).text
    with database.read() as session:
        line = session.scalars(select(AuditLine).order_by(AuditLine.id.desc()).limit(1)).one()
    assert (line.action, line.before, line.after) == (
        "competence_confirmed",
        {"is_example": True},
        {"is_example": False},
    )


def test_what_others_changed_is_not_confirmed_unseen(as_role: AsRole, town: Town, database: Database) -> None:
    with database.read() as session:
        example = session.scalar(select(Competence).where(Competence.is_example).limit(1))
        assert example is not None
    client, address = as_role("administrator"), f"/competences/{example.id}"
    seen = hidden(client.get(address).text)
    client.post(address, data=seen | FILLED)
    client.post(f"{address}/confirm", data=seen)
    with database.read() as session:
        assert session.get_one(Competence, example.id).is_example


def test_the_list_sends_as_many_queries_for_many(
    as_role: AsRole,
    town: Town,
    database: Database,
    clock: FixedClock,
    count_statements: Callable[[Callable[[], object]], int],
) -> None:
    client = as_role("programme_team")
    client.get("/competences")
    few = count_statements(lambda: client.get("/competences"))
    with database.transaction(SYSTEM, clock.now()) as uow:
        for number in range(30):
            make_competence(uow.session, f"more-{number}")
        uow.publish(Event())
    assert count_statements(lambda: client.get("/competences")) == few
