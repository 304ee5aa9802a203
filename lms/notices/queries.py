"""Every select on messages, their texts and the lease."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from lms.core.access import Actor, Role
from lms.core.errors import NotFound
from lms.enrolments.models import Enrolment
from lms.people.models import Account, Person, RoleAssignment
from lms.sessions.models import Meeting, TrainingSession

from .kinds import LANGUAGES, Wording, built_in
from .models import Lease, Message, MessageText
from .rules import STALE, State


def find_due(session: Session, now: datetime) -> Message | None:
    """The next message to send, locked; one that another sender is looking at is passed over.

    A message that is being sent for longer than any sending takes was left by a sender that died: it is due again.
    """
    waiting = and_(Message.state == State.WAITING, Message.due_at <= now)
    left = and_(Message.state == State.SENDING, Message.taken_at <= now - STALE)
    wanted = select(Message).where(or_(waiting, left)).order_by(Message.due_at, Message.id).limit(1)
    return session.scalar(wanted.with_for_update(skip_locked=True))


def get_message_to_change(session: Session, message_id: int) -> Message:
    """A message, locked."""
    found = session.scalar(select(Message).where(Message.id == message_id).with_for_update())
    if found is None:
        raise NotFound
    return found


def count_by_state(session: Session) -> dict[State, int]:
    """How many messages are where; zero for a state without any."""
    counted = session.execute(select(Message.state, func.count()).group_by(Message.state))
    return dict.fromkeys(State, 0) | {State(state): number for state, number in counted}


def messages_in(session: Session, states: Collection[State], first: int, limit: int) -> list[Message]:
    """Messages in these states, the newest first."""
    wanted = select(Message).where(Message.state.in_(states)).order_by(Message.id.desc())
    return list(session.scalars(wanted.offset(first).limit(limit)))


def count_mailbox(session: Session, actor: Actor) -> int:
    """How many messages the mailbox of the demo holds for somebody."""
    return session.scalar(select(func.count()).select_from(Message).where(_in_mailbox(actor))) or 0


def mailbox(session: Session, actor: Actor, first: int, limit: int) -> list[Message]:
    """What the mailbox of the demo holds for somebody, the newest first."""
    wanted = select(Message).where(_in_mailbox(actor)).order_by(Message.id.desc())
    return list(session.scalars(wanted.offset(first).limit(limit)))


def _in_mailbox(actor: Actor) -> ColumnElement[bool]:
    """Administrators read all messages, others those to their account, their person or their address."""
    kept = Message.state != State.DROPPED
    if actor.has(Role.ADMINISTRATOR):
        return kept
    address = select(Account.email).where(Account.id == actor.account_id).scalar_subquery()
    own = [Message.account_id == actor.account_id, func.lower(Message.recipient) == address]
    if actor.person_id is not None:
        own.append(Message.person_id == actor.person_id)
    return and_(kept, or_(*own))


def find_text(session: Session, kind: str, language: str, *, lock: bool = False) -> MessageText | None:
    """The own text of a kind of message in a language."""
    wanted = select(MessageText).where(MessageText.kind == kind, MessageText.language == language)
    return session.scalar(wanted.with_for_update() if lock else wanted)


def own_texts(session: Session) -> dict[tuple[str, str], MessageText]:
    """Every own text, by kind and language."""
    return {(one.kind, one.language): one for one in session.scalars(select(MessageText))}


def wording_of(session: Session, kind: str, language: str) -> Wording:
    """The text that counts for a kind of message: the own one, else the one that is built in."""
    own = find_text(session, kind, language)
    return Wording(own.subject, own.body) if own else built_in(kind, language)


def find_lease(session: Session, name: str) -> Lease | None:
    """Who holds a lease, until when."""
    return session.get(Lease, name)


@dataclass(frozen=True)
class Addressee:
    """Whom a message is for: where it goes and in which language it speaks."""

    person_id: int | None
    name: str
    address: str
    language: str
    account_id: int | None


def addressees(session: Session, person_ids: Collection[int]) -> dict[int, Addressee]:
    """Where to write to these people: the address of their open account, else their own; who has none is left out."""
    joined = and_(Account.person_id == Person.id, Account.active)
    wanted = select(Person.id, Person.name, Person.email, Account.id, Account.email, Account.language)
    wanted = wanted.outerjoin(Account, joined).where(Person.id.in_(person_ids)).order_by(Account.id.desc())
    found = {}
    for person_id, name, email, account_id, account_email, language in session.execute(wanted):
        if address := account_email or email:
            spoken = language if language in LANGUAGES else "nl"
            found[person_id] = Addressee(person_id, name, address, spoken, account_id)
    return found


def place_in_line(session: Session, enrolment: Enrolment) -> int:
    """The place of somebody who waits: how many waited before, and that one."""
    own = enrolment.in_line_since, enrolment.id
    before = tuple_(Enrolment.in_line_since, Enrolment.id) < own
    waits = Enrolment.session_id == enrolment.session_id, Enrolment.state == "waiting"
    return 1 + (session.scalar(select(func.count()).where(*waits, before)) or 0)


def people_with_role(session: Session, role: Role) -> list[Addressee]:
    """Where to write to everybody whose open account has this role."""
    wanted = select(Account).join(RoleAssignment).where(RoleAssignment.role == role, Account.active)
    return [
        Addressee(
            one.person_id, one.name, one.email, one.language if one.language in LANGUAGES else "nl", one.id
        )
        for one in session.scalars(wanted.order_by(Account.id))
    ]


def sessions_starting(session: Session, first: datetime, last: datetime) -> list[tuple[int, datetime]]:
    """Sessions that go on and whose first meeting starts between these moments on the wall clock, with that start."""
    start = func.min(Meeting.starts_at)
    wanted = select(Meeting.session_id, start).join(TrainingSession)
    wanted = wanted.where(
        TrainingSession.status.in_(("published", "confirmed", "running")), Meeting.cancelled_at.is_(None)
    )
    wanted = wanted.group_by(Meeting.session_id).having(start >= first, start < last)
    return [(number, begins) for number, begins in session.execute(wanted.order_by(Meeting.session_id))]


def sessions_to_decide(session: Session, today: date) -> list[int]:
    """Published sessions whose day to decide has come."""
    wanted = select(TrainingSession.id).where(
        TrainingSession.status == "published", TrainingSession.decide_by <= today
    )
    return list(session.scalars(wanted.order_by(TrainingSession.id)))
