"""Pure rules of accounts: which password will do, and where one may go after signing in."""

from __future__ import annotations

MINIMUM_PASSWORD = 12
"""Characters. Length protects; rules about kinds of characters do not."""


def long_enough(password: str) -> bool:
    return len(password) >= MINIMUM_PASSWORD


def safe_destination(target: str | None) -> str:
    """A page of ours to go to: a path that starts with exactly one slash; anything else becomes the home page."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return "/"
    # Browsers and libraries drop some of these, so that "/<tab>/elsewhere" would become "//elsewhere".
    if any(character <= " " or character == "\x7f" for character in target):
        return "/"
    return target
