"""What protects every answer: headers, cookies, security.txt, and a page when the database does not answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from lms.app import create_app
from lms.config import Config, from_environment
from lms.core import db
from lms.core.errors import Refused
from lms.plugins.registry import Registry
from tests.lms.conftest import Town


def with_contact(app: Flask, contact: str) -> FlaskClient:
    platform = app.extensions["platform"]
    app.extensions["platform"] = replace(platform, config=replace(platform.config, security_contact=contact))
    return app.test_client()


def test_security_txt_says_where_to_report_and_until_when(app: Flask) -> None:
    answer = with_contact(app, "mailto:veilig@example.org").get("/.well-known/security.txt")
    assert answer.mimetype == "text/plain"
    assert answer.text.splitlines() == [
        "Contact: mailto:veilig@example.org",
        "Expires: 2027-05-20T09:00:00Z",
        "Preferred-Languages: nl, en",
        "Canonical: http://localhost/.well-known/security.txt",
    ]
    assert with_contact(app, "").get("/.well-known/security.txt").status_code == 404


def test_a_contact_that_nobody_can_follow_is_refused() -> None:
    assert from_environment({"LMS_SECURITY_CONTACT": "https://example.org/x"}).security_contact
    for wrong in ("veilig@example.org", "http://example.org", "mailto:a@b.nl\nContact: x"):
        with pytest.raises(Refused, match="LMS_SECURITY_CONTACT"):
            from_environment({"LMS_SECURITY_CONTACT": wrong})


def test_the_headers_keep_pages_to_themselves(app: Flask) -> None:
    headers = app.test_client().get("/sign-in").headers
    policy = headers["Content-Security-Policy"].split("; ")
    assert {"form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "default-src 'none'"} <= set(
        policy
    )
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_behind_https_the_cookie_is_bound_to_the_host() -> None:
    app = create_app(Config("sqlite://", https=True, secret_key="x"), registry=Registry())
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-paraat"
    assert (app.config["SESSION_COOKIE_SECURE"], app.config["SESSION_COOKIE_HTTPONLY"]) == (True, True)


@pytest.fixture
def busy(app: Flask, town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somebody else holds the writer's lock for longer than anybody waits."""
    database = app.extensions["platform"].database
    other = db.make_engine(database.url)
    holder = other.connect()
    if database.is_sqlite:
        monkeypatch.setattr(db, "WAIT_FOR_WRITER", 0)
        event.listen(database.engine, "connect", lambda c, _: c.execute("PRAGMA busy_timeout=0"))
        holder.begin()
    else:
        event.listen(database.engine, "connect", lambda c, _: c.execute("SET lock_timeout = '50ms'"))
        holder.exec_driver_sql("LOCK TABLE sign_in_failure, link_request IN ACCESS EXCLUSIVE MODE")
    database.engine.dispose()  # who comes next connects anew, and is not patient
    yield
    holder.close()
    other.dispose()


def test_a_write_that_finds_the_database_busy_says_so_and_stored_nothing(
    busy: None, app: Flask, as_role: Callable[[str], FlaskClient]
) -> None:
    browser = app.test_client()
    answer = browser.post("/forgotten", data={"email": "trainer@example.org"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Er is niets opgeslagen." in answer.text and "<h1>" in answer.text
