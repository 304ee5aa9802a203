"""The unit of work: all or nothing, heard by its listeners, and alike on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, StatementError

from lms.audit.models import AuditLine
from lms.core.access import SYSTEM, Actor
from lms.core.clock import FixedClock
from lms.core.db import Database, Revision, find_revision, normalise_url
from lms.core.events import Event
from lms.organisations.models import Region
from lms.people.models import Employment
from tests.conftest import NOW
from tests.factories import day, employ, make_organisation, make_person


class Happened(Event):
    subject = "region"


def revision(database: Database) -> int:
    with database.read() as session:
        return find_revision(session)


def regions(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Region.name).order_by(Region.name)))


def test_everything_inside_a_transaction_is_committed(database: Database):
    with database.transaction(SYSTEM, NOW) as uow:
        uow.session.add_all([Region(name="Kop"), Region(name="Alkmaar")])
    assert regions(database) == ["Alkmaar", "Kop"]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_or_nothing_when_it_fails(database: Database, failure: type[BaseException]):
    before = revision(database)
    with pytest.raises(failure), database.transaction(SYSTEM, NOW) as uow:
        uow.session.add(Region(name="Kop"))
        uow.session.flush()
        uow.publish(Happened())
        raise failure
    assert (regions(database), revision(database)) == ([], before)


def test_a_transaction_that_changed_facts_makes_one_new_revision(database: Database):
    before = revision(database)
    with database.transaction(SYSTEM, NOW) as uow:
        uow.publish(Happened())
        uow.publish(Happened())
    with database.transaction(SYSTEM, NOW):
        pass
    assert revision(database) == before + 1


def test_the_audit_line_stands_or_falls_with_the_change(database: Database):
    anna = Actor("Anna Voorbeeld")
    for failing in (True, False):
        try:
            with database.transaction(anna, NOW) as uow:
                uow.publish(Happened())
                assert not failing
        except AssertionError:
            pass
    with database.read() as session:
        lines = session.scalars(select(AuditLine).where(AuditLine.actor == anna.name)).all()
        assert [(line.at, line.action, line.subject) for line in lines] == [(NOW, "happened", "region")]


def test_listeners_after_the_commit_hear_only_of_what_was_committed(database: Database):
    heard: list[tuple[Event, list[str]]] = []
    database.listeners.after.append(lambda event: heard.append((event, regions(database))))
    event = Happened()
    with pytest.raises(ValueError, match="no"), database.transaction(SYSTEM, NOW) as uow:
        uow.publish(Happened())
        raise ValueError("no")
    with database.transaction(SYSTEM, NOW) as uow:
        uow.session.add(Region(name="Kop"))
        uow.publish(event)
        assert heard == []
    assert heard == [(event, ["Kop"])]


def test_writers_at_the_same_time_lose_no_update(database: Database):
    def write(_: int) -> None:
        with database.transaction(SYSTEM, NOW) as uow:
            number = uow.session.scalar(select(Revision.number).with_for_update())
            uow.session.execute(update(Revision).values(number=number + 1))

    before = revision(database)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(24)))
    assert revision(database) == before + 24


def test_a_reader_waits_for_no_writer_and_sees_what_was_committed(database: Database):
    with database.transaction(SYSTEM, NOW) as uow:
        uow.session.add(Region(name="Kop"))
        uow.session.flush()
        assert regions(database) == []
    assert regions(database) == ["Kop"]


def test_the_database_holds_its_foreign_keys(database: Database):
    with pytest.raises(IntegrityError), database.transaction(SYSTEM, NOW) as uow:
        uow.session.add(Employment(person_id=10**6, organisation_id=10**6, employed_from=day("2024-01-01")))


# ---- column types ---------------------------------------------------------------------------------------------


def test_an_instant_comes_back_as_the_same_instant_in_utc(database: Database):
    in_summer = datetime(2026, 7, 1, 1, 30, 15, 250, tzinfo=timezone(timedelta(hours=2)))
    with database.transaction(SYSTEM, in_summer) as uow:
        uow.publish(Happened())
    with database.read() as session:
        found = session.scalar(select(AuditLine.at).order_by(AuditLine.id.desc()).limit(1))
        assert found.isoformat() == "2026-06-30T23:30:15.000250+00:00"


def test_an_instant_without_a_zone_is_refused(database: Database, clock: FixedClock):
    naive = clock.now().replace(tzinfo=None)
    refusal = pytest.raises(StatementError, match="an instant needs a time zone")
    with refusal, database.transaction(SYSTEM, naive) as uow:
        uow.publish(Happened())


@pytest.mark.parametrize("text", ["0.1", "0.35", "1", "0.875", "0.0000001", "36"])
def test_a_decimal_comes_back_exactly(database: Database, text: str):
    with database.transaction(SYSTEM, NOW) as uow:
        person, team = make_person(uow.session), make_organisation(uow.session)
        employ(person, team, day("2024-01-01"), fte=Decimal(text))
    with database.read() as session:
        assert session.scalar(select(Employment.fte)) == Decimal(text)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u@h/d", "postgresql://u@h/d"),
        ("postgresql+psycopg2://u@h/d", "postgresql://u@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:///x.db", "sqlite:///x.db"),
    ],
)
def test_the_usual_spellings_of_a_database_address_are_understood(given: str, used: str):
    assert normalise_url(given) == used
