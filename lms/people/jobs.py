"""Scheduled work of accounts."""

from __future__ import annotations

import logging

from sqlalchemy import delete, or_

from lms.core.access import SYSTEM
from lms.core.clock import Clock
from lms.core.db import Database

from .models import OneTimeLink, SignIn, SignInFailure
from .throttle import WINDOW

log = logging.getLogger(__name__)


def forget_old_sign_ins(database: Database, clock: Clock) -> None:
    """Remove what no longer does anything: old failures, sign-ins that expired, links that were used or expired."""
    now = clock.now()
    old = (
        delete(SignInFailure).where(SignInFailure.last_at <= now - WINDOW),
        delete(SignIn).where(SignIn.expires_at <= now),
        delete(OneTimeLink).where(or_(OneTimeLink.used_at.is_not(None), OneTimeLink.expires_at <= now)),
    )
    with database.transaction(SYSTEM, now) as uow:
        removed = sum(uow.session.execute(one).rowcount for one in old)  # type: ignore[attr-defined]
    if removed:
        log.info("Removed %s old sign-ins, failures and links", removed)
