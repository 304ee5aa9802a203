"""The pages of messages: what failed and why, sending again and dropping, and the mailbox of the demo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.config import Config
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.notices.jobs import send_messages
from lms.notices.models import Message

from .conftest import Tell
from .mail_server import MailServer

Browse = Callable[[str], FlaskClient]
Messages = Callable[[], list[Message]]


def test_a_failed_message_is_told_with_its_reason_and_sent_again(
    as_role: Browse,
    tell: Tell,
    database: Database,
    mailing: Config,
    mail_server: MailServer,
    clock: FixedClock,
    messages: Messages,
) -> None:
    mail_server.answers["anna@example.org"] = "550 no such person"
    tell()
    send_messages(database, mailing, clock)
    browser = as_role("administrator")
    page = browser.get("/messages").text
    assert "1 message could not be sent." in page and "550 no such person" in page
    answer = browser.post("/messages/1/retry", follow_redirects=True)
    assert "is sent again in a moment" in answer.text
    mail_server.answers = {}
    send_messages(database, mailing, clock)
    assert messages()[0].state == "sent"
    assert "anna@example.org" in browser.get("/messages?state=sent").text
    twice = browser.post("/messages/1/drop", follow_redirects=True)
    assert "somebody else was first" in twice.text
    assert messages()[0].state == "sent"


def test_a_dropped_message_is_never_sent(
    as_role: Browse,
    tell: Tell,
    database: Database,
    mailing: Config,
    mail_server: MailServer,
    clock: FixedClock,
) -> None:
    tell()
    as_role("administrator").post("/messages/1/drop")
    send_messages(database, mailing, clock)
    assert mail_server.mails == []


@pytest.mark.parametrize(
    "role", ["professional", "trainer", "coordinator", "programme_team", "steering_group"]
)
def test_only_administrators_decide(as_role: Browse, tell: Tell, role: str, messages: Messages) -> None:
    tell()
    browser = as_role(role)
    for address in (
        "/messages/1/drop",
        "/messages/1/retry",
        "/messages/text/restore?kind=reminder&language=nl",
    ):
        assert browser.post(address).status_code == 403
    assert messages()[0].state == "waiting"


def test_what_does_not_exist_is_not_found(as_role: Browse) -> None:
    browser = as_role("administrator")
    assert browser.post("/messages/999/drop").status_code == 404
    assert browser.get("/messages/text?kind=reminder&language=fr").status_code == 404
    assert browser.get("/messages?state=nonsense&page=99999999999999999999").status_code == 200


def test_the_page_says_that_no_mail_server_is_set(app: Flask, as_role: Browse) -> None:
    browser = as_role("administrator")
    assert "This is the demo" in browser.get("/messages").text
    platform = app.extensions["platform"]
    app.extensions["platform"] = replace(platform, config=replace(platform.config, demo=False))
    assert "No mail server is set" in browser.get("/messages").text
    assert browser.get("/mailbox").status_code == 404


@pytest.mark.parametrize("address", ["/messages?state=waiting", "/mailbox"])
def test_a_page_of_thirty_asks_as_much_as_a_page_of_one(
    as_role: Browse, tell: Tell, count_statements: Callable[[Callable[[], object]], int], address: str
) -> None:
    browser = as_role("administrator")
    tell("p0@example.org")
    browser.get(address)
    one = count_statements(lambda: browser.get(address))
    for number in range(1, 30):
        tell(f"p{number}@example.org")
    assert count_statements(lambda: browser.get(address)) == one
    assert browser.get(address).text.count("@example.org") >= 30
