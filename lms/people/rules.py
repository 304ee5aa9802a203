"""Pure rules of accounts: passwords, where one may go after signing in, and how long a token opens the door."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from enum import Enum

MINIMUM_PASSWORD = 12
"""Characters. Length protects; rules about kinds of characters do not."""

REMEMBERED, NOT_REMEMBERED = timedelta(days=30), timedelta(hours=12)
"""How long a sign-in lasts, on a device that is remembered and on one that is not."""

ROTATE_AFTER, GRACE = timedelta(hours=1), timedelta(minutes=2)
"""A token in use changes after the first; the one before it stays good for the second, for requests under way."""


def long_enough(password: str) -> bool:
    return len(password) >= MINIMUM_PASSWORD


def is_address(text: str) -> bool:
    """Whether this could be an e-mail address; only a message that arrives proves it."""
    name, _, host = text.partition("@")
    return (
        bool(name and host)
        and "@" not in host
        and not any(one.isspace() for one in text)
        and len(text) <= 254
    )


def safe_destination(target: str | None) -> str:
    """A page of ours to go to: a path that starts with exactly one slash; anything else becomes the home page."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return "/"
    # Browsers and libraries drop some of these, so that "/<tab>/elsewhere" would become "//elsewhere".
    if any(character <= " " or character == "\x7f" for character in target):
        return "/"
    return target


def token_hash(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def next_token(token: str, secret: str) -> str:
    """The token after this one: the same for every request that asks, and nobody's guess without the secret.

    So two requests that renew at the same time give the browser the same cookie, whichever answer comes last.
    """
    return hmac.new(secret.encode(), b"next sign-in token:" + token.encode(), hashlib.sha256).hexdigest()


class TokenState(Enum):
    """What a token that turns up is."""

    GOOD = "good"
    WORN = "worn"
    """The present one, in use for so long that it should change."""
    PREVIOUS = "previous"
    """The one before, from a request that was under way when it changed."""
    STOLEN = "stolen"
    """An old one: the browser that had it got a newer one long ago."""


def token_state(
    token: str, current: str, previous: str | None, rotated_at: datetime, now: datetime
) -> TokenState:
    """What a token is, by the hashes of the present and the previous token and the moment of the last change."""
    found, age = token_hash(token), now - rotated_at
    if hmac.compare_digest(found, current):
        return TokenState.WORN if age > ROTATE_AFTER else TokenState.GOOD
    if previous is not None and hmac.compare_digest(found, previous) and age <= GRACE:
        return TokenState.PREVIOUS
    return TokenState.STOLEN
