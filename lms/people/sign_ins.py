"""Use cases of being signed in: open the door, change the worn token, sign out here, there or everywhere."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lms.core.access import SYSTEM, Actor
from lms.core.clock import civil_date
from lms.core.db import Database, UnitOfWork, is_unavailable
from lms.core.events import Change

from .actors import actor_of
from .devices import device_of
from .events import OldCookieUsed, SignInsEnded
from .models import SignIn
from .queries import find_sign_in, find_sign_in_to_change
from .rules import NOT_REMEMBERED, REMEMBERED, TokenState, next_token, token_hash, token_state

HIGHEST = 2**31 - 1


@dataclass(frozen=True)
class SignedIn:
    """What flask-login asks of a user, without handing it the database row."""

    actor: Actor
    language: str | None
    key: str
    sign_in_id: int
    token: str
    state: TokenState = TokenState.GOOD
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return self.key


def open_sign_in(uow: UnitOfWork, account_id: int, *, remembered: bool = False, user_agent: str = "") -> str:
    """Sign an account in on one device; the answer is the key that its cookie holds."""
    token = secrets.token_hex(32)
    sign_in = SignIn(
        # Drawn: counting on, a database may hand out a number again, and an old cookie would fit somebody else.
        id=secrets.randbelow(HIGHEST) + 1,
        account_id=account_id,
        token_hash=token_hash(token),
        created_at=uow.now,
        rotated_at=uow.now,
        expires_at=uow.now + (REMEMBERED if remembered else NOT_REMEMBERED),
        remembered=remembered,
        device=device_of(user_agent),
    )
    uow.session.add(sign_in)
    uow.session.flush()
    return f"{sign_in.id}:{token}"


def load_account(session: Session, key: str, now: datetime) -> SignedIn | None:
    """Who is signed in with this key; None when that sign-in ended or expired, or the account was closed."""
    number, _, token = key.partition(":")
    known = number.isdecimal() and len(number) <= 10 and int(number) <= HIGHEST
    sign_in = find_sign_in(session, int(number), now) if known else None
    if sign_in is None:
        return None
    state = token_state(token, sign_in.token_hash, sign_in.previous_hash, sign_in.rotated_at, now)
    account = sign_in.account
    actor = actor_of(session, account, civil_date(now))
    return SignedIn(actor, account.language, key, sign_in.id, token, state)


def renew(database: Database, found: SignedIn, secret: str, now: datetime) -> str | None:
    """The key that the cookie should hold from now on; None when it stays or, for now, cannot change.

    Nobody waits for this: when another writer is busy, a later request does it.
    """
    newer = next_token(found.token, secret)
    try:
        with database.transaction(found.actor, now, patient=False) as uow:
            sign_in = find_sign_in_to_change(uow.session, found.sign_in_id)
            if sign_in is None:
                return None
            if sign_in.token_hash == token_hash(found.token):
                sign_in.previous_hash, sign_in.token_hash = sign_in.token_hash, token_hash(newer)
                sign_in.rotated_at = now
            elif sign_in.token_hash != token_hash(newer):
                return None
    except Exception as error:
        if is_unavailable(error):
            return None
        raise
    return f"{found.sign_in_id}:{newer}"


def end_stolen(database: Database, found: SignedIn, now: datetime) -> None:
    """End a sign-in of which an old cookie turned up: either the owner or a thief has the newer one.

    The cookie opens nothing either way; when another writer is busy, its next use ends the sign-in.
    """
    try:
        with database.transaction(SYSTEM, now, patient=False) as uow:
            if _delete(uow, SignIn.id == found.sign_in_id):
                told = {"sign_in": found.sign_in_id}
                uow.publish(OldCookieUsed((Change(found.actor.account_id or 0, told, None),)))
    except Exception as error:
        if not is_unavailable(error):
            raise


def end_sign_in(uow: UnitOfWork, account_id: int, sign_in_id: int) -> None:
    """Sign an account out in one place; harmless when that ended already, or is somebody else's."""
    _delete(uow, SignIn.id == sign_in_id, SignIn.account_id == account_id)


def end_sign_ins(uow: UnitOfWork, account_id: int, *, but: int | None = None) -> int:
    """Sign an account out everywhere, or everywhere but in one place; the answer is how many ended."""
    ended = _delete(uow, SignIn.account_id == account_id, SignIn.id != (but or 0))
    if ended:
        uow.publish(SignInsEnded((Change(account_id, {"sign_ins": ended}, None),)))
    return ended


def _delete(uow: UnitOfWork, *which: object) -> int:
    return uow.session.execute(delete(SignIn).where(*which)).rowcount  # type: ignore[attr-defined, arg-type]


def keep(database: Database, found: SignedIn, secret: str, now: datetime) -> str | None:
    """The key that the cookie of this request should hold from now on; None: it opens nothing."""
    if found.state is TokenState.GOOD:
        return found.key
    if found.state is TokenState.STOLEN:
        end_stolen(database, found, now)
        return None
    return renew(database, found, secret, now) or found.key
