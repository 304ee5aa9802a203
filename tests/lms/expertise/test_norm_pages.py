"""Norms: the lines, what they come to, and changes that first show norm and gap."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.audit.models import AuditLine
from lms.catalogue.models import Competence
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.core.events import Event
from lms.expertise.models import Norm
from lms.organisations.models import Organisation
from tests.factories import day, make_organisation, set_norm
from tests.lms.conftest import Town

AsRole = Callable[[str], FlaskClient]


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(seen|confirmed)" type="hidden" value="([^"]*)"', page))


def norms_of(database: Database, organisation_id: int) -> list[Norm]:
    with database.read() as session:
        wanted = select(Norm).where(Norm.organisation_id == organisation_id).order_by(Norm.starts_on)
        return list(session.scalars(wanted))


def filled(database: Database, organisation_id: int, **changes: str) -> dict[str, str]:
    """A form that asks for one person from 1 January 2026."""
    with database.read() as session:
        competence = session.scalar(select(Competence.id).where(Competence.key == "first-aid"))
    values = {"organisation_id": str(organisation_id), "competence_id": str(competence)}
    values |= {"starts_on": "01-01-2026", "kind": "headcount", "headcount": "1", "percent": ""}
    return values | {"function_id": ""} | changes


def save(client: FlaskClient, address: str, asked: dict[str, str]) -> tuple[str, int]:
    """Send a form, and once more when its effect was shown; the first answer and the last status."""
    shown = client.post(address, data=hidden(client.get(address).text) | asked)
    if shown.status_code != 200:
        return shown.text, shown.status_code
    return shown.text, client.post(address, data=hidden(shown.text) | asked).status_code


def test_a_new_norm_first_shows_norm_and_gap(as_role: AsRole, town: Town, database: Database) -> None:
    shown, status = save(as_role("programme_team"), "/norms/new", filled(database, town.north, headcount="4"))
    assert "<del>2</del>" in shown and "<ins>4</ins>" in shown and "<ins>3</ins>" in shown
    assert status == 302
    assert [(n.starts_on, n.headcount) for n in norms_of(database, town.north)] == [
        (day("2020-01-01"), 2),
        (day("2026-01-01"), 4),
    ]


def test_showing_the_effect_changes_nothing(as_role: AsRole, town: Town, database: Database) -> None:
    client = as_role("administrator")
    client.post("/norms/new", data=filled(database, town.north))
    assert len(norms_of(database, town.north)) == 1
    with database.read() as session:
        assert session.scalar(select(AuditLine.id).where(AuditLine.action == "norm_added")) is None


def test_a_share_is_kept_exactly_and_told_with_what_it_is_taken_of(
    as_role: AsRole, town: Town, database: Database
) -> None:
    client = as_role("administrator")
    asked = filled(database, town.north, kind="share", percent="33,3", headcount="")
    assert save(client, "/norms/new", asked)[1] == 302
    assert norms_of(database, town.north)[-1].share == Decimal("0.333")
    page = client.get(f"/organisations/{town.north}/norms").text
    assert "33.3% of 2 employees = <b>1</b>" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts_on": "31-02-2026"}, "is not a day"),
        ({"starts_on": ""}, "Fill in from which day it counts."),
        ({"headcount": ""}, "Fill in how many people the norm asks for."),
        ({"headcount": "-1"}, "Fill in a whole number from 0 to 100.000."),
        ({"kind": "share", "percent": "101"}, "Fill in a percentage from 0 to 100"),
        ({"kind": "share", "percent": "NaN"}, "Fill in a percentage from 0 to 100"),
        ({"kind": "share", "percent": "1e-9999999"}, "Fill in a percentage from 0 to 100"),
        ({"organisation_id": ""}, "Choose an organisation."),
        ({"organisation_id": "999999"}, "Not a valid choice"),
        ({"starts_on": "01-01-2020"}, "There is a norm from this day for this function already."),
    ],
)
def test_what_is_wrong_is_said(
    changes: dict[str, str], said: str, as_role: AsRole, town: Town, database: Database
) -> None:
    answer = as_role("administrator").post("/norms/new", data=filled(database, town.north) | changes)
    assert answer.status_code == 422 and said in answer.text
    assert len(norms_of(database, town.north)) == 1


def test_of_two_who_add_the_same_line_at_once_one_is_refused(
    as_role: AsRole, town: Town, database: Database
) -> None:
    asked = filled(database, town.north)
    clients = [as_role("administrator"), as_role("programme_team")]
    shown = [hidden(client.post("/norms/new", data=asked).text) for client in clients]
    start, statuses = Barrier(2), [0, 0]

    def add(place: int) -> None:
        start.wait()
        statuses[place] = clients[place].post("/norms/new", data=shown[place] | asked).status_code

    threads = [Thread(target=add, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(statuses), len(norms_of(database, town.north))) == ([302, 422], 2)


def test_a_change_by_others_is_told(as_role: AsRole, town: Town, database: Database) -> None:
    (norm,) = norms_of(database, town.north)
    address = f"/norms/{norm.id}/edit"
    first, second = as_role("administrator"), as_role("programme_team")
    old = hidden(second.get(address).text)
    asked = filled(database, town.north, starts_on="01-01-2020")
    assert save(first, address, asked | {"headcount": "5"})[1] == 302
    answer = second.post(address, data=old | asked | {"headcount": "7"})
    assert answer.status_code == 422 and "Changed while you were editing" in answer.text
    assert "<ins>5</ins>" in answer.text and 'value="7"' in answer.text


def test_a_norm_that_was_removed_can_be_put_back(as_role: AsRole, town: Town, database: Database) -> None:
    (norm,) = norms_of(database, town.north)
    client = as_role("administrator")
    address = f"/norms/{norm.id}/remove"
    page = client.get(address).text
    assert "<del>2</del>" in page
    client.post(address, data=hidden(page))
    assert norms_of(database, town.north) == []
    page = client.get(f"/organisations/{town.north}/norms").text
    found = re.search(r'href="(/norms/new[^"]*)">Put it back', page)
    assert found is not None
    form = client.get(found[1].replace("&amp;", "&")).text
    assert 'value="01-01-2020"' in form and 'name="headcount" type="number" value="2"' in form
    asked = filled(database, town.north, starts_on="01-01-2020", headcount="2")
    assert save(client, "/norms/new", asked)[1] == 302
    assert [n.headcount for n in norms_of(database, town.north)] == [2]


def test_a_coordinator_sees_the_own_norms_and_changes_none(
    as_role: AsRole, town: Town, database: Database
) -> None:
    client = as_role("coordinator")
    page = client.get("/norms").text
    assert "North" in page and "Other" not in page
    assert "Add a norm" not in page and "/edit" not in page
    (norm,) = norms_of(database, town.north)
    for address in ("/norms/new", f"/norms/{norm.id}/edit", f"/norms/{norm.id}/remove"):
        assert client.post(address).status_code == 403
    assert client.post(f"/norms/{norm.id}/confirm").status_code == 403
    assert "Other" not in client.get("/norms?form=csv").text


def test_the_list_filters_and_exports(as_role: AsRole, town: Town) -> None:
    client = as_role("programme_team")
    rows = client.get(f"/norms?organisation={town.other}&form=csv").text.replace('"', "").splitlines()
    assert rows[1:] == ["Other;first-aid;01-01-2020;;2;;;2;now;no"]
    assert client.get("/norms?organisation=x&competence=y&page=-4").status_code == 200
    assert client.get("/norms?organisation=99999999999999999999").status_code == 200


def test_the_list_sends_as_many_queries_for_many(
    as_role: AsRole,
    town: Town,
    database: Database,
    clock: FixedClock,
    count_statements: Callable[[Callable[[], object]], int],
) -> None:
    client = as_role("programme_team")
    with database.transaction(SYSTEM, clock.now()) as uow:
        competence = uow.session.scalars(select(Competence).where(Competence.key == "first-aid")).one()
        north = uow.session.get_one(Organisation, town.north)
        set_norm(north, competence, day("2021-01-01"), share="0.5")
        uow.publish(Event())
    few = count_statements(lambda: client.get("/norms"))
    with database.transaction(SYSTEM, clock.now()) as uow:
        competence = uow.session.scalars(select(Competence).where(Competence.key == "first-aid")).one()
        for number in range(30):
            place = make_organisation(uow.session, f"Place {number}")
            set_norm(place, competence, day("2021-01-01"), share="0.5")
        uow.publish(Event())
    assert count_statements(lambda: client.get("/norms")) == few


# ---- confirming a whole list ----------------------------------------------------------------------------------


def mark_as_examples(database: Database, clock: FixedClock) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        for norm in uow.session.scalars(select(Norm)):
            norm.is_example = True


def test_the_filtered_list_is_confirmed_at_once_after_saying_how_many(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    mark_as_examples(database, clock)
    client, address = as_role("programme_team"), f"/norms/confirm?organisation={town.north}"
    assert "1 norm here is an example" in client.get(f"/norms?organisation={town.north}").text
    shown = client.get(address).text
    assert "Confirm 1 norm?" in shown
    answer = client.post(address, data=hidden(shown), follow_redirects=True)
    assert "1 norm is confirmed." in answer.text
    with database.read() as session:
        open_ones = session.scalars(select(Norm.organisation_id).where(Norm.is_example)).all()
        lines = session.scalars(select(AuditLine).where(AuditLine.action == "norm_confirmed")).all()
    assert town.north not in open_ones and town.other in open_ones
    assert [(line.before, line.after) for line in lines] == [({"is_example": True}, {"is_example": False})]


def test_a_list_that_changed_meanwhile_is_shown_again_and_nothing_is_confirmed(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    mark_as_examples(database, clock)
    client = as_role("programme_team")
    seen = hidden(client.get("/norms/confirm").text)
    with database.transaction(SYSTEM, clock.now()) as uow:
        uow.session.scalars(select(Norm)).first().headcount = 9  # type: ignore[union-attr]
    answer = client.post("/norms/confirm", data=seen)
    assert (answer.status_code, "Somebody changed these norms just now" in answer.text) == (422, True)
    assert all(norm.is_example for place in (town.north, town.other) for norm in norms_of(database, place))
    assert client.post("/norms/confirm", data=hidden(answer.text)).status_code == 302
    assert "Nothing left to confirm" in client.get("/norms/confirm").text
