"""Scheduled work of messages: send what is due, and answer who asked for a link."""

from __future__ import annotations

import logging

from lms.config import Config
from lms.core.access import SYSTEM
from lms.core.clock import Clock
from lms.core.db import Database
from lms.core.mail import NotSent, PermanentFailure, send
from lms.people.passwords import LINK_LIVES, issue_link
from lms.people.queries import find_open_request, get_account_to_change, open_requests

from .kinds import KINDS
from .mails import mail_of
from .models import Message
from .outbox import write
from .post import Post, post_of
from .queries import wording_of
from .rendering import write_out
from .services import record_failure, record_sent, take_message

log = logging.getLogger(__name__)

MOST_AT_ONCE = 200
"""Messages in one go; the rest in the next, a few seconds later."""

LINK_KINDS = {"invitation": "invitation", "forgotten": "password_reset"}
"""Which kind of message answers which reason to ask for a link."""


def send_messages(database: Database, config: Config, clock: Clock) -> None:
    """Send every message that is due, one by one.

    A message is marked before it is sent and again after: whoever dies in between leaves it marked, and a later
    sender hands it in once more under the same Message-ID.
    """
    post = post_of(config)
    if post is None:
        return
    for _turn in range(MOST_AT_ONCE):
        with database.transaction(SYSTEM, clock.now()) as uow:
            message = take_message(uow)
        if message is None:
            return
        _send(database, post, message, clock)


def _send(database: Database, post: Post, message: Message, clock: Clock) -> None:
    try:
        _hand_in(database, post, message)
    except NotSent as failure:
        for_good = isinstance(failure, PermanentFailure)
        log.warning("Message %s was not sent: %s", message.id, failure)
        with database.transaction(SYSTEM, clock.now()) as uow:
            record_failure(uow, message, str(failure), for_good=for_good)
    else:
        with database.transaction(SYSTEM, clock.now()) as uow:
            record_sent(uow, message, keep_secrets=post.demo)


def _hand_in(database: Database, post: Post, message: Message) -> None:
    try:
        with database.read() as session:
            wording = wording_of(session, message.kind, message.language)
        written = write_out(wording, message.values, message.language, post.address)
        mail = mail_of(message, written, post.sender)
    except (KeyError, ValueError, IndexError) as error:
        log.exception("Message %s cannot be written out", message.id)
        raise PermanentFailure(f"The message cannot be written out: {error!r}") from error
    if post.server is not None:
        send(post.server, mail)


def answer_link_requests(database: Database, config: Config, clock: Clock) -> None:
    """Mail a one-time link to whoever was invited or forgot a password; without mail the administrator does it."""
    if not config.mails:
        return
    with database.read() as session:
        waiting = [(one.id, one.account_id) for one in open_requests(session)]
    for request_id, account_id in waiting[:MOST_AT_ONCE]:
        with database.transaction(SYSTEM, clock.now()) as uow:
            account = get_account_to_change(uow.session, account_id)
            request = find_open_request(uow.session, account_id)
            if request is None or request.id != request_id or not account.active:
                continue  # somebody was first
            kind = LINK_KINDS[request.reason]
            values = {
                "name": account.name,
                "email": account.email,
                "days": LINK_LIVES.days,
                "link": f"/welcome/{issue_link(uow, account)}",
            }
            write(
                uow,
                kind,
                account.email,
                f"link:{request_id}",
                {name: values[name] for name in KINDS[kind].variables},
                language=account.language,
                person_id=account.person_id,
                account_id=account_id,
            )
