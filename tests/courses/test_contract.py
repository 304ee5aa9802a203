"""One suite over every installed course type: what Paraat and its users may count on."""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest

from lms.catalogue.rules import Period
from lms.plugins.api import Applicant, CourseType, DemoStory, Participation, Presence
from lms.plugins.check import problems_of
from lms.plugins.guard import FACETS
from lms.plugins.registry import GROUP, discover
from tests.plugins.logbook import course_type as logbook
from tests.plugins.minimal import course_type as minimal

INSTALLED = discover().found
POINTS = {point.name: point for point in entry_points(group=GROUP)}
TYPES = {name: point.load() for name, point in POINTS.items()} | {"minimal": minimal, "logbook": logbook}


@pytest.fixture(params=TYPES)
def course_type(request: pytest.FixtureRequest) -> CourseType:
    """A course type as its maker wrote it: every installed one, and the two of the tests."""
    return TYPES[request.param]


def test_our_own_types_are_found_through_their_entry_points_like_everybody_elses():
    ours = {"top3", "drakentemmers", "leertafels"}
    assert {POINTS[name].value for name in ours} == {f"courses.{name}:course_type" for name in ours}
    assert {found.name for found in INSTALLED} == set(POINTS)
    assert [found.problems for found in INSTALLED if found.name in ours] == [()] * 3


def test_it_keeps_the_contract_under_the_name_of_its_entry_point(course_type: CourseType):
    assert problems_of(course_type) == []
    assert TYPES[course_type.key] is course_type


def test_it_brings_something(course_type: CourseType):
    assert [*course_type.competences(), *course_type.courses(), *course_type.practice_kinds()]


def test_asking_twice_gives_the_same_answer(course_type: CourseType):
    for facet in set(FACETS) - {"tables"}:
        assert getattr(course_type, facet)() == getattr(course_type, facet)()


def test_periods_are_read_as_the_platform_reads_them(course_type: CourseType):
    for competence in course_type.competences():
        for period in (competence.validity, competence.currency_period):
            assert period is None or str(Period.parse(period)) == period


def test_nobody_completes_a_course_without_being_there(course_type: CourseType):
    absent = Participation((Presence.ABSENT, Presence.ABSENT))
    for course in course_type.courses():
        assert not course_type.is_completed(course.key, Participation()).yes
        assert not course_type.is_completed(course.key, absent).yes


def test_who_may_not_enrol_hears_why(course_type: CourseType):
    for course in course_type.courses():
        decision = course_type.may_enrol(course.key, Applicant())
        assert decision.yes or decision.reasons


def test_what_trainers_must_hold_is_brought_by_some_installed_type(course_type: CourseType):
    competences = {competence.key for one in TYPES.values() for competence in one.competences()}
    asked = {course_type.trainer_competence(course.key) for course in course_type.courses()}
    assert asked - {None} <= competences


def stories(course_type: CourseType) -> list[DemoStory]:
    return list(course_type.demo())


def test_demo_stories_practise_what_some_installed_type_brings(course_type: CourseType):
    kinds = {kind.key for one in TYPES.values() for kind in one.practice_kinds()}
    for story in stories(course_type):
        assert {practice.kind for practice in story.practice} <= kinds
        assert story.norm_one_per is None or story.norm_share is None
