"""The command line as a user meets it: output, exit status, and never a stack trace."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.exc import OperationalError

from lms.cli import main
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.expertise import commands
from tests.lms.conftest import Town


@pytest.fixture
def lms(database: Database, town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Runs a command on the database of the test."""
    monkeypatch.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("LMS_INSTANCE", str(tmp_path))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments))

    return run


def test_coverage_as_json_has_the_promised_keys(lms) -> None:
    answer = lms("coverage", "--on", "2026-11-21", "--competence", "first-aid", "--format", "json")
    assert answer.exit_code == 0
    north = json.loads(answer.stdout)[0]
    assert north == {
        "organisation": "North",
        "competence": "first-aid",
        "on": "2026-11-21",
        "employed": 2,
        "certified": 2,
        "valid": 1,
        "current": 1,
        "expiring": 0,
        "norm": 2,
        "gap": 1,
    }


def test_coverage_has_a_row_without_norm_and_for_every_competence(lms) -> None:
    rows = json.loads(lms("coverage", "--organisation", "Works", "--format", "json").stdout)
    assert [(r["competence"], r["norm"]) for r in rows] == [
        ("drakentemmers-leerlijn2", None),
        ("first-aid", 2),
        ("top3-basis", None),
        ("top3-managers", None),
        ("top3-trainer", None),
    ]


def test_coverage_as_csv_and_table_hold_the_same_numbers(lms) -> None:
    on = ("--on", "31-12-2021", "--organisation", "North", "--competence", "first-aid")
    row = next(csv.DictReader(io.StringIO(lms("coverage", *on, "--format", "csv").stdout)))
    assert (row["valid"], row["norm"], row["gap"]) == ("1", "2", "1")
    assert lms("coverage", *on).stdout.splitlines()[1].split() == (
        ["North", "first-aid", "2021-12-31", "2", "1", "1", "1", "1", "2", "1"]
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--organisation", "Noth"), "There is no organisation 'Noth'. Did you mean 'North'?"),
        (("--organisation", "orth "), "There is no organisation 'orth '. Did you mean 'North'?"),
        (("--competence", "firstaid"), "There is no competence 'firstaid'. Did you mean 'first-aid'?"),
        (("--on", "2021-02-30"), "does not match"),
    ],
)
def test_an_unknown_name_ends_non_zero_and_suggests(lms, arguments: tuple[str, ...], said: str) -> None:
    answer = lms("coverage", *arguments)
    assert answer.exit_code != 0
    assert said in answer.stderr
    assert answer.stdout == ""


def test_a_day_without_organisations_gives_an_empty_list(lms) -> None:
    answer = lms("coverage", "--on", "1950-01-01", "--organisation", "North", "--format", "json")
    assert (answer.exit_code, len(json.loads(answer.stdout))) == (0, 5)


def test_every_command_explains_itself(lms) -> None:
    for command in main.commands:
        answer = lms(command, "--help")
        assert answer.exit_code == 0
        assert len(answer.stdout) > 80


def test_trends_and_course_types_report(lms) -> None:
    assert lms("trends").stdout == "Trend lines computed for 83 months.\n"
    assert "top3" in lms("course-types").stdout
    assert "enabled" in lms("course-types").stdout


def test_a_wrong_setting_is_one_line(lms, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_DEMO", "yes")
    answer = lms("coverage")
    assert answer.exit_code == 2
    assert answer.stderr == "lms: LMS_DEMO is 'yes'; write 1 to switch it on, 0 or nothing to leave it off.\n"


def test_the_first_command_makes_an_empty_database_ready(empty_database: Database, tmp_path: Path) -> None:
    """A real process, as a newcomer would start it."""
    url = empty_database.engine.url.render_as_string(hide_password=False)
    env = {**os.environ, "DATABASE_URL": url, "LMS_INSTANCE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "lms.cli", "coverage", "--format", "json"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    assert done.stderr.startswith("No organisation was active on")


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://x/y",
        "sqlite:////dev/null/x.db",
        f"sqlite:///{__file__}",
        "postgresql://x@127.0.0.1:1/x",
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(lms, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    answer = lms("coverage")
    assert (answer.exit_code, answer.stderr.count("\n")) == (2, 1)
    assert "of DATABASE_URL cannot be used" in answer.stderr


def test_a_terminal_of_few_signs_ends_no_import(lms, tmp_path: Path, database: Database) -> None:
    """A real process, because the streams of the test runner can write everything."""
    (tmp_path / "people.csv").write_bytes(b"person;name;email\nP1;Zo\xeb\x81;caf\xe9@\n")
    url = database.engine.url.render_as_string(hide_password=False)
    for encoding in ("ascii", "utf-8:strict"):
        env = {
            **os.environ,
            "DATABASE_URL": url,
            "LMS_INSTANCE": str(tmp_path),
            "PYTHONIOENCODING": encoding,
        }
        done = subprocess.run(
            [sys.executable, "-m", "lms.cli", "import", str(tmp_path / "people.csv")],
            env=env,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (1, b"")
        assert b"Problems found: 2. Nothing was imported." in done.stdout


def test_an_import_is_done_also_when_the_trend_lines_have_to_wait(
    lms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_arguments: object) -> int:
        raise OperationalError("INSERT", None, Exception("database is locked"))

    monkeypatch.setattr(commands, "rebuild_trends", locked)
    (tmp_path / "people.csv").write_text("person;name\nP1;Anna\n")

    answer = lms("import", str(tmp_path / "people.csv"))
    assert (answer.exit_code, answer.stdout.splitlines()[-1]) == (0, commands.LATER)
    assert lms("trends").exit_code == 2


def test_an_older_database_is_not_touched(lms, database: Database, clock: FixedClock) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '20000101_1'")
    answer = lms("coverage")
    assert answer.exit_code == 2
    assert "lms db upgrade" in answer.stderr


def test_an_import_speaks_dutch_on_a_dutch_terminal(
    lms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "people.csv").write_text("person;name\nP1;Ann\n")
    monkeypatch.setenv("LC_ALL", "nl_NL.UTF-8")
    dutch = lms("import", "--dry-run", str(tmp_path / "lists")).stdout
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    english = lms("import", "--dry-run", str(tmp_path / "lists")).stdout
    assert "Dry run: nothing was imported" in english
    assert "Dry run" not in dutch or "niets" in dutch
    assert dutch != english


def test_a_newer_database_is_refused_by_the_upgrade_too(lms, database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '29991231_1'")
    answer = lms("db", "upgrade")
    assert answer.exit_code == 2
    assert answer.stderr.startswith("lms: The database was made by a newer program")
