"""The demo region as it is built: the picture it shows, its accounts, and that it is all or nothing."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.assembly import make_database
from lms.catalogue.models import Competence
from lms.catalogue.queries import all_competences
from lms.certification.models import Certificate
from lms.config import Config
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.core.errors import Refused
from lms.demo.commands import build_and_say, list_accounts
from lms.demo.queries import is_empty
from lms.demo.services import build_demo
from lms.expertise.models import Norm, PracticeEvent
from lms.expertise.queries import coverage, currency_of, flows
from lms.expertise.rules import Coverage, Held, Level, Status, standing, year_pairs
from lms.organisations.models import Municipality, Organisation, OrganisationType
from lms.organisations.queries import organisation_names
from lms.people.models import Account, Person
from lms.people.queries import demo_accounts
from lms.plugins.registry import Registry

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
DIJK_EN_WAARD = "Lokaal team Dijk en Waard"


@pytest.fixture(scope="module")
def demo(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, registry: Registry
) -> Iterator[Database]:
    """The demo region as it stands on 21 November 2026, built once: it takes some seconds."""
    path = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("demo") / "demo.db")
    database = make_database(Config(database_url=f"sqlite:///{path}"))
    build_demo(database, registry, FixedClock(NOW))
    yield database
    database.engine.dispose()


@pytest.fixture
def facts(demo: Database) -> Iterator[Session]:
    with demo.read() as session:
        yield session


def competence_of(facts: Session, key: str) -> Competence:
    return next(competence for competence in all_competences(facts) if competence.key == key)


def on_top(facts: Session, day: date, key: str) -> list[Coverage]:
    """Coverage of the organisations that lie under no other."""
    tops = set(facts.scalars(select(Organisation.id).where(Organisation.parent_id.is_(None))))
    rows = coverage(facts, day, [competence_of(facts, key)])
    return [row for row in rows if row.organisation_id in tops]


def current(facts: Session, day: date, key: str) -> int:
    return sum(row.current for row in on_top(facts, day, key))


def test_about_1200_people_work_in_about_30_organisations(facts: Session) -> None:
    rows = on_top(facts, TODAY, "top3-basis")
    assert 1150 <= sum(row.employed for row in rows) <= 1280
    assert 27 <= len(coverage(facts, TODAY, [competence_of(facts, "top3-basis")])) <= 32
    assert 1700 <= len(facts.scalars(select(Person.id)).all()) <= 2300


def test_all_17_municipalities_are_there(facts: Session) -> None:
    assert len(facts.scalars(select(Municipality.name)).all()) == 17


def test_everybody_is_clearly_fictitious(facts: Session) -> None:
    people = facts.execute(select(Person.name, Person.email)).all()
    accounts = facts.execute(select(Account.name, Account.email)).all()
    for name, email in [*people, *accounts]:
        assert name.endswith("-Voorbeeld") and email is not None and email.endswith("@example.org")


def test_basis_builds_up_to_2022_and_then_leaks_away(facts: Session) -> None:
    now, *ends = [
        current(facts, day, "top3-basis") for day in [TODAY, *(date(y, 12, 31) for y in range(2019, 2026))]
    ]
    assert ends[0] < ends[1] < ends[2] < ends[3] > ends[4] > ends[5] > ends[6]
    assert 450 <= ends[3] <= 550
    assert 0.55 <= now / ends[3] <= 0.65


def test_trainers_go_from_over_30_to_about_15(facts: Session) -> None:
    assert 30 <= current(facts, date(2022, 12, 31), "top3-trainer") <= 36
    assert 13 <= current(facts, TODAY, "top3-trainer") <= 17
    assert sum(row.valid - row.current for row in on_top(facts, TODAY, "top3-trainer")) >= 2


def test_other_competences_leak_away_too(facts: Session) -> None:
    for key in ("top3-managers", "drakentemmers-leerlijn2"):
        assert current(facts, TODAY, key) <= 0.75 * current(facts, date(2023, 1, 31), key)


def test_some_organisations_meet_their_norm_some_nearly_and_many_fall_short(facts: Session) -> None:
    rows = coverage(facts, TODAY, [competence_of(facts, "top3-basis")])
    levels = Counter(row.level for row in rows)
    with_norm = len(rows) - levels[Level.NO_NORM]
    assert 0.15 <= levels[Level.MET] / with_norm <= 0.35
    assert 0.15 <= levels[Level.NEARLY] / with_norm <= 0.35
    assert levels[Level.SHORT] / with_norm >= 0.35


def test_every_competence_has_certificates_that_end_within_90_days(facts: Session) -> None:
    for competence in all_competences(facts):
        assert sum(row.expiring for row in on_top(facts, TODAY, competence.key)) >= 1


def test_numbers_are_never_absurd(facts: Session) -> None:
    for row in coverage(facts, TODAY, all_competences(facts)):
        assert row.current <= row.valid <= row.certified <= row.employed
        assert (row.norm or 0) <= row.employed


def test_the_merger_of_2022_is_no_loss(facts: Session) -> None:
    names = organisation_names(facts)
    basis = competence_of(facts, "top3-basis")
    day_before = date(2021, 12, 31)
    years = flows(facts, names[DIJK_EN_WAARD], basis, year_pairs(date(2021, 1, 1), TODAY))
    merger = next(year for year in years if year.since == day_before)
    before = coverage(facts, day_before, [basis])
    old = {names["Lokaal team Heerhugowaard"], names["Lokaal team Langedijk"]}
    assert merger.taken_over == merger.opening > 15
    assert merger.opening == sum(row.current for row in before if row.organisation_id in old)
    [on_the_day] = flows(facts, names[DIJK_EN_WAARD], basis, [(day_before, date(2022, 1, 1))])
    assert (on_the_day.gained, on_the_day.lost) == (0, 0)


def test_norms_and_competences_are_examples_to_be_confirmed(facts: Session) -> None:
    assert all(facts.scalars(select(Norm.is_example)))
    assert all(competence.is_example for competence in all_competences(facts))


def test_kinds_of_organisation_have_both_languages(facts: Session) -> None:
    kinds = {kind.name_nl: kind.name_en for kind in facts.scalars(select(OrganisationType))}
    assert kinds["lokaal team"] == "local team"
    assert len(kinds) == 9


def test_the_accounts_stand_in_order_with_their_roles_and_without_password(facts: Session) -> None:
    accounts = demo_accounts(facts)
    assert [[role.role for role in account.roles] for account in accounts] == [
        ["professional"],
        ["professional", "trainer"],
        ["coordinator"],
        ["coordinator"],
        ["programme_team"],
        ["steering_group"],
        ["administrator"],
    ]
    assert {account.password_hash for account in accounts} == {None}
    assert [account.demo_order for account in accounts] == [1, 2, 3, 4, 5, 6, 7]
    scopes = {role.organisation_id for account in accounts for role in account.roles} - {None}
    names = organisation_names(facts)
    assert scopes == {names[DIJK_EN_WAARD], names["Werkorganisatie BUCH"]}


def statuses(facts: Session, account: Account) -> dict[str, Status]:
    found = {}
    for competence in all_competences(facts):
        wanted = select(Certificate).where(
            Certificate.person_id == account.person_id, Certificate.competence_id == competence.id
        )
        held = [Held(c.issued_on, c.valid_until, c.revoked_on) for c in facts.scalars(wanted)]
        days = facts.scalars(
            select(PracticeEvent.day).where(
                PracticeEvent.person_id == account.person_id, PracticeEvent.competence_id == competence.id
            )
        )
        found[competence.key] = standing(held, list(days), currency_of(competence), TODAY).status
    return found


def test_the_professional_has_something_that_ends_soon_and_something_that_ended(facts: Session) -> None:
    found = set(statuses(facts, demo_accounts(facts)[0]).values())
    assert {Status.EXPIRING, Status.LAPSED} <= found


def test_the_trainer_is_current_in_the_training_and_in_what_it_teaches(facts: Session) -> None:
    found = statuses(facts, demo_accounts(facts)[1])
    assert found["top3-trainer"] is Status.CURRENT
    assert found["top3-basis"] in (Status.CURRENT, Status.EXPIRING)


def test_accounts_are_listed_with_role_and_organisation(demo: Database) -> None:
    said: list[str] = []
    list_accounts(demo, say=said.append)
    assert len(said) == 8
    assert said[3].endswith("coordinator, Lokaal team Dijk en Waard")


def test_a_second_build_is_refused_and_with_if_empty_left_alone(demo: Database, registry: Registry) -> None:
    said: list[str] = []
    build_and_say(demo, registry, FixedClock(NOW), if_empty=True, say=said.append)
    assert said == ["The database is not empty: it is left as it is."]
    with pytest.raises(Refused, match="into an empty one"):
        build_demo(demo, registry, FixedClock(NOW))


def test_a_build_that_is_stopped_leaves_nothing(database: Database, registry: Registry) -> None:
    def stop(what: str) -> None:
        if what.startswith("opening"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_demo(database, registry, FixedClock(NOW), stop)
    with database.read() as session:
        assert is_empty(session)
        assert session.scalars(select(OrganisationType.key)).all() == []
