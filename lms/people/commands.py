"""What the command line does with accounts."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lms.core.access import SYSTEM, Role
from lms.core.clock import Clock
from lms.core.db import Database
from lms.core.errors import Refused
from lms.core.names import nearest
from lms.organisations.queries import organisation_names

from .models import Account
from .passwords import issue_link
from .queries import find_account_by_email, find_person_by_key, get_account_to_change, usable_account_exists
from .services import close_account, create_account


def add_account(
    database: Database,
    clock: Clock,
    email: str,
    name: str,
    role: Role,
    organisation: str | None,
    address: str,
    *,
    person: tuple[str, str] | None = None,
) -> str:
    """Create an account and answer with its one-time link; `person` is (source, key) of who it belongs to."""
    if (role is Role.COORDINATOR) != (organisation is not None):
        raise Refused("A coordinator needs --organisation, and only a coordinator has one.")
    with database.transaction(SYSTEM, clock.now()) as uow:
        organisation_id = None
        if organisation is not None:
            names = organisation_names(uow.session)
            if organisation not in names:
                raise Refused(f"There is no organisation {organisation!r}.{nearest(organisation, names)}")
            organisation_id = names[organisation]
        person_id = find_person_by_key(uow.session, *person) if person else None
        if person and person_id is None:
            raise Refused(f"Source {person[0]!r} knows no person {person[1]!r}.")
        account = create_account(uow, email, name, [(role, organisation_id)], person_id=person_id)
        token = issue_link(uow, account)
    return _link(address, token, f"{account.email} can choose a password here, once, within 7 days:")


def new_link(database: Database, clock: Clock, email: str, address: str) -> str:
    """A new one-time link for an account, for a link that expired or a password that was forgotten."""
    with database.transaction(SYSTEM, clock.now()) as uow:
        account = get_account_by_email(uow.session, email)
        token = issue_link(uow, account)
    return _link(address, token, f"{account.email} can choose a new password here, once, within 7 days:")


def close(database: Database, clock: Clock, email: str) -> str:
    """Close an account, so that nobody can sign in with it any more."""
    with database.transaction(SYSTEM, clock.now()) as uow:
        account = get_account_by_email(uow.session, email)
        close_account(uow, get_account_to_change(uow.session, account.id))
    return f"{account.email} can no longer sign in."


def get_account_by_email(session: Session, email: str) -> Account:
    account = find_account_by_email(session, email)
    if account is None:
        raise Refused(f"There is no open account {email!r}.")
    return account


def first_administrator(database: Database, clock: Clock, address: str) -> str:
    """A one-time link for the first administrator; nothing when somebody can sign in already."""
    with database.transaction(SYSTEM, clock.now()) as uow:
        if usable_account_exists(uow.session):
            return "Sign in with your account. (A new link: lms user link EMAIL)"
        email = "administrator@localhost"
        account = find_account_by_email(uow.session, email) or create_account(
            uow, email, "Administrator", [(Role.ADMINISTRATOR, None)]
        )
        token = issue_link(uow, account)
    return _link(address, token, f"Open this link once to choose the administrator's password ({email}):")


def _link(address: str, token: str, text: str) -> str:
    return f"{text}\n  {address.rstrip('/')}/welcome/{token}"
