"""Every select on persons, employments and accounts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.core.errors import NotFound

from .models import Account, Employment, OneTimeLink, Person


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


def count_people(session: Session) -> int:
    """How many persons are known at all."""
    return session.scalar(select(func.count()).select_from(Person)) or 0


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
    return session.scalar(
        select(link).where(link.token_hash == token_hash, link.used_at.is_(None), link.expires_at > now)
    )


def employed_organisations(session: Session, person_id: int, on: date) -> set[int]:
    """The organisations that employ the person on the day, as recorded."""
    e = Employment
    covers = and_(e.employed_from <= on, or_(e.employed_until.is_(None), e.employed_until >= on))
    return set(session.scalars(select(e.organisation_id).where(e.person_id == person_id, covers)))
