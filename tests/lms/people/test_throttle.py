"""Guessing is slowed down: per account and per network address, also when the guesses arrive together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.core.access import NOBODY
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.people.jobs import forget_old_sign_ins
from lms.people.models import SignInFailure
from lms.people.throttle import (
    PER_ACCOUNT,
    PER_ADDRESS,
    WINDOW,
    Attempt,
    attempt_of,
    forgive,
    minutes_of,
    reserve,
)
from tests.lms.conftest import Town

EMAIL = "trainer@example.org"


def attempt(email: str | None = EMAIL, address: str = "192.0.2.1") -> Attempt:
    return attempt_of("secret", address, "password", email)


def wait(database: Database, clock: FixedClock, tried: Attempt) -> timedelta | None:
    with database.transaction(NOBODY, clock.now()) as uow:
        return reserve(uow, tried)


def rows(database: Database) -> list[SignInFailure]:
    with database.read() as session:
        return session.query(SignInFailure).all()


def sign_in(browser: FlaskClient, email: str, password: str) -> tuple[int, str]:
    answer = browser.post("/sign-in", data={"email": email, "password": password})
    return answer.status_code, answer.text.partition('role="alert"')[2].partition("</ul>")[0]


@pytest.fixture
def browser(app: Flask, town: Town) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_the_sixth_failure_within_a_quarter_waits_for_its_end(database: Database, clock: FixedClock) -> None:
    assert [wait(database, clock, attempt()) for _ in range(PER_ACCOUNT)] == [None] * PER_ACCOUNT
    clock.instant += timedelta(minutes=4)
    assert wait(database, clock, attempt()) == WINDOW - timedelta(minutes=4)
    clock.instant += WINDOW - timedelta(minutes=4)
    assert wait(database, clock, attempt()) is None


def test_an_address_that_tries_many_accounts_waits_too(database: Database, clock: FixedClock) -> None:
    for number in range(PER_ADDRESS):
        assert wait(database, clock, attempt(f"{number}@example.org")) is None
    assert wait(database, clock, attempt("one-more@example.org")) == WINDOW
    assert wait(database, clock, attempt("one-more@example.org", "192.0.2.2")) is None


def test_a_success_clears_the_account_and_gives_the_address_back_its_attempt(
    database: Database, clock: FixedClock
) -> None:
    for _turn in range(PER_ADDRESS * 2):
        assert wait(database, clock, attempt()) is None
        with database.transaction(NOBODY, clock.now()) as uow:
            forgive(uow, attempt())
    assert [row.failures for row in rows(database)] == [0]


def test_of_an_ipv6_address_the_network_counts_and_nothing_readable_is_kept(
    database: Database, clock: FixedClock
) -> None:
    assert attempt(None, "2001:db8::1") == attempt(None, "2001:db8::ffff")
    assert attempt(None, "2001:db8::1") != attempt(None, "2001:db8:1::1")
    assert attempt("Trainer@Example.org ") == attempt()
    wait(database, clock, attempt())
    assert all(len(row.subject) == 64 and "example" not in row.subject for row in rows(database))


@pytest.mark.slow  # twenty password checks
def test_of_twenty_guesses_at_once_five_are_judged(
    app: Flask, database: Database, town: Town, with_password: Callable[[str], str]
) -> None:
    with_password(EMAIL)
    start = Barrier(20)

    def guess(number: int) -> int:
        start.wait()
        return (
            app.test_client()
            .post("/sign-in", data={"email": EMAIL, "password": f"guess {number}"})
            .status_code
        )

    with ThreadPoolExecutor(20) as pool:
        statuses = sorted(pool.map(guess, range(20)))
    assert statuses == [422] * PER_ACCOUNT + [429] * (20 - PER_ACCOUNT)


def test_the_wait_is_said_in_minutes_and_the_same_for_an_address_nobody_has(
    browser: FlaskClient, with_password: Callable[[str], str]
) -> None:
    password = with_password(EMAIL)
    for email in (EMAIL, "nobody@example.org"):
        assert {sign_in(browser, email, "wrong")[0] for _ in range(PER_ACCOUNT)} == {422}
    known, unknown = sign_in(browser, EMAIL, password), sign_in(browser, "nobody@example.org", password)
    assert known == unknown
    assert known[0] == 429 and "Too many attempts. Wait 15 minutes and try again." in known[1]


def test_a_right_password_starts_anew(browser: FlaskClient, with_password: Callable[[str], str]) -> None:
    password = with_password(EMAIL)
    for _turn in range(2):
        assert [sign_in(browser, EMAIL, "wrong")[0] for _ in range(PER_ACCOUNT - 1)] == [422] * (
            PER_ACCOUNT - 1
        )
        assert sign_in(browser, EMAIL, password)[0] == 302
        browser.post("/sign-out")


def test_links_are_not_guessed_without_end(browser: FlaskClient) -> None:
    data = {"password": "een lange zin die ik onthoud", "again": "een lange zin die ik onthoud"}
    statuses = [browser.post(f"/welcome/guess-{n}", data=data).status_code for n in range(PER_ADDRESS + 1)]
    assert statuses == [422] * PER_ADDRESS + [429]


def test_the_job_forgets_failures_after_the_window(database: Database, clock: FixedClock) -> None:
    wait(database, clock, attempt())
    clock.instant += WINDOW - timedelta(seconds=1)
    forget_old_sign_ins(database, clock)
    assert len(rows(database)) == 2
    clock.instant += timedelta(seconds=1)
    forget_old_sign_ins(database, clock)
    assert rows(database) == []


def test_a_wait_is_said_in_whole_minutes_never_too_few() -> None:
    waits = (timedelta(seconds=1), timedelta(seconds=60), timedelta(seconds=61), timedelta(minutes=15))
    assert [minutes_of(one) for one in waits] == [1, 1, 2, 15]


@pytest.mark.parametrize(
    "written", ["203.0.113.9", "203.0.113.9:51234", "::ffff:203.0.113.9", "[::ffff:203.0.113.9]:443"]
)
def test_an_ipv4_address_counts_once_however_it_is_written(written: str) -> None:
    assert attempt(None, written) == attempt(None, "203.0.113.9")
    assert attempt(None, written) != attempt(None, "::ffff:203.0.113.10")


def test_the_port_of_an_ipv6_address_does_not_count() -> None:
    assert attempt(None, "[2001:db8::1]:443") == attempt(None, "2001:db8::1")
    assert attempt(None, "[2001:db8::1]:443") != attempt(None, "[2001:db8:1::1]:443")
    assert attempt(None, "fe80::1%eth0") == attempt(None, "fe80::2")
