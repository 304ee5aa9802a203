"""Every bad row is named, all of them at once, and nothing of the dataset is kept."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.core.errors import Refused
from lms.exchange import commands, reading
from lms.exchange import report as report_module

from .conftest import PERSON, SKILL, TEAM, RunImport, places, write_folder

Ask = Callable[[str], list[tuple[Any, ...]]]
EMPLOYED = PERSON | TEAM | {"employed_from": "2024-01-01", "employed_until": ""}
CERTIFICATE = {"person": "P1", "competence": "skill", "issued_on": "2024-02-01"}
SOUND = {"organisations": [TEAM], "competences": [SKILL], "people": [EMPLOYED]}


def test_all_bad_rows_of_all_files_are_named_at_once(run_import: RunImport, ask: Ask, tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path / "d",
        organisations="organisation;active_from;parent\nTeam A;01/02/2020;\nTeam B;;Team C\n",
        competences="competence;validity;currency_count;currency_period\nskill;2 jaar;;\nother;;1;\n",
        people="person;name;email;organisation;employed_from;employed_until\n"
        "P1;Anna;anna@;Team A;2024-01-01;\n"
        "P2;Bert;;Team Aa;01-01-2024; 31-12-2023 \n"
        "P3;;;;;\n",
        norms="organisation;competence;from;headcount;share\nTeam A;skill;2024-01-01;2;0,5\nTeam A;skill;x;;-1\n",
        certificates="person;competence;issued_on;valid_until\nP1;skil;2024-02-01;2024-01-31\nP9;skill;2024-02-01;\n",
        practice="person;competence;kind;on\nP1;skill;;45000\n",
    )

    report = run_import(folder, dry_run=True)

    assert places(report) == [
        ("organisations.csv", 2, "active_from", "01/02/2020"),
        ("organisations.csv", 3, "parent", "Team C"),
        ("competences.csv", 2, "validity", "2 jaar"),
        ("competences.csv", 3, "currency_period", ""),
        ("people.csv", 2, "email", "anna@"),
        ("people.csv", 3, "organisation", "Team Aa"),
        ("people.csv", 3, "employed_until", " 31-12-2023 "),
        ("people.csv", 4, "name", ""),
        ("norms.csv", 2, "share", "0,5"),
        ("norms.csv", 3, "from", "x"),
        ("norms.csv", 3, "share", "-1"),
        ("certificates.csv", 2, "competence", "skil"),
        ("certificates.csv", 2, "valid_until", "2024-01-31"),
        ("certificates.csv", 3, "person", "P9"),
        ("practice.csv", 2, "kind", ""),
        ("practice.csv", 2, "on", "45000"),
    ]
    assert run_import(folder).problem_count == 16
    assert ask("SELECT count(*) FROM organisation") == [(0,)]


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [
        ("organisations", TEAM | {"active_from": "2024-01-02", "active_until": "2024-01-01"}, "active_until"),
        ("organisations", TEAM | {"merged_into": "Team A", "active_until": "2024-01-01"}, "merged_into"),
        ("organisations", {"organisation": "B", "merged_into": "Team A"}, "active_until"),
        ("organisations", {"organisation": "x" * 201}, "organisation"),
        ("competences", SKILL | {"currency_period": "P1Y"}, "currency_count"),
        ("competences", SKILL | {"currency_count": "0", "currency_period": "P1Y"}, "currency_count"),
        ("people", EMPLOYED | {"employed_until": "2023-12-31"}, "employed_until"),
        ("people", EMPLOYED | {"employed_from": ""}, "employed_from"),
        ("people", PERSON | {"organisation": "", "employed_until": "2023-12-31"}, "employed_until"),
        ("people", PERSON | {"person": ""}, "person"),
        ("people", {"person": "P7", "name": ""}, "name"),
        ("people", EMPLOYED | {"fte": "2,5"}, "fte"),
        (
            "norms",
            TEAM | {"competence": "skill", "from": "2024-01-01", "headcount": "", "share": ""},
            "headcount",
        ),
        ("norms", TEAM | {"competence": "skill", "from": "2024-01-01", "headcount": "2,5"}, "headcount"),
        ("norms", TEAM | {"competence": "skill", "from": "2024-01-01", "headcount": "-1"}, "headcount"),
        ("norms", TEAM | {"competence": "skill", "from": "2024-01-01", "share": "1,01"}, "share"),
        ("certificates", CERTIFICATE | {"revoked_on": "2024-01-31"}, "revoked_on"),
        ("certificates", CERTIFICATE | {"issued_on": ""}, "issued_on"),
        ("practice", {"person": "P1", "competence": "skill", "kind": "x", "on": "30-02-2024"}, "on"),
    ],
)
def test_a_row_that_cannot_be_is_refused(
    run_import: RunImport, table: str, row: dict[str, str], column: str
) -> None:
    run_import(SOUND)

    report = run_import({table: [row]})

    assert places(report) == [(table, 2, column, row.get(column))]


def test_unknown_names_come_with_the_nearest(run_import: RunImport) -> None:
    report = run_import(SOUND | {"certificates": [CERTIFICATE | {"competence": "skll"}]})

    assert "did you mean “skill”?" in report.problems[0].message


def test_the_same_key_with_something_else_names_both_rows(run_import: RunImport) -> None:
    norm = TEAM | {"competence": "skill", "from": "2024-01-01"}
    report = run_import(
        {
            "organisations": [TEAM | {"region": "Noord"}, TEAM | {"region": "Zuid"}],
            "competences": [SKILL, SKILL | {"name_nl": "Anders"}],
            "people": [EMPLOYED, EMPLOYED | {"employed_until": "31-12-2025"}],
            "norms": [norm | {"headcount": 1}, norm | {"headcount": 2}],
            "certificates": [CERTIFICATE, CERTIFICATE | {"issuer": "X"}],
        }
    )

    assert places(report) == [
        ("organisations", 3, "region", "Zuid"),
        ("competences", 3, "name_nl", "Anders"),
        ("people", 3, "employed_until", "31-12-2025"),
        ("norms", 3, "headcount", "2"),
        ("certificates", 3, "issuer", "X"),
    ]
    assert all("row 2" in problem.message for problem in report.problems)


def test_rows_of_one_person_agree_on_name_and_address(run_import: RunImport) -> None:
    rows = [
        PERSON | {"email": ""},
        PERSON | {"name": "Bert", "email": "anna@example.org"},
        PERSON | {"name": "", "email": "ANNA@example.org"},
        PERSON | {"email": "other@example.org"},
    ]

    assert places(run_import({"people": rows})) == [
        ("people", 3, "name", "Bert"),
        ("people", 5, "email", "other@example.org"),
    ]


@pytest.mark.parametrize("column", ["parent", "merged_into"])
def test_a_ring_is_refused_also_through_the_database(run_import: RunImport, column: str) -> None:
    end = {"active_until": "2024-12-31"}
    run_import({"organisations": [{"organisation": "A"}, {"organisation": "B", column: "A"} | end]})

    report = run_import({"organisations": [{"organisation": "A", column: "B"} | end]})

    assert places(report) == [("organisations", 2, column, "B")]
    assert "A → B → A" in report.problems[0].message


def test_a_merger_into_what_lies_deep_under_it_is_a_ring(run_import: RunImport) -> None:
    organisations = [
        {"organisation": "A", "active_until": "2024-12-31", "merged_into": "C"},
        {"organisation": "B", "parent": "A"},
        {"organisation": "C", "parent": "B"},
    ]

    report = run_import({"organisations": organisations})

    assert places(report) == [("organisations", 2, "merged_into", "C")]
    assert "A → C → B → A" in report.problems[0].message


def test_a_merger_into_the_organisation_above_or_its_own_team_is_no_ring(run_import: RunImport) -> None:
    organisations = [
        {"organisation": "Z", "active_until": "2024-12-31", "merged_into": "A"},
        {"organisation": "A", "parent": "Z"},
        {"organisation": "B", "parent": "A", "active_until": "2024-12-31", "merged_into": "A"},
        {"organisation": "C", "parent": "B", "active_until": "2025-12-31", "merged_into": "A"},
        {"organisation": "T", "active_until": "2024-12-31", "merged_into": "U"},
        {"organisation": "U", "parent": "T", "active_until": "2025-12-31", "merged_into": "V"},
        {"organisation": "V", "parent": "T"},
    ]

    assert run_import({"organisations": organisations}).problems == []


def test_one_bad_cell_hides_no_other_in_its_row(run_import: RunImport) -> None:
    report = run_import(
        {
            "organisations": [
                TEAM,
                {"organisation": "B", "active_from": "1/2/2020", "parent": "Team B", "merged_into": "C"},
                {"organisation": "D", "active_until": "x", "merged_into": "Team A"},
                {"organisation": "D", "type": "school", "active_until": "y", "merged_into": "B"},
            ],
            "competences": [{"competence": "skill", "validity": "x", "currency_count": 1}],
            "people": [{"person": "P1", "email": "x"}, {"person": "P2", "name": "#N/B"}, {"person": "P2"}],
        }
    )

    assert [(table, row, column) for table, row, column, _value in places(report)] == [
        ("organisations", 3, "active_from"),
        ("organisations", 3, "parent"),
        ("organisations", 3, "merged_into"),
        ("organisations", 3, "active_until"),
        ("organisations", 4, "active_until"),
        ("organisations", 5, "active_until"),
        ("organisations", 5, "merged_into"),
        ("competences", 2, "validity"),
        ("competences", 2, "currency_period"),
        ("people", 2, "email"),
        ("people", 2, "name"),
        ("people", 3, "name"),
    ]


def test_a_bad_row_does_not_make_its_key_unknown(run_import: RunImport) -> None:
    report = run_import(
        {
            "organisations": [TEAM | {"active_from": "x"}],
            "competences": [SKILL | {"validity": "x"}],
            "people": [EMPLOYED | {"fte": "x"}],
            "certificates": [CERTIFICATE],
        }
    )

    assert [column for _t, _r, column, _v in places(report)] == ["active_from", "validity", "fte"]


def test_thousands_of_bad_rows_are_all_named(run_import: RunImport) -> None:
    report = run_import({"people": [{"person": f"P{i}", "email": "x"} for i in range(1500)]})

    assert (report.problem_count, len(report.problems)) == (3000, 3000)


def test_absurdly_many_problems_are_counted_and_the_first_kept(
    run_import: RunImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "KEPT_PROBLEMS", 100)
    monkeypatch.setattr(report_module, "KEPT_PROBLEMS", 100)

    report = run_import({"people": [{"person": f"P{i}"} for i in range(150)]})

    assert (report.problem_count, len(report.problems)) == (150, 100)


def test_a_currency_that_only_the_database_completes_is_whole(run_import: RunImport) -> None:
    run_import({"competences": [SKILL | {"currency_count": 1, "currency_period": "P1Y"}]})

    assert run_import({"competences": [{"competence": "skill", "currency_count": 2}]}).problems == []
    assert places(run_import({"competences": [{"competence": "skill", "currency_count": ""}]})) == [
        ("competences", 2, "currency_count", "")
    ]


def test_the_command_prints_what_is_wrong_and_what_it_did(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    def command(path: Path, **options: Any) -> tuple[int, list[str]]:
        out = io.StringIO()
        code = commands.run_import(database, path, clock=clock, out=out, progress_bar=False, **options)
        return code, out.getvalue().splitlines()

    bad = write_folder(tmp_path / "bad", people="person;name;email\nP1;Anna; anna \n")
    assert command(bad) == (
        1,
        [
            "people.csv, row 2, column email: “ anna ”: write one e-mail address, such as naam@example.org, "
            "or leave it empty",
            "Problems found: 1. Nothing was imported.",
        ],
    )
    good = write_folder(tmp_path / "good", people="person;name\nP1;Anna\n")
    assert command(good, dry_run=True) == (
        0,
        [
            "people: 1 to create, 0 to change, 0 unchanged",
            "Dry run: nothing was imported. Run it again without --dry-run to import this.",
        ],
    )
    assert command(good)[1] == [
        "people: 1 created, 0 changed, 0 unchanged",
        "Imported good for source “default”.",
    ]
    assert command(good)[1][-1] == "Nothing changed: everything in good was there already."


@pytest.mark.parametrize("source", ["", " ", "x" * 81, "\udcff", "a\x00b"])
def test_a_source_has_a_name_that_can_be_kept(run_import: RunImport, source: str) -> None:
    with pytest.raises(Refused, match="1 to 80 characters"):
        run_import({"people": [PERSON]}, source=source)


def test_what_the_database_refuses_in_bulk_is_one_line(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE UNIQUE INDEX one_name ON person (name)")
    folder = write_folder(tmp_path / "d", people="person;name\nP1;Anna\nP2;Anna\n")

    with pytest.raises(Refused, match="could not be finished and nothing was imported"):
        commands.run_import(database, folder, clock=clock, out=io.StringIO())


def test_importing_into_the_demo_region_warns(database: Database, clock: FixedClock, tmp_path: Path) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO account (email, name, active, demo_order) VALUES ('a@example.org', 'A', true, 1)"
        )
    out = io.StringIO()

    commands.run_import(database, write_folder(tmp_path / "d", people="person;name\n"), clock=clock, out=out)

    assert out.getvalue().startswith("Warning: this database holds the fictitious demo region")
