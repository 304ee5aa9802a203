"""Importing in the interface: upload, look, import; and what is refused on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.exchange import jobs, open_dataset, runs
from lms.exchange.tables import TABLES
from tests.factories import make_course

BAD = "person;name;fte\nP1;Anna;veel\n;=Bob;1\n"
GOOD = "person;name;fte\nP1;Anna;0,8\nP2;Bob;1\n"

Count = Callable[[Callable[[], object]], int]


@pytest.fixture
def site(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """The site with a folder of its own for uploads."""
    platform = app.extensions["platform"]
    app.extensions["platform"] = replace(platform, config=replace(platform.config, instance=tmp_path))
    yield app


@pytest.fixture
def browser(site: Flask, as_role: Callable[[str], FlaskClient]) -> FlaskClient:
    return as_role("programme_team")


@pytest.fixture
def work(database: Database, clock: FixedClock, tmp_path: Path) -> Callable[[], None]:
    return lambda: jobs.work_on_imports(database, tmp_path, clock)


def send(browser: FlaskClient, *files: tuple[str, str], source: str = "default") -> Any:
    sent = [FileStorage(BytesIO(content.encode()), name) for name, content in files]
    boundary, body = encode_multipart(MultiDict([("source", source), *(("files", one) for one in sent)]))
    return browser.post("/imports", data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_two_bad_rows_are_named_and_then_a_good_list_is_imported(
    browser: FlaskClient, work: Callable[[], None]
) -> None:
    refused = send(browser, ("people.csv", BAD))
    assert refused.status_code == 302
    waiting = browser.get(refused.location)
    assert waiting.headers["Refresh"] == "2" and "<progress" in waiting.text
    work()
    page = browser.get(refused.location)
    assert "Refresh" not in page.headers
    assert "2 problems; nothing was imported" in page.text
    assert "write a number, such as 12 or 0,5" in page.text and "this cell must be filled in" in page.text
    good = send(browser, ("people.csv", GOOD)).location
    work()
    assert "Import this" in browser.get(good).text
    assert browser.post(f"{good}/accept").location == good
    work()
    assert "Imported on" in browser.get(good).text
    assert "people.csv" in browser.get("/imports").text


def test_several_csv_files_go_together(browser: FlaskClient, work: Callable[[], None]) -> None:
    certificates = "person;competence;issued_on\nP1;first-aid;2026-01-01\n"
    run = send(browser, ("people.csv", GOOD), ("certificates.csv", certificates)).location
    work()
    assert "Import this" in browser.get(run).text


def test_the_bad_rows_come_as_a_file_without_formulas(browser: FlaskClient, work: Callable[[], None]) -> None:
    run = send(browser, ("people.csv", "person;name;fte\n=P1;Anna;+31\n")).location
    work()
    lines = browser.get(f"{run}?form=csv").text.splitlines()
    assert lines[1:] == ['"people.csv";"2";"fte";"\'+31";"write an fte above 0 and at most 2, such as 0,8"']
    book = CalamineWorkbook.from_filelike(BytesIO(browser.get(f"{run}?form=xlsx").data))
    assert len(book.get_sheet_by_index(0).to_python()) == 2


def test_bad_rows_are_paged_and_filtered(browser: FlaskClient, work: Callable[[], None]) -> None:
    people = "person;name\n" + ";Anna\n" * 150
    run = send(
        browser, ("people.csv", people), ("practice.csv", "person;competence;kind;on\nX;Y;Z;2026-01-01\n")
    ).location
    work()
    first, last = browser.get(run).text, browser.get(f"{run}?page=2").text
    assert (first.count("this cell must be filled in"), last.count("this cell must be filled in")) == (
        100,
        50,
    )
    only = browser.get(f"{run}?table=practice.csv").text
    assert only.count("not found in") == 2 and "this cell must be filled in" not in only
    assert browser.get(f"{run}?table=nonsense&page=99").status_code == 200


def test_what_is_no_dataset_is_refused_at_the_field(browser: FlaskClient) -> None:
    for files in ([], [("photo.png", "x")], [("people.csv", "")]):
        answer = send(browser, *files)
        assert answer.status_code == 422
        assert 'href="#files"' in answer.text
    assert send(browser, ("people.csv", GOOD), source=" ").status_code == 422
    assert send(browser, ("people.csv", GOOD), source="x" * 81).status_code == 422


def test_only_here_and_only_who_may_import_sends_a_large_file(
    site: Flask, as_role: Callable[[str], FlaskClient], tmp_path: Path
) -> None:
    large = ("people.csv", GOOD + " " * (2 << 20))
    assert send(as_role("programme_team"), large).status_code == 302
    assert send(as_role("coordinator"), large).status_code == 403
    assert as_role("programme_team").post("/exports", data={"source": "x" * (2 << 20)}).status_code == 413
    assert len(list((tmp_path / "uploads").iterdir())) == 1


def test_a_second_press_a_second_tab_and_an_early_press_change_nothing(
    browser: FlaskClient, work: Callable[[], None]
) -> None:
    run = send(browser, ("people.csv", GOOD)).location
    browser.post(f"{run}/accept")
    assert "waiting to be checked already" in browser.get(run).text
    work()
    browser.post(f"{run}/accept")
    browser.post(f"{run}/accept")
    assert "already" in browser.get(run).text
    browser.post(f"{run}/withdraw")
    work()
    assert "Imported on" in browser.get(run).text
    assert browser.post("/imports/999999/accept").status_code == 404
    assert browser.post(f"{run}/explode").status_code in {404, 405}


def test_withdrawing_removes_the_file(browser: FlaskClient, work: Callable[[], None], tmp_path: Path) -> None:
    run = send(browser, ("people.csv", GOOD)).location
    work()
    browser.post(f"{run}/withdraw")
    assert list((tmp_path / "uploads").iterdir()) == []
    assert "withdrawn" in browser.get(run).text


def test_the_page_says_when_nobody_works(browser: FlaskClient, clock: FixedClock) -> None:
    run = send(browser, ("people.csv", GOOD)).location
    assert "background process is not running" not in browser.get(run).text
    clock.instant += timedelta(seconds=16)
    assert "background process is not running" in browser.get(run).text


def test_the_demo_region_is_warned_of(browser: FlaskClient, database: Database) -> None:
    assert "fictitious demo region" not in browser.get("/imports").text
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE account SET demo_order = 1")
    assert "fictitious demo region" in browser.get("/imports").text


def test_other_roles_move_nothing(
    site: Flask, browser: FlaskClient, as_role: Callable[[str], FlaskClient], work: Callable[[], None]
) -> None:
    run = send(browser, ("people.csv", GOOD)).location
    work()
    for role in ("professional", "trainer", "coordinator", "steering_group"):
        assert as_role(role).get(run).status_code == 403
        assert as_role(role).post(f"{run}/accept").status_code == 403
        assert as_role(role).post("/exports", data={"source": "default", "form": "zip"}).status_code == 403
    assert "Import this" in browser.get(run).text


def test_the_report_is_in_the_language_of_the_reader(browser: FlaskClient, work: Callable[[], None]) -> None:
    run = send(browser, ("people.csv", BAD)).location
    work()
    browser.post("/language", data={"language": "nl"})
    assert "schrijf een getal, zoals 12 of 0,5" in browser.get(run).text


def test_a_page_of_imports_takes_as_many_queries_for_30_as_for_1(
    browser: FlaskClient,
    database: Database,
    clock: FixedClock,
    work: Callable[[], None],
    count_statements: Count,
) -> None:
    def ask(number: int) -> None:
        with database.transaction(SYSTEM, clock.now()) as uow:
            for n in range(number):
                runs.ask_import(uow, source=f"s{n}", file_name=f"{n}.zip", stored_as=f"none-{n}")

    run = send(browser, ("people.csv", BAD)).location
    work()
    few = [count_statements(lambda a=address: browser.get(a)) for address in ("/imports", run)]  # type: ignore[misc]
    ask(30)
    many = [count_statements(lambda a=address: browser.get(a)) for address in ("/imports", run)]  # type: ignore[misc]
    assert few == many
    assert max(many) <= 15


def test_the_templates_import_as_nothing_at_all(
    browser: FlaskClient, tmp_path: Path, run_import: Any
) -> None:
    book = tmp_path / "template.xlsx"
    book.write_bytes(browser.get("/imports/template").data)
    assert set(open_dataset(book).tables) == set(TABLES)
    folder = tmp_path / "lists"
    folder.mkdir()
    for name in TABLES:
        (folder / f"{name}.csv").write_bytes(browser.get(f"/imports/template?table={name}").data)
    for path in (book, folder):
        report = run_import(path)
        assert (report.problems, report.changes_anything, len(report.notices)) == ([], False, len(TABLES))
    assert browser.get("/imports/template?table=nonsense").status_code == 404


def test_the_examples_of_the_templates_are_right(
    run_import: Any, database: Database, clock: FixedClock
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        make_course(uow.session, "basis")  # courses come with course types, not in a list
    rows = {name: [{c.name: c.example for c in spec.columns}] for name, spec in TABLES.items()}
    report = run_import(rows)
    assert report.problems == []
    assert report.counts["practice"].created == 1
    assert report.counts["sessions"].created == 1
