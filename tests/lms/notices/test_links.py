"""One-time links go by mail to whoever was invited or forgot a password, and stay nowhere in clear."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from threading import Thread

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from lms.config import Config
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.notices.jobs import answer_link_requests, send_messages
from lms.notices.models import Message
from lms.people.invitations import ask_for_forgotten, ask_for_invitation
from lms.people.queries import find_account_by_email, get_account_to_change, open_requests
from lms.people.services import close_account
from tests.lms.conftest import Town

from .mail_server import MailServer

Browse = Callable[[str], FlaskClient]
Messages = Callable[[], list[Message]]
TOKEN = re.compile(r"/welcome/([\w-]{20,})")


@pytest.fixture
def forgot(database: Database, clock: FixedClock, town: Town) -> None:
    """Anna forgot her password."""
    with database.transaction(SYSTEM, clock.now()) as uow:
        ask_for_forgotten(uow, "professional@example.org")


def waiting(database: Database) -> int:
    with database.read() as session:
        return len(open_requests(session))


def everything_stored(database: Database) -> str:
    """All that the messages and the audit trail hold, as text."""
    with database.read() as session:
        rows = [
            *session.execute(text("SELECT * FROM message")),
            *session.execute(text("SELECT * FROM audit_line")),
        ]
    return repr(rows)


def test_who_forgot_a_password_gets_a_link_that_works_and_is_stored_nowhere(
    forgot: None,
    database: Database,
    mailing: Config,
    mail_server: MailServer,
    clock: FixedClock,
    messages: Messages,
    as_role: Browse,
) -> None:
    answer_link_requests(database, mailing, clock)
    answer_link_requests(database, mailing, clock)
    assert waiting(database) == 0
    send_messages(database, mailing, clock)
    assert [(one.kind, one.state, one.values["link"]) for one in messages()] == [
        ("password_reset", "sent", "")
    ]
    [mail] = mail_server.mails
    part = mail.get_body(("plain",))
    assert part is not None
    [token] = TOKEN.findall(part.get_content())
    assert token not in everything_stored(database)
    password = {"password": "a quite long password", "again": "a quite long password"}
    page = as_role("nobody").get(f"/welcome/{token}")
    assert page.status_code == 200
    names = dict.fromkeys(
        re.findall(r'<input[^>]*type="password"[^>]*name="(\w+)"|name="(\w+)"[^>]*type="password"', page.text)
    )
    typed = {name: password["password"] for pair in names for name in pair if name}
    assert as_role("nobody").post(f"/welcome/{token}", data=typed).location == "/"


def test_an_invitation_goes_by_mail_too(
    database: Database, mailing: Config, mail_server: MailServer, clock: FixedClock, town: Town
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        account = find_account_by_email(uow.session, "trainer@example.org")
        assert account is not None
        account.language = "en"
        ask_for_invitation(uow, account)
    answer_link_requests(database, mailing, clock)
    send_messages(database, mailing, clock)
    assert mail_server.recipients == ["trainer@example.org"]
    assert mail_server.mails[0]["Subject"] == "Your account for Paraat"


def test_without_mail_the_administrator_hands_the_link_over(
    forgot: None, database: Database, clock: FixedClock, messages: Messages, as_role: Browse
) -> None:
    answer_link_requests(database, Config("sqlite://"), clock)
    assert (messages(), waiting(database)) == ([], 1)
    assert "1 person waits for a link" in as_role("administrator").get("/accounts").text


def test_a_closed_account_gets_no_link(
    forgot: None, database: Database, mailing: Config, clock: FixedClock, town: Town, messages: Messages
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        close_account(uow, get_account_to_change(uow.session, town.account))
    answer_link_requests(database, mailing, clock)
    assert messages() == []


def test_two_who_answer_at_once_make_one_link(
    forgot: None, database: Database, mailing: Config, clock: FixedClock, messages: Messages
) -> None:
    threads = [Thread(target=answer_link_requests, args=(database, mailing, clock)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(messages()) == 1


def test_a_link_that_cannot_arrive_is_wiped_and_not_sent_again(
    forgot: None,
    database: Database,
    mailing: Config,
    mail_server: MailServer,
    clock: FixedClock,
    messages: Messages,
    as_role: Browse,
) -> None:
    mail_server.answers["professional@example.org"] = "550 no such person"
    answer_link_requests(database, mailing, clock)
    send_messages(database, mailing, clock)
    [message] = messages()
    assert (message.state, message.values["link"]) == ("failed", "")
    administrator = as_role("administrator")
    page = administrator.get("/messages").text
    assert "Make a new link" in page and "Send again" not in page
    answer = administrator.post(f"/messages/{message.id}/retry", follow_redirects=True)
    assert "was removed for safety" in answer.text
    assert messages()[0].state == "failed"


def test_in_the_demo_the_mailbox_shows_the_own_mail_and_no_other(
    forgot: None, database: Database, mailing: Config, clock: FixedClock, as_role: Browse
) -> None:
    answer_link_requests(database, replace(mailing, demo=True), clock)
    for _when in ("waiting", "sent"):
        assert TOKEN.search(as_role("professional").get("/mailbox").text)
        assert TOKEN.search(as_role("administrator").get("/mailbox").text)
        assert "No mail yet" in as_role("trainer").get("/mailbox").text
        send_messages(database, replace(mailing, demo=True), clock)
