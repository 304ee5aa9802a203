"""The list of people holds exactly whom coverage counts, whatever merged or lies under what."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from sqlalchemy.orm import Session

from lms.core.access import SYSTEM
from lms.core.db import Database
from lms.expertise.queries import coverage
from lms.organisations.queries import all_nodes
from lms.upkeep.plans import reach_of
from lms.upkeep.queries import Wanted, count_people, employments_in, list_people
from tests.lms.expertise.worlds import World, load, questions


def test_a_list_has_as_many_people_as_coverage_counts_in_any_world(database: Database) -> None:
    @settings(max_examples=25 if database.is_sqlite else 8)
    @given(questions(4))
    def holds(question: tuple[World, list[date]]) -> None:
        world, days = question
        with Session(database.engine) as session:
            _ids, competences = load(session, world)
            nodes = all_nodes(session)
            for on in days:
                for row in coverage(session, on, competences[:1]):
                    scope = reach_of(SYSTEM, row.organisation_id, nodes, on)
                    assert count_people(session, scope, on) == row.employed
                    listed, total = list_people(session, scope, Wanted(), on)
                    found = employments_in(session, listed, scope)
                    assert len(set(listed)) == total == len(found) >= row.employed

    holds()
