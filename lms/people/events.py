"""What happened to accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True)
class AccountCreated(Event):
    """Somebody was given an account with roles."""

    subject: ClassVar[str] = "account"


@dataclass(frozen=True)
class AccountClosed(Event):
    """An account can no longer sign in."""

    subject: ClassVar[str] = "account"


@dataclass(frozen=True)
class LinkIssued(Event):
    """A one-time link was made for an account."""

    subject: ClassVar[str] = "account"


@dataclass(frozen=True)
class PasswordChosen(Event):
    """An account chose a password; every older session of it ended."""

    subject: ClassVar[str] = "account"
