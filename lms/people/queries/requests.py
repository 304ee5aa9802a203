"""Selects on who asked for a link, and on whom to invite."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import Select, func, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from lms.core.db import UTCDateTime

from ..models import Account, Employment, LinkRequest, Person

STATES = ("none", "invited", "active", "closed")
"""No account; one without a password yet; one that signs in; one that was closed."""


def select_for_request(email: str, reason: str, now: datetime) -> Select[int, str, datetime]:
    """The row of a request for the open account with this address; no row when there is none."""
    values = Account.id, literal(reason), literal(now, UTCDateTime)
    return select(*values).where(Account.email == email.strip().lower(), Account.active)


def open_requests(session: Session) -> list[LinkRequest]:
    """The requests for a link that no administrator handled yet, the oldest first."""
    wanted = select(LinkRequest).where(LinkRequest.handled_at.is_(None))
    wanted = wanted.options(joinedload(LinkRequest.account).selectinload(Account.roles))
    return list(session.scalars(wanted.order_by(LinkRequest.asked_at, LinkRequest.id)))


def find_open_request(session: Session, account_id: int) -> LinkRequest | None:
    """The request for a link of this account that nobody handled yet."""
    request = LinkRequest
    return session.scalar(
        select(request).where(request.account_id == account_id, request.handled_at.is_(None))
    )


def account_states(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """For each of these people one of `STATES`; of several accounts the one that opens most counts."""
    states = dict.fromkeys(person_ids, "none")
    wanted = select(Account).where(Account.person_id.in_(sorted(states)))
    order = ("none", "closed", "invited", "active")
    for account in session.scalars(wanted):
        state = "closed" if not account.active else "active" if account.usable else "invited"
        person_id = account.person_id or 0
        states[person_id] = max(states[person_id], state, key=order.index)
    return states


def accounts_of(session: Session, person_ids: Collection[int]) -> dict[int, Account]:
    """An open account of each of these people."""
    wanted = select(Account).where(Account.person_id.in_(sorted(person_ids)), Account.active)
    return {one.person_id or 0: one for one in session.scalars(wanted.order_by(Account.id.desc()))}


def employed_people(
    session: Session, person_ids: Collection[int], places: Collection[int], today: date
) -> list[Person]:
    """Those of these people who are employed at one of these organisations today or later, by name; locked.

    Locked, so that a double click or a second coordinator sees who was invited just before.
    """
    e = Employment
    works = select(e.person_id).where(
        e.organisation_id.in_(sorted(places)),
        or_(e.employed_until.is_(None), e.employed_until >= today),
    )
    wanted = select(Person).where(Person.id.in_(sorted(set(person_ids))), Person.id.in_(works))
    found = session.scalars(wanted.order_by(Person.id).with_for_update())
    return sorted(found, key=lambda person: (person.name.casefold(), person.id))


def people_who_left(
    session: Session, person_ids: Collection[int], places: Collection[int], since: date, today: date
) -> list[Person]:
    """Those of these people whose last employment at one of these organisations ended since, by name."""
    e, ids = Employment, sorted(set(person_ids))
    here = select(e.person_id).where(e.person_id.in_(ids), e.organisation_id.in_(sorted(places)))
    still = here.where(or_(e.employed_until.is_(None), e.employed_until >= today))
    wanted = select(Person).where(
        Person.id.in_(here.where(e.employed_until >= since)), Person.id.not_in(still)
    )
    return list(session.scalars(wanted.order_by(Person.name, Person.id)))


def addresses_shared(session: Session, emails: Iterable[str]) -> set[str]:
    """Those of these addresses that more than one person has."""
    address = func.lower(func.trim(Person.email))
    wanted = select(address).where(address.in_(sorted(set(emails)))).group_by(address)
    return set(session.scalars(wanted.having(func.count() > 1)))


def addresses_taken(session: Session, emails: Iterable[str]) -> set[str]:
    """Those of these addresses that have an account, open or closed."""
    return set(session.scalars(select(Account.email).where(Account.email.in_(sorted(set(emails))))))


def address_is_of_another(session: Session, email: str, person_id: int) -> bool:
    """Whether somebody else has this address, as a person or to sign in with."""
    address = email.strip().lower()
    of_person = select(Person.id).where(
        func.lower(func.trim(Person.email)) == address, Person.id != person_id
    )
    of_account = select(Account.id).where(Account.email == address, Account.person_id != person_id)
    return any(session.scalar(wanted.limit(1)) is not None for wanted in (of_person, of_account))


def people_called(session: Session, search: str, limit: int = 20) -> list[Person]:
    """People whose name or address holds this text, by name."""
    text = search.strip().lower()
    found = or_(
        func.lower(Person.name).contains(text, autoescape=True),
        func.lower(Person.email).contains(text, autoescape=True),
    )
    wanted = select(Person).where(found).order_by(Person.name, Person.id).limit(limit)
    return list(session.scalars(wanted))
