"""What an import does with sound rows: create, change, leave, and say what is worth saying."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from lms.catalogue.models import Competence
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database, find_revision
from lms.exchange import Counts, Dataset, Report, import_dataset
from lms.expertise.queries import coverage

from .conftest import PERSON, SKILL, TEAM, RunImport

Ask = Callable[[str], list[tuple[Any, ...]]]
CARPENTRIES = Path(__file__).resolve().parents[4] / "shared" / "data" / "carpentries" / "dataset"

EMPLOYED = (
    PERSON | TEAM | {"employed_from": "2024-01-01", "employed_until": "", "function": "coach", "fte": "0,8"}
)
CERTIFICATE = {"person": "P1", "competence": "skill", "issued_on": "01-02-2024"}
WHOLE = {
    "organisations": [TEAM | {"type": "team", "region": "Noord", "serves": "Hoorn|Medemblik"}],
    "competences": [SKILL | {"validity": "P24M", "currency_count": "2", "currency_period": "P1Y"}],
    "norms": [TEAM | {"competence": "skill", "from": "2024-01-01", "headcount": "3"}],
    "people": [EMPLOYED],
    "certificates": [CERTIFICATE],
    "practice": [{"person": "P1", "competence": "skill", "kind": "intervisie", "on": "2024-03-01"}],
}


def said(report: Report) -> list[str]:
    return [str(notice) for notice in report.notices]


@pytest.mark.skipif(not CARPENTRIES.exists(), reason="the Carpentries dataset lies beside the project only")
def test_the_carpentries_come_out_as_documented(run_import: RunImport, database: Database) -> None:
    report = run_import(CARPENTRIES)

    assert report.problems == []
    assert "practice.csv: exact duplicates, counted once: rows 381, 382, 427, 712, 744 (5 in all)." in said(
        report
    )
    with database.read() as session:
        trainer = session.scalars(select(Competence).where(Competence.key == "trainer")).all()
        days = [date(2014, 12, 31), date(2015, 12, 31), date(2016, 5, 17)]
        found = [(c.certified, c.current) for day in days for c in coverage(session, day, trainer)]
    assert found == [(140, 126), (237, 182), (337, 260)]


def test_every_table_arrives_whole(run_import: RunImport, ask: Ask) -> None:
    report = run_import(WHOLE)

    assert {table: counts.created for table, counts in report.counts.items()} == {
        "organisations": 1,
        "competences": 1,
        "people": 1,
        "employments": 1,
        "norms": 1,
        "certificates": 1,
        "practice": 1,
    }
    assert ask(
        "SELECT m.name, r.name FROM municipality m JOIN region r ON r.id = m.region_id ORDER BY 1"
    ) == [
        ("Hoorn", "Noord"),
        ("Medemblik", "Noord"),
    ]
    assert ask("SELECT name_nl, name_en, is_example FROM competence WHERE key = 'skill'") == [
        ("Vaardigheid", "Vaardigheid", False)
    ]
    ((valid_until, validity, number),) = ask("SELECT valid_until, validity, number FROM certificate")
    assert (str(valid_until), validity, number) == ("2026-01-31", "P24M", "")
    assert said(report) == [
        "organisations: the region “Noord” is new and will be added.",
        "organisations: the organisation type “team” is new and will be added.",
        "organisations: the municipality “Hoorn” is new and will be added.",
        "organisations: the municipality “Medemblik” is new and will be added.",
        "people: the function “coach” is new and will be added.",
        "practice: the kind of practice “intervisie” is new and will be added.",
    ]


def test_the_same_dataset_twice_changes_nothing(run_import: RunImport, ask: Ask, database: Database) -> None:
    run_import(WHOLE)
    with database.read() as session:
        revision = find_revision(session)
    lines = ask("SELECT count(*) FROM audit_line")

    report = run_import(WHOLE)

    assert set(map(repr, report.counts.values())) == {repr(Counts(unchanged=1))}
    assert report.notices == []
    assert ask("SELECT count(*) FROM audit_line") == lines
    with database.read() as session:
        assert find_revision(session) == revision


def test_every_row_leaves_an_audit_line(run_import: RunImport, ask: Ask) -> None:
    run_import(WHOLE)
    run_import({"people": [EMPLOYED | {"name": "Anna de Wit", "fte": "1"}]})

    created = ask("SELECT subject FROM audit_line WHERE before IS NULL AND subject_id IS NOT NULL")
    wanted = ["certificate", "competence", "employment", "function", "municipality", "norm", "organisation"]
    wanted += ["person", "practice_event", "practice_kind", "region"]
    assert {subject for (subject,) in created} >= set(wanted)
    changed = ask(
        "SELECT subject, before, after FROM audit_line WHERE before IS NOT NULL ORDER BY id DESC LIMIT 2"
    )
    texts = [
        (subject, *(v.replace('"', "'") if isinstance(v, str) else str(v) for v in values))
        for subject, *values in changed
    ]
    assert texts == [
        ("employment", "{'fte': '0.8'}", "{'fte': '1'}"),
        ("person", "{'name': 'Anna'}", "{'name': 'Anna de Wit'}"),
    ]


def test_a_dry_run_counts_and_keeps_nothing(run_import: RunImport, ask: Ask) -> None:
    report = run_import(WHOLE, dry_run=True)

    assert report.counts["certificates"] == Counts(created=1)
    assert ask("SELECT count(*) FROM organisation") == [(0,)]
    assert ask("SELECT count(*) FROM audit_line WHERE subject = 'person'") == [(0,)]


def test_the_same_key_updates(run_import: RunImport, ask: Ask) -> None:
    run_import(WHOLE)

    report = run_import(
        {
            "organisations": [TEAM | {"serves": "Hoorn"}],
            "norms": [TEAM | {"competence": "skill", "from": "2024-01-01", "share": "0,5", "headcount": "0"}],
            "people": [EMPLOYED | {"employed_until": "2025-12-31"}],
            "certificates": [CERTIFICATE | {"revoked_on": "2025-01-01", "valid_until": "2025-06-30"}],
        }
    )

    changed = {table for table, counts in report.counts.items() if counts == Counts(changed=1)}
    assert changed == {"organisations", "norms", "employments", "certificates"}
    assert ask("SELECT headcount, share FROM norm") == [(None, "0.5")]
    assert [str(v) for v in ask("SELECT valid_until, validity FROM certificate")[0]] == ["2025-06-30", "None"]
    assert ask(
        "SELECT m.name FROM organisation_serves s JOIN municipality m ON m.id = s.municipality_id"
    ) == [("Hoorn",)]


def test_an_absent_column_leaves_and_an_empty_cell_clears(run_import: RunImport, ask: Ask) -> None:
    run_import(WHOLE)
    short = PERSON | TEAM | {"employed_from": "2024-01-01"}

    run_import({"people": [short], "certificates": [CERTIFICATE], "organisations": [TEAM]})
    assert ask("SELECT fte FROM employment") == [("0.8",)]
    assert ask("SELECT r.name FROM organisation o JOIN region r ON r.id = o.region_id") == [("Noord",)]

    run_import(
        {
            "people": [short | {"fte": "", "function": ""}],
            "organisations": [TEAM | {"region": "", "serves": ""}],
        }
    )
    assert ask("SELECT fte, function_id FROM employment") == [(None, None)]
    assert ask("SELECT region_id FROM organisation") == [(None,)]
    assert ask("SELECT count(*) FROM organisation_serves") == [(0,)]


def test_absent_rows_delete_nothing(run_import: RunImport, ask: Ask) -> None:
    run_import(WHOLE)
    run_import({"people": [{"person": "P2", "name": "Bert"}]})

    assert ask("SELECT count(*) FROM person") == [(2,)]


def test_a_person_may_have_no_employment_and_several(run_import: RunImport, ask: Ask) -> None:
    rows = [
        EMPLOYED,
        EMPLOYED | {"employed_from": "2025-01-01", "name": ""},
        {"person": "P2", "name": "Bert"},
    ]

    report = run_import({"organisations": [TEAM], "people": rows})

    assert (report.counts["people"].created, report.counts["employments"].created) == (2, 2)


def test_keys_belong_to_a_source(run_import: RunImport, ask: Ask) -> None:
    run_import({"people": [PERSON]})
    run_import({"people": [PERSON | {"name": "Een ander"}]}, source="elders")

    assert ask("SELECT name FROM person ORDER BY name") == [("Anna",), ("Een ander",)]


def test_certificates_may_refer_to_persons_known_from_before(run_import: RunImport, ask: Ask) -> None:
    run_import({"people": [PERSON], "competences": [SKILL]})

    assert run_import({"certificates": [CERTIFICATE]}).problems == []
    assert run_import({"certificates": [CERTIFICATE]}, source="elders").problem_count == 1


def test_exact_duplicates_count_once_and_are_reported(run_import: RunImport, ask: Ask) -> None:
    practice = {"person": "P1", "competence": "skill", "kind": "Leertafel", "on": "01-03-2024"}
    report = run_import(
        WHOLE
        | {
            "organisations": [TEAM, {"organisation": " Team A "}],
            "people": [EMPLOYED, EMPLOYED],
            "certificates": [CERTIFICATE] * 8,
            "practice": [practice, practice | {"on": "2024-03-01", "kind": "leertafel"}],
        }
    )

    assert report.problems == []
    assert said(report)[-4:] == [
        "organisations: exact duplicates, counted once: row 3 (1 in all).",
        "people: exact duplicates, counted once: row 3 (1 in all).",
        "certificates: exact duplicates, counted once: rows 3, 4, 5, 6, 7 and 2 more (7 in all).",
        "practice: exact duplicates, counted once: row 3 (1 in all).",
    ]
    assert ask("SELECT count(*) FROM practice_event") == [(1,)]


def test_a_parent_and_a_successor_may_stand_further_down(run_import: RunImport, ask: Ask) -> None:
    rows = [
        {"organisation": "Oud", "active_until": "2024-12-31", "merged_into": "Nieuw", "parent": "Boven"},
        {"organisation": "Nieuw", "active_from": "2025-01-01"},
        {"organisation": "Boven"},
    ]

    assert run_import({"organisations": rows}).problems == []
    assert ask(
        "SELECT o.name, p.name, m.name FROM organisation o JOIN organisation p ON p.id = o.parent_id "
        "JOIN organisation m ON m.id = o.merged_into_id"
    ) == [("Oud", "Boven", "Nieuw")]


def test_after_a_merger_people_count_for_the_successor(
    run_import: RunImport, database: Database, ask: Ask
) -> None:
    rows = [
        {"organisation": "Oud", "active_until": "2024-12-31", "merged_into": "Nieuw"},
        {"organisation": "Nieuw", "active_from": "2020-01-01"},
    ]
    run_import(
        {"organisations": rows, "people": [EMPLOYED | {"organisation": "Oud"}], "competences": [SKILL]}
    )

    with database.read() as session:
        skill = session.scalars(select(Competence).where(Competence.key == "skill")).all()
        names = dict(ask("SELECT id, name FROM organisation"))
        counted = {
            day.year: {names[c.organisation_id]: c.employed for c in coverage(session, day, skill)}
            for day in (date(2024, 12, 31), date(2025, 1, 1))
        }
    assert counted == {2024: {"Oud": 1, "Nieuw": 0}, 2025: {"Nieuw": 1}}


def test_names_of_types_functions_and_kinds_do_not_care_about_capitals(
    run_import: RunImport, ask: Ask
) -> None:
    run_import(WHOLE)
    report = run_import(
        WHOLE
        | {
            "organisations": [TEAM | {"type": "TEAM", "region": "noord", "serves": "hoorn|MEDEMBLIK"}],
            "people": [EMPLOYED | {"function": "Coach"}],
            "practice": [
                {"person": "P1", "competence": "skill", "kind": "Training gegeven", "on": "2024-03-01"}
            ],
        }
    )

    assert not report.notices
    assert report.counts["organisations"] == report.counts["employments"] == Counts(unchanged=1)
    assert ("training_given",) in ask(
        "SELECT k.key FROM practice_event e JOIN practice_kind k ON k.id = e.kind_id"
    )


def test_a_new_municipality_that_resembles_another_says_so(run_import: RunImport) -> None:
    run_import(WHOLE)
    report = run_import({"organisations": [{"organisation": "Team B", "serves": "Medenblik"}]})

    assert said(report) == [
        "organisations: the municipality “Medenblik” is new and will be added; it resembles “Medemblik”."
    ]


def test_a_stated_last_day_keeps_no_validity_and_never_means_no_end(run_import: RunImport, ask: Ask) -> None:
    certificates = [
        CERTIFICATE | {"number": "1", "valid_until": "2030-12-31"},
        CERTIFICATE | {"number": "2", "valid_until": "31-12-9999"},
        CERTIFICATE | {"number": "3", "valid_until": ""},
    ]

    report = run_import(WHOLE | {"certificates": certificates})

    found = ask("SELECT number, valid_until, validity FROM certificate ORDER BY number")
    assert [tuple(map(str, row)) for row in found] == [
        ("1", "2030-12-31", "None"),
        ("2", "None", "None"),
        ("3", "2026-01-31", "P24M"),
    ]
    assert (
        "certificates: end dates far in the future (such as 31-12-9999) are read as no end: row 3 (1 in all)."
        in said(report)
    )


def test_the_validity_is_that_of_the_same_dataset(run_import: RunImport, ask: Ask) -> None:
    run_import(WHOLE)
    run_import(
        {"competences": [SKILL | {"validity": "P12M"}], "certificates": [CERTIFICATE | {"valid_until": ""}]}
    )

    assert [str(v) for v in ask("SELECT valid_until, validity FROM certificate")[0]] == ["2025-01-31", "P12M"]


def test_a_shipped_competence_is_updated_and_no_example_any_more(run_import: RunImport, ask: Ask) -> None:
    run_import({"competences": [{"competence": "top3-basis", "validity": "P60M"}]})

    assert ask("SELECT name_nl, validity, is_example FROM competence WHERE key = 'top3-basis'") == [
        ("TOP-3 basis", "P60M", False)
    ]


def test_remarks_say_what_somebody_should_know(run_import: RunImport) -> None:
    report = run_import(
        {
            "organisations": [TEAM | {"active_until": "2025-01-01"}],
            "competences": [SKILL],
            "people": [
                EMPLOYED | {"email": "info@example.org"},
                {"person": "P2", "name": "Bert", "email": "INFO@example.org", "fte": "1"},
            ],
            "certificates": [CERTIFICATE | {"issued_on": "2027-01-01"}],
        }
    )

    assert report.problems == []
    assert set(said(report)) == {
        "people: the function “coach” is new and will be added.",
        "people: 2 people share the e-mail address info@example.org.",
        "organisations: Team A ended on 01-01-2025 without a successor; employments there that go on after it: 1.",
        "people: a function or fte without an organisation is ignored: row 3 (1 in all).",
        "certificates: issue dates after today: row 2 (1 in all).",
    }


def test_of_very_many_shared_addresses_the_first_are_named(run_import: RunImport) -> None:
    people = [{"person": f"P{n}", "name": "Anna", "email": f"a{n // 2}@example.org"} for n in range(300)]
    notices = said(run_import({"people": people}))
    assert len(notices) == 101
    assert notices[-1] == "people: 50 more e-mail addresses are shared by several people."


def test_values_of_python_are_taken_as_they_are(run_import: RunImport, ask: Ask) -> None:
    row = {"person": 7, "name": "Anna", **TEAM, "employed_from": date(2024, 1, 1), "fte": 0.5, "email": None}

    assert run_import({"organisations": [TEAM], "people": [row]}).problems == []
    assert ask("SELECT k.key, e.fte FROM person_key k, employment e") == [("7", "0.5")]


def test_more_rows_than_fit_in_a_chunk_arrive(run_import: RunImport, ask: Ask) -> None:
    people = [
        {"person": f"P{i}", "name": f"N{i}", **TEAM, "employed_from": "2024-01-01"} for i in range(4321)
    ]

    report = run_import({"organisations": [TEAM], "people": people})

    assert report.counts["people"] == report.counts["employments"] == Counts(created=4321)
    assert run_import({"people": people}).counts["employments"] == Counts(unchanged=4321)


def test_nothing_of_an_import_outlives_it_but_its_facts(database: Database, clock: FixedClock) -> None:
    for _time in range(2):
        with database.transaction(SYSTEM, clock.now()) as uow:
            import_dataset(uow, Dataset.from_rows(WHOLE), today=date(2026, 11, 21))
            assert all(not event.changes for event in uow.events)
            assert uow.session.connection().exec_driver_sql("SELECT 1").scalar() == 1
