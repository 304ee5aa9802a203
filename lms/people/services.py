"""Use cases of accounts: give one, invite by a one-time link, choose a password, recognise whoever signs in."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lms.core.access import Actor, Role
from lms.core.db import UnitOfWork
from lms.core.errors import Refused
from lms.core.events import Change
from lms.organisations.queries import all_nodes
from lms.organisations.rules import heirs_on, predecessors, with_descendants

from .events import AccountClosed, AccountCreated, LinkIssued, PasswordChosen
from .models import Account, OneTimeLink, RoleAssignment
from .queries import account_exists, find_account_by_email, find_open_link, open_links
from .rules import MINIMUM_PASSWORD, long_enough

LINK_LIVES = timedelta(days=7)
_hasher = PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_hex(16))


def create_account(
    uow: UnitOfWork,
    email: str,
    name: str,
    roles: Sequence[tuple[Role, int | None]],
    *,
    person_id: int | None = None,
    demo_order: int | None = None,
) -> Account:
    """Give somebody an account; refused when the address has one already or is no address."""
    address = email.strip().lower()
    if address.count("@") != 1 or address.startswith("@") or address.endswith("@") or " " in address:
        raise Refused(
            f"{email!r} is not an e-mail address; write it like name@organisation.nl.", field="email"
        )
    if account_exists(uow.session, address):
        raise Refused(f"{address} has an account already. A new link: lms user link {address}", field="email")
    account = Account(
        email=address,
        name=name.strip() or address,
        token=secrets.token_hex(16),
        person_id=person_id,
        demo_order=demo_order,
        active=True,
    )
    account.roles = [RoleAssignment(role=role, organisation_id=organisation) for role, organisation in roles]
    uow.session.add(account)
    uow.session.flush()
    given = {"email": address, "roles": [role.value for role, _organisation in roles]}
    uow.publish(AccountCreated((Change(account.id, None, given),)))
    return account


def issue_link(uow: UnitOfWork, account: Account) -> str:
    """A token that lets the account choose a password once, within seven days; only its hash is stored."""
    token = secrets.token_urlsafe(24)
    link = OneTimeLink(account_id=account.id, token_hash=_hash(token), expires_at=uow.now + LINK_LIVES)
    uow.session.add(link)
    uow.session.flush()
    uow.publish(LinkIssued((Change(account.id, None, {"expires_at": link.expires_at}),)))
    return token


def choose_password(uow: UnitOfWork, token: str, password: str) -> Account:
    """Set the password of the account behind a one-time link; all its links and all older sessions end."""
    link = find_open_link(uow.session, _hash(token), uow.now)
    if link is None:
        raise Refused(_("This link was used already or has expired. Ask for a new one."))
    if not long_enough(password):
        raise Refused(_("Choose at least %(count)s characters.", count=MINIMUM_PASSWORD), field="password")
    account = uow.session.get_one(Account, link.account_id)
    account.password_hash = _hasher.hash(password)
    account.token = secrets.token_hex(16)
    for open_link in open_links(uow.session, account.id):
        open_link.used_at = uow.now
    uow.session.flush()
    uow.publish(PasswordChosen((Change(account.id, {}, {}),)))
    return account


def close_account(uow: UnitOfWork, account: Account) -> None:
    """End an account: its sessions, its links and its password; what it did stays in the audit trail."""
    account.active = False
    account.password_hash = None
    account.token = secrets.token_hex(16)
    for open_link in open_links(uow.session, account.id):
        open_link.used_at = uow.now
    uow.session.flush()
    uow.publish(AccountClosed((Change(account.id, {"active": True}, {"active": False}),)))


def find_by_password(session: Session, email: str, password: str) -> Account | None:
    """The account with this address and password. Takes as long for an unknown address as for a wrong password."""
    account = find_account_by_email(session, email)
    known = account.password_hash if account else None
    try:
        _hasher.verify(known or _nobodys_hash(), password)
    except Argon2Error:
        return None
    return account if known else None


def actor_of(session: Session, account: Account, today: date) -> Actor:
    """The actor that an account is: its roles, and the organisations a coordinator reaches.

    What has merged into a coordinator's organisation is in reach too, so that its history can be read.
    """
    roots = {
        assignment.organisation_id for assignment in account.roles if assignment.organisation_id is not None
    }
    reach: set[int] = set()
    employers: set[int] = set()
    if roots:
        nodes = all_nodes(session)
        below = with_descendants(roots, nodes)
        reach = with_descendants(below.union(*(predecessors(one, nodes, today) for one in below)), nodes)
        heirs = heirs_on(nodes, today)
        employers = {one for one in reach if heirs[one] in reach}
    return Actor(
        name=account.name,
        account_id=account.id,
        person_id=account.person_id,
        roles=frozenset(Role(assignment.role) for assignment in account.roles),
        organisations=frozenset(reach),
        employers=frozenset(employers),
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
