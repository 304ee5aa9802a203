"""Courses by type, what a type says of them, and how the types are doing; a type that is not there takes nothing along."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.assembly import make_registry as registry_of
from lms.assembly import prepare
from lms.catalogue.models import Course
from lms.config import Config
from lms.core.access import NOBODY, SYSTEM, Actor
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.course_types.views import type_menu
from lms.people.models import Person
from lms.plugins.api import Text
from lms.plugins.registry import Found, Registry, discover, make_registry
from tests.factories import certify, day
from tests.lms.conftest import Town
from tests.plugins.logbook import course_type as logbook
from tests.plugins.test_misbehaving import raising, variant

AsRole = Callable[[str], FlaskClient]
UseTypes = Callable[[Registry], None]


@pytest.fixture
def use_types(app: Flask, database: Database, clock: FixedClock) -> Iterator[UseTypes]:
    """Runs the site with another registry, after `lms db upgrade` with it."""
    before = app.extensions["platform"]

    def use(registry: Registry) -> None:
        prepare(database, registry, clock)
        app.extensions["platform"] = replace(before, registry=registry)

    yield use
    app.extensions["platform"] = before


def only(*course_types: object) -> Registry:
    return make_registry(Found("logbook", "logbook-package", one) for one in course_types)  # type: ignore[arg-type]


# ---- courses --------------------------------------------------------------------------------------------------


def test_courses_stand_by_type_with_what_they_lead_to(as_role: AsRole):
    page = as_role("professional").get("/courses").text
    places = [page.index(words) for words in ("TOP-3 method<", "TOP-3 basic training", "Learning tables")]
    assert places == sorted(places)
    assert "36 months" in page and "example, to be confirmed" in page
    assert 'href="/types/leertafels/about"' in page and "/course-types" not in page


def test_the_page_of_a_course_says_what_its_type_says(as_role: AsRole, database: Database):
    page = as_role("programme_team").get(course_address(database, "top3-trainer")).text
    assert "Leads to TOP-3 trainer." in page
    assert "at least 1 practice moment in 12 months" in page
    assert "You hold a valid certificate TOP-3 basic." in page
    assert "The trainers think that you can give the training yourself." in page
    assert "Phase 2: care steered by risks" in page
    assert "You can take part" not in page and "cannot take part" not in page


def course_address(database: Database, key: str) -> str:
    with database.read() as session:
        found = {course.key: course.id for course in session.query(Course)}
    return f"/courses/{found[key]}"


def test_a_person_reads_whether_taking_part_is_possible(
    as_role: AsRole, database: Database, town: Town, clock: FixedClock
):
    address = course_address(database, "top3-trainer")
    assert "You cannot take part yet" in as_role("professional").get(address).text
    with database.transaction(SYSTEM, clock.now()) as uow:
        course = next(c for c in uow.session.query(Course) if c.key == "top3-basis")
        person = uow.session.get_one(Person, town.anna)
        assert course.competence is not None
        certify(person, course.competence, day("2026-01-01"), valid_until=day("2028-12-31"))
    assert "You can take part" in as_role("professional").get(address).text


@pytest.mark.parametrize(
    ("installed", "words"),
    [
        (lambda: Registry(), "This course type is not installed."),
        (lambda: discover([]), "This course type is switched off."),
        (lambda: registry_of(Config("sqlite://", safe_mode=True)), "Paraat runs in safe mode"),
    ],
    ids=["missing", "off", "safe mode"],
)
def test_courses_of_a_type_that_is_not_in_use_can_be_read(
    installed: Callable[[], Registry], words: str, as_role: AsRole, use_types: UseTypes, database: Database
):
    use_types(installed())
    browser = as_role("professional")
    assert words in browser.get("/courses").text
    page = browser.get(course_address(database, "top3-basis")).text
    assert (
        words in page and "Leads to TOP-3 basic." in page and "Certificates stay and keep counting." in page
    )
    assert browser.get("/types/leertafels/about").status_code == 404
    assert as_role("programme_team").get("/region").status_code == 200


def test_certificates_of_a_type_that_is_gone_stay_and_keep_counting(
    as_role: AsRole, use_types: UseTypes, database: Database, town: Town, clock: FixedClock
):
    with database.transaction(SYSTEM, clock.now()) as uow:
        course = next(c for c in uow.session.query(Course) if c.key == "top3-basis")
        assert course.competence is not None
        certify(uow.session.get_one(Person, town.anna), course.competence, day("2026-01-01"))
    use_types(Registry())
    page = as_role("professional").get("/me").text.partition("<main")[2]
    assert "TOP-3 basic" in page and "current" in page


def test_a_broken_type_is_named_as_such(as_role: AsRole, use_types: UseTypes, database: Database):
    use_types(only(logbook))
    use_types(only(variant(courses=raising(RuntimeError("no courses")))))
    address = course_address(database, "logbook-course")
    page = as_role("administrator").get(address).text
    assert "This course type has a problem and is not in use." in page
    assert "courses() raised RuntimeError: no courses" in as_role("administrator").get("/course-types").text


def test_a_course_that_the_type_no_longer_offers_stays_readable(
    as_role: AsRole, use_types: UseTypes, database: Database
):
    use_types(only(logbook))
    use_types(only(variant(courses=lambda self: ())))
    page = as_role("professional").get(course_address(database, "logbook-course")).text
    assert "The course type no longer offers this course." in page


@pytest.mark.parametrize("hook", ["may_enrol", "is_completed", "certificate", "page"])
def test_a_type_that_fails_later_gives_no_stack_trace(
    hook: str, as_role: AsRole, use_types: UseTypes, database: Database
):
    registry = only(logbook)
    use_types(registry)
    registry.enabled["logbook"]._type = variant(**{hook: raising(RuntimeError("later"))})
    browser = as_role("administrator")
    address = "/types/logbook/notes" if hook == "page" else course_address(database, "logbook-course")
    answer = browser.get(address)
    assert (answer.status_code, "later" in answer.text) == (200, False)
    assert f"{hook}() raised RuntimeError: later" in browser.get("/course-types").text


# ---- pages of types -------------------------------------------------------------------------------------------


def test_a_type_brings_a_page_that_the_platform_draws(as_role: AsRole, use_types: UseTypes):
    use_types(only(logbook))
    page = as_role("professional").get("/types/logbook/notes").text
    assert "<td>" in page and "logbook-keeping" in page
    assert 'href="/types/logbook/office"' not in as_role("professional").get("/courses").text


def test_the_navigation_gets_the_pages_that_ask_for_it_and_that_the_reader_may_open():
    registry = only(logbook, variant(key="unused"))
    reader = Actor("Reader", account_id=1)
    assert type_menu(registry, reader) == [(Text("Logboek", "Logbook"), "logbook", "notes")]
    assert type_menu(registry, NOBODY) == []


def test_a_page_for_some_roles_does_not_exist_for_others(as_role: AsRole, use_types: UseTypes):
    use_types(only(logbook))
    answers = [
        as_role(role).get("/types/logbook/office").status_code for role in ("trainer", "administrator")
    ]
    assert answers == [404, 200]


# ---- how the types are doing ----------------------------------------------------------------------------------


def test_the_page_of_types_says_what_each_brings_and_since_when(as_role: AsRole, use_types: UseTypes):
    use_types(only(logbook))
    page = as_role("programme_team").get("/course-types").text
    assert "logbook-package" in page and "0.1, for contract 1" in page
    assert "ct_logbook_note" in page and "CompetencesAdded" in page
    assert "21-11-2026 10:00" in page
    assert page.count("not installed</span>") == 2


def test_safe_mode_names_the_keys_that_were_found(as_role: AsRole, use_types: UseTypes):
    safe = registry_of(Config("sqlite://", safe_mode=True))
    use_types(safe)
    page = as_role("administrator").get("/course-types").text
    assert re.search("LMS_COURSE_TYPES=(.*?)</code>", page)[1] == ",".join(one.key for one in safe.found)  # type: ignore[index]


def test_what_has_problems_stands_first_in_the_readers_language(as_role: AsRole, use_types: UseTypes):
    broken = Found("zz-broken", "zz", None, ("could not be loaded: ImportError: no module",))
    use_types(make_registry([Found("logbook", "logbook-package", logbook), broken]))
    client = as_role("administrator")
    client.post("/language", data={"language": "nl"})
    page = client.get("/course-types").text
    assert re.findall("<dd><code>(zz-broken|logbook)</code>", page) == ["zz-broken", "logbook"]
    assert 'kon niet worden geladen: <span lang="en">ImportError: no module</span>' in page


def test_what_waits_for_an_upgrade_is_said(app: Flask, as_role: AsRole):
    platform = app.extensions["platform"]
    new = variant(tables=lambda self: None, listeners=lambda self: ())
    app.extensions["platform"] = replace(platform, registry=only(new))
    page = as_role("administrator").get("/course-types").text
    assert "Not added yet: logbook-keeping, logbook-course, logbook_line. Run: lms db upgrade" in page


# ---- queries --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/courses", "/courses/1", "/course-types"])
def test_the_number_of_queries_does_not_grow(
    address: str,
    as_role: AsRole,
    database: Database,
    clock: FixedClock,
    count_statements: Callable[[Callable[[], object]], int],
):
    browser = as_role("administrator")
    few = count_statements(lambda: browser.get(address))
    with database.transaction(SYSTEM, clock.now()) as uow:
        for n in range(30):
            uow.session.add(Course(key=f"top3-{n}", course_type=f"type{n}", name_nl=f"{n}", name_en=f"{n}"))
    assert count_statements(lambda: browser.get(address)) == few
