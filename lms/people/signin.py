"""The bridge to flask-login: an account that is signed in, with the actor it acts as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lms.core.access import Actor

from .models import Account
from .queries import find_account
from .services import actor_of


@dataclass(frozen=True)
class SignedIn:
    """What flask-login asks of a user, without handing it the database row."""

    actor: Actor
    language: str | None
    key: str
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return self.key


def signed_in(session: Session, account: Account, today: date) -> SignedIn:
    """The session key holds the account's token, so that a new token ends every session made before it."""
    return SignedIn(actor_of(session, account, today), account.language, f"{account.id}:{account.token}")


def load_account(session: Session, key: str, today: date) -> SignedIn | None:
    """The signed-in account behind a session key; None when it ended, was closed or never was."""
    number, _, token = key.partition(":")
    account = find_account(session, int(number)) if number.isdecimal() else None
    if account is None or account.token != token:
        return None
    return signed_in(session, account, today)
