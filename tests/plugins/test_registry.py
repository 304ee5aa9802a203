"""The registry uses every sound course type and reports every other; a bad one takes nothing else down."""

from __future__ import annotations

import logging
from importlib.metadata import EntryPoint

import pytest

from lms.assembly import make_registry as registry_of
from lms.assembly import prepare
from lms.audit.queries import history_of
from lms.catalogue.queries import all_competences, all_courses
from lms.config import Config
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.core.schema import upgrade
from lms.plugins import registry as registry_module
from lms.plugins.api import (
    CONTRACT,
    CompetenceSpec,
    CourseSpec,
    CourseType,
    PracticeKindSpec,
    Text,
)
from lms.plugins.check import problems_of
from lms.plugins.registry import GROUP, Found, Registry, State, discover, make_registry
from tests.factories import make_competence

from .minimal import Minimal, course_type

WORDS = Text("woorden", "words")
SOUND = Found("minimal", "minimal-package", course_type)


class Broken(CourseType):
    key = "broken"
    name = WORDS

    def courses(self) -> list[CourseSpec]:
        raise RuntimeError("no courses today")


def variant(**attributes: object) -> CourseType:
    """The minimal course type with other attributes."""
    return type("Variant", (Minimal,), attributes)()


# ---- the contract ---------------------------------------------------------------------------------------------


def test_the_smallest_course_type_keeps_the_contract():
    assert problems_of(course_type) == []
    assert (course_type.practice_kinds(), course_type.demo()) == ((), ())


def test_an_entry_point_gives_an_object_of_the_class():
    assert problems_of("top3") == ["the entry point gives str, not an object of lms.plugins.api.CourseType"]
    assert len(problems_of(Minimal)) == 1


@pytest.mark.parametrize("key", ["", "a", "Top3", "3top", "top-3", "top_3", "t" * 21])
def test_a_key_is_short_and_plain(key: str):
    assert problems_of(variant(key=key)) == [f"key {key!r} is not 2 to 20 lower-case letters and digits"]


@pytest.mark.parametrize("contract", [0, CONTRACT + 1])
def test_a_type_for_another_version_of_the_contract_is_refused_with_that_reason(contract: int):
    expected = f"written for contract {contract}; this Paraat speaks contract {CONTRACT}"
    assert problems_of(variant(contract=contract)) == [expected]


def test_keys_of_competences_and_courses_carry_the_prefix_of_the_type():
    competences = lambda self: (CompetenceSpec("care", WORDS), CompetenceSpec("minimal-ok", WORDS))  # noqa: E731
    courses = lambda self: (CourseSpec("other-course", WORDS, "minimal-ok"),)  # noqa: E731
    assert sorted(problems_of(variant(competences=competences, courses=courses))) == [
        "key 'care' does not start with 'minimal-'",
        "key 'other-course' does not start with 'minimal-'",
    ]


def test_a_course_is_declared_once_and_leads_to_a_competence_of_the_type():
    courses = lambda self: (  # noqa: E731
        CourseSpec("minimal-one", WORDS),
        CourseSpec("minimal-one", WORDS, "top3-basis"),
    )
    assert problems_of(variant(courses=courses)) == [
        "course 'minimal-one' is declared twice",
        "course 'minimal-one' leads to 'top3-basis', which the type does not bring",
    ]


# ---- the registry ---------------------------------------------------------------------------------------------


def test_a_sound_type_is_enabled():
    registry = make_registry([SOUND])
    [found] = registry.found
    assert (found.name, found.package, found.problems) == ("minimal", "minimal-package", ())
    assert registry.find("minimal") is found.course_type is not None
    assert registry.find("unknown") is None
    assert (registry.state("minimal"), registry.state("unknown")) == (State.ENABLED, State.ABSENT)


def test_of_two_types_with_one_key_the_first_is_used():
    registry = make_registry([SOUND, Found("again", "other-package", variant())])
    assert registry.find("minimal") is registry.found[0].course_type
    assert registry.found[1].problems == ("key 'minimal' is taken by another course type",)
    assert registry.state("minimal") is State.ENABLED


def test_the_key_of_a_type_that_is_switched_off_stays_taken():
    registry = make_registry([SOUND, Found("again", "other-package", variant())], enabled=[])
    assert registry.found[1].problems == ("key 'minimal' is taken by another course type",)


def test_types_stand_in_the_order_they_ask_for():
    last = variant(key="last", order=200, competences=lambda self: (), courses=lambda self: ())
    assert list(make_registry([Found("last", "package", last), SOUND]).enabled) == ["minimal", "last"]


def test_a_type_that_raises_is_reported_and_takes_nothing_else_down(caplog: pytest.LogCaptureFixture):
    registry = make_registry([Found("broken", "broken-package", Broken()), SOUND])
    assert list(registry.enabled) == ["minimal"]
    assert registry.found[0].problems == ("courses() raised RuntimeError: no courses today",)
    errors = [record.args[0] for record in caplog.records if record.levelno == logging.ERROR]
    assert errors == ["broken"]
    assert registry.state("broken") is State.BROKEN


def test_a_type_that_is_not_wanted_is_found_but_not_enabled():
    registry = make_registry([SOUND], enabled=["top3"])
    assert (registry.enabled, [found.name for found in registry.found]) == ({}, ["minimal"])
    assert registry.state("minimal") is State.OFF


def test_entry_points_that_do_not_load_are_isolated(monkeypatch: pytest.MonkeyPatch):
    points = [
        EntryPoint("nowhere", "tests.plugins.nowhere:course_type", GROUP),
        EntryPoint("nothing", "tests.plugins.minimal:nothing", GROUP),
        EntryPoint("minimal", "tests.plugins.minimal:course_type", GROUP),
    ]
    monkeypatch.setattr(registry_module, "entry_points", lambda group: points if group == GROUP else [])
    registry = discover()
    assert list(registry.enabled) == ["minimal"]
    assert [(one.name, one.course_type is None) for one in registry.found] == [
        ("nowhere", True),
        ("nothing", True),
        ("minimal", False),
    ]
    assert registry.found[0].problems[0].startswith("could not be loaded: ModuleNotFoundError")


def test_safe_mode_starts_without_any_course_type():
    safe = registry_of(Config("sqlite://", safe_mode=True))
    assert (safe.enabled, safe.state("top3")) == ({}, State.SAFE_MODE)
    assert {one.course_type for one in safe.found} == {None}
    assert "top3" in registry_of(Config("sqlite://")).enabled
    assert registry_of(Config("sqlite://", course_types=())).enabled == {}


# ---- what enabled types ship ----------------------------------------------------------------------------------


def test_what_a_type_ships_exists_after_preparing(empty_database: Database, clock: FixedClock):
    prepare(empty_database, make_registry([SOUND]), clock)
    with empty_database.read() as session:
        (competence,) = all_competences(session)
        (course,) = all_courses(session)
        assert (competence.key, competence.course_type, competence.is_example) == (
            "minimal-care",
            "minimal",
            True,
        )
        assert (course.key, course.competence) == ("minimal-care", competence)


def test_what_somebody_changed_is_left_alone(empty_database: Database, clock: FixedClock):
    registry = make_registry([SOUND])
    prepare(empty_database, registry, clock)
    with empty_database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE competence SET validity = 'P24M', is_example = false")
    prepare(empty_database, registry, clock)
    with empty_database.read() as session:
        (competence,) = all_competences(session)
        assert (competence.validity, competence.is_example) == ("P24M", False)


def test_a_competence_that_an_import_brought_becomes_the_types_and_stays_as_it_is(
    empty_database: Database, clock: FixedClock
):
    prepare(empty_database, Registry(), clock)
    with empty_database.transaction(SYSTEM, clock.now()) as uow:
        imported = make_competence(uow.session, "minimal-care", validity="P12M")
    prepare(empty_database, make_registry([SOUND]), clock)
    with empty_database.read() as session:
        (competence,) = all_competences(session)
        assert (competence.course_type, competence.validity, competence.name_nl) == (
            "minimal",
            "P12M",
            "minimal-care",
        )
        [line] = history_of(session, "competence", [imported.id])
        assert (line.action, line.after) == ("competences_adopted", {"course_type": "minimal"})


def test_without_course_types_the_schema_stands_alone(empty_database: Database, clock: FixedClock):
    upgrade(empty_database)
    prepare(empty_database, Registry(), clock)
    with empty_database.read() as session:
        assert (all_competences(session), all_courses(session)) == ([], [])


def test_a_kind_of_practice_that_two_types_know_is_added_once(empty_database: Database, clock: FixedClock):
    kinds = lambda self: (PracticeKindSpec("own_use", WORDS),)  # noqa: E731
    types = [
        variant(practice_kinds=kinds),
        variant(key="other", courses=lambda self: (), practice_kinds=kinds),
    ]
    types[1].competences = lambda: ()  # type: ignore[method-assign]
    registry = make_registry(Found(one.key, "package", one) for one in types)
    prepare(empty_database, registry, clock)
    with empty_database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT key FROM practice_kind").all() == [("own_use",)]
