"""Lists as files: what Dutch Excel opens, and nothing that it would run."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from lms.web.downloads import download, harmless

COLUMNS = ("Naam", "Sinds", "Fte", "Aantal", "Moment")
ROW = ("=1+1", date(2026, 2, 1), Decimal("0.80"), 3, datetime(2026, 7, 1, 9, 30, tzinfo=UTC))


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A1", " =1", "\t=1", "\r=1", "\n=1"])
def test_text_that_could_begin_a_formula_is_made_harmless(text: str) -> None:
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Anna", "a=1", "'s-Hertogenbosch"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_csv_is_what_dutch_excel_opens() -> None:
    answer = download("lijst", COLUMNS, [ROW, (None, None, None, None, None)], "csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename=lijst.csv"
    assert answer.get_data().decode("utf-8") == (
        '\ufeff"Naam";"Sinds";"Fte";"Aantal";"Moment"\r\n'
        '"\'=1+1";"01-02-2026";"0,80";"3";"01-07-2026 11:30"\r\n'
        '"";"";"";"";""\r\n'
    )


def test_xlsx_keeps_text_dates_and_numbers_apart() -> None:
    answer = download("lijst", COLUMNS, [ROW], "xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.get_data())).get_sheet_by_index(0).to_python()
    assert rows == [list(COLUMNS), ["=1+1", date(2026, 2, 1), 0.8, 3.0, datetime(2026, 7, 1, 11, 30)]]
