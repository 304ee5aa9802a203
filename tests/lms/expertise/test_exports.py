"""Lists as files hold what the page shows to the same reader: nothing more, and bands where the page has bands."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import BytesIO

from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from tests.lms.conftest import Town

Client = Callable[[str], FlaskClient]


def lines(client: FlaskClient, address: str) -> list[list[str]]:
    answer = client.get(f"{address}{'&' if '?' in address else '?'}form=csv")
    assert answer.mimetype == "text/csv"
    return list(csv.reader(answer.get_data().decode("utf-8-sig").splitlines(), delimiter=";"))


def test_the_region_as_a_file(as_role: Client, town: Town) -> None:
    head, *rows = lines(as_role("programme_team"), "/region?competence=first-aid")
    assert head[:4] == ["Organisation", "Region", "Type", "first-aid: current"]
    assert [(row[0], *row[3:]) for row in rows] == [
        ("Other", "1", "2", "1", "nearly"),
        ("Works", "1", "2", "1", "nearly"),
        ("North", "1", "2", "1", "nearly"),
    ]


def test_filters_hold_in_the_file_too(as_role: Client, town: Town) -> None:
    rows = lines(as_role("programme_team"), "/region?competence=first-aid&q=nor")[1:]
    assert [row[0] for row in rows] == ["North"]


def test_the_steering_group_gets_words_where_few_people_work(as_role: Client, town: Town) -> None:
    rows = lines(as_role("steering_group"), "/region?competence=first-aid")[1:]
    assert [row[3:] for row in rows] == [["", "", "", "short"]] * 3


def test_the_people_of_an_organisation_as_a_file_with_their_reasons(as_role: Client, town: Town) -> None:
    address = f"/organisations/{town.north}?competence=first-aid"
    rows = lines(as_role("coordinator"), address)[1:]
    assert [(row[0], row[2], row[4]) for row in rows] == [
        ("Bob Example", "lapsed", "31-12-2021"),
        ("Anna Example", "current", "31-12-2027"),
    ]
    assert all(row[6] for row in rows)


def test_who_sees_no_names_gets_the_page_instead_of_a_file(as_role: Client, town: Town) -> None:
    answer = as_role("steering_group").get(f"/organisations/{town.north}?competence=first-aid&form=csv")
    assert answer.mimetype == "text/html"
    assert "Bob" not in answer.text


def test_organisations_as_a_workbook(as_role: Client, town: Town) -> None:
    answer = as_role("coordinator").get("/organisations?form=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.get_data())).get_sheet_by_index(0).to_python()
    assert [row[:4] for row in rows[1:]] == [["North", "", "", "Works"], ["Works", "", "", ""]]
