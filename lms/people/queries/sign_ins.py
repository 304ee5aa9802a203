"""Selects on where accounts are signed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, selectinload

from ..models import Account, SignIn


def find_sign_in(session: Session, sign_in_id: int, now: datetime) -> SignIn | None:
    """A sign-in that has not expired, with its account, when that is open, and the roles."""
    wanted = select(SignIn).join(SignIn.account).where(SignIn.id == sign_in_id, SignIn.expires_at > now)
    eager = contains_eager(SignIn.account).options(selectinload(Account.roles))
    return session.scalar(wanted.where(Account.active).options(eager))


def find_sign_in_to_change(session: Session, sign_in_id: int) -> SignIn | None:
    """A sign-in, locked; None when it ended or when somebody else is changing it at this moment."""
    wanted = select(SignIn).where(SignIn.id == sign_in_id).with_for_update(skip_locked=True)
    return session.scalar(wanted.execution_options(populate_existing=True))


def sign_ins_of(session: Session, account_id: int, now: datetime) -> list[SignIn]:
    """Where an account is signed in, the newest first."""
    wanted = select(SignIn).where(SignIn.account_id == account_id, SignIn.expires_at > now)
    return list(session.scalars(wanted.order_by(SignIn.created_at.desc(), SignIn.id.desc())))
