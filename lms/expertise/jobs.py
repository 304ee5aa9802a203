"""Scheduled work of expertise."""

from __future__ import annotations

import logging

from lms.core.clock import Clock, civil_date
from lms.core.db import Database

from .services import rebuild_trends, trends_are_current

log = logging.getLogger(__name__)


def keep_trends_current(database: Database, clock: Clock) -> None:
    """Compute the trend lines anew when the facts or the day changed since the last time."""
    if not trends_are_current(database, civil_date(clock.now())):
        log.info("Trend lines computed for %s months", rebuild_trends(database, clock))
