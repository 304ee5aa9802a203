"""Use cases of messages that were written: take one up, say what became of it, send it again or drop it."""

from __future__ import annotations

from flask_babel import gettext as _

from lms.core.db import UnitOfWork
from lms.core.errors import Refused
from lms.core.events import Change

from .events import MessageDropped, MessageRetried
from .kinds import KINDS
from .models import Message
from .queries import find_due, get_message_to_change
from .rules import State, next_try


def take_message(uow: UnitOfWork) -> Message | None:
    """Take up the next message that is due; from here on no other sender does. None when there is none."""
    message = find_due(uow.session, uow.now)
    if message is None:
        return None
    message.attempts += 1
    message.taken_at = uow.now
    message.state = State.SENDING
    uow.session.flush()
    return message


def record_sent(uow: UnitOfWork, taken: Message, *, keep_secrets: bool = False) -> None:
    """The message is out: what nobody else may know is emptied, except in the demo, whose mailbox shows it."""
    if message := _still_ours(uow, taken):
        message.state, message.sent_at, message.failure = State.SENT, uow.now, None
        if not keep_secrets:
            _empty_secrets(message)
        uow.session.flush()


def record_failure(uow: UnitOfWork, taken: Message, reason: str, *, for_good: bool) -> None:
    """The message was not accepted: it waits for its next try, or has failed when there is none."""
    if message := _still_ours(uow, taken):
        again = None if for_good else next_try(message.attempts, uow.now)
        message.failure = reason[:500]
        message.state = State.FAILED if again is None else State.WAITING
        message.due_at = again or message.due_at
        if again is None:
            _empty_secrets(message)
        uow.session.flush()


def retry_message(uow: UnitOfWork, message_id: int) -> Message:
    """Send a message that failed once more, with all its tries anew; or one that waits, at once."""
    message = get_message_to_change(uow.session, message_id)
    if message.state not in {State.FAILED, State.WAITING}:
        raise Refused(_("This message is not waiting and did not fail; somebody else was first."))
    if message.state == State.FAILED and KINDS[message.kind].secret:
        raise Refused(
            _("The link in this message was removed for safety. Make a new one on the page of the account.")
        )
    before = message.state
    message.state, message.attempts, message.due_at = State.WAITING, 0, uow.now
    uow.session.flush()
    uow.publish(MessageRetried((Change(message.id, {"state": before}, {"state": State.WAITING.value}),)))
    return message


def drop_message(uow: UnitOfWork, message_id: int) -> Message:
    """Never send a message that failed or waits."""
    message = get_message_to_change(uow.session, message_id)
    if message.state not in {State.FAILED, State.WAITING}:
        raise Refused(_("This message is not waiting and did not fail; somebody else was first."))
    before = message.state
    message.state = State.DROPPED
    _empty_secrets(message)
    uow.session.flush()
    uow.publish(MessageDropped((Change(message.id, {"state": before}, {"state": State.DROPPED.value}),)))
    return message


def _still_ours(uow: UnitOfWork, taken: Message) -> Message | None:
    message = get_message_to_change(uow.session, taken.id)
    ours = message.state == State.SENDING and message.taken_at == taken.taken_at
    return message if ours else None


def _empty_secrets(message: Message) -> None:
    kind = KINDS.get(message.kind)
    secret = kind.secret if kind else tuple(message.values)
    message.values = {name: "" if name in secret else value for name, value in message.values.items()}
