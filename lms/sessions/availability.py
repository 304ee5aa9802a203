"""Use cases of a trainer who says when giving sessions is possible."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lms.core.db import UnitOfWork
from lms.core.errors import ChangedMeanwhile, Refused
from lms.core.events import Change, fingerprint

from . import events
from .models import TrainerAvailability, TrainerLimit
from .queries import availability_of, get_limit_to_change, limits_of
from .rules import Period

MOST_PERIODS = 60
"""Periods that one trainer can state; more is a mistake."""


def availability_values(session: Session, person_id: int) -> dict[str, object]:
    """What a trainer said, as a form shows it."""
    stated = availability_of(session, [person_id])
    return {
        "availability": [_period_text(one) for one in stated],
        "days_a_year": limits_of(session, [person_id]).get(person_id),
    }


def state_availability(
    uow: UnitOfWork,
    person_id: int,
    periods: Sequence[tuple[Period, str | None]],
    days_a_year: int | None,
    seen: str,
) -> None:
    """Replace what a trainer said before; sessions that were agreed on stay."""
    limit = get_limit_to_change(uow.session, person_id)
    before = availability_values(uow.session, person_id)
    if fingerprint(before) != seen:
        raise ChangedMeanwhile("changed since it was shown")
    if len(periods) > MOST_PERIODS:
        raise Refused(_("At most %(number)s periods.", number=MOST_PERIODS))
    for old in availability_of(uow.session, [person_id]):
        uow.session.delete(old)
    for period, note in periods:
        days = {"first_day": period.first_day, "last_day": period.last_day, "available": period.available}
        uow.session.add(TrainerAvailability(person_id=person_id, note=note, **days))
    if limit is not None and days_a_year is None:
        uow.session.delete(limit)
    elif limit is not None and days_a_year is not None:
        limit.days_a_year = days_a_year
    elif days_a_year is not None:
        uow.session.add(TrainerLimit(person_id=person_id, days_a_year=days_a_year))
    uow.session.flush()
    after = availability_values(uow.session, person_id)
    if after != before:
        uow.publish(events.AvailabilityStated((Change(person_id, before, after),)))


def _period_text(stated: TrainerAvailability) -> str:
    sign = "+" if stated.available else "-"
    note = f" {stated.note}" if stated.note else ""
    return f"{sign} {stated.first_day:%d-%m-%Y} – {stated.last_day:%d-%m-%Y}{note}"
