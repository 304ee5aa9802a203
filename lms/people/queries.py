"""Every select on persons, employments and accounts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.core.errors import NotFound

from .models import Account, Employment, OneTimeLink, Person, PersonKey


def get_person(session: Session, person_id: int) -> Person:
    """One person with all employments, organisations and functions; NotFound when there is none with this id."""
    wanted = (
        select(Person)
        .where(Person.id == person_id)
        .options(
            selectinload(Person.employments).options(
                joinedload(Employment.organisation), joinedload(Employment.function)
            )
        )
    )
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


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


def find_open_link(session: Session, token_hash: str, now: object) -> OneTimeLink | None:
    """A one-time link that was not used yet and has not expired."""
    link = OneTimeLink
    wanted = select(link).where(link.token_hash == token_hash, link.used_at.is_(None), link.expires_at > now)
    return session.scalar(wanted.with_for_update())


def account_exists(session: Session, email: str) -> bool:
    """Whether this address has an account, open or closed."""
    return session.scalar(select(Account.id).where(Account.email == email.strip().lower())) is not None


def open_links(session: Session, account_id: int) -> list[OneTimeLink]:
    """The links of an account that were not used yet."""
    link = OneTimeLink
    return list(session.scalars(select(link).where(link.account_id == account_id, link.used_at.is_(None))))


def find_person_by_key(session: Session, source: str, key: str) -> int | None:
    """The id of the person that a source knows by this key."""
    return session.scalar(select(PersonKey.person_id).where(PersonKey.source == source, PersonKey.key == key))
