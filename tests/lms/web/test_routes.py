"""Every route says who may open it, and every role gets exactly what it may see."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.core.access import SYSTEM, Role
from lms.core.events import Event
from lms.expertise.services import rebuild_trends
from lms.organisations.models import Organisation
from lms.people.models import RoleAssignment
from lms.people.queries import find_account_by_email
from lms.web.routing import declared
from tests.factories import day, employ, make_person
from tests.lms.conftest import Town

ROLES = (
    "nobody",
    "professional",
    "trainer",
    "coordinator",
    "programme_team",
    "steering_group",
    "administrator",
)
PUBLIC = {
    "static",
    "assets.font",
    "assets.security_txt",
    "assets.theme",
    "home.healthy",
    "people.sign_in",
    "people.demo_sign_in",
    "people.choose_language",
    "people.forgotten",
    "people.welcome",
}
# address → the status per role, in the order of ROLES (302: to the sign-in page, or on to the only organisation)
EXPECTED = {
    "/": (302, 200, 200, 200, 200, 200, 200),
    "/me": (302, 200, 200, 404, 404, 404, 404),
    "/enrolments": (302, 200, 200, 403, 403, 403, 403),
    "/region": (302, 403, 403, 403, 200, 200, 200),
    "/search": (302, 403, 403, 200, 200, 200, 200),
    "/search?q=exam": (302, 403, 403, 200, 200, 200, 200),
    "/lists": (302, 403, 403, 200, 200, 403, 200),
    "/manage": (302, 403, 403, 403, 200, 403, 200),
    "/organisations": (302, 403, 403, 200, 200, 200, 200),
    "/organisations/{works}": (302, 403, 403, 200, 200, 200, 200),
    "/organisations/{north}": (302, 403, 403, 200, 200, 200, 200),
    "/organisations/{other}": (302, 403, 403, 404, 200, 200, 200),
    "/people/{anna}": (302, 200, 404, 200, 200, 404, 200),
    "/people/{bob}": (302, 404, 404, 200, 200, 404, 200),
    "/people/{carol}": (302, 404, 200, 404, 200, 404, 200),
    "/courses": (302, 200, 200, 200, 200, 200, 200),
    "/courses/1": (302, 200, 200, 200, 200, 200, 200),
    "/courses/999999": (302, 404, 404, 404, 404, 404, 404),
    "/course-types": (302, 403, 403, 403, 200, 403, 200),
    "/types/leertafels/about": (302, 200, 200, 200, 200, 200, 200),
    "/types/leertafels/999999": (302, 404, 404, 404, 404, 404, 404),
    "/types/unknown/999999": (302, 404, 404, 404, 404, 404, 404),
    "/organisations/999999": (302, 403, 403, 404, 404, 404, 404),
    "/people/999999": (302, 404, 404, 404, 404, 404, 404),
    "/people/99999999999999999999": (404,) * 7,
    "/organisations/{works}/people": (302, 403, 403, 200, 200, 403, 200),
    "/organisations/{other}/people": (302, 403, 403, 404, 200, 403, 200),
    "/organisations/{north}/people/new": (302, 403, 403, 200, 200, 403, 200),
    "/organisations/{other}/people/new": (302, 403, 403, 404, 200, 403, 200),
    "/organisations/{north}/people/change?kind=left&person={bob}": (302, 403, 403, 200, 200, 403, 200),
    "/organisations/{other}/people/change?kind=left&person={carol}": (302, 403, 403, 404, 200, 403, 200),
    "/organisations/{north}/people/details?person={bob}": (302, 403, 403, 200, 200, 403, 200),
    "/organisations/{other}/people/details?person={carol}": (302, 403, 403, 404, 200, 403, 200),
    "/organisations/999999/people": (302, 403, 403, 404, 404, 403, 404),
    "/account": (302, 200, 200, 200, 200, 200, 200),
    "/accounts": (302, 403, 403, 403, 403, 403, 200),
    "/accounts/new": (302, 403, 403, 403, 403, 403, 200),
    "/accounts/{account}": (302, 403, 403, 403, 403, 403, 200),
    "/accounts/999999": (302, 403, 403, 403, 403, 403, 404),
    # The first norm is that of north.
    "/organisations/new": (302, 403, 403, 403, 200, 403, 200),
    "/organisations/{north}/edit": (302, 403, 403, 403, 200, 403, 200),
    "/organisations/{north}/merge": (302, 403, 403, 403, 200, 403, 200),
    "/organisations/{north}/end": (302, 403, 403, 403, 200, 403, 200),
    "/organisations/{north}/take-back": (302, 403, 403, 403, 200, 403, 200),
    "/organisations/999999/edit": (302, 403, 403, 403, 404, 403, 404),
    "/organisations/{north}/norms": (302, 403, 403, 200, 200, 403, 200),
    "/organisations/{other}/norms": (302, 403, 403, 404, 200, 403, 200),
    "/competences": (302, 403, 403, 403, 200, 403, 200),
    "/competences/new": (302, 403, 403, 403, 200, 403, 200),
    "/competences/1": (302, 403, 403, 403, 200, 403, 200),
    "/competences/999999": (302, 403, 403, 403, 404, 403, 404),
    "/norms": (302, 403, 403, 200, 200, 403, 200),
    "/norms/new": (302, 403, 403, 403, 200, 403, 200),
    "/norms/confirm": (302, 403, 403, 403, 200, 403, 200),
    "/norms/{works}/edit": (302, 403, 403, 403, 200, 403, 200),
    "/norms/{works}/remove": (302, 403, 403, 403, 200, 403, 200),
    "/norms/999999/edit": (302, 403, 403, 403, 404, 403, 404),
    "/messages": (302, 403, 403, 403, 403, 403, 200),
    "/messages/texts": (302, 403, 403, 403, 403, 403, 200),
    "/messages/text?kind=invitation&language=nl": (302, 403, 403, 403, 403, 403, 200),
    "/messages/text?kind=99999": (302, 403, 403, 403, 403, 403, 404),
    "/mailbox": (302, 200, 200, 200, 200, 200, 200),
    "/audit": (302, 403, 403, 403, 200, 403, 200),
    "/imports": (302, 403, 403, 403, 200, 403, 200),
    "/imports/template": (302, 403, 403, 403, 200, 403, 200),
    "/imports/{works}": (302, 403, 403, 403, 404, 403, 404),
    "/imports/999999": (302, 403, 403, 403, 404, 403, 404),
    "/sessions": (302, 200, 200, 200, 200, 200, 200),
    "/sessions/calendar": (302, 200, 200, 200, 200, 200, 200),
    "/sessions/{planned}": (302, 200, 200, 200, 200, 200, 200),
    "/sessions/999999": (302, 404, 404, 404, 404, 404, 404),
    "/sessions/new": (302, 403, 403, 200, 200, 403, 200),
    "/sessions/{planned}/edit": (302, 403, 403, 404, 200, 403, 200),
    "/sessions/{planned}/series": (302, 403, 403, 404, 200, 403, 200),
    "/sessions/{planned}/cancel": (302, 403, 403, 404, 200, 403, 200),
    "/sessions/{planned}/meetings/{meeting}/cancel": (302, 403, 403, 404, 200, 403, 200),
    "/sessions/{planned}/meetings/999999/cancel": (302, 403, 403, 404, 404, 403, 404),
    "/sessions/{planned}/trainers": (302, 403, 403, 404, 200, 403, 200),
    "/sessions/lacking": (302, 403, 200, 403, 403, 403, 403),
    "/availability": (302, 403, 200, 403, 403, 403, 403),
    "/rooms": (302, 403, 403, 403, 200, 403, 200),
    "/rooms/new": (302, 403, 403, 403, 200, 403, 200),
    "/rooms/{room}": (302, 403, 403, 403, 200, 403, 200),
    "/rooms/999999": (302, 403, 403, 403, 404, 403, 404),
    "/exports": (302, 403, 403, 403, 200, 403, 200),
}


def test_every_view_declares_a_permission_or_is_public(app: Flask) -> None:
    views = {rule.endpoint: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
    assert [name for name, view in views.items() if not declared(view)] == []
    assert {name for name, view in views.items() if view.permission is None} == PUBLIC


def test_every_page_is_in_the_table_of_roles(app: Flask) -> None:
    pages = {
        r.rule for r in app.url_map.iter_rules() if "GET" in (r.methods or ()) and r.endpoint not in PUBLIC
    }
    asked = {
        re.sub(r"{.*?}|(?<=/)\d+$", "<int:x_id>", a.partition("?")[0]) for a in EXPECTED if "99999" not in a
    }
    asked = {re.sub(r"^/types/.*", "/types/<key>/<path>", a) for a in asked}
    assert {re.sub(r"<int.*?>", "<int:x_id>", page) for page in pages} == asked


@pytest.mark.parametrize("address", EXPECTED)
def test_each_role_sees_what_it_may(address: str, as_role: Callable[[str], FlaskClient], town: Town) -> None:
    found = tuple(as_role(role).get(address.format(**vars(town))).status_code for role in ROLES)
    assert found == EXPECTED[address]


def test_a_view_without_permission_is_refused(app: Flask, as_role: Callable[[str], FlaskClient]) -> None:
    undeclared = app.view_functions["home.healthy"]
    app.view_functions["home.healthy"] = lambda: "open"
    try:
        assert as_role("administrator").get("/healthz").status_code == 403
    finally:
        app.view_functions["home.healthy"] = undeclared


def test_the_names_of_people_stay_with_those_who_plan_for_them(
    as_role: Callable[[str], FlaskClient], town: Town
) -> None:
    def names(role: str, organisation: int) -> list[str]:
        text = as_role(role).get(f"/organisations/{organisation}").text
        return [name for name in ("Anna Example", "Bob Example", "Carol Example") if name in text]

    assert names("coordinator", town.works) == ["Anna Example", "Bob Example"]
    assert names("coordinator", town.north) == ["Anna Example", "Bob Example"]
    assert names("programme_team", town.other) == ["Carol Example"]
    assert names("steering_group", town.works) == []


def test_small_numbers_are_withheld_from_the_steering_group(
    as_role: Callable[[str], FlaskClient], town: Town
) -> None:
    page = as_role("steering_group").get("/region").text
    assert page.count('<span class="now">fewer than 5') == 3
    assert "<b>1</b>/2" not in page and "gap 1" not in page
    assert "<b>1</b>/2" in as_role("programme_team").get("/region").text
    organisation = as_role("steering_group").get(f"/organisations/{town.north}").text
    assert "Fewer than 5 people work here" in organisation and "<svg" not in organisation.split("<main")[1]


def test_wrong_arguments_are_answered_with_a_page(as_role: Callable[[str], FlaskClient], town: Town) -> None:
    client = as_role("programme_team")
    nonsense = (
        "on=31-02-2020",
        "on=9999-12-31",
        "region=x",
        "type=99",
        "sort=77",
        "competence=no",
        "q=%27--",
    )
    for argument in nonsense:
        assert client.get(f"/region?{argument}").status_code == 200
    for argument in (
        "on=yesterday",
        "page=-3",
        "page=99",
        "page=99999999999999999999",
        "status=no",
        "competence=no",
        "q=%25",
    ):
        assert client.get(f"/organisations/{town.north}?{argument}").status_code == 200
    assert "is not a date" in client.get("/region?on=31-02-2020").text
    for path in (
        "/region?q=%00",
        "/search?q=a%00",
        f"/organisations/{town.north}?q=%00",
        "/exports?source=%00",
    ):
        assert client.get(path).status_code == 400
    assert client.post("/organisations/new", data={"name": "a\0b"}).status_code == 400


def test_every_answer_carries_the_security_headers(as_role: Callable[[str], FlaskClient]) -> None:
    answer = as_role("nobody").get("/sign-in")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "style=" not in answer.text and "<script" not in answer.text


def test_a_member_of_the_steering_group_who_coordinates_sees_only_the_own_staff(
    app: Flask, town: Town, as_role: Callable[[str], FlaskClient]
) -> None:
    platform = app.extensions["platform"]
    with platform.database.transaction(SYSTEM, platform.clock.now()) as uow:
        account = find_account_by_email(uow.session, "steering_group@example.org")
        assert account is not None
        account.roles.append(RoleAssignment(role=Role.COORDINATOR, organisation_id=town.other))
    browser = as_role("steering_group")
    assert browser.get("/region").text.count('<span class="now">fewer than 5') == 3
    assert "Anna Example" not in browser.get("/").text
    assert "Carol Example" in browser.get(f"/organisations/{town.other}").text
    assert "Anna Example" not in browser.get(f"/organisations/{town.north}").text
    assert browser.get(f"/people/{town.anna}").status_code == 404


def test_past_months_with_few_people_stay_withheld_when_the_team_has_grown(
    app: Flask, town: Town, as_role: Callable[[str], FlaskClient]
) -> None:
    platform = app.extensions["platform"]
    with platform.database.transaction(SYSTEM, platform.clock.now()) as uow:
        north = uow.session.get_one(Organisation, town.north)
        for n in range(4):
            employ(make_person(uow.session, f"New {n}"), north, day("2026-10-15"))
        uow.publish(Event())
    rebuild_trends(platform.database, platform.clock)
    address = f"/organisations/{town.north}?competence=first-aid"
    steering, programme = (
        as_role("steering_group").get(address).text,
        as_role("programme_team").get(address).text,
    )
    assert "Not shown: in some of these years" in steering and "31-12-2020" not in steering
    assert "Not shown: in some of these years" not in programme and "31-12-2020" in programme


def test_the_failure_page_needs_no_database(
    app: Flask, town: Town, as_role: Callable[[str], FlaskClient]
) -> None:
    browser = as_role("programme_team")
    platform = app.extensions["platform"]
    with platform.database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE account RENAME TO account_gone")
    app.config["TESTING"] = False
    try:
        answer = browser.get("/region")
    finally:
        app.config["TESTING"] = True
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "Content-Security-Policy" in answer.headers
