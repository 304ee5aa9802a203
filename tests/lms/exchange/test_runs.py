"""An upload on its way: checked aside, imported once, taken over from a worker that died, cleared away."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from lms.core.access import SYSTEM, Actor
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.core.errors import Refused
from lms.exchange import jobs, runs
from lms.exchange.messages import message, pack, unpack
from lms.exchange.models import ImportRun
from lms.exchange.queries.runs import get_run, problems
from lms.exchange.states import KEPT, STALE, Move
from lms.exchange.uploads import Uploads

SANNE = Actor("Sanne")
GOOD = "person;name\nP1;Anna\n"
BAD = "person;name;fte\nP1;Anna;veel\n;Bob;1\n"

Ask = Callable[..., int]
AskSql = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def upload(database: Database, clock: FixedClock, tmp_path: Path) -> Ask:
    """Uploads a people.csv with this content; the id of the run."""

    def ask(content: str = GOOD, source: str = "default") -> int:
        stored_as, name = Uploads(tmp_path).keep([("people.csv", BytesIO(content.encode()))])
        with database.transaction(SANNE, clock.now()) as uow:
            return runs.ask_import(uow, source=source, file_name=name, stored_as=stored_as).id

    return ask


@pytest.fixture
def work(database: Database, clock: FixedClock, tmp_path: Path) -> Callable[[], None]:
    """What the background process does every two seconds."""
    return lambda: jobs.work_on_imports(database, tmp_path, clock)


@pytest.fixture
def move(database: Database, clock: FixedClock) -> Callable[[int, Move], None]:
    def ask(run_id: int, move: Move) -> None:
        with database.transaction(SANNE, clock.now()) as uow:
            runs.move_run(uow, run_id, move)

    return ask


def found(database: Database, run_id: int) -> ImportRun:
    with database.read() as session:
        return get_run(session, run_id)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "uploads").iterdir())


def test_a_check_says_what_would_change_and_changes_nothing(
    database: Database, upload: Ask, work: Callable[[], None], ask: AskSql
) -> None:
    run_id = upload()
    work()
    run = found(database, run_id)
    assert run.state == "checked"
    assert run.report is not None and run.report["counts"]["people"] == [1, 0, 0]
    assert ask("SELECT count(*) FROM person") == [(0,)]
    assert ask("SELECT count(*) FROM audit_line WHERE subject = 'person'") == [(0,)]


def test_a_check_names_every_bad_row_in_the_language_of_whoever_reads_it(
    database: Database, upload: Ask, work: Callable[[], None]
) -> None:
    run_id = upload(BAD)
    work()
    with database.read() as session:
        rows = [
            (p.label, p.row, p.column, p.value, unpack(p.message)) for p in problems(session, run_id, None)
        ]
    assert found(database, run_id).state == "refused"
    assert rows == [
        ("people.csv", 2, "fte", "veel", "write a number, such as 12 or 0,5"),
        ("people.csv", 3, "person", "", "this cell must be filled in"),
    ]


def test_an_accepted_run_is_imported_for_whoever_asked(
    database: Database, upload: Ask, work: Callable[[], None], move: Any, ask: AskSql, tmp_path: Path
) -> None:
    run_id = upload(source="hr")
    work()
    move(run_id, Move.ACCEPT)
    work()
    assert found(database, run_id).state == "done"
    assert ask("SELECT source, key FROM person_key") == [("hr", "P1")]
    assert ask("SELECT DISTINCT actor FROM audit_line WHERE subject IN ('person', 'dataset')") == [("Sanne",)]
    assert files(tmp_path) == []


def test_only_a_checked_run_is_accepted_and_only_until_then_withdrawn(
    database: Database, upload: Ask, work: Callable[[], None], move: Any, tmp_path: Path
) -> None:
    run_id = upload()
    with pytest.raises(Refused, match="waiting to be checked"):
        move(run_id, Move.ACCEPT)
    work()
    move(run_id, Move.ACCEPT)
    for again in (Move.ACCEPT, Move.WITHDRAW):
        with pytest.raises(Refused, match="already"):
            move(run_id, again)
    other = upload()
    move(other, Move.WITHDRAW)
    work()
    assert (found(database, other).state, found(database, run_id).state) == ("withdrawn", "done")


def test_a_run_that_another_worker_shows_life_on_is_left_alone(
    database: Database, clock: FixedClock, upload: Ask, work: Callable[[], None]
) -> None:
    run_id = upload()
    with database.transaction(SYSTEM, clock.now()) as uow:
        assert runs.take_run(uow, run_id, clock.now()) is not None
    clock.instant += STALE
    work()
    assert found(database, run_id).state == "checking"
    clock.instant += timedelta(seconds=1)
    work()
    assert found(database, run_id).state == "checked"


def test_a_worker_that_was_thought_dead_writes_nothing_down(
    database: Database, clock: FixedClock, upload: Ask, work: Callable[[], None]
) -> None:
    run_id = upload()
    with database.transaction(SYSTEM, clock.now()) as uow:
        late = runs.take_run(uow, run_id, clock.now())
    assert late is not None
    clock.instant += STALE * 2
    work()
    with database.transaction(SYSTEM, clock.now()) as uow:
        assert runs.still_mine(uow, late) is None
        runs.record_failure(uow, late, "late")
    assert found(database, run_id).state == "checked"


def test_two_workers_that_see_the_same_run_do_not_both_get_it(
    database: Database, clock: FixedClock, upload: Ask
) -> None:
    run_id, seen = upload(), clock.now()
    clock.instant += timedelta(seconds=2)
    takings = []
    for _worker in range(2):
        with database.transaction(SYSTEM, clock.now()) as uow:
            takings.append(runs.take_run(uow, run_id, seen))
    assert [taken is not None for taken in takings] == [True, False]


def test_a_run_that_kills_its_workers_is_given_up(
    database: Database, clock: FixedClock, upload: Ask, work: Callable[[], None]
) -> None:
    run_id, seen = upload(), clock.now()
    for _attempt in range(3):
        clock.instant += STALE * 2
        with database.transaction(SYSTEM, clock.now()) as uow:
            taken = runs.take_run(uow, run_id, seen)
            assert taken is not None
            seen = taken.beat_at
    clock.instant += STALE * 2
    work()
    assert found(database, run_id).state == "failed"


def test_a_file_that_cannot_be_read_fails_with_its_own_name(
    database: Database, upload: Ask, work: Callable[[], None], tmp_path: Path
) -> None:
    run_id = upload()
    stored_as = found(database, run_id).stored_as
    assert stored_as is not None
    Uploads(tmp_path).path(stored_as).write_bytes(b"PK\x03\x04 broken")
    work()
    report = found(database, run_id).report
    assert report is not None
    assert unpack(report["failure"]).startswith("people.csv is not a folder, and cannot be read")
    assert found(database, run_id).state == "failed"


def test_old_uploads_and_files_of_nobody_are_cleared_away(
    database: Database, clock: FixedClock, upload: Ask, work: Callable[[], None], tmp_path: Path
) -> None:
    checked, refused = upload(), upload(BAD)
    work()
    orphan = tmp_path / "uploads" / "orphan.copy.db"
    orphan.write_text("left behind")
    os.utime(orphan, (clock.now().timestamp(), clock.now().timestamp()))
    for name in files(tmp_path):
        os.utime(tmp_path / "uploads" / name, (clock.now().timestamp(), clock.now().timestamp()))
    jobs.clear_uploads(database, tmp_path, clock)
    assert len(files(tmp_path)) == 3
    clock.instant += KEPT + timedelta(seconds=1)
    jobs.clear_uploads(database, tmp_path, clock)
    assert files(tmp_path) == []
    assert (found(database, checked).state, found(database, refused).state) == ("withdrawn", "refused")
    with database.read() as session:
        assert list(problems(session, refused, None)) == []


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ([], "Choose a file"),
        ([("a.csv", b"")], "a.csv is empty"),
        ([("a.csv", b"x"), ("A.CSV", b"x")], "chosen twice"),
        ([("a.xls", b"\xd0\xcf\x11\xe0")], "is not a ZIP"),
        ([("a.csv", b"x"), ("b.zip", b"PK\x03\x04")], "by itself"),
    ],
)
def test_an_upload_that_is_no_dataset_is_refused_at_once(tmp_path: Path, sent: Any, says: str) -> None:
    with pytest.raises(Refused, match=says) as refused:
        Uploads(tmp_path).keep([(name, BytesIO(content)) for name, content in sent])
    assert refused.value.field == "files"
    assert not (tmp_path / "uploads").exists()


def test_an_upload_lies_under_a_random_name_that_only_the_owner_reads(tmp_path: Path) -> None:
    stored_as, name = Uploads(tmp_path).keep([("C:\\lists\\..\\people.csv", BytesIO(b"person\n"))])
    path = tmp_path / "uploads" / stored_as
    assert (name, len(stored_as), oct(path.stat().st_mode & 0o777)) == ("people.csv", 32, "0o600")
    assert ZipFile(path).namelist() == ["people.csv"]


def test_a_zip_that_unpacks_to_too_much_is_not_opened(
    database: Database, clock: FixedClock, work: Callable[[], None], tmp_path: Path
) -> None:
    bomb = BytesIO()
    with (
        ZipFile(bomb, "w", ZIP_DEFLATED) as archive,
        archive.open("people.csv", "w", force_zip64=True) as member,
    ):
        for _megabyte in range(1025):
            member.write(bytes(1 << 20))
    bomb.seek(0)
    stored_as, name = Uploads(tmp_path).keep([("bomb.zip", bomb)])
    with database.transaction(SANNE, clock.now()) as uow:
        run_id = runs.ask_import(uow, source="default", file_name=name, stored_as=stored_as).id
    work()
    report = found(database, run_id).report
    assert report is not None
    assert unpack(report["failure"]) == "bomb.zip unpacks to more than 1 GB and is not opened."


def test_a_message_is_said_again_from_what_it_was_made_of() -> None:
    inner = message("row %(row)s", row=3)
    said = message("Problems found: %(count)s. Nothing was imported.", count=inner)
    assert said == "Problems found: row 3. Nothing was imported."
    assert pack(str(said)) == {
        "id": "Problems found: %(count)s. Nothing was imported.",
        "values": {"count": {"id": "row %(row)s", "values": {"row": 3}}},
    }
    assert unpack(pack(said)) == said
    assert (unpack(pack("plain 100%")), pack(7)) == ("plain 100%", 7)
