"""Roles, devices and the state of accounts, in the reader's words."""

from __future__ import annotations

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


def role_in_words(role: str) -> str:
    """A role as the audit trail keeps it, `trainer` or `coordinator: Team Noord`; what is no role says itself."""
    name, _sign, place = role.partition(": ")
    if name not in set(Role):
        return role
    return f"{role_name(name)} ({place})" if place else role_name(name)


def account_state(active: bool, usable: bool) -> str:
    """What an administrator needs to know of an account."""
    if not active:
        return _("closed")
    return _("open") if usable else _("no password yet")
