"""Adding, changing, merging and ending organisations through the pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.audit.models import AuditLine
from lms.core.db import Database
from lms.organisations.models import Municipality, Organisation
from tests.lms.conftest import Town

AsRole = Callable[[str], FlaskClient]


def hidden(page: str) -> dict[str, str]:
    """What a form carries along."""
    return dict(re.findall(r'name="(seen|confirmed)" type="hidden" value="([^"]*)"', page))


def organisation(database: Database, name: str) -> Organisation:
    with database.read() as session:
        found = session.scalar(select(Organisation).where(Organisation.name == name))
        assert found is not None
        return found


def last_line(database: Database) -> AuditLine:
    with database.read() as session:
        found = session.scalar(select(AuditLine).order_by(AuditLine.id.desc()).limit(1))
        assert found is not None
        return found


def test_a_new_organisation_has_what_was_filled_in(as_role: AsRole, town: Town, database: Database) -> None:
    answer = as_role("programme_team").post(
        "/organisations/new",
        data={
            "name": " Team  West ",
            "type_id": "-1",
            "new_type": "local team",
            "region_id": "-1",
            "new_region": "West",
            "parent_id": str(town.works),
            "new_municipalities": "Hoorn, Medemblik",
            "active_from": "1-2-2026",
        },
    )
    made = organisation(database, "Team West")
    assert (answer.status_code, answer.location) == (302, f"/organisations/{made.id}")
    with database.read() as session:
        served = list(session.scalars(select(Municipality.name).order_by(Municipality.name)))
    assert (served, made.parent_id, str(made.active_from)) == (
        ["Hoorn", "Medemblik"],
        town.works,
        "2026-02-01",
    )


def test_a_name_is_taken_whatever_its_capitals(as_role: AsRole, town: Town) -> None:
    answer = as_role("administrator").post("/organisations/new", data={"name": "nORTH"})
    assert answer.status_code == 422
    assert "There is an organisation called “nORTH” already." in answer.text


def test_what_was_typed_stays_when_it_is_refused(as_role: AsRole, town: Town) -> None:
    answer = as_role("administrator").post(
        "/organisations/new",
        data={"name": "Brand new", "active_from": "31-12-2026", "active_until": "30-2-2026", "type_id": "x"},
    )
    assert answer.status_code == 422
    assert "“30-2-2026” is not a day." in answer.text and 'value="Brand new"' in answer.text


def test_lying_under_what_lies_under_it_is_refused_by_name(
    as_role: AsRole, town: Town, database: Database
) -> None:
    client, address = as_role("administrator"), f"/organisations/{town.works}/edit"
    seen = hidden(client.get(address).text)
    answer = client.post(address, data=seen | {"name": "Works", "parent_id": str(town.north)})
    assert answer.status_code == 422
    assert "This makes a ring in the tree: Works → North → Works." in answer.text
    assert organisation(database, "Works").parent_id is None


def test_a_change_tells_only_what_changed(as_role: AsRole, town: Town, database: Database) -> None:
    client, address = as_role("administrator"), f"/organisations/{town.north}/edit"
    seen = hidden(client.get(address).text)
    client.post(address, data=seen | {"name": "North side", "parent_id": str(town.works)})
    line = last_line(database)
    assert (line.actor, line.action) == ("Administrator", "organisation_changed")
    assert (line.before, line.after) == ({"name": "North"}, {"name": "North side"})
    assert "North side" in client.get(address).text


def test_saving_what_did_not_change_leaves_no_line(as_role: AsRole, town: Town, database: Database) -> None:
    client, address = as_role("administrator"), f"/organisations/{town.north}/edit"
    before = last_line(database).id
    seen = hidden(client.get(address).text)
    answer = client.post(address, data=seen | {"name": "North", "parent_id": str(town.works)})
    assert (answer.status_code, last_line(database).id) == (302, before)


def test_a_form_that_shows_old_values_says_who_changed_what_and_keeps_what_was_typed(
    as_role: AsRole, town: Town, database: Database
) -> None:
    first, second = as_role("administrator"), as_role("programme_team")
    address = f"/organisations/{town.other}/edit"
    old = hidden(second.get(address).text)
    first.post(address, data=hidden(first.get(address).text) | {"name": "Other place"})
    answer = second.post(address, data=old | {"name": "Another name"})
    assert answer.status_code == 422
    assert "Changed while you were editing" in answer.text and "Administrator" in answer.text
    assert "<ins>Other place</ins>" in answer.text and 'value="Another name"' in answer.text
    again = second.post(address, data=hidden(answer.text) | {"name": "Another name"})
    assert (again.status_code, organisation(database, "Another name").id) == (302, town.other)


def test_of_two_who_save_at_once_one_is_told(
    app: Flask, as_role: AsRole, town: Town, database: Database
) -> None:
    address = f"/organisations/{town.other}/edit"
    clients = [as_role("administrator"), as_role("programme_team")]
    seen = [hidden(client.get(address).text) for client in clients]
    start, statuses = Barrier(2), [0, 0]

    def save(place: int) -> None:
        start.wait()
        answer = clients[place].post(address, data=seen[place] | {"name": f"Name {place}"})
        statuses[place] = answer.status_code

    threads = [Thread(target=save, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [302, 422]
    assert organisation(database, f"Name {statuses.index(302)}").id == town.other


def merged(client: FlaskClient, town: Town) -> str:
    """Merge north into other per 31 May 2026; the page that showed what it means."""
    address = f"/organisations/{town.north}/merge"
    asked = {"into": str(town.other), "last_day": "31-05-2026"}
    shown = client.post(address, data=hidden(client.get(address).text) | asked).text
    client.post(address, data=hidden(shown) | asked)
    return shown


def test_a_merger_first_says_what_it_means(as_role: AsRole, town: Town, database: Database) -> None:
    client = as_role("administrator")
    address = f"/organisations/{town.north}/merge"
    asked = {"into": str(town.other), "last_day": "31-05-2026"}
    shown = client.post(address, data=hidden(client.get(address).text) | asked)
    assert shown.status_code == 200
    assert "<b>2</b> people go along to Other." in shown.text
    assert "The norms of North itself no longer count:" in shown.text
    assert "<del>1</del>" in shown.text and "<ins>2</ins>" in shown.text
    assert organisation(database, "North").merged_into_id is None


def test_a_merger_is_saved_when_it_was_seen_and_can_be_taken_back(
    as_role: AsRole, town: Town, database: Database
) -> None:
    client = as_role("administrator")
    merged(client, town)
    north = organisation(database, "North")
    assert (north.merged_into_id, str(north.active_until)) == (town.other, "2026-05-31")
    address = f"/organisations/{town.north}/take-back"
    client.post(address, data=hidden(client.get(address).text))
    north = organisation(database, "North")
    assert (north.merged_into_id, north.active_until) == (None, None)


def test_another_day_than_was_shown_is_shown_first(as_role: AsRole, town: Town, database: Database) -> None:
    client, address = as_role("administrator"), f"/organisations/{town.north}/merge"
    asked = {"into": str(town.other), "last_day": "31-05-2026"}
    shown = client.post(address, data=hidden(client.get(address).text) | asked).text
    again = client.post(address, data=hidden(shown) | asked | {"last_day": "30-06-2026"})
    assert again.status_code == 200 and "1 July 2026" in again.text
    assert organisation(database, "North").merged_into_id is None


def test_a_merged_organisation_keeps_its_last_day(as_role: AsRole, town: Town, database: Database) -> None:
    client = as_role("administrator")
    merged(client, town)
    address = f"/organisations/{town.north}/edit"
    answer = client.post(
        address, data=hidden(client.get(address).text) | {"name": "North", "active_until": ""}
    )
    assert answer.status_code == 422 and "keeps its last day" in answer.text


def test_merging_back_into_what_merged_into_it_is_refused(as_role: AsRole, town: Town) -> None:
    client = as_role("administrator")
    merged(client, town)
    address = f"/organisations/{town.other}/merge"
    asked = {"into": str(town.north), "last_day": "31-05-2027"}
    assert client.post(address, data=hidden(client.get(address).text) | asked).status_code == 422


@pytest.mark.parametrize("how", ["edit", "end"])
def test_who_took_over_is_still_there_the_day_after_a_merger(
    how: str, as_role: AsRole, town: Town, database: Database
) -> None:
    client = as_role("administrator")
    merged(client, town)
    address = f"/organisations/{town.other}/{how}"
    typed = {"name": "Other", "active_until": "31-05-2026", "last_day": "31-05-2026"}
    answer = client.post(address, data=hidden(client.get(address).text) | typed)
    assert answer.status_code == 422
    assert "Another organisation merged into this one after 31-05-2026." in answer.text
    assert organisation(database, "Other").active_until is None


def test_an_end_before_the_beginning_is_refused_at_its_field(
    as_role: AsRole, town: Town, database: Database
) -> None:
    client = as_role("administrator")
    client.post("/organisations/new", data={"name": "Late", "active_from": "01-01-2026"})
    address = f"/organisations/{organisation(database, 'Late').id}/end"
    answer = client.post(address, data=hidden(client.get(address).text) | {"last_day": "31-12-2025"})
    assert answer.status_code == 422
    assert "The last day lies before the first day, 01-01-2026." in answer.text


def test_an_end_says_who_is_still_there(as_role: AsRole, town: Town, database: Database) -> None:
    client, address = as_role("administrator"), f"/organisations/{town.north}/end"
    asked = {"last_day": "31-12-2026"}
    shown = client.post(address, data=hidden(client.get(address).text) | asked).text
    assert "<b>2</b> people still have an employment here" in shown
    client.post(address, data=hidden(shown) | asked)
    assert str(organisation(database, "North").active_until) == "2026-12-31"


def test_only_who_keeps_the_region_changes_organisations(as_role: AsRole, town: Town) -> None:
    addresses = (
        "/organisations/new",
        *(f"/organisations/{town.north}/{x}" for x in ("edit", "merge", "end")),
    )
    for role in ("coordinator", "steering_group", "professional", "trainer"):
        assert [as_role(role).post(address).status_code for address in addresses] == [403] * 4
