"""What came and went between two days: gained, left, lapsed, and what a merger is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from lms.catalogue.models import Competence
from lms.expertise.queries import flows
from lms.expertise.rules import Flow
from lms.organisations.models import Organisation
from lms.people.models import Person
from tests.factories import certify, day, employ, make_competence, make_organisation, make_person, practise

START, SINCE, UNTIL = day("2020-01-01"), day("2023-12-31"), day("2024-12-31")


@pytest.fixture
def team(session: Session) -> Organisation:
    return make_organisation(session, "Team")


@pytest.fixture
def care(session: Session) -> Competence:
    return make_competence(session, currency=(1, "P24M"))


@pytest.fixture
def anna(session: Session, care: Competence) -> Person:
    """Somebody with a certificate without an end who practised on the first day of 2023 and not since."""
    person = make_person(session)
    certify(person, care, START)
    practise(person, care, day("2023-01-01"))
    return person


def moved(session: Session, organisation: Organisation, competence: Competence) -> dict[str, int]:
    """What is not zero in the flow of the year 2024."""
    (flow,) = flows(session, organisation.id, competence, [(SINCE, UNTIL)])
    names = ("opening", "taken_over", "gained", "left_elsewhere", "left_region", "lapsed", "out_of_practice")
    found = {name: getattr(flow, name) for name in (*names, "closing")}
    return {name: number for name, number in found.items() if number}


def test_who_stays_current_is_neither_gained_nor_lost(session, team, care, anna):
    employ(anna, team, START)
    assert moved(session, team, care) == {"opening": 1, "closing": 1}


def test_a_certificate_or_an_arrival_is_a_gain(session, team, care, anna):
    employ(anna, team, day("2024-01-01"))
    trainee = make_person(session, "Trainee")
    employ(trainee, team, START)
    certify(trainee, care, UNTIL)
    assert moved(session, team, care) == {"gained": 2, "closing": 2}


def test_left_but_employed_elsewhere_is_lost_to_the_organisation(session, team, care, anna):
    employ(anna, team, START, day("2024-06-30"))
    employ(anna, make_organisation(session, "Elsewhere"), day("2024-12-31"))
    assert moved(session, team, care) == {"opening": 1, "left_elsewhere": 1}


def test_left_altogether_is_lost_to_the_region(session, team, care, anna):
    employ(anna, team, START, day("2024-12-30"))
    employ(anna, make_organisation(session, "Elsewhere"), START, day("2024-12-30"))
    assert moved(session, team, care) == {"opening": 1, "left_region": 1}


def test_still_here_without_a_valid_certificate_is_lapsed(session, team, care):
    for index, (valid_until, revoked_on) in enumerate([(day("2024-12-30"), None), (None, day("2024-12-31"))]):
        person = make_person(session, f"Person {index}")
        employ(person, team, START)
        certify(person, care, day("2023-06-01"), valid_until, revoked_on)
    assert moved(session, team, care) == {"opening": 2, "lapsed": 2}


def test_still_here_and_valid_without_practice_is_out_of_practice(session, team, care):
    person = make_person(session)
    employ(person, team, START)
    certify(person, care, START)
    practise(person, care, day("2022-12-30"))
    assert moved(session, team, care) == {"opening": 1, "out_of_practice": 1}


def test_who_left_counts_as_left_even_if_the_certificate_lapsed_as_well(session, team, care):
    person = make_person(session)
    employ(person, team, START, day("2024-06-30"))
    certify(person, care, day("2023-01-01"), valid_until=day("2024-03-31"))
    assert moved(session, team, care) == {"opening": 1, "left_region": 1}


def test_gone_and_back_within_the_year_is_no_movement(session, team, care, anna):
    employ(anna, team, START, day("2024-03-31"))
    employ(anna, team, day("2024-09-01"))
    assert moved(session, team, care) == {"opening": 1, "closing": 1}


def test_moving_between_teams_of_one_town_is_no_movement_for_the_town(session, care, anna):
    town = make_organisation(session, "Town")
    east, west = (make_organisation(session, name, parent=town) for name in ("East", "West"))
    employ(anna, east, START, day("2024-05-31"))
    employ(anna, west, day("2024-06-01"))
    assert moved(session, town, care) == {"opening": 1, "closing": 1}
    assert moved(session, east, care) == {"opening": 1, "left_elsewhere": 1}
    assert moved(session, west, care) == {"gained": 1, "closing": 1}


# ---- mergers --------------------------------------------------------------------------------------------------


def test_who_comes_with_a_merger_is_taken_over_not_gained(session, team, care, anna):
    old = make_organisation(session, "Old", active_until=day("2024-06-30"), merged_into=team)
    employ(anna, old, START)
    assert moved(session, team, care) == {"opening": 1, "taken_over": 1, "closing": 1}


@pytest.mark.parametrize("last_day", ["2023-12-31", "2024-06-30", "2024-12-30"])
def test_closed_by_the_merger_and_resumed_the_next_day_is_neither_gained_nor_lost(
    session, team, care, anna, last_day
):
    merged_on = day(last_day)
    old = make_organisation(session, "Old", active_until=merged_on, merged_into=team)
    employ(anna, old, START, merged_on)
    employ(anna, team, merged_on + timedelta(days=1))
    assert moved(session, team, care) == {"opening": 1, "taken_over": 1, "closing": 1}


def test_a_merger_that_takes_effect_after_the_last_day_moves_nobody_yet(session, team, care, anna):
    old = make_organisation(session, "Old", active_until=UNTIL, merged_into=team)
    employ(anna, old, START)
    assert moved(session, team, care) == {}
    assert moved(session, old, care) == {"opening": 1, "closing": 1}


def test_closed_by_the_merger_and_not_resumed_is_lost_to_the_region(session, team, care, anna):
    old = make_organisation(session, "Old", active_until=day("2024-06-30"), merged_into=team)
    employ(anna, old, START, day("2024-06-30"))
    assert moved(session, team, care) == {"opening": 1, "taken_over": 1, "left_region": 1}


def test_working_at_both_before_the_merger_is_not_taken_over(session, team, care, anna):
    old = make_organisation(session, "Old", active_until=day("2024-06-30"), merged_into=team)
    employ(anna, old, START)
    employ(anna, team, START)
    assert moved(session, team, care) == {"opening": 1, "closing": 1}


# ---- several pairs of days ------------------------------------------------------------------------------------


def test_each_pair_of_days_is_answered_in_its_order_and_none_gives_none(session, team, care, anna):
    employ(anna, team, day("2023-05-01"), day("2024-06-30"))
    pairs = [(SINCE, UNTIL), (day("2022-12-31"), SINCE), (START, START)]
    assert flows(session, team.id, care, []) == []
    assert flows(session, team.id, care, pairs) == [
        Flow(SINCE, UNTIL, 1, 0, 0, 0, 1, 0, 0),
        Flow(day("2022-12-31"), SINCE, 0, 0, 1, 0, 0, 0, 0),
        Flow(START, START, 0, 0, 0, 0, 0, 0, 0),
    ]
