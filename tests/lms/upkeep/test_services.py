"""Steps in the database: undone exactly, once, all or nothing; told to the audit trail; seen in coverage."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lms.audit.models import AuditLine
from lms.catalogue.queries import all_competences
from lms.core.access import SYSTEM, Actor, Role
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.core.errors import NotFound, Refused
from lms.expertise.queries import coverage
from lms.organisations.models import Organisation
from lms.people.models import Employment, Person
from lms.upkeep.confirming import confirm, seal_of_list
from lms.upkeep.models import UpkeepStep
from lms.upkeep.newcomers import add_people
from lms.upkeep.pasted import Newcomer
from lms.upkeep.plans import Asked
from lms.upkeep.queries import as_employed, confirmations_due, last_confirmations, people_of_employments
from lms.upkeep.rules import Kind
from lms.upkeep.services import record
from lms.upkeep.undoing import undo
from tests.factories import certify, day, employ, make_organisation
from tests.lms.conftest import Town

TODAY = day("2026-11-21")
Facts = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]


def facts_of(database: Database) -> Facts:
    """Every employment and every person."""
    with database.read() as session:
        employments = [
            as_employed(one) for one in session.scalars(select(Employment).order_by(Employment.id))
        ]
        people = session.execute(select(Person.id, Person.name, Person.email).order_by(Person.id))
        return [(one.id, one.person_id, one.seal) for one in employments], [tuple(row) for row in people]


def seen_of(database: Database, *person_ids: int) -> dict[int, str]:
    with database.read() as session:
        found = session.scalars(select(Employment).where(Employment.person_id.in_(person_ids)))
        return {one.id: as_employed(one).seal for one in found}


def recorded(
    database: Database,
    clock: FixedClock,
    place: int,
    asked: Asked,
    seen: dict[int, str],
    actor: Actor = SYSTEM,
) -> int:
    with database.transaction(actor, clock.now()) as uow:
        return record(uow, place, asked, seen, TODAY).id


def undone(database: Database, clock: FixedClock, step_id: int, actor: Actor = SYSTEM) -> None:
    with database.transaction(actor, clock.now()) as uow:
        undo(uow, step_id)


LEFT = Asked(Kind.LEFT, day=day("2026-11-30"))


def test_a_leaver_makes_the_gap_grow_from_the_day_after_the_last_day(
    database: Database, clock: FixedClock, town: Town
) -> None:
    recorded(database, clock, town.north, LEFT, seen_of(database, town.anna))
    with database.read() as session:
        gaps = [
            coverage(session, on, all_competences(session), organisations={town.north})
            for on in (day("2026-11-30"), day("2026-12-01"))
        ]
        first_aid = next(c.id for c in all_competences(session) if c.key == "first-aid")
    assert [[a.gap for a in answers if a.competence_id == first_aid] for answers in gaps] == [[1], [2]]


dates = st.dates(day("2020-02-01"), day("2027-12-31"))
steps = st.one_of(
    st.builds(Asked, st.just(Kind.LEFT), dates),
    st.builds(Asked, st.just(Kind.MOVED), dates, st.sampled_from([1, 2, 3])),
    st.builds(Asked, st.just(Kind.FUNCTION), dates, function=st.sampled_from(["coach", "manager"])),
    st.builds(
        Asked,
        st.just(Kind.FTE),
        dates,
        fte=st.sampled_from([Decimal("0.5"), Decimal(1)]),
        was_wrong=st.booleans(),
    ),
    st.builds(
        Asked, st.just(Kind.DATES), first=st.none() | dates, last=st.none() | dates, no_end=st.booleans()
    ),
    st.just(None),
)


def test_steps_undone_in_reverse_leave_everything_as_it_was(
    database: Database, clock: FixedClock, town: Town
) -> None:
    @settings(max_examples=25 if database.is_sqlite else 8)
    @given(st.lists(st.tuples(steps, st.sets(st.sampled_from([1, 2, 3]), min_size=1)), max_size=5))
    def holds(asked: list[tuple[Asked | None, set[int]]]) -> None:
        at_first, done = facts_of(database), []
        for number, (step, people) in enumerate(asked):
            before = facts_of(database)
            try:
                if step is None:
                    new = Newcomer(1, f"New {number}", None, "coach", None, TODAY)
                    with database.transaction(SYSTEM, clock.now()) as uow:
                        done.append(add_people(uow, town.works, town.north, [new], {1: "new"}, TODAY).id)
                else:
                    with database.read() as session:
                        chosen = seen_of(database, *people)
                        assert set(people_of_employments(session, chosen)) == set(chosen)
                    newest = {max(chosen): chosen[max(chosen)]}
                    place = {1: town.works, 2: town.works, 3: town.other}[min(people)]
                    done.append(recorded(database, clock, place, step, newest))
            except (Refused, NotFound):
                assert facts_of(database) == before
        for step_id in reversed(done):
            undone(database, clock, step_id)
        assert facts_of(database) == at_first

    holds()


def test_a_step_is_refused_for_all_when_it_is_impossible_for_one(
    database: Database, clock: FixedClock, town: Town
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        late = employ(
            uow.session.get_one(Person, town.bob),
            uow.session.get_one(Organisation, town.works),
            day("2027-01-01"),
        )
        uow.session.flush()
        late_id = late.id
    before = facts_of(database)
    with pytest.raises(Refused, match=r"^Bob Example: works here from 1 januari 2027 only") as refused:
        recorded(database, clock, town.works, LEFT, seen_of(database, town.anna, town.bob))
    assert "Anna" not in refused.value.message
    assert (facts_of(database), late_id in seen_of(database, town.bob)) == (before, True)


def test_undoing_is_refused_by_name_when_somebody_changed_it_since(
    database: Database, clock: FixedClock, town: Town
) -> None:
    step_id = recorded(database, clock, town.works, LEFT, seen_of(database, town.anna, town.bob))
    again = Asked(Kind.LEFT, day=day("2026-12-31"))
    recorded(database, clock, town.works, again, seen_of(database, town.bob))
    before = facts_of(database)
    with pytest.raises(Refused, match="Bob Example was changed after this"):
        undone(database, clock, step_id)
    assert facts_of(database) == before


def test_a_newcomer_to_whom_something_refers_stays_when_undone(
    database: Database, clock: FixedClock, town: Town
) -> None:
    new = [Newcomer(n, f"New {n}", None, None, None, TODAY) for n in (1, 2)]
    with database.transaction(SYSTEM, clock.now()) as uow:
        step = add_people(uow, town.north, town.north, new, {}, TODAY)
        kept = uow.session.get_one(Person, step.changes[0].person_id)
        certify(kept, all_competences(uow.session)[0], TODAY)
    undone(database, clock, step.id)
    _, people = facts_of(database)
    assert [name for _id, name, _email in people if name.startswith("New")] == [kept.name]


def test_a_step_older_than_sixty_days_stays(database: Database, clock: FixedClock, town: Town) -> None:
    step_id = recorded(database, clock, town.works, LEFT, seen_of(database, town.anna))
    clock.instant += timedelta(days=60)
    with pytest.raises(Refused, match="more than 60 days ago"):
        undone(database, clock, step_id)


def test_who_keeps_another_list_can_neither_record_nor_undo(
    database: Database, clock: FixedClock, town: Town
) -> None:
    step_id = recorded(database, clock, town.north, LEFT, seen_of(database, town.anna))
    reach = frozenset({town.other})
    stranger = Actor("Other", roles=frozenset({Role.COORDINATOR}), organisations=reach, employers=reach)
    before = facts_of(database)
    for forbidden in (
        lambda: undone(database, clock, step_id, stranger),
        lambda: recorded(database, clock, town.other, LEFT, seen_of(database, town.bob), stranger),
        lambda: recorded(database, clock, town.north, LEFT, seen_of(database, town.bob), stranger),
    ):
        with pytest.raises(NotFound):
            forbidden()
    assert facts_of(database) == before


def test_the_audit_trail_reads_as_that_of_an_import(
    database: Database, clock: FixedClock, town: Town
) -> None:
    seen = seen_of(database, town.anna)
    step_id = recorded(database, clock, town.north, LEFT, seen)
    undone(database, clock, step_id)
    with database.read() as session:
        lines = session.scalars(
            select(AuditLine).where(AuditLine.subject == "employment").order_by(AuditLine.id)
        )
        found = [(line.action, line.subject_id, line.before, line.after) for line in lines]
    until = {"employed_until": "2026-11-30"}
    assert found[-2:] == [
        ("people_left", *seen, {"employed_until": None}, until),
        ("step_undone", *seen, until, {"employed_until": None}),
    ]


def together(*calls: Callable[[], object]) -> list[str]:
    """What came of each call when all start at once: done, or why it was refused."""
    start = Barrier(len(calls))

    def run(call: Callable[[], object]) -> str:
        start.wait()
        try:
            call()
        except Refused as refused:
            return refused.message
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


def test_of_two_who_record_the_same_leaver_at_once_the_second_is_told(
    database: Database, clock: FixedClock, town: Town
) -> None:
    seen = seen_of(database, town.anna, town.bob)
    first, second = together(*[lambda: recorded(database, clock, town.north, LEFT, seen)] * 2)
    assert first.startswith("Anna Example was changed meanwhile by system: now from 1 januari 2020")
    assert second == "done"


def test_of_two_who_undo_at_once_one_does(database: Database, clock: FixedClock, town: Town) -> None:
    step_id = recorded(database, clock, town.north, LEFT, seen_of(database, town.anna))
    outcomes = together(*[lambda: undone(database, clock, step_id)] * 4)
    assert [outcome.startswith("system undid this already") for outcome in outcomes] == [
        False,
        True,
        True,
        True,
    ]
    with database.read() as session:
        assert [one.undone_by for one in session.scalars(select(UpkeepStep))] == ["system"]


def test_of_two_who_add_the_same_person_at_once_the_second_is_asked(
    database: Database, clock: FixedClock, town: Town
) -> None:
    def add(place: int) -> None:
        new = Newcomer(1, "Daan Nieuw", "daan@example.org", "coach", None, TODAY)
        with database.transaction(SYSTEM, clock.now()) as uow:
            add_people(uow, place, place, [new], {}, TODAY)

    outcomes = together(lambda: add(town.north), lambda: add(town.other))
    assert [outcome == "done" for outcome in outcomes] == [False, True]
    assert "Say whether it is the same person" in outcomes[0]


def test_a_confirmation_counts_for_what_lies_under_and_is_due_after_half_a_year(
    database: Database, clock: FixedClock, town: Town
) -> None:
    places = [town.works, town.north, town.other]
    with database.transaction(SYSTEM, clock.now()) as uow:
        scope = {town.works, town.north}
        confirm(uow, town.works, seal_of_list(uow.session, scope, TODAY), TODAY)
        make_organisation(uow.session, "New")
    with database.read() as session:
        last = last_confirmations(session, places)
        assert {one: said.people for one, said in last.items()} == {town.works: 2, town.north: 2}
        assert confirmations_due(session, places, TODAY) == {town.other: None}
        assert set(confirmations_due(session, places, day("2027-05-21"))) == set(places)
