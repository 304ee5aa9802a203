"""Being signed in: tokens that change while they are used, old cookies that turn up, and signing out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from http.cookies import SimpleCookie
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.audit.queries import history_of
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.people.devices import device_of
from lms.people.jobs import forget_old_sign_ins
from lms.people.models import Account, SignIn
from lms.people.queries import find_account_by_email, sign_ins_of
from lms.people.rules import GRACE, ROTATE_AFTER, TokenState, next_token, token_hash, token_state
from lms.people.services import close_account
from lms.people.sign_ins import SignedIn, keep, load_account, open_sign_in, renew
from tests.lms.conftest import Town

SECRET = "of the tests"
HOUR = timedelta(hours=1, seconds=1)


@pytest.fixture
def account(database: Database, town: Town) -> Account:
    with database.read() as session:
        found = find_account_by_email(session, "programme_team@example.org")
    assert found is not None
    return found


@pytest.fixture
def key(database: Database, clock: FixedClock, account: Account) -> str:
    with database.transaction(SYSTEM, clock.now()) as uow:
        return open_sign_in(uow, account.id, user_agent="Mozilla/5.0 (Windows NT 10.0) Firefox/128.0")


def load(database: Database, key: str, clock: FixedClock) -> SignedIn | None:
    with database.read() as session:
        return load_account(session, key, clock.now())


def use(database: Database, key: str, clock: FixedClock) -> str | None:
    """What a request does with the key in its cookie; the answer is the key in the cookie after it."""
    found = load(database, key, clock)
    return keep(database, found, SECRET, clock.now()) if found else None


def places(database: Database, account: Account, clock: FixedClock) -> list[SignIn]:
    with database.read() as session:
        return sign_ins_of(session, account.id, clock.now())


@contextmanager
def writing(database: Database, clock: FixedClock) -> Iterator[None]:
    """Somebody else holds the writer's lock, or the row, meanwhile."""
    with database.transaction(SYSTEM, clock.now()) as uow:
        for one in uow.session.query(SignIn).with_for_update():
            one.device = "held|"
        uow.session.flush()
        yield


def test_only_the_hash_of_the_token_is_stored(
    database: Database, key: str, account: Account, clock: FixedClock
) -> None:
    [place] = places(database, account, clock)
    assert place.token_hash == token_hash(key.partition(":")[2])
    assert (place.device, place.remembered, place.previous_hash) == ("Firefox|Windows", False, None)


def test_signing_in_is_one_query_and_its_roles(
    database: Database, key: str, clock: FixedClock, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    assert count_statements(lambda: load(database, key, clock)) == 2


@pytest.mark.parametrize("wrong", ["", "x", "1:x", "99999999999999:x", "-1:x", "²:x"])
def test_a_key_that_was_never_given_opens_nothing(
    database: Database, key: str, clock: FixedClock, wrong: str
) -> None:
    assert load(database, wrong, clock) is None


def test_a_token_stays_the_same_for_an_hour_and_then_changes(
    database: Database, key: str, clock: FixedClock
) -> None:
    clock.instant += ROTATE_AFTER
    assert use(database, key, clock) == key
    clock.instant += timedelta(seconds=1)
    newer = use(database, key, clock)
    assert newer not in (None, key)
    assert use(database, str(newer), clock) == newer


def test_requests_under_way_keep_working_and_end_with_the_same_new_key(
    database: Database, key: str, clock: FixedClock
) -> None:
    clock.instant += HOUR
    newer = use(database, key, clock)
    clock.instant += GRACE
    assert use(database, key, clock) == newer


def test_an_old_cookie_ends_the_sign_in_and_is_told(
    database: Database, key: str, account: Account, clock: FixedClock
) -> None:
    clock.instant += HOUR
    newer = use(database, key, clock)
    clock.instant += GRACE + timedelta(seconds=1)
    assert use(database, key, clock) is None
    assert use(database, str(newer), clock) is None
    with database.read() as session:
        newest = history_of(session, "account", [account.id], limit=1)
    assert [line.action for line in newest] == ["old_cookie_used"]


def test_a_cookie_of_two_changes_ago_ends_the_sign_in_too(
    database: Database, key: str, account: Account, clock: FixedClock
) -> None:
    latest = key
    for _turn in range(2):
        clock.instant += HOUR
        latest = str(use(database, latest, clock))
    assert use(database, key, clock) is None
    assert places(database, account, clock) == []


def test_who_renews_never_waits_for_another_writer(database: Database, key: str, clock: FixedClock) -> None:
    clock.instant += HOUR
    with writing(database, clock):
        assert use(database, key, clock) == key
    assert use(database, key, clock) not in (None, key)


def test_a_page_of_a_worn_sign_in_opens_while_somebody_else_writes(
    app: Flask, database: Database, clock: FixedClock, as_role: Callable[[str], FlaskClient]
) -> None:
    browser = as_role("programme_team")
    clock.instant += HOUR
    with writing(database, clock):
        assert browser.get("/account").status_code == 200
    assert browser.get("/account").headers.get("Set-Cookie", "").startswith("paraat=")


def test_requests_at_the_same_moment_do_not_sign_each_other_out(
    database: Database, key: str, account: Account, clock: FixedClock
) -> None:
    clock.instant += HOUR
    start = Barrier(8)

    def request(_number: int) -> str | None:
        start.wait()
        return use(database, key, clock)

    with ThreadPoolExecutor(8) as pool:
        kept = set(pool.map(request, range(8)))
    newer = f"{key.partition(':')[0]}:{next_token(key.partition(':')[2], SECRET)}"
    assert kept <= {key, newer}
    assert use(database, key, clock) == newer
    assert len(places(database, account, clock)) == 1


def test_an_account_that_was_closed_is_out(
    database: Database, key: str, account: Account, clock: FixedClock
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        close_account(uow, uow.session.get_one(Account, account.id))
    assert use(database, key, clock) is None


def test_a_renewal_of_a_sign_in_that_ended_changes_nothing(
    database: Database, key: str, account: Account, clock: FixedClock
) -> None:
    found = load(database, key, clock)
    assert found is not None
    with database.transaction(SYSTEM, clock.now()) as uow:
        close_account(uow, uow.session.get_one(Account, account.id))
    assert renew(database, found, SECRET, clock.now()) is None


@pytest.mark.parametrize(
    ("remember", "lasts", "permanent"), [("", timedelta(hours=12), False), ("1", timedelta(days=30), True)]
)
def test_a_device_is_remembered_only_when_asked(
    app: Flask,
    database: Database,
    clock: FixedClock,
    account: Account,
    remember: str,
    lasts: timedelta,
    permanent: bool,
    with_password: Callable[[str], str],
) -> None:
    password = with_password("programme_team@example.org")
    before = len(places(database, account, clock))
    browser = app.test_client()
    data = {"email": "programme_team@example.org", "password": password, "remember": remember}
    answer = browser.post("/sign-in", data=data)
    cookie = SimpleCookie(answer.headers["Set-Cookie"])["paraat"]
    assert (bool(cookie["expires"]), cookie["httponly"], cookie["samesite"]) == (permanent, True, "Lax")
    assert len(places(database, account, clock)) == before + 1
    clock.instant += lasts - timedelta(seconds=1)
    with browser.session_transaction() as session:
        key = session["_user_id"]
    assert load(database, key, clock) is not None
    clock.instant += timedelta(seconds=1)
    assert load(database, key, clock) is None
    forget_old_sign_ins(database, clock)
    assert places(database, account, clock) == []


def test_signing_in_starts_a_session_of_its_own(
    app: Flask, with_password: Callable[[str], str], town: Town
) -> None:
    password = with_password("trainer@example.org")
    browser = app.test_client()
    with browser.session_transaction() as session:
        session.update({"planted": "by somebody else", "_user_id": "1:planted"})
    browser.post("/sign-in", data={"email": "trainer@example.org", "password": password})
    with browser.session_transaction() as session:
        assert "planted" not in session and not session["_user_id"].endswith("planted")


def test_signing_in_again_ends_the_sign_in_before_it(
    database: Database,
    clock: FixedClock,
    account: Account,
    as_role: Callable[[str], FlaskClient],
    with_password: Callable[[str], str],
) -> None:
    data = {"email": "trainer@example.org", "password": with_password("trainer@example.org")}
    assert as_role("programme_team").post("/sign-in", data=data).status_code == 302
    assert places(database, account, clock) == []


def test_signing_out_ends_the_sign_in_and_not_only_the_cookie(
    database: Database, clock: FixedClock, account: Account, as_role: Callable[[str], FlaskClient]
) -> None:
    browser = as_role("programme_team")
    with browser.session_transaction() as session:
        copied = session["_user_id"]
    browser.post("/sign-out")
    assert (load(database, copied, clock), places(database, account, clock)) == (None, [])


def test_what_a_token_is_depends_on_its_place_and_age(clock: FixedClock) -> None:
    now, current, previous = clock.now(), token_hash("new"), token_hash("old")

    def state(token: str, age: timedelta) -> TokenState:
        return token_state(token, current, previous, now - age, now)

    assert state("new", ROTATE_AFTER) is TokenState.GOOD
    assert state("new", HOUR) is TokenState.WORN
    assert state("old", GRACE) is TokenState.PREVIOUS
    assert state("old", GRACE + timedelta(seconds=1)) is TokenState.STOLEN
    assert state("older", timedelta(0)) is TokenState.STOLEN
    assert token_state("old", current, None, now, now) is TokenState.STOLEN


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "Firefox|Windows",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126 Safari/537.36 Edg/126", "Edge|Windows"),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126 Mobile Safari/537.36",
            "Chrome|Android",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari|iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17.5 Safari/605.1.15", "Safari|macOS"),
        ("curl/8.5.0 <script>", "|"),
    ],
)
def test_of_a_device_only_browser_and_system_are_kept(agent: str, device: str) -> None:
    assert device_of(agent) == device
