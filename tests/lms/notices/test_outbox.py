"""The outbox: a message is written with what it tells, once, and sent once, whatever the mail server does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest

from lms.config import Config
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.notices.jobs import send_messages
from lms.notices.models import Message
from lms.notices.outbox import write
from lms.notices.rules import STALE, WAITS
from lms.notices.services import drop_message, retry_message
from tests.lms.conftest import Town

from .conftest import REMINDER, Tell
from .mail_server import MailServer

Messages = Callable[[], list[Message]]


def standing(messages: Messages) -> list[tuple[str, int]]:
    return [(one.state, one.attempts) for one in messages()]


def test_telling_twice_is_telling_once(tell: Tell, messages: Messages) -> None:
    assert (tell(once="a"), tell(once="a"), tell(once="b")) == (True, False, True)
    assert [one.once for one in messages()] == ["a", "b"]


def test_a_change_that_is_undone_tells_nothing(
    database: Database, clock: FixedClock, messages: Messages
) -> None:
    with pytest.raises(RuntimeError), database.transaction(SYSTEM, clock.now()) as uow:
        write(uow, "reminder", "anna@example.org", "a", REMINDER)
        raise RuntimeError
    assert messages() == []


def test_a_message_without_all_its_values_is_a_mistake_of_the_writer(
    database: Database, clock: FixedClock
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow, pytest.raises(ValueError, match="exactly"):
        write(uow, "reminder", "anna@example.org", "a", REMINDER | {"colour": "red"})


def test_a_message_that_is_due_is_sent_once(
    tell: Tell,
    database: Database,
    mailing: Config,
    mail_server: MailServer,
    clock: FixedClock,
    messages: Messages,
) -> None:
    tell("anna@example.org")
    tell("later@example.org", due_at=clock.now() + timedelta(hours=1))
    send_messages(database, mailing, clock)
    send_messages(database, mailing, clock)
    assert mail_server.recipients == ["anna@example.org"]
    assert standing(messages) == [("sent", 1), ("waiting", 0)]
    [mail] = mail_server.mails
    assert (mail["From"], mail["Subject"]) == ("Paraat <p@paraat.test>", "Binnenkort: Basis")
    assert mail["Message-ID"] == f"<{messages()[0].message_id}@paraat.test>"
    parts = {
        part.get_content_type(): part.get_content().replace("\r\n", "\n")
        for part in mail.walk()
        if not part.is_multipart()
    }
    assert list(parts) == ["text/plain", "text/html"]
    assert "Wanneer: 4 maart\nWaar: Alkmaar\n" in parts["text/plain"]
    assert "https://paraat.test/sessions/1\n" in parts["text/plain"]
    assert 'href="https://paraat.test/sessions/1"' in parts["text/html"]


def test_without_a_mail_server_messages_wait(
    tell: Tell, database: Database, clock: FixedClock, messages: Messages
) -> None:
    tell()
    send_messages(database, Config("sqlite://"), clock)
    assert standing(messages) == [("waiting", 0)]


def test_in_the_demo_messages_go_nowhere_but_to_the_mailbox(
    tell: Tell,
    database: Database,
    mailing: Config,
    mail_server: MailServer,
    clock: FixedClock,
    messages: Messages,
) -> None:
    tell()
    send_messages(database, replace(mailing, demo=True), clock)
    assert (standing(messages), mail_server.mails) == ([("sent", 1)], [])


def test_a_temporary_failure_waits_longer_every_time_and_says_when(
    tell: Tell,
    database: Database,
    mailing: Config,
    mail_server: MailServer,
    clock: FixedClock,
    messages: Messages,
) -> None:
    mail_server.answers["anna@example.org"] = "451 come back later"
    tell()
    for attempts, wait in enumerate(WAITS, 1):
        send_messages(database, mailing, clock)
        [message] = messages()
        assert (message.state, message.attempts, message.failure) == (
            "waiting",
            attempts,
            "451 come back later",
        )
        assert message.due_at == clock.now() + wait
        clock.instant += wait - timedelta(seconds=1)
        send_messages(database, mailing, clock)
        assert standing(messages) == [("waiting", attempts)]
        clock.instant += timedelta(seconds=1)
    send_messages(database, mailing, clock)
    assert standing(messages) == [("failed", len(WAITS) + 1)]
    assert list(WAITS) == sorted(WAITS)


def test_one_that_is_refused_holds_up_nobody_else(
    tell: Tell,
    database: Database,
    mailing: Config,
    mail_server: MailServer,
    clock: FixedClock,
    messages: Messages,
) -> None:
    mail_server.answers["gone@example.org"] = "550 no such person"
    tell("gone@example.org")
    tell("anna@example.org")
    send_messages(database, mailing, clock)
    assert standing(messages) == [("failed", 1), ("sent", 1)]
    assert messages()[0].failure == "550 no such person"
    assert mail_server.recipients == ["anna@example.org"]


@pytest.mark.parametrize(
    ("answer", "state"), [("452 full", "waiting"), ("554 spam", "failed"), ("", "waiting")]
)
def test_what_is_said_after_the_text_counts(
    answer: str,
    state: str,
    tell: Tell,
    database: Database,
    mailing: Config,
    mail_server: MailServer,
    clock: FixedClock,
    messages: Messages,
) -> None:
    mail_server.after_data = answer
    tell()
    send_messages(database, mailing, clock)
    assert standing(messages) == [(state, 1)]


def test_after_a_cut_the_mail_goes_out_again_under_the_same_name(
    tell: Tell,
    database: Database,
    mailing: Config,
    mail_server: MailServer,
    clock: FixedClock,
    messages: Messages,
) -> None:
    mail_server.after_data = ""
    tell()
    send_messages(database, mailing, clock)
    mail_server.after_data = "250 kept"
    clock.instant += WAITS[0]
    send_messages(database, mailing, clock)
    first, second = mail_server.mails
    assert first.as_bytes() == second.as_bytes()
    assert standing(messages) == [("sent", 2)]


def test_a_server_that_is_away_is_a_temporary_failure(
    tell: Tell, database: Database, mailing: Config, clock: FixedClock, messages: Messages
) -> None:
    tell()
    send_messages(database, replace(mailing, mail="smtp://127.0.0.1:1"), clock)
    assert standing(messages) == [("waiting", 1)]


def test_two_senders_at_once_send_a_message_once(
    tell: Tell,
    database: Database,
    mailing: Config,
    mail_server: MailServer,
    clock: FixedClock,
    messages: Messages,
) -> None:
    for number in range(6):
        tell(f"p{number}@example.org")
    senders = [Thread(target=send_messages, args=(database, mailing, clock)) for _ in range(3)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(mail_server.recipients) == [f"p{number}@example.org" for number in range(6)]
    assert standing(messages) == [("sent", 1)] * 6


def test_a_message_that_is_being_sent_is_left_alone_until_its_sender_must_be_dead(
    tell: Tell,
    database: Database,
    mailing: Config,
    mail_server: MailServer,
    clock: FixedClock,
    messages: Messages,
) -> None:
    tell()
    mail_server.hold.clear()
    slow = Thread(target=send_messages, args=(database, mailing, clock))
    slow.start()
    assert mail_server.wrote.wait(10)
    send_messages(database, mailing, FixedClock(clock.now() + STALE - timedelta(seconds=1)))
    assert len(mail_server.mails) == 1
    mail_server.hold.set()
    slow.join()
    assert standing(messages) == [("sent", 1)]


def test_an_address_to_which_no_mail_can_go_fails_at_once(
    tell: Tell, database: Database, mailing: Config, clock: FixedClock, messages: Messages
) -> None:
    tell("no address")
    send_messages(database, mailing, clock)
    assert standing(messages) == [("failed", 1)]


def test_a_failed_message_is_sent_again_or_dropped_and_the_log_says_by_whom(
    tell: Tell,
    database: Database,
    mailing: Config,
    mail_server: MailServer,
    clock: FixedClock,
    messages: Messages,
    town: Town,
) -> None:
    mail_server.answers = {"a@example.org": "550 no", "b@example.org": "550 no"}
    tell("a@example.org")
    tell("b@example.org")
    send_messages(database, mailing, clock)
    mail_server.answers = {}
    first, second = messages()
    with database.transaction(SYSTEM, clock.now()) as uow:
        retry_message(uow, first.id)
        drop_message(uow, second.id)
    send_messages(database, mailing, clock)
    assert standing(messages) == [("sent", 1), ("dropped", 1)]
    assert mail_server.recipients == ["a@example.org"]
