"""Use cases of passwords: a one-time link to choose one, changing it, and recognising whoever types it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.db import UnitOfWork
from lms.core.errors import Refused
from lms.core.events import Change

from .events import LinkIssued, PasswordChosen
from .models import Account, OneTimeLink
from .queries import find_open_link, find_open_request, find_password, link_is_open, open_links
from .rules import MINIMUM_PASSWORD, long_enough, token_hash
from .sign_ins import end_sign_ins

LINK_LIVES = timedelta(days=7)
_hasher = PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_hex(16))


def issue_link(uow: UnitOfWork, account: Account) -> str:
    """A token that lets the account choose a password once, within seven days; only its hash is stored.

    Who asked for a link is helped by this, so that request closes; older links end.
    """
    if not account.active:
        raise Refused(_("This account is closed. Open it again before you make a link."))
    use_up_links(uow, account.id)
    token = secrets.token_urlsafe(24)
    link = OneTimeLink(account_id=account.id, token_hash=token_hash(token), expires_at=uow.now + LINK_LIVES)
    uow.session.add(link)
    request = find_open_request(uow.session, account.id)
    if request is not None:
        request.handled_at = uow.now
    uow.session.flush()
    uow.publish(LinkIssued((Change(account.id, None, {"expires_at": link.expires_at}),)))
    return token


def use_up_links(uow: UnitOfWork, account_id: int) -> None:
    """From now on no link of this account works."""
    for link in open_links(uow.session, account_id):
        link.used_at = uow.now


def opens(session: Session, token: str, now: datetime) -> bool:
    """Whether this token is one of a link that still works; one that was used and one that never was are the same."""
    return link_is_open(session, token_hash(token), now)


def choose_password(uow: UnitOfWork, token: str, password: str) -> Account:
    """Set the password of the account behind a one-time link; its links end, and it is signed out everywhere."""
    link = find_open_link(uow.session, token_hash(token), uow.now)
    if link is None:
        raise Refused(_("This link was used already or has expired. Ask for a new one."))
    account = uow.session.get_one(Account, link.account_id)
    # Who holds the link is, from here on, whom the account is for; the audit trail names them.
    uow.actor = Actor(name=account.name, account_id=account.id)
    _set_password(uow, account, password)
    return account


def change_password(uow: UnitOfWork, account_id: int, present: str, password: str, keep: int | None) -> None:
    """Choose another password, knowing the present one; only the sign-in `keep` stays."""
    account = uow.session.get_one(Account, account_id)
    if account.password_hash is None or not _fits(account.password_hash, present):
        raise Refused(_("This is not your present password."), field="present")
    _set_password(uow, account, password, keep)


def _set_password(uow: UnitOfWork, account: Account, password: str, keep: int | None = None) -> None:
    if not long_enough(password):
        raise Refused(_("Choose at least %(count)s characters.", count=MINIMUM_PASSWORD), field="password")
    account.password_hash = _hasher.hash(password)
    use_up_links(uow, account.id)
    end_sign_ins(uow, account.id, but=keep)
    uow.session.flush()
    uow.publish(PasswordChosen((Change(account.id, {}, {}),)))


def find_by_password(session: Session, email: str, password: str) -> int | None:
    """The account with this address and password. Takes as long for an unknown address as for a wrong password."""
    nobodys = _nobodys_hash()
    account_id, known = find_password(session, email) or (None, None)
    fits = _fits(known or nobodys, password)
    return account_id if fits and known else None


def _fits(known: str, password: str) -> bool:
    try:
        return _hasher.verify(known, password)
    except Argon2Error:
        return False
