"""What happened to accounts; what changes no fact, and anybody may cause at any time, is heard inside only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True)
class AccountEvent(Event):
    """Something happened to an account."""

    subject: ClassVar[str] = "account"


@dataclass(frozen=True)
class AccountCreated(AccountEvent):
    """Somebody was given an account with roles."""


@dataclass(frozen=True)
class AccountChanged(AccountEvent):
    """Name, address, roles or person of an account changed."""


@dataclass(frozen=True)
class AccountClosed(AccountEvent):
    """An account can no longer sign in."""


@dataclass(frozen=True)
class AccountReopened(AccountEvent):
    """A closed account may be used again, after choosing a new password."""


@dataclass(frozen=True)
class LinkIssued(AccountEvent):
    """A one-time link was made for an account."""

    inside_only: ClassVar[bool] = True


@dataclass(frozen=True)
class LinkRequested(AccountEvent):
    """Somebody asked the administrators to invite whom an account is for."""

    inside_only: ClassVar[bool] = True


@dataclass(frozen=True)
class PasswordChosen(AccountEvent):
    """An account chose a password; it was signed out everywhere else."""

    inside_only: ClassVar[bool] = True


@dataclass(frozen=True)
class SignInsEnded(AccountEvent):
    """An account was signed out in some or all places."""

    inside_only: ClassVar[bool] = True


@dataclass(frozen=True)
class OldCookieUsed(AccountEvent):
    """A cookie turned up that its own browser had exchanged long ago: it was copied, and that sign-in ended."""

    inside_only: ClassVar[bool] = True
