"""Pure rules of accounts: which password will do, and where one may go after signing in."""

from __future__ import annotations

from lms.core.access import Role

MINIMUM_PASSWORD = 12
"""Characters. Length protects; rules about kinds of characters do not."""

ROLES_OF_REGION = (Role.PROGRAMME_TEAM, Role.STEERING_GROUP, Role.ADMINISTRATOR)


def long_enough(password: str) -> bool:
    return len(password) >= MINIMUM_PASSWORD


def safe_destination(target: str | None) -> str:
    """A page of ours to go to: a path that starts with exactly one slash; anything else becomes the home page."""
    if (
        not target
        or not target.startswith("/")
        or target.startswith("//")
        or "\\" in target
        or "\n" in target
    ):
        return "/"
    return target
