"""One suite over every installed course type: what Paraat and its users may count on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from importlib.metadata import entry_points

import pytest

from lms.catalogue.rules import Period
from lms.plugins.api import CourseType, Text, problems_of
from lms.plugins.registry import GROUP, discover

INSTALLED = discover().found


@pytest.fixture(params=INSTALLED, ids=[found.name for found in INSTALLED])
def course_type(request: pytest.FixtureRequest) -> CourseType:
    assert request.param.problems == ()
    return request.param.course_type


def texts(course_type: CourseType) -> Iterable[Text]:
    yield course_type.name
    for specs in (course_type.competences(), course_type.courses(), course_type.practice_kinds()):
        yield from (spec.name for spec in specs)


def test_our_own_types_are_found_through_their_entry_points_like_everybody_elses():
    points = {point.name: point.value for point in entry_points(group=GROUP)}
    assert points["top3"] == "courses.top3:course_type"
    assert {found.name for found in INSTALLED} == set(points)


def test_it_keeps_the_contract_under_the_name_of_its_entry_point(course_type: CourseType):
    assert problems_of(course_type) == []
    assert course_type.key in {point.name for point in entry_points(group=GROUP)}
    assert re.fullmatch(r"\d+(\.\d+)*", course_type.version)


def test_what_it_brings_carries_its_key(course_type: CourseType):
    keys = [spec.key for spec in (*course_type.competences(), *course_type.courses())]
    assert keys
    assert [key for key in keys if not re.fullmatch(rf"{course_type.key}-[a-z0-9-]+", key)] == []


def test_everything_it_names_exists_once(course_type: CourseType):
    for specs in (course_type.competences(), course_type.courses(), course_type.practice_kinds()):
        keys = [spec.key for spec in specs]
        assert sorted(set(keys)) == sorted(keys)


def test_every_text_stands_in_both_languages(course_type: CourseType):
    assert [text for text in texts(course_type) if not (text.nl.strip() and text.en.strip())] == []


def test_periods_can_be_read_and_currency_is_whole(course_type: CourseType):
    for competence in course_type.competences():
        for period in (competence.validity, competence.currency_period):
            assert period is None or str(Period.parse(period)) == period
        assert (competence.currency_count is None) == (competence.currency_period is None)
        assert competence.currency_count is None or competence.currency_count > 0


def test_asking_twice_gives_the_same_answer(course_type: CourseType):
    assert course_type.competences() == course_type.competences()
    assert course_type.courses() == course_type.courses()


def test_demo_stories_tell_of_what_the_type_brings(course_type: CourseType):
    competences = {competence.key for competence in course_type.competences()}
    kinds = {kind.key for kind in course_type.practice_kinds()}
    for story in course_type.demo():
        assert story.competence in competences
        assert story.requires is None or story.requires in competences - {story.competence}
        assert story.given_by is None or story.given_by in competences
        assert {practice.kind for practice in story.practice} <= kinds
        assert story.functions


def test_demo_stories_are_possible(course_type: CourseType):
    for story in course_type.demo():
        assert 0 <= story.renewal <= 1
        assert all(0 <= share <= 1 for share in story.trained.values())
        assert (story.norm_share is None) or 0 <= Decimal(story.norm_share) <= 1
        assert story.norm_one_per is None or (story.norm_one_per > 0 and story.norm_share is None)
        assert all(practice.times_a_year > 0 for practice in story.practice)
