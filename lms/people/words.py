"""Roles, devices and what happened to accounts, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from lms.core.access import Role


def role_name(role: str) -> str:
    """What a role is called in the interface."""
    return {
        Role.PROFESSIONAL: _("professional"),
        Role.TRAINER: _("trainer"),
        Role.COORDINATOR: _("coordinator"),
        Role.PROGRAMME_TEAM: _("programme team"),
        Role.STEERING_GROUP: _("steering group"),
        Role.ADMINISTRATOR: _("administrator"),
    }[Role(role)]


def device_name(device: str) -> str:
    """Browser and system in plain words: Firefox on Windows."""
    browser, _sign, system = device.partition("|")
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("a browser we do not know")


def account_action(action: str) -> str:
    """What an audit line says happened to an account."""
    return {
        "account_created": _("gave the account"),
        "account_changed": _("changed the account"),
        "account_closed": _("closed the account"),
        "account_reopened": _("opened the account again"),
        "link_issued": _("made a one-time link"),
        "link_requested": _("asked for an invitation"),
        "password_chosen": _("chose a password"),
        "sign_ins_ended": _("signed the account out"),
        "old_cookie_used": _("noticed an old cookie of this account and ended that sign-in"),
    }.get(action, action.replace("_", " "))


def account_values(values: Mapping[str, Any]) -> str:
    """Values of an account in an audit line, in words."""
    said = []
    for name, value in values.items():
        if name == "roles":
            said.append(", ".join(_role_in_words(str(one)) for one in value) or _("no roles"))
        elif name == "active":
            said.append(_("open") if value else _("closed"))
        else:
            said.append(str(value))
    return "; ".join(said)


def _role_in_words(role: str) -> str:
    """`coordinator: Team Noord` with the role in the reader's words."""
    name, _sign, place = role.partition(": ")
    return f"{role_name(name)} ({place})" if place else role_name(name)


def account_state(active: bool, usable: bool) -> str:
    """What an administrator needs to know of an account."""
    if not active:
        return _("closed")
    return _("open") if usable else _("no password yet")
