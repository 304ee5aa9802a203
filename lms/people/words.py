"""Roles in the reader's words."""

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
