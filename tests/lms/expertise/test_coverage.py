"""Coverage, sentence by sentence of the rules, on small regions written by hand."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lms.catalogue.models import Competence
from lms.expertise.queries import coverage
from lms.expertise.rules import Coverage
from lms.organisations.models import Organisation
from tests.factories import (
    certify,
    day,
    employ,
    make_competence,
    make_function,
    make_organisation,
    make_person,
    practise,
    set_norm,
)

START = day("2020-01-01")


def find(session: Session, organisation: Organisation, competence: Competence, on: str) -> Coverage | None:
    """The row of an organisation on a day, if there is one."""
    rows = coverage(session, day(on), [competence])
    return next((row for row in rows if row.organisation_id == organisation.id), None)


def ask(session: Session, organisation: Organisation, competence: Competence, on: str) -> Coverage:
    row = find(session, organisation, competence, on)
    assert row is not None, f"{organisation.name} has no row on {on}"
    return row


def trained(session: Session, organisation: Organisation, competence: Competence, number: int = 1) -> None:
    """People with a certificate without an end, employed from the start."""
    for index in range(number):
        person = make_person(session, f"{organisation.name} {index}")
        employ(person, organisation, START)
        certify(person, competence, START)


def test_one_row_per_active_organisation_and_competence_also_without_norm_or_people(session: Session):
    closed = make_organisation(session, "Closed", active_until=day("2023-12-31"))
    later = make_organisation(session, "Later", active_from=day("2024-01-02"))
    team = make_organisation(session, "Team")
    competences = [make_competence(session, "one"), make_competence(session, "two")]
    rows = coverage(session, day("2024-01-01"), competences)
    assert [(row.organisation_id, row.competence_id) for row in rows] == [
        (team.id, c.id) for c in competences
    ]
    assert rows[0] == Coverage(team.id, competences[0].id, day("2024-01-01"), 0, 0, 0, 0, 0, None, None)
    assert find(session, closed, competences[0], "2023-12-31") is not None
    assert find(session, later, competences[0], "2024-01-02") is not None


def test_no_competence_or_an_unknown_organisation_gives_no_rows(session: Session):
    make_organisation(session)
    assert coverage(session, START, []) == []
    assert coverage(session, START, [make_competence(session)], organisations=[]) == []
    assert coverage(session, START, [make_competence(session, "other")], organisations=[10**6]) == []


def test_employed_from_the_first_through_the_last_day(session: Session):
    team, care = make_organisation(session), make_competence(session)
    employ(make_person(session), team, day("2024-01-10"), day("2024-03-31"))
    days = ("2024-01-09", "2024-01-10", "2024-03-31", "2024-04-01")
    assert [ask(session, team, care, on).employed for on in days] == [0, 1, 1, 0]


def test_a_person_counts_once_per_organisation_however_many_employments(session: Session):
    town = make_organisation(session, "Town")
    teams = [make_organisation(session, name, parent=town) for name in ("East", "West")]
    care, person = make_competence(session), make_person(session)
    for team in (*teams, town):
        employ(person, team, START)
        employ(person, team, day("2021-01-01"))
    certify(person, care, START)
    certify(person, care, day("2022-01-01"))
    for organisation in (town, *teams):
        row = ask(session, organisation, care, "2024-01-01")
        assert (row.employed, row.certified, row.valid, row.current) == (1, 1, 1, 1)


def test_people_count_for_everything_above_them_and_nothing_beside_or_below(session: Session):
    region = make_organisation(session, "Region")
    town = make_organisation(session, "Town", parent=region)
    team = make_organisation(session, "Team", parent=town)
    beside = make_organisation(session, "Beside", parent=region)
    care = make_competence(session)
    trained(session, town, care)
    trained(session, team, care, 2)
    found = [ask(session, one, care, "2024-01-01").current for one in (region, town, team, beside)]
    assert found == [3, 3, 2, 0]


def test_certified_counts_who_ever_held_it_even_if_lapsed_or_revoked(session: Session):
    team, care = make_organisation(session), make_competence(session)
    ends = [(day("2021-12-31"), None), (None, day("2022-01-01")), (None, None)]
    for index, (valid_until, revoked_on) in enumerate(ends):
        person = make_person(session, f"Person {index}")
        employ(person, team, START)
        certify(person, care, day("2021-01-01"), valid_until, revoked_on)
    employ(make_person(session, "Untrained"), team, START)
    row = ask(session, team, care, "2022-01-01")
    assert (row.employed, row.certified, row.valid, row.current) == (4, 3, 1, 1)
    assert ask(session, team, care, "2020-12-31").certified == 0


def test_valid_through_the_last_valid_day_and_revoked_from_its_day(session: Session):
    team, care = make_organisation(session), make_competence(session)
    lapsing, revoked = make_person(session, "Lapsing"), make_person(session, "Revoked")
    for person in (lapsing, revoked):
        employ(person, team, START)
    certify(lapsing, care, START, valid_until=day("2024-02-11"))
    certify(revoked, care, START, revoked_on=day("2024-03-01"))
    days = ("2024-02-11", "2024-02-12", "2024-02-29", "2024-03-01")
    assert [ask(session, team, care, on).valid for on in days] == [2, 1, 1, 0]


def test_practice_or_an_issue_date_keeps_somebody_current_for_365_days(session: Session):
    team, care = make_organisation(session), make_competence(session, currency=(1, "P365D"))
    person = make_person(session)
    employ(person, team, START)
    certify(person, care, START)
    practise(person, care, day("2022-01-01"))
    days = ("2020-12-31", "2021-01-01", "2022-01-01", "2023-01-01", "2023-01-02")
    assert [ask(session, team, care, on).current for on in days] == [1, 0, 1, 1, 0]
    assert ask(session, team, care, "2023-01-02").valid == 1


def test_practice_of_another_competence_or_after_the_day_does_not_count(session: Session):
    team, care = make_organisation(session), make_competence(session, currency=(1, "P12M"))
    person, other = make_person(session), make_competence(session, "other")
    employ(person, team, START)
    certify(person, care, START)
    practise(person, other, day("2024-01-01"))
    practise(person, care, day("2024-01-02"))
    assert ask(session, team, care, "2024-01-01").current == 0
    assert ask(session, team, care, "2024-01-02").current == 1


def test_practice_before_an_employment_counts_in_it(session: Session):
    team, care = make_organisation(session), make_competence(session, currency=(1, "P12M"))
    person = make_person(session)
    certify(person, care, START)
    practise(person, care, day("2024-01-01"))
    employ(person, team, day("2024-06-01"))
    assert ask(session, team, care, "2024-06-01").current == 1


def test_expiring_is_valid_and_not_renewed_beyond_ninety_days(session: Session):
    team, care = make_organisation(session), make_competence(session)
    ends = {
        "Expiring": ["2024-03-31"],
        "Just beyond": ["2024-04-01"],
        "Renewed": ["2024-02-01", "2026-02-01"],
    }
    for name, days in ends.items():
        person = make_person(session, name)
        employ(person, team, START)
        for number, valid_until in enumerate(days):
            certify(person, care, START, day(valid_until), number=str(number))
    assert ask(session, team, care, "2024-01-01").expiring == 1


# ---- norms and gaps -------------------------------------------------------------------------------------------


def test_gap_is_norm_minus_current_and_never_below_zero(session: Session):
    team, care = make_organisation(session), make_competence(session)
    trained(session, team, care, 3)
    set_norm(team, care, day("2021-01-01"), headcount=5)
    set_norm(team, care, day("2022-01-01"), headcount=2)
    found = [ask(session, team, care, on) for on in ("2020-12-31", "2021-01-01", "2021-12-31", "2022-01-01")]
    assert [(row.norm, row.gap) for row in found] == [(None, None), (5, 2), (5, 2), (2, 0)]


def test_a_share_counts_the_people_in_that_function_on_the_day_rounded_up(session: Session):
    team, care, coach = make_organisation(session), make_competence(session), make_function(session)
    for index in range(20):
        person = make_person(session, f"Coach {index}")
        employ(person, team, START, function=coach)
        employ(person, team, day("2021-01-01"), function=coach)
    employ(make_person(session, "Manager"), team, START, function=make_function(session, "manager"))
    employ(make_person(session, "One more coach"), team, day("2024-01-02"), function=coach)
    set_norm(team, care, START, share="0.35", function=coach)
    assert [ask(session, team, care, on).norm for on in ("2024-01-01", "2024-01-02")] == [7, 8]


def test_a_share_without_a_function_counts_everybody_below_too(session: Session):
    town = make_organisation(session, "Town")
    team, care = make_organisation(session, "Team", parent=town), make_competence(session)
    trained(session, town, care, 10)
    trained(session, team, care, 20)
    set_norm(town, care, START, share="0.1")
    assert ask(session, town, care, "2024-01-01").norm == 3


def test_everyone_employed_counts_towards_a_norm_for_one_function(session: Session):
    team, care, coach = make_organisation(session), make_competence(session), make_function(session)
    employ(make_person(session, "Coach"), team, START, function=coach)
    trained(session, team, care)
    set_norm(team, care, START, share="1", function=coach)
    row = ask(session, team, care, "2024-01-01")
    assert (row.norm, row.current, row.gap) == (1, 1, 0)


def test_without_an_own_norm_it_sums_the_children_and_no_surplus_fills_a_gap(session: Session):
    town = make_organisation(session, "Town")
    short, rich = (make_organisation(session, name, parent=town) for name in ("Short", "Rich"))
    care = make_competence(session)
    trained(session, short, care, 1)
    trained(session, rich, care, 9)
    set_norm(short, care, START, headcount=4)
    set_norm(rich, care, START, headcount=2)
    row = ask(session, town, care, "2024-01-01")
    assert (row.current, row.norm, row.gap) == (10, 6, 3)
    set_norm(town, care, day("2024-01-02"), headcount=11)
    assert (ask(session, town, care, "2024-01-02").norm, ask(session, town, care, "2024-01-02").gap) == (
        11,
        1,
    )


def test_the_norm_of_a_closed_child_counts_no_longer(session: Session):
    town, care = make_organisation(session, "Town"), make_competence(session)
    team = make_organisation(session, "Team", parent=town, active_until=day("2023-12-31"))
    set_norm(team, care, START, headcount=4)
    assert ask(session, town, care, "2023-12-31").norm == 4
    assert ask(session, town, care, "2024-01-01").norm is None


# ---- mergers --------------------------------------------------------------------------------------------------


def test_open_employments_continue_at_the_successor_from_the_day_after(session: Session):
    new, care = make_organisation(session, "New"), make_competence(session)
    old = make_organisation(session, "Old", active_until=day("2023-12-31"), merged_into=new)
    trained(session, old, care, 2)
    trained(session, new, care, 1)
    assert ask(session, old, care, "2023-12-31").current == 2
    assert ask(session, new, care, "2023-12-31").current == 1
    assert find(session, old, care, "2024-01-01") is None
    assert ask(session, new, care, "2024-01-01").current == 3


def test_mergers_are_followed_in_a_chain_up_to_the_parents_of_the_last(session: Session):
    town, care = make_organisation(session, "Town"), make_competence(session)
    last = make_organisation(session, "Last", parent=town)
    middle = make_organisation(session, "Middle", active_until=day("2023-06-30"), merged_into=last)
    first_parent = make_organisation(session, "Parent of first")
    first = make_organisation(
        session, "First", first_parent, active_until=day("2022-06-30"), merged_into=middle
    )
    trained(session, first, care)
    everywhere = (first_parent, middle, last, town)
    found = {
        on: [find(session, one, care, on) for one in everywhere]
        for on in ("2022-06-30", "2022-07-01", "2023-07-01")
    }
    assert {on: [row.current if row else None for row in rows] for on, rows in found.items()} == {
        "2022-06-30": [1, 0, 0, 0],
        "2022-07-01": [0, 1, 0, 0],
        "2023-07-01": [0, None, 1, 1],
    }


def test_an_organisation_that_closed_without_successor_still_counts_for_what_lies_above(session: Session):
    town, care = make_organisation(session, "Town"), make_competence(session)
    team = make_organisation(session, "Team", parent=town, active_until=day("2023-12-31"))
    trained(session, team, care)
    assert find(session, team, care, "2024-01-01") is None
    assert ask(session, town, care, "2024-01-01").current == 1


def test_a_team_of_a_merged_organisation_lies_under_the_successor(session: Session):
    new = make_organisation(session, "New")
    old = make_organisation(session, "Old", active_until=day("2023-12-31"), merged_into=new)
    team = make_organisation(session, "Team", old)
    care = make_competence(session)
    trained(session, team, care, 2)
    set_norm(team, care, START, headcount=3)
    assert (ask(session, old, care, "2023-12-31").current, ask(session, new, care, "2023-12-31").current) == (
        2,
        0,
    )
    after = ask(session, new, care, "2024-01-01")
    assert (after.current, after.norm, after.gap) == (2, 3, 1)
    narrowed = coverage(session, day("2024-01-01"), [care], organisations={new.id})
    assert narrowed == [after]


def test_a_parent_that_merged_into_its_own_team_makes_no_ring(session: Session):
    old = make_organisation(session, "Old")
    team = make_organisation(session, "Team", old)
    session.flush()
    old.active_until, old.merged_into_id = day("2023-12-31"), team.id
    care = make_competence(session)
    trained(session, old, care, 2)
    session.flush()
    after = ask(session, team, care, "2024-01-01")
    assert (after.employed, after.current, after.norm) == (2, 2, None)


def test_narrowing_reads_what_lies_below_and_who_merged_in(session: Session):
    town, care = make_organisation(session, "Town"), make_competence(session)
    team = make_organisation(session, "Team", parent=town)
    old = make_organisation(session, "Old", active_until=day("2023-12-31"), merged_into=team)
    trained(session, old, care, 2)
    set_norm(team, care, START, headcount=5)
    (row,) = coverage(session, day("2024-01-01"), [care], organisations=[town.id])
    assert (row.organisation_id, row.current, row.norm, row.gap) == (town.id, 2, 5, 3)
