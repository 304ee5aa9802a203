"""Selects on accounts, their roles and their one-time links."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.core.access import Role
from lms.core.errors import NotFound

from ..models import Account, OneTimeLink, RoleAssignment


def find_account(session: Session, account_id: int) -> Account | None:
    """An active account with its roles."""
    wanted = (
        select(Account).where(Account.id == account_id, Account.active).options(selectinload(Account.roles))
    )
    return session.scalar(wanted)


def find_account_by_email(session: Session, email: str) -> Account | None:
    """An active account by its address, whatever the case of the letters."""
    wanted = select(Account).where(Account.email == email.strip().lower(), Account.active)
    return session.scalar(wanted.options(selectinload(Account.roles)))


def find_password(session: Session, email: str) -> tuple[int, str | None] | None:
    """Id and password hash of an active account; one query, whether the address is known or not."""
    wanted = select(Account.id, Account.password_hash)
    row = session.execute(wanted.where(Account.email == email.strip().lower(), Account.active)).first()
    return None if row is None else (row.id, row.password_hash)


def demo_accounts(session: Session) -> list[Account]:
    """The accounts that the sign-in page of the demo region offers, in their order."""
    wanted = (
        select(Account)
        .where(Account.demo_order.is_not(None), Account.active)
        .options(selectinload(Account.roles))
    )
    return list(session.scalars(wanted.order_by(Account.demo_order)))


def has_demo_accounts(session: Session) -> bool:
    """Whether this database holds the demo region."""
    return session.scalar(select(Account.id).where(Account.demo_order.is_not(None)).limit(1)) is not None


def usable_account_exists(session: Session) -> bool:
    """Whether anybody has chosen a password, so that somebody can sign in."""
    return (
        session.scalar(select(Account.id).where(Account.password_hash.is_not(None), Account.active).limit(1))
        is not None
    )


def account_exists(session: Session, email: str) -> bool:
    """Whether this address has an account, open or closed."""
    return session.scalar(select(Account.id).where(Account.email == email.strip().lower())) is not None


def find_open_link(session: Session, token_hash: str, now: datetime) -> OneTimeLink | None:
    """A one-time link that was not used yet and has not expired."""
    link = OneTimeLink
    wanted = select(link).where(link.token_hash == token_hash, link.used_at.is_(None), link.expires_at > now)
    return session.scalar(wanted.with_for_update())


def link_is_open(session: Session, token_hash: str, now: datetime) -> bool:
    """Whether there is a link with this hash that was not used yet and has not expired; nothing is locked."""
    link = OneTimeLink
    wanted = select(link.id).where(
        link.token_hash == token_hash, link.used_at.is_(None), link.expires_at > now
    )
    return session.scalar(wanted) is not None


def open_links(session: Session, account_id: int) -> list[OneTimeLink]:
    """The links of an account that were not used yet."""
    link = OneTimeLink
    return list(session.scalars(select(link).where(link.account_id == account_id, link.used_at.is_(None))))


def active_administrators(session: Session) -> list[int]:
    """The ids of the administrators whose accounts are open; locked, until the transaction ends."""
    wanted = select(Account.id).join(Account.roles).where(Account.active)
    wanted = wanted.where(RoleAssignment.role == Role.ADMINISTRATOR).order_by(Account.id)
    return list(session.scalars(wanted.with_for_update()))


def get_account(session: Session, account_id: int) -> Account:
    """An account, open or closed, with its roles, their organisations and the person; NotFound when there is none."""
    roles = selectinload(Account.roles).joinedload(RoleAssignment.organisation)
    wanted = select(Account).where(Account.id == account_id).options(roles, joinedload(Account.person))
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def get_account_to_change(session: Session, account_id: int) -> Account:
    """An account to change, locked; the administrators are locked before it, so that nobody waits in a circle."""
    active_administrators(session)
    wanted = select(Account).where(Account.id == account_id).options(selectinload(Account.roles))
    found = session.scalar(wanted.with_for_update())
    if found is None:
        raise NotFound
    return found


def found_accounts(
    session: Session, search: str, role: str, state: str, *, first: int = 0, limit: int | None = None
) -> list[Account]:
    """The accounts that match, by name, with their roles and the organisations of those."""
    roles = selectinload(Account.roles).joinedload(RoleAssignment.organisation)
    wanted = _matching(select(Account), search, role, state).options(roles)
    wanted = wanted.order_by(func.lower(Account.name), Account.id).offset(first).limit(limit)
    return list(session.scalars(wanted))


def count_accounts(session: Session, search: str, role: str, state: str) -> int:
    """How many accounts match."""
    return session.scalar(_matching(select(func.count(Account.id)), search, role, state)) or 0


def _matching(wanted: Select[Any], search: str, role: str, state: str) -> Select[Any]:
    text = search.strip().lower()
    if text:
        named = func.lower(Account.name).contains(text, autoescape=True)
        wanted = wanted.where(or_(named, Account.email.contains(text, autoescape=True)))
    if role:
        given = exists().where(RoleAssignment.account_id == Account.id, RoleAssignment.role == role)
        wanted = wanted.where(given)
    if state:
        wanted = wanted.where(Account.active if state == "open" else ~Account.active)
    return wanted
