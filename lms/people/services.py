"""Use cases of accounts: give one, change it, close it and open it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from lms.core.access import Role
from lms.core.db import UnitOfWork
from lms.core.errors import Refused
from lms.core.events import Change, differences

from .events import AccountChanged, AccountClosed, AccountCreated, AccountReopened
from .models import Account, RoleAssignment
from .passwords import use_up_links
from .queries import account_exists, active_administrators, find_open_request
from .rules import is_address
from .sign_ins import end_sign_ins

Roles = Sequence[tuple[Role, int | None]]
"""Roles to give; a coordinator's with the id of the organisation, one for each."""


def create_account(
    uow: UnitOfWork,
    email: str,
    name: str,
    roles: Roles,
    *,
    person_id: int | None = None,
    demo_order: int | None = None,
) -> Account:
    """Give somebody an account; refused when the address has one already or is no address."""
    _check_together(roles)
    address = _free_address(uow, email)
    account = Account(
        email=address,
        name=name.strip() or address,
        person_id=person_id,
        demo_order=demo_order,
        active=True,
    )
    account.roles = [RoleAssignment(role=role, organisation_id=organisation) for role, organisation in roles]
    uow.session.add(account)
    _flush_address(uow, address)
    given = {"email": address, "roles": [role.value for role, _organisation in roles]}
    uow.publish(AccountCreated((Change(account.id, None, given),)))
    return account


def change_account(uow: UnitOfWork, account: Account, name: str, email: str, roles: Roles) -> None:
    """Change name, address and roles. Nobody changes the own roles: another administrator does.

    Another address is often another reader, so a link that was handed over ends with the old one.
    """
    _check_together(roles)
    before = values_of(account)
    wanted = set(roles)
    had = {(Role(one.role), one.organisation_id) for one in account.roles}
    if wanted != had and account.id == uow.actor.account_id:
        raise Refused(_("You cannot change your own roles. Another administrator can."), field="roles")
    if (Role.ADMINISTRATOR, None) in had - wanted:
        _keep_an_administrator(uow, account)
    if email.strip().lower() != account.email:
        account.email = _free_address(uow, email)
        use_up_links(uow, account.id)
    account.name = name.strip()
    account.roles = [one for one in account.roles if (Role(one.role), one.organisation_id) in wanted]
    account.roles += [
        RoleAssignment(role=role, organisation_id=place) for role, place in roles if (role, place) not in had
    ]
    _flush_address(uow, account.email)
    old, new = differences(before, values_of(account))
    if new:
        uow.publish(AccountChanged((Change(account.id, old, new),)))


def _check_together(roles: Roles) -> None:
    """The steering group sees bands: with the whole numbers of an own team beside them, those of others would follow."""
    held = {role for role, _organisation in roles}
    if {Role.STEERING_GROUP, Role.COORDINATOR} <= held:
        message = _(
            "One account cannot be of the steering group and coordinate an organisation: the exact numbers of the "
            "one would give away those that the other may not see. Give this person two accounts."
        )
        raise Refused(message, field="roles")


def close_account(uow: UnitOfWork, account: Account) -> None:
    """End an account: its sign-ins, its links and its password; what it did stays in the audit trail."""
    if account.id == uow.actor.account_id:
        raise Refused(_("You cannot close your own account. Another administrator can."))
    _keep_an_administrator(uow, account)
    account.active = False
    account.password_hash = None
    use_up_links(uow, account.id)
    request = find_open_request(uow.session, account.id)
    if request is not None:
        request.handled_at = uow.now
    end_sign_ins(uow, account.id)
    uow.session.flush()
    uow.publish(AccountClosed((Change(account.id, {"active": True}, {"active": False}),)))


def reopen_account(uow: UnitOfWork, account: Account) -> None:
    """Let a closed account be used again; whom it is for needs a new link."""
    if account.active:
        return
    account.active = True
    uow.session.flush()
    uow.publish(AccountReopened((Change(account.id, {"active": False}, {"active": True}),)))


def prefer_language(uow: UnitOfWork, account_id: int, language: str) -> None:
    """Remember in which language an account reads; no fact, so no line in the audit trail.

    Not of a demo account: many look around with it at the same time, each in a language of their own.
    """
    account = uow.session.get_one(Account, account_id)
    if account.demo_order is None:
        account.language = language
        uow.session.flush()


def values_of(account: Account) -> dict[str, Any]:
    """What an administrator can change of an account, as the audit trail and a form compare it."""
    roles = sorted(
        f"{Role(one.role)}: {one.organisation.name}" if one.organisation else str(Role(one.role))
        for one in account.roles
    )
    return {"name": account.name, "email": account.email, "roles": roles}


def _keep_an_administrator(uow: UnitOfWork, account: Account) -> None:
    """Refuse when this is the last one; the rows stay locked, so that two cannot do this to each other at once."""
    left = active_administrators(uow.session)
    if account.id in left and len(left) == 1:
        raise Refused(
            _("This is the last administrator. Make somebody else administrator first."), field="roles"
        )


def _free_address(uow: UnitOfWork, email: str) -> str:
    address = email.strip().lower()
    if not is_address(address):
        raise Refused(
            _("“%(email)s” is not an e-mail address. Write it like name@organisation.nl.", email=email[:80]),
            field="email",
        )
    if account_exists(uow.session, address):
        raise _taken(address)
    return address


def _flush_address(uow: UnitOfWork, address: str) -> None:
    try:
        uow.session.flush()
    except IntegrityError as error:
        if "email" not in str(error.orig):
            raise
        raise _taken(address) from error  # somebody else gave it away at the same moment


def _taken(address: str) -> Refused:
    return Refused(_("%(email)s has an account already.", email=address), field="email")
