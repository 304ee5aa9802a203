"""What is exported imports again: into the same database it changes nothing, into an empty one it means the same."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from lms.core.access import SYSTEM, Actor
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.core.errors import Refused
from lms.exchange import open_dataset
from lms.exchange.cells import plain
from lms.exchange.commands import run_export
from lms.exchange.dataset_files import guarded
from lms.exchange.export import export_dataset
from lms.exchange.services import import_dataset
from lms.expertise.commands import print_coverage
from lms.organisations.models import Municipality
from tests.factories import (
    certify,
    day,
    employ,
    make_competence,
    make_function,
    make_organisation,
    make_person,
    make_region,
    make_type,
    practise,
    set_norm,
)

ACTOR = Actor("Sanne")
FORMS = ("zip", "xlsx")
CARPENTRIES = Path(__file__).resolve().parents[4] / "shared" / "data" / "carpentries" / "dataset"
EVIL = ("=1+1", "+31 6", "-Jan", "@home", "'s Gravenhage", "'=quoted", "''=twice", 'a;b"c\nd')


@pytest.fixture
def world(database: Database, clock: FixedClock) -> None:
    """Everything that a dataset can say, and some of what makes it hard to say."""
    with database.transaction(SYSTEM, clock.now()) as uow:
        s = uow.session
        region, kind, function = make_region(s), make_type(s, "local_team"), make_function(s)
        kind.name_nl = "Lokaal team"
        old = make_organisation(s, "Oud", region=region, active_until=day("2025-12-31"))
        new = make_organisation(s, "Nieuw", region=region, type_=kind, active_from=day("2015-01-01"))
        old.merged_into = new
        make_organisation(s, "Onder", parent=new)
        new.serves = [Municipality(name="Hoorn"), Municipality(name="Medemblik")]
        timed = make_competence(s, "timed", validity="P24M", currency=(2, "P12M"))
        forever = make_competence(s, "forever")
        timed.is_example = True
        for name in EVIL:
            person = make_person(s, name.replace("\n", " "))
            employ(person, old, day("2020-01-01"), function=function)
            employ(person, new, day("2026-01-01"), until=day("2026-06-30"))
            certify(
                person, timed, day("2025-02-01"), valid_until=day("2027-01-31"), number="007"
            ).validity = "P24M"
            certify(person, timed, day("2025-03-01"), number="-1")
            certify(person, forever, day("2024-01-01"), revoked_on=day("2024-02-01")).revoked_reason = "fout"
            practise(person, timed, day("2026-05-05"))
        make_person(s, "Zonder werk")
        set_norm(new, timed, day("2024-01-01"), headcount=3).is_example = True
        set_norm(old, forever, day("2024-01-01"), headcount=0)


def exported(database: Database, clock: FixedClock, folder: Path, form: str, source: str = "default") -> Path:
    path = folder / f"out.{form}"
    with path.open("wb") as file:
        export_dataset(database, file, form, source=source, actor=ACTOR, now=clock.now())
    return path


def imported(database: Database, clock: FixedClock, path: Path, source: str = "default") -> Any:
    with database.transaction(SYSTEM, clock.now()) as uow:
        return import_dataset(uow, open_dataset(path), source=source, today=clock.now().date())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("source", ["default", "other"])
def test_an_export_imported_where_it_came_from_changes_nothing(
    world: None, database: Database, clock: FixedClock, tmp_path: Path, form: str, source: str
) -> None:
    report = imported(database, clock, exported(database, clock, tmp_path, form, source), source)
    assert report.problems == []
    assert {table: (c.created, c.changed) for table, c in report.counts.items()} == dict.fromkeys(
        (
            "organisations",
            "competences",
            "people",
            "employments",
            "norms",
            "certificates",
            "practice",
            "sessions",
        ),
        (0, 0),
    )
    assert report.counts["certificates"].unchanged == 3 * len(EVIL)


@pytest.mark.parametrize("form", FORMS)
def test_an_export_means_the_same_in_an_empty_database(
    world: None, database: Database, clock: FixedClock, tmp_path: Path, form: str, sqlite_template: Path
) -> None:
    path = exported(database, clock, tmp_path, form)
    copy = tmp_path / "copy.db"
    copy.write_bytes(sqlite_template.read_bytes())
    other = Database(f"sqlite:///{copy}")
    assert imported(other, clock, path).problems == []
    for on in (day("2024-01-15"), day("2025-06-01"), day("2026-02-01"), day("2026-11-21"), day("2027-06-01")):
        assert said(other, on) == said(database, on)
    with other.read() as session:
        assert [
            name for (name,) in session.execute(select(Municipality.name).order_by(Municipality.name))
        ] == [
            "Hoorn",
            "Medemblik",
        ]
    other.engine.dispose()


def said(database: Database, on: date) -> list[str]:
    lines: list[str] = []
    print_coverage(database, on, None, None, "json", lines.append)
    return lines


@pytest.mark.skipif(not CARPENTRIES.exists(), reason="the Carpentries dataset lies beside the project only")
def test_the_carpentries_come_back_as_they_were(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    imported(database, clock, CARPENTRIES)
    report = imported(database, clock, exported(database, clock, tmp_path, "zip"))
    assert (report.problems, report.changes_anything) == ([], False)


def test_a_zip_is_what_dutch_excel_opens(
    world: None, database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    with zipfile.ZipFile(exported(database, clock, tmp_path, "zip")) as archive:
        assert archive.namelist() == [
            "organisations.csv",
            "competences.csv",
            "people.csv",
            "norms.csv",
            "certificates.csv",
            "practice.csv",
            "sessions.csv",
        ]
        content = archive.read("organisations.csv")
    assert content.startswith('\ufeff"organisation";"type";"region";"parent";"serves";'.encode())
    line = '"Nieuw";"Lokaal team";"Kop van Noord-Holland";"";"Hoorn|Medemblik";"01-01-2015";"";""'
    assert line in content.decode().splitlines()


@pytest.mark.parametrize("text", EVIL)
def test_a_guarded_text_is_read_as_what_it_was(text: str) -> None:
    assert plain(guarded(text)) == plain(text.replace("\n", " ")) if "\n" in text else text
    assert guarded(text)[0] not in "=+-@"


def test_people_without_a_key_get_one_that_stays(
    world: None, database: Database, clock: FixedClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_export(database, tmp_path / "one.zip", source="x", clock=clock)
    run_export(database, tmp_path / "two.zip", source="x", clock=clock)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"{len(EVIL) + 1} people had no key in the source “x” and got one, which they keep."
    assert len(said) == 3
    with zipfile.ZipFile(tmp_path / "one.zip") as one, zipfile.ZipFile(tmp_path / "two.zip") as two:
        assert one.read("people.csv") == two.read("people.csv")


def test_an_export_never_replaces_a_file_and_leaves_none_behind(
    database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    there = tmp_path / "there.zip"
    there.write_text("mine")
    for path in (there, tmp_path / "list.ods", tmp_path / "missing" / "x.zip"):
        with pytest.raises(Refused):
            run_export(database, path, source="default", clock=clock)
    with pytest.raises(Refused):
        run_export(database, tmp_path / "new.zip", source=" ", clock=clock)
    assert [path.name for path in tmp_path.glob("*.zip")] == ["there.zip"]


def test_whoever_exports_is_written_down(database: Database, clock: FixedClock) -> None:
    export_dataset(database, io.BytesIO(), "zip", source="default", actor=ACTOR, now=clock.now())
    with database.read() as session:
        found = (
            session.connection()
            .exec_driver_sql("SELECT actor, action FROM audit_line WHERE subject = 'dataset'")
            .all()
        )
    assert [tuple(row) for row in found] == [("Sanne", "dataset_exported")]
