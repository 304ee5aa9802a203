"""Keeping a list of people through the pages: what is shown, what is saved, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.core.access import SYSTEM, Role
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.organisations.models import Organisation
from lms.people.models import Employment, Person, RoleAssignment
from lms.people.queries import find_account_by_email
from lms.upkeep.models import UpkeepStep
from tests.factories import day, employ, make_function, make_person
from tests.lms.conftest import Town
from tests.lms.web.test_routes import ROLES

AsRole = Callable[[str], FlaskClient]


def inputs(text: str) -> dict[str, str]:
    """The hidden fields of a page, and the day that is filled in."""
    found = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))
    return found | dict(re.findall(r'name="(day)" [^>]*value="([^"]*)"', text))


def ticked(text: str) -> list[str]:
    return re.findall(r'name="employment" value="(\d+)" checked', text)


def save(browser: FlaskClient, address: str, **typed: object) -> str:
    """Fill in a second step, look at it, and save it; the text of the page one ends on."""
    first = browser.get(address)
    path = address.partition("?")[0]
    kept = inputs(first.text) | {"person": re.findall(r'name="person" value="(\d+)"', first.text)}
    asked = kept | {"employment": ticked(first.text)} | typed
    shown = browser.post(path, data=asked | {"go": "show"})
    assert shown.status_code == 200, shown.text
    asked |= {"shown": inputs(shown.text)["shown"], "go": "save"}
    return browser.post(path, data=asked, follow_redirects=True).text


def employments(database: Database, person_id: int) -> list[tuple[int, date, date | None]]:
    with database.read() as session:
        e = Employment
        found = session.scalars(select(e).where(e.person_id == person_id).order_by(e.employed_from))
        return [(one.organisation_id, one.employed_from, one.employed_until) for one in found]


def test_a_coordinator_records_a_leaver_and_undoes_it(
    as_role: AsRole, town: Town, database: Database
) -> None:
    browser = as_role("coordinator")
    text = save(browser, f"/organisations/{town.works}/people/change?kind=left&person={town.bob}")
    assert "Recorded: 1 person left." in text
    assert employments(database, town.bob) == [(town.north, day("2020-01-01"), day("2026-11-21"))]
    step = re.search(r'name="step" value="(\d+)"', text)
    assert step is not None
    undone = browser.post(
        f"/organisations/{town.works}/people/undo", data={"step": step[1]}, follow_redirects=True
    )
    assert "Undone: 1 person left." in undone.text
    assert employments(database, town.bob) == [(town.north, day("2020-01-01"), None)]
    again = browser.post(f"/organisations/{town.works}/people/undo", data={"step": step[1]})
    assert (again.status_code, "Coordinator undid this already" in again.text) == (422, True)


def test_another_function_closes_the_employment_and_opens_one(
    as_role: AsRole, town: Town, database: Database
) -> None:
    text = save(
        as_role("coordinator"),
        f"/organisations/{town.works}/people/change?kind=function&person={town.anna}",
        function="Manager",
        day="01-12-2026",
    )
    assert "1 person: other function" in text
    assert employments(database, town.anna) == [
        (town.north, day("2020-01-01"), day("2026-11-30")),
        (town.north, day("2026-12-01"), None),
    ]


def test_what_is_saved_was_shown_first(as_role: AsRole, town: Town, database: Database) -> None:
    browser = as_role("coordinator")
    address = f"/organisations/{town.works}/people/change"
    first = browser.get(f"{address}?kind=left&person={town.bob}")
    data = inputs(first.text) | {"employment": ticked(first.text), "day": "30-11-2026", "go": "save"}
    answer = browser.post(address, data=data)
    assert "You changed something in the form" in answer.text
    assert employments(database, town.bob) == [(town.north, day("2020-01-01"), None)]


def test_a_day_before_the_start_names_the_person(as_role: AsRole, town: Town) -> None:
    browser = as_role("coordinator")
    address = f"/organisations/{town.works}/people/change"
    first = browser.get(f"{address}?kind=left&person={town.bob}")
    data = inputs(first.text) | {"employment": ticked(first.text), "day": "30-11-2019", "go": "show"}
    answer = browser.post(address, data=data)
    assert answer.status_code == 422
    assert "works here from 1 January 2020 only" in answer.text
    assert 'value="save"' not in answer.text


def test_a_stale_form_is_refused_with_what_changed(as_role: AsRole, town: Town, database: Database) -> None:
    mine, theirs = as_role("coordinator"), as_role("programme_team")
    address = f"/organisations/{town.north}/people/change"
    first = mine.get(f"{address}?kind=left&person={town.bob}")
    save(theirs, f"{address}?kind=left&person={town.bob}", day="30-11-2026")
    data = inputs(first.text) | {"employment": ticked(first.text), "day": "21-11-2026", "go": "save"}
    answer = mine.post(address, data=data)
    assert answer.status_code == 422
    assert (
        "Bob Example was changed meanwhile by Programme_Team: now from 1 January 2020, last day 30 November 2026"
        in answer.text
    )
    assert employments(database, town.bob) == [(town.north, day("2020-01-01"), day("2026-11-30"))]


def test_people_out_of_reach_are_not_touched(as_role: AsRole, town: Town, database: Database) -> None:
    browser = as_role("coordinator")
    address = f"/organisations/{town.works}/people/change"
    assert browser.get(f"{address}?kind=left&person={town.carol}").status_code == 302
    with database.read() as session:
        carols = session.scalars(select(Employment).where(Employment.person_id == town.carol)).one()
    first = browser.get(f"{address}?kind=left&person={town.bob}")
    forged = inputs(first.text) | {
        "employment": str(carols.id),
        f"seen-{carols.id}": f"{town.other}|2020-01-01|||",
    }
    assert browser.post(address, data=forged | {"day": "21-11-2026", "go": "show"}).status_code == 200
    browser.post(address, data=forged | {"day": "21-11-2026", "go": "save"})
    assert employments(database, town.carol) == [(town.other, day("2020-01-01"), None)]


def test_somebody_moves_to_another_organisation_in_the_region(
    as_role: AsRole, town: Town, database: Database
) -> None:
    browser = as_role("coordinator")
    text = save(
        browser,
        f"/organisations/{town.works}/people/change?kind=moved&person={town.bob}",
        to=str(town.other),
        day="30-11-2026",
    )
    assert "1 person moved" in text
    assert employments(database, town.bob) == [
        (town.north, day("2020-01-01"), day("2026-11-30")),
        (town.other, day("2026-12-01"), None),
    ]
    with database.read() as session:
        step = session.scalars(select(UpkeepStep)).one()
    team = as_role("programme_team")
    assert "Bob Example" in team.get(f"/organisations/{town.other}/people").text
    undone = team.post(f"/organisations/{town.other}/people/undo", data={"step": step.id})
    assert undone.status_code == 303
    assert employments(database, town.bob) == [(town.north, day("2020-01-01"), None)]


def test_many_are_added_at_once_or_none(as_role: AsRole, town: Town, database: Database) -> None:
    browser, address = as_role("coordinator"), f"/organisations/{town.north}/people/new"
    lines = "naam;e-mail;functie;fte;vanaf\nDaan Nieuw;daan@example.org;coach;0,8;01-12-2026\nEva;geen;coach;9;1-13-2026"
    wrong = browser.post(address, data={"many": "1", "place": town.north, "lines": lines, "go": "show"})
    assert wrong.status_code == 422
    summary = wrong.text.partition("<h2>This is not right yet</h2>")[2].partition("</ul>")[0]
    assert [problem.split(".")[0] for problem in re.findall(r"Line \d: ([^<]+)", summary)] == [
        "“geen” is not an e-mail address, such as name@example",
        "“9” is not an fte",
        "1-13-2026 does not exist in the calendar",
    ]
    assert "Daan Nieuw;daan@example.org" in wrong.text
    right = lines.replace("Eva;geen;coach;9;1-13-2026", "Eva Nieuw\teva@example.org\t\t1\t1/12/2026")
    data = {"many": "1", "place": town.north, "lines": right}
    shown = browser.post(address, data=data | {"go": "show"})
    assert (shown.status_code, "2 people will be added" in shown.text) == (200, True)
    saved = browser.post(
        address, data=data | {"shown": inputs(shown.text)["shown"], "go": "save"}, follow_redirects=True
    )
    assert "Recorded: 2 people added." in saved.text
    step = re.search(r'name="step" value="(\d+)"', saved.text)
    assert step is not None
    browser.post(f"/organisations/{town.north}/people/undo", data={"step": step[1]})
    with database.read() as session:
        assert session.scalars(select(Person.name).where(Person.name.contains("Nieuw"))).all() == []


def test_whoever_is_coming_counts_in_the_confirmation_as_in_the_heading(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        place = uow.session.get_one(Organisation, town.north)
        employ(make_person(uow.session, "Comes Tomorrow"), place, day("2026-11-22"))
    browser, address = as_role("coordinator"), f"/organisations/{town.works}/people"
    first = browser.get(address).text
    browser.post(f"{address}/confirm", data={"seal": inputs(first)["seal"]})
    said = browser.get(address).text
    assert 'number">· 3</span>' in said and "with 3 people on the list" in said


def test_the_list_is_confirmed_and_its_parts_with_it(as_role: AsRole, town: Town) -> None:
    browser, address = as_role("coordinator"), f"/organisations/{town.works}/people"
    first = browser.get(address)
    assert "It was never confirmed" in first.text
    wrong = browser.post(f"{address}/confirm", data={"seal": "0"})
    assert (wrong.status_code, "The list changed while you looked" in wrong.text) == (422, True)
    said = browser.post(
        f"{address}/confirm", data={"seal": inputs(first.text)["seal"]}, follow_redirects=True
    )
    assert "Last confirmed on 21 November 2026 by Coordinator, with 2 people" in said.text
    part = browser.get(f"/organisations/{town.north}/people").text
    assert "That was the list of Works" in part


def test_wrong_addresses_and_forms_are_answered_with_a_page(as_role: AsRole, town: Town) -> None:
    browser, address = as_role("coordinator"), f"/organisations/{town.north}/people"
    for query in (
        "page=0",
        "page=99999999999999",
        "sort=x",
        "function=999999999999",
        "who=x",
        "all=1",
    ):
        assert browser.get(f"{address}?{query}").status_code == 200
    assert browser.get(f"{address}/change?kind=nonsense&person=1").status_code == 404
    assert browser.get(f"{address}/change").status_code == 302
    assert browser.get(f"{address}/change?kind=left&person=99999999999999").status_code == 302
    assert browser.post(f"{address}/choose", data={"kind": "left"}).status_code == 422
    assert browser.post(f"{address}/undo", data={"step": "999"}).status_code == 404
    assert browser.post(f"{address}/new", data={}).status_code == 422


@pytest.mark.parametrize("path", ["", "/change?kind=left"])
def test_a_page_takes_as_many_queries_for_30_people_as_for_1(
    path: str,
    as_role: AsRole,
    town: Town,
    database: Database,
    clock: FixedClock,
    count_statements: Callable[[Callable[[], object]], int],
) -> None:
    browser, people = as_role("coordinator"), [town.anna]

    def ask() -> None:
        chosen = "".join(f"&person={one}" for one in people) if path else ""
        assert browser.get(f"/organisations/{town.works}/people{path}{chosen}").status_code == 200

    few = count_statements(ask)
    with database.transaction(SYSTEM, clock.now()) as uow:
        north = uow.session.get_one(Organisation, town.north)
        made = [make_person(uow.session, f"Person {n}") for n in range(30)]
        for person in made:
            employ(person, north, day("2021-01-01"))
        uow.session.flush()
        people += [person.id for person in made]
    assert (count_statements(ask), few <= 25) == (few, True)


def test_only_who_keeps_a_list_can_send_its_forms(as_role: AsRole, town: Town) -> None:
    def answers(place: int, step: str) -> list[int]:
        address = f"/organisations/{place}/people/{step}"
        return [as_role(role).post(address, data={}).status_code for role in ROLES]

    for step, wrong in (("choose", 422), ("undo", 404), ("confirm", 422), ("new", 422), ("change", 404)):
        assert answers(town.other, step) == [403, 403, 403, 404, wrong, 403, wrong]
        assert answers(town.north, step) == [403, 403, 403, wrong, wrong, 403, wrong]


def test_what_is_odd_about_function_and_fte_is_said_before_it_is_saved(as_role: AsRole, town: Town) -> None:
    browser, address = as_role("coordinator"), f"/organisations/{town.north}/people"
    chosen = {"person": town.bob, "employment": town.bob, "day": "01-12-2026", "go": "show"}
    function = browser.post(f"{address}/change", data=chosen | {"kind": "function", "function": "Beekeeper"})
    assert '<span class="status is-watch">new function</span>' in function.text
    warning = "An fte above 1 is more than a full week."
    fte = [
        browser.post(f"{address}/change", data=chosen | {"kind": "fte", "fte": f}).text for f in ("1", "1,2")
    ]
    assert [warning in text for text in fte] == [False, True]
    new = {"place": town.north, "name": "Eva New", "first": "01-12-2026", "fte": "1,2", "go": "show"}
    assert warning in browser.post(f"{address}/new", data=new).text


def test_fte_and_days_are_put_right_in_place(as_role: AsRole, town: Town, database: Database) -> None:
    browser, address = as_role("coordinator"), f"/organisations/{town.works}/people/change"
    text = save(browser, f"{address}?kind=fte&person={town.bob}", fte="0,75", was_wrong="y")
    assert "1 person: other fte" in text and "0.75" in text
    save(browser, f"{address}?kind=dates&person={town.bob}", first="1/6/2019", last="31-10-2026")
    assert employments(database, town.bob) == [(town.north, day("2019-06-01"), day("2026-10-31"))]
    assert 'name="person" value="2"' not in browser.get(f"/organisations/{town.works}/people").text
    assert 'name="person" value="2"' in browser.get(f"/organisations/{town.works}/people?who=left").text
    save(browser, f"{address}?kind=dates&person={town.bob}", no_end="y")
    assert employments(database, town.bob) == [(town.north, day("2019-06-01"), None)]
    nothing = browser.post(address, data={"kind": "dates", "person": town.bob, "go": "show"})
    assert (nothing.status_code, "Fill in a day that should be different" in nothing.text) == (422, True)


def test_the_list_is_searched_filtered_and_sorted(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        s = uow.session
        north, coach = s.get_one(Organisation, town.north), make_function(s, "coach")
        employ(make_person(s, "Zoë Example"), north, day("2026-12-01"), function=coach)
        employ(make_person(s, "Old_Example"), north, day("2019-01-01"), until=day("2026-11-20"))
        employ(make_person(s, "Long gone"), north, day("2019-01-01"), until=day("2025-11-20"))

    def names(query: str) -> list[str]:
        text = as_role("coordinator").get(f"/organisations/{town.works}/people?{query}").text
        return re.findall(r'<label for="p\d+">([^<]+)', text)

    assert names("") == ["Anna Example", "Bob Example", "Zoë Example"]
    assert names("q=ZO%C3%8B") == ["Zoë Example"]
    assert names("q=_") == names("q=%25") == []
    assert names(f"function={coach.id}") == ["Zoë Example"]
    assert names("sort=since") == ["Zoë Example", "Anna Example", "Bob Example"]
    assert names("who=left") == ["Old_Example"]


def test_whoever_receives_somebody_sees_it_among_what_was_recorded(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    address = f"/organisations/{town.works}/people/change?kind=moved&person={town.bob}"
    save(as_role("coordinator"), address, to=str(town.other), day="30-11-2026")
    with database.transaction(SYSTEM, clock.now()) as uow:
        account = find_account_by_email(uow.session, "trainer@example.org")
        assert account is not None
        account.roles.append(RoleAssignment(role=Role.COORDINATOR, organisation_id=town.other))
    receiver, sender = as_role("trainer"), as_role("coordinator")
    seen = receiver.get(f"/organisations/{town.other}/people").text
    assert "1 person moved" in seen and "At Other from 1 December 2026" in seen
    assert 'name="step"' not in seen
    with database.read() as session:
        step = {"step": session.scalars(select(UpkeepStep)).one().id}
    refused = receiver.post(f"/organisations/{town.other}/people/undo", data=step)
    assert (refused.status_code, "Ask the programme team to undo it" in refused.text) == (422, True)
    assert 'name="step"' in sender.get(f"/organisations/{town.works}/people").text
    assert sender.post(f"/organisations/{town.works}/people/undo", data=step).status_code == 303
    assert employments(database, town.bob) == [(town.north, day("2020-01-01"), None)]


def test_who_recorded_a_move_does_not_undo_what_the_receiver_changed_since(
    as_role: AsRole, town: Town, database: Database
) -> None:
    sender, team = as_role("coordinator"), as_role("programme_team")
    people = f"/organisations/{town.works}/people"
    save(sender, f"{people}/change?kind=moved&person={town.bob}", to=str(town.other), day="30-11-2026")
    there = f"/organisations/{town.other}/people/change?kind=fte&person={town.bob}"
    save(team, there, fte="0,5", was_wrong="y")
    with database.read() as session:
        first = session.scalars(select(UpkeepStep.id).order_by(UpkeepStep.id)).first()
    refused = sender.post(f"{people}/undo", data={"step": first})
    assert (refused.status_code, "Bob Example was changed after this" in refused.text) == (422, True)


def test_the_page_of_an_organisation_says_when_its_list_was_confirmed(as_role: AsRole, town: Town) -> None:
    browser, address = as_role("coordinator"), f"/organisations/{town.north}"
    assert "The list of people was never confirmed" in as_role("steering_group").get(address).text
    seal = inputs(browser.get(f"{address}/people").text)["seal"]
    browser.post(f"{address}/people/confirm", data={"seal": seal})
    assert "List of people confirmed on 21 November 2026 by Coordinator" in browser.get(address).text
    steering = as_role("steering_group").get(address).text
    assert "List of people confirmed on 21 November 2026." in steering
    assert "Keep the list of people" not in steering


def test_of_somebody_with_two_employments_one_says_which(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        s = uow.session
        employ(s.get_one(Person, town.bob), s.get_one(Organisation, town.works), day("2021-01-01"))
    browser, address = as_role("coordinator"), f"/organisations/{town.works}/people"
    assert browser.get(address).text.count('name="person"') == 2
    leaving = browser.get(f"{address}/change?kind=left&person={town.bob}").text
    assert (len(ticked(leaving)), "more than one employment here" in leaving) == (2, True)
    assert ticked(browser.get(f"{address}/change?kind=fte&person={town.bob}").text) == []
