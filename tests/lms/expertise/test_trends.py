"""The monthly cache behind the trend lines says what the facts say, and knows when it is out of date."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from lms.catalogue.queries import all_competences
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock, civil_date
from lms.core.db import Database
from lms.core.events import Event
from lms.expertise.models import CoverageMonth, RegionMonth
from lms.expertise.queries import coverage, totals
from lms.expertise.rules import month_ends
from lms.expertise.services import rebuild_trends, trends_are_current
from tests.factories import (
    certify,
    day,
    employ,
    make_competence,
    make_organisation,
    make_person,
    practise,
    set_norm,
)


@pytest.fixture
def facts(database: Database, clock: FixedClock) -> Database:
    """Two organisations of which one merged into the other, with people who come, lapse and leave."""
    with database.transaction(SYSTEM, clock.now()) as uow:
        session = uow.session
        care = make_competence(session, "care", currency=(1, "P12M"))
        other = make_competence(session, "other")
        town = make_organisation(session, "Town")
        team = make_organisation(session, "Team", parent=town)
        old = make_organisation(session, "Old", active_until=day("2026-03-31"), merged_into=team)
        for index, organisation in enumerate((town, team, old, old)):
            person = make_person(session, f"Person {index}")
            employ(person, organisation, day("2025-08-01"), day("2026-06-30") if index == 1 else None)
            certify(person, care, day("2025-09-15"), day("2026-10-31") if index == 2 else None)
            practise(person, care, day(f"2026-0{index + 1}-10"))
        employ(person, team, day("2026-01-01"))
        certify(person, other, day("2026-05-05"))
        set_norm(team, care, day("2026-01-01"), share="0.5")
        uow.publish(Event())
    return database


def test_the_cache_says_for_every_month_what_coverage_says(facts: Database, clock: FixedClock):
    today = civil_date(clock.now())
    days = month_ends(day("2025-09-15"), today)
    assert rebuild_trends(facts, clock) == len(days) == 15
    with facts.read() as session:
        competences = all_competences(session)
        cached = {
            (m.organisation_id, m.competence_id, m.day): (m.employed, m.valid, m.current, m.norm)
            for m in session.scalars(select(CoverageMonth))
        }
        assert cached == {
            (c.organisation_id, c.competence_id, on): (c.employed, c.valid, c.current, c.norm)
            for on in days
            for c in coverage(session, on, competences)
            if c.certified or c.norm is not None
        }
        assert len(cached) > 20


def test_the_region_counts_everybody_once(facts: Database, clock: FixedClock):
    rebuild_trends(facts, clock)
    with facts.read() as session:
        competences = all_competences(session)
        cached = {
            (m.competence_id, m.day): (m.valid, m.current) for m in session.scalars(select(RegionMonth))
        }
        assert cached == {
            (key, on): (t.valid, t.current)
            for on in month_ends(day("2025-09-15"), civil_date(clock.now()))
            for key, t in totals(session, on, competences).items()
        }


def test_the_cache_is_current_until_a_fact_or_the_day_changes(facts: Database, clock: FixedClock):
    today = civil_date(clock.now())
    assert not trends_are_current(facts, today)
    rebuild_trends(facts, clock)
    assert trends_are_current(facts, today)
    assert not trends_are_current(facts, today.replace(day=today.day + 1))
    with facts.transaction(SYSTEM, clock.now()) as uow:
        uow.publish(Event())
    assert not trends_are_current(facts, today)


def test_rebuilding_twice_changes_nothing(facts: Database, clock: FixedClock):
    def everything() -> list[tuple[object, ...]]:
        with facts.read() as session:
            return sorted(session.execute(select(*CoverageMonth.__table__.columns)), key=repr)

    rebuild_trends(facts, clock)
    before = everything()
    rebuild_trends(facts, clock)
    assert everything() == before


def test_a_database_without_certificates_has_no_months(database: Database):
    new_year = FixedClock(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert rebuild_trends(database, new_year) == 0
    assert trends_are_current(database, day("2027-01-01"))
