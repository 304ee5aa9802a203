"""The page of one's own account: password, language, and where one is signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.people.models import SignIn
from lms.people.queries import find_account_by_email, sign_ins_of
from lms.people.throttle import PER_ACCOUNT
from tests.lms.conftest import Town

EMAIL = "trainer@example.org"
BETTER = "een nog veel langere zin"


@pytest.fixture
def enter(app: Flask, town: Town, with_password: Callable[[str], str]) -> Callable[[], FlaskClient]:
    password = with_password(EMAIL)

    def sign_in() -> FlaskClient:
        browser = app.test_client()
        browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        browser.post("/sign-in", data={"email": EMAIL, "password": password})
        return browser

    return sign_in


def places(database: Database, clock: FixedClock) -> list[SignIn]:
    with database.read() as session:
        account = find_account_by_email(session, EMAIL)
        assert account is not None
        return sign_ins_of(session, account.id, clock.now())


def test_the_page_says_who_one_is_and_where_one_is_signed_in(
    enter: Callable[[], FlaskClient], as_role: Callable[[str], FlaskClient]
) -> None:
    enter()
    page = enter().get("/account", headers={"User-Agent": "x"}).text
    assert EMAIL in page and "<li>trainer</li>" in page
    assert page.count("until you close the browser") == 2 and page.count("this one") == 1
    assert "coordinator, Works" in as_role("coordinator").get("/account").text


def test_changing_the_password_ends_the_other_sign_ins(enter: Callable[[], FlaskClient]) -> None:
    other, here = enter(), enter()
    data = {"present": "een lange zin die ik onthoud", "password": BETTER, "again": BETTER}
    assert here.post("/account/password", data=data).location == "/account"
    assert (here.get("/account").status_code, other.get("/account").status_code) == (200, 302)
    assert here.post("/account/password", data=data).status_code == 422


def test_guessing_the_present_password_is_slowed_down_too(enter: Callable[[], FlaskClient]) -> None:
    here = enter()
    wrong = {"present": "geraden", "password": BETTER, "again": BETTER}
    answers = [here.post("/account/password", data=wrong) for _turn in range(PER_ACCOUNT + 1)]
    assert [one.status_code for one in answers] == [422] * PER_ACCOUNT + [429]
    assert "This is not your present password." in answers[0].text


def test_one_device_or_all_can_be_signed_out(
    enter: Callable[[], FlaskClient], database: Database, clock: FixedClock
) -> None:
    other = enter()
    [elsewhere] = places(database, clock)
    here = enter()
    assert here.post(f"/account/sign-ins/{elsewhere.id}/end").location == "/account"
    assert (here.get("/account").status_code, other.get("/account").status_code) == (200, 302)
    enter()
    assert here.post("/account/sign-ins/end").location == "/sign-in"
    assert (here.get("/account").status_code, places(database, clock)) == (302, [])


def test_nobody_ends_the_sign_in_of_somebody_else(
    enter: Callable[[], FlaskClient],
    as_role: Callable[[str], FlaskClient],
    database: Database,
    clock: FixedClock,
) -> None:
    here = enter()
    [own] = places(database, clock)
    as_role("professional").post(f"/account/sign-ins/{own.id}/end")
    assert here.get("/account").status_code == 200


def test_the_chosen_language_goes_along_to_other_devices(enter: Callable[[], FlaskClient]) -> None:
    enter().post("/language", data={"language": "nl", "next": "/account"})
    assert '<html lang="nl">' in enter().get("/account").text
