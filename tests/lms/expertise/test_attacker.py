"""The attacker of `tests/attacker.py` in a small town: finds everything as planner, nothing as steering group."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.core.access import SYSTEM
from lms.core.events import Event
from lms.organisations.models import Organisation
from tests.attacker import Range, attack, subtract
from tests.factories import certify, day, employ, make_competence, make_organisation, make_person, set_norm
from tests.lms.conftest import Town

DAYS = (day("2024-06-30"), day("2026-11-20"), day("2026-11-21"))


@pytest.fixture
def crowded(app: Flask, town: Town) -> Town:
    """The town with more teams, tiny and large, among which subtraction is worth a try."""
    platform = app.extensions["platform"]
    dice = random.Random(7)
    with platform.database.transaction(SYSTEM, platform.clock.now()) as uow:
        s = uow.session
        care = make_competence(s, "care", validity="P24M")
        care.name_en, works = "Care", s.get_one(Organisation, town.works)
        for number, size in enumerate((3, 4, 9, 14, 24)):
            team = make_organisation(s, f"Team {number}", parent=works if number < 4 else None)
            set_norm(team, care, day("2020-01-01"), headcount=max(2, size // 2))
            for n in range(size):
                person = make_person(s, f"Somebody {number}-{n}")
                employ(person, team, day("2020-01-01"), day("2026-11-20") if n == 0 else None)
                if dice.random() < 0.6:
                    until = day("2026-11-20") if n == 1 else day("2027-12-31")
                    certify(person, care, day("2024-01-01"), valid_until=until)
        uow.publish(Event())
    return town


@pytest.mark.slow  # some hundred pages
def test_the_steering_group_works_out_nothing_that_is_hidden(
    app: Flask, crowded: Town, as_role: Callable[[str], FlaskClient]
) -> None:
    outcome = attack(app, as_role("steering_group"), DAYS)
    assert outcome.recovered == ()
    assert outcome.numbers > 100 and outcome.hidden > 50


@pytest.mark.slow  # as above
def test_whoever_sees_numbers_whole_reads_them_all_so_the_attacker_can_find(
    app: Flask, crowded: Town, as_role: Callable[[str], FlaskClient]
) -> None:
    outcome = attack(app, as_role("programme_team"), DAYS[-1:])
    assert len(outcome.recovered) > outcome.hidden // 2


def test_a_whole_minus_the_other_parts_is_seen_through() -> None:
    seen = {
        (9, 1, "employed"): Range(20, 20),
        (1, 1, "employed"): Range(17, 17),
        (2, 1, "employed"): Range(0, 4),
    }
    for place in [(o, 1, m) for o in (9, 1, 2) for m in ("current", "valid", "certified", "norm", "gap")]:
        seen[place] = Range()
    subtract(seen, [((9, 1, "employed"), [(1, 1, "employed"), (2, 1, "employed")])])
    assert (seen[2, 1, "employed"].low, seen[2, 1, "employed"].high) == (3, 3)


def test_the_word_nearly_beside_a_small_norm_would_be_seen_through() -> None:
    seen = {(1, 1, m): Range() for m in ("valid", "certified", "employed")}
    seen |= {(1, 1, "current"): Range(0, 4), (1, 1, "norm"): Range(5, 9), (1, 1, "gap"): Range(0, 4)}
    subtract(seen, [], {(1, 1): "nearly"})
    assert (seen[1, 1, "current"].low, seen[1, 1, "current"].high) == (4, 4)
    assert (seen[1, 1, "norm"].low, seen[1, 1, "norm"].high) == (5, 5)
