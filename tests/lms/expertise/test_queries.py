"""The SQL of coverage equals the rules: random worlds, read by the database and by a naive reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, true
from sqlalchemy.orm import Session

from lms.core.db import Database
from lms.expertise.queries import Totals, count_categories, coverage, flows, list_people, totals
from lms.expertise.rules import Coverage, Flow
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

from .worlds import COMPETENCES, HORIZON, World, load, questions


def examples(database: Database, number: int = 40) -> Callable:
    """So many worlds on SQLite, which is quick; a third of them on a server."""
    return settings(max_examples=number if database.is_sqlite else number // 3)


def numbers(row: Coverage) -> tuple[int | None, ...]:
    return (row.employed, row.certified, row.valid, row.current, row.expiring, row.norm, row.gap)


def movements(f: Flow) -> tuple[int, ...]:
    return (f.opening, f.taken_over, f.gained, f.left_elsewhere, f.left_region, f.lapsed, f.out_of_practice)


def test_coverage_equals_the_rules_in_any_world_on_any_day(database: Database):
    @examples(database)
    @given(question=questions(), horizon=st.sampled_from([0, HORIZON.days, 90]))
    def holds(question: tuple[World, list[date]], horizon: int) -> None:
        world, days = question
        with Session(database.engine) as session:
            ids, competences = load(session, world)
            for on in days:
                found = coverage(session, on, competences, horizon_days=horizon)
                assert {(row.organisation_id, row.competence_id): numbers(row) for row in found} == {
                    (ids[place], competence.id): world.coverage(place, index, on, horizon)
                    for place in range(len(ids))
                    if world.places[place].active(on)
                    for index, competence in enumerate(competences)
                }
                assert len({(row.organisation_id, row.competence_id) for row in found}) == len(found)

    holds()


def test_a_narrowed_question_gets_the_same_rows(database: Database):
    @examples(database)
    @given(question=questions(), chosen=st.sets(st.integers(0, 4), max_size=3), only=st.integers(0, 2))
    def holds(question: tuple[World, list[date]], chosen: set[int], only: int) -> None:
        world, days = question
        with Session(database.engine) as session:
            ids, competences = load(session, world)
            wanted = {ids[index] for index in chosen if index < len(ids)}
            for on in days:
                rows = coverage(session, on, competences)
                assert coverage(session, on, competences, organisations=wanted) == [
                    row for row in rows if row.organisation_id in wanted
                ]
                assert coverage(session, on, [competences[only]]) == [
                    row for row in rows if row.competence_id == competences[only].id
                ]

    holds()


def test_flows_equal_the_sets_of_people_at_both_ends(database: Database):
    @examples(database)
    @given(question=questions(4))
    def holds(question: tuple[World, list[date]]) -> None:
        world, days = question
        pairs = list(pairwise(days))
        with Session(database.engine) as session:
            ids, competences = load(session, world)
            closing = {
                (row.organisation_id, row.competence_id): row.current
                for row in coverage(session, days[-1], competences)
            }
            for place, organisation_id in enumerate(ids):
                for index, competence in enumerate(competences):
                    found = flows(session, organisation_id, competence, pairs)
                    assert [(flow.since, flow.until) for flow in found] == pairs
                    assert [movements(flow) for flow in found] == [
                        world.flow(place, index, *p) for p in pairs
                    ]
                    current = closing.get((organisation_id, competence.id), found[-1].closing)
                    assert found[-1].closing == current

    holds()


def test_the_people_behind_a_number_equal_the_rules(database: Database):
    @examples(database, 15)
    @given(question=questions(4), only=st.integers(0, len(COMPETENCES) - 1))
    def holds(question: tuple[World, list[date]], only: int) -> None:
        world, days = question
        with Session(database.engine) as session:
            ids, competences = load(session, world)
            for on in days:
                for place, organisation_id in enumerate(ids):
                    expected = {
                        f"Person {person}": world.category(person, only, on)
                        for person in world.employed(place, on, on)
                    }
                    asked = (session, organisation_id, competences[only], on, true())
                    found = list_people(*asked)
                    assert {one.name: one.category for one in found} == expected
                    assert len(found) == len(expected)
                    counts, unnamed = count_categories(*asked)
                    assert {key: number for key, number in counts.items() if number} == Counter(
                        expected.values()
                    )
                    assert unnamed == 0

    holds()


def test_totals_count_everybody_once_in_any_choice_of_organisations(database: Database):
    @examples(database)
    @given(question=questions(4), chosen=st.none() | st.sets(st.integers(0, 4), min_size=1, max_size=3))
    def holds(question: tuple[World, list[date]], chosen: set[int] | None) -> None:
        world, days = question
        with Session(database.engine) as session:
            ids, competences = load(session, world)
            places = [place for place in range(len(ids)) if chosen is None or place in chosen]
            for on in days:
                scope = None if chosen is None else {ids[place] for place in places}
                found = totals(session, on, competences, scope)
                people = set().union(*(world.employed(place, on, on) for place in places))
                for index, competence in enumerate(competences):
                    how = [world.standing(person, index, on) for person in people]
                    t = found.get(competence.id, Totals())
                    assert (t.certified, t.valid, t.current, t.expiring) == (
                        sum(one.certified for one in how),
                        sum(one.valid for one in how),
                        sum(one.current for one in how),
                        sum(one.expiring for one in how),
                    )

    holds()


# ---- how much is asked of the database ------------------------------------------------------------------------


def statements(session: Session, work: Callable[[], object]) -> int:
    """How many SQL statements a piece of work sends."""
    sent: list[str] = []
    connection = session.connection()

    def listener(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(connection, "before_cursor_execute", listener)
    work()
    event.remove(connection, "before_cursor_execute", listener)
    return len(sent)


def fill(session: Session, number: int) -> list[int]:
    """The ids of organisations under one root, each with somebody trained and a norm."""
    care = make_competence(session, f"care-{number}", currency=(1, "P12M"))
    root = make_organisation(session, f"Root of {number}")
    found = [root.id]
    for index in range(number):
        team = make_organisation(session, f"Team {index} of {number}", parent=root)
        found.append(team.id)
        person = make_person(session, f"Person {index}")
        employ(person, team, day("2020-01-01"))
        certify(person, care, day("2023-01-01"))
        practise(person, care, day("2024-01-01"))
        set_norm(team, care, day("2020-01-01"), share="0.5")
    session.flush()
    return found


@pytest.mark.parametrize("narrowed", [False, True])
def test_coverage_sends_as_many_statements_for_thirty_organisations_as_for_one(
    session: Session, narrowed: bool
):
    competences = [make_competence(session, "other"), make_competence(session, "third", currency=(1, "P1M"))]
    sent = []
    for number in (1, 29):
        ids = fill(session, number)
        chosen = set(ids) if narrowed else None
        rows: list[Coverage] = []
        ask = partial(coverage, session, day("2024-06-01"), competences, organisations=chosen)
        sent.append(statements(session, lambda ask=ask, rows=rows: rows.extend(ask())))
        assert len(rows) >= 2 * number
    assert sent[0] == sent[1] <= 5
