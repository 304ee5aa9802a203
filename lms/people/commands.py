"""What the command line does with accounts."""

from __future__ import annotations

from lms.core.access import SYSTEM, Role
from lms.core.clock import Clock
from lms.core.db import Database
from lms.core.errors import Refused
from lms.core.names import nearest
from lms.organisations.queries import organisation_names

from .queries import find_account_by_email, usable_account_exists
from .services import create_account, issue_link


def add_account(
    database: Database,
    clock: Clock,
    email: str,
    name: str,
    role: Role,
    organisation: str | None,
    address: str,
) -> str:
    """Create an account and answer with its one-time link."""
    if (role is Role.COORDINATOR) != (organisation is not None):
        raise Refused("A coordinator needs --organisation, and only a coordinator has one.")
    with database.transaction(SYSTEM, clock.now()) as uow:
        organisation_id = None
        if organisation is not None:
            names = organisation_names(uow.session)
            if organisation not in names:
                raise Refused(f"There is no organisation {organisation!r}.{nearest(organisation, names)}")
            organisation_id = names[organisation]
        account = create_account(uow, email, name, [(role, organisation_id)])
        token = issue_link(uow, account)
    return _link(address, token, f"{account.email} can choose a password here, once, within 7 days:")


def first_administrator(database: Database, clock: Clock, address: str) -> str:
    """A one-time link for the first administrator; nothing when somebody can sign in already."""
    with database.transaction(SYSTEM, clock.now()) as uow:
        if usable_account_exists(uow.session):
            return "Sign in with your account. (An administrator makes new links with: lms user add)"
        email = "administrator@localhost"
        account = find_account_by_email(uow.session, email) or create_account(
            uow, email, "Administrator", [(Role.ADMINISTRATOR, None)]
        )
        token = issue_link(uow, account)
    return _link(address, token, f"Open this link once to choose the administrator's password ({email}):")


def _link(address: str, token: str, text: str) -> str:
    return f"{text}\n  {address.rstrip('/')}/welcome/{token}"
