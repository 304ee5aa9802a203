"""Datasets as they come: encodings, delimiters, XLSX, ZIP, folders, and what cannot be read."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import xlsxwriter

from lms.core.errors import Refused
from lms.exchange import open_dataset, sources

from .conftest import RunImport, places, write_folder

Ask = Callable[[str], list[tuple[Any, ...]]]
PEOPLE = (
    'person{d}name{d}organisation{d}employed_from{d}fte\r\n007{d}Zoë Ünal{d}Café Één{d}01-02-2024{d}"0,5"\r\n'
)
TEAMS = "organisation\r\nCafé Één\r\n"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_and_delimiter_reads_the_same(
    run_import: RunImport, ask: Ask, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "people.csv").write_bytes(PEOPLE.format(d=delimiter).encode(encoding))
    (folder / "organisations.csv").write_bytes(TEAMS.encode(encoding))

    assert run_import(folder).problems == []
    assert ask("SELECT name FROM person") == [("Zoë Ünal",)]
    assert ask("SELECT key FROM person_key") == [("007",)]
    assert [str(v) for v in ask("SELECT employed_from, fte FROM employment")[0]] == ["2024-02-01", "0.5"]


def test_a_separator_line_is_obeyed_and_not_counted(run_import: RunImport, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "d", people="sep=|\r\nperson|name\r\nP1|Anna\r\n|Bert\r\n")

    assert places(run_import(folder)) == [("people.csv", 3, "person", "")]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(run_import: RunImport, tmp_path: Path) -> None:
    content = 'person;name;email\n\nP1;"Anna\nJansen";\n;;\nP2;Bert;geen\n'
    folder = write_folder(tmp_path / "d", people=content)

    assert places(run_import(folder)) == [("people.csv", 5, "email", "geen")]


def test_a_byte_that_cp1252_does_not_know_names_its_row(run_import: RunImport, tmp_path: Path) -> None:
    folder = tmp_path / "d"
    folder.mkdir()
    (folder / "people.csv").write_bytes(b"person;name\nP1;Zo\xeb\nP2;a\x81b\n")

    (problem,) = run_import(folder).problems
    assert (problem.row, problem.column) == (3, "name")


def test_quotes_that_do_not_match_name_their_row(run_import: RunImport, tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path / "d", people='person;name\nP1;"Anna" x\nP2;x@;y\nP3;"never closed\nP4;Dirk\n'
    )

    assert [place[1] for place in places(run_import(folder))] == [2, 3, 4]


@pytest.mark.parametrize("length", [200_000, 3_000_000])
def test_a_cell_that_is_far_too_long_hides_no_later_problem(
    run_import: RunImport, tmp_path: Path, length: int
) -> None:
    folder = write_folder(
        tmp_path / "d", people=f"person;name;email\nP1;{'x' * length};\nP2;Bert;geen\nP3;{'x;' * length}\n"
    )

    report = run_import(folder)

    assert {place[1] for place in places(report)} == {2, 3, 4}
    assert "far too long" in report.problems[0].message


def test_a_quote_that_is_never_closed_is_not_taken_for_many_rows(
    run_import: RunImport, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "d", people='person;name\nP1;"Anna\n' + "P2;Bert\n" * 30_000)

    report = run_import(folder)

    assert [place[1] for place in places(report)] == [2]
    assert "never closed" in report.problems[0].message


@pytest.mark.parametrize("name", ["people.csv", "PEOPLE.CSV", " People .csv", "people.txt"])
def test_file_names_do_not_care_about_capitals(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("person;name\n")

    assert list(open_dataset(tmp_path).tables) == ["people"]


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str) and value.startswith("#"):
                    sheet.write_formula(at, column, "=NA()", None, value)
                elif value is not None:
                    sheet.write(at, column, value)
    book.close()
    return path


def test_a_workbook_gives_keys_days_and_numbers_as_they_were_meant(
    run_import: RunImport, ask: Ask, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path / "data.xlsx",
        {
            "Uitleg": [["Lees mij"]],
            "organisations": [["organisation"], ["Team A"]],
            "competences": [["competence"], ["skill"]],
            "people": [
                ["person", "name", "organisation", "employed_from", "employed_until", "fte"],
                [4610, "Anna", "Team A", datetime(2024, 1, 1), datetime(9999, 12, 31), 0.1 + 0.2],
                ["0042", "Bert", "Team A", "02-01-2024", None, None],
            ],
            "certificates": [
                ["person", "competence", "issued_on", "number"],
                ["4610", "skill", date(2024, 2, 1), 12],
            ],
        },
    )

    report = run_import(path)

    assert report.problems == []
    assert ask("SELECT key FROM person_key ORDER BY key") == [("0042",), ("4610",)]
    assert ask("SELECT fte FROM employment ORDER BY employed_from") == [("0.3",), (None,)]
    assert ask("SELECT employed_until FROM employment") == [(None,), (None,)]
    assert ask("SELECT number FROM certificate") == [("12",)]
    assert [n.table for n in report.notices][:2] == ["data.xlsx [Uitleg]", "data.xlsx [people]"]


def test_problems_in_a_workbook_are_named_as_excel_shows_them(run_import: RunImport, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "data.xlsx",
        {
            "people": [
                [None, "person", "name", "email"],
                [],
                [None, 1, "#N/A", "anna@example.org"],
                [None, 1.5e18, "Bert", 45000],
            ]
        },
    )

    assert places(run_import(path)) == [
        ("data.xlsx [people]", 3, "name", "#N/A"),
        ("data.xlsx [people]", 4, "person", "1.5e+18"),
        ("data.xlsx [people]", 4, "email", "45000"),
    ]


def test_a_sheet_with_a_cell_far_away_is_refused_and_never_read(
    run_import: RunImport, tmp_path: Path
) -> None:
    path = tmp_path / "data.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("people")
        sheet.write_row(0, 0, ["person", "name"])
        sheet.write(1_048_575, 16_383, "x")

    with pytest.raises(Refused, match="as far as cell XFD1048576"):
        run_import(path)


LIE = '<dimension ref="A1:B2"/>'
FAR_ROW = '<row r="1048576"><c t="inlineStr"><is><t>x</t></is></c></row>'


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" t="n"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='&#88;FD1048576'><v>1</v></c></row>",
        f'<row r="1">{"<c><v>1</v></c>" * 200}</row>{FAR_ROW}',
    ],
)
def test_what_a_sheet_states_of_its_size_is_not_believed(
    rows: str, run_import: RunImport, tmp_path: Path
) -> None:
    made, lying = workbook(tmp_path / "made.xlsx", {"people": [["person"]]}), tmp_path / "data.xlsx"
    name = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with ZipFile(made) as source, ZipFile(lying, "w") as target:
        for member in source.namelist():
            content = source.read(member)
            if member == "xl/worksheets/sheet1.xml":
                content = f'<worksheet xmlns="{name}">{LIE}<sheetData>{rows}</sheetData></worksheet>'.encode()
            target.writestr(member, content)
    with pytest.raises(Refused, match="too large to read"):
        run_import(lying)


def test_a_far_cell_that_only_has_a_format_does_not_count(run_import: RunImport, tmp_path: Path) -> None:
    path = tmp_path / "data.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("people")
        sheet.write_row(0, 0, ["person", "name"])
        sheet.write_row(1, 0, ["P1", "Anna"])
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))

    assert run_import(path).counts["people"].created == 1


def test_a_workbook_may_be_called_after_its_only_table(run_import: RunImport, tmp_path: Path) -> None:
    path = workbook(tmp_path / "people.xlsx", {"Blad1": [["person", "name"], ["P1", "Anna"]]})

    assert run_import(path).counts["people"].created == 1


def zipped(path: Path, files: dict[str, str]) -> Path:
    with ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_zip_may_have_a_top_folder_and_what_a_mac_leaves_behind(
    run_import: RunImport, tmp_path: Path
) -> None:
    files = {
        "export/people.csv": "person;name\nP1;Anna\n",
        "export/.DS_Store": "x",
        "export/leesmij.md": "x",
        "__MACOSX/export/._people.csv": "x",
    }

    report = run_import(zipped(tmp_path / "data.zip", files))

    assert report.problems == []
    assert [notice.table for notice in report.notices] == ["leesmij.md"]
    assert report.counts["people"].created == 1


def test_a_zip_may_hold_a_workbook(run_import: RunImport, tmp_path: Path) -> None:
    book = workbook(tmp_path / "people.xlsx", {"Blad1": [["person", "name"], ["P1", "Anna"]]})
    with ZipFile(tmp_path / "data.zip", "w") as archive:
        archive.write(book, "people.xlsx")

    assert run_import(tmp_path / "data.zip").counts["people"].created == 1


def test_the_same_table_twice_is_refused(tmp_path: Path) -> None:
    files = {"a/people.csv": "person\n", "b/people.csv": "person\n"}
    with pytest.raises(Refused, match="more than one folder: a, b"):
        open_dataset(zipped(tmp_path / "data.zip", files))
    write_folder(tmp_path / "d", people="person\n")
    (tmp_path / "d" / "people.txt").write_text("person\n")
    with pytest.raises(Refused, match=r"people\.csv and people\.txt"):
        open_dataset(tmp_path / "d")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_file_twice_in_a_zip_is_refused(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "data.zip", "w") as archive:
        archive.writestr("people.csv", "person;name\nP1;Anna\n")
        archive.writestr("people.csv", "person;name\nP2;Bert\n")

    with pytest.raises(Refused, match="both hold the table"):
        open_dataset(tmp_path / "data.zip")


@pytest.mark.parametrize("broken", [Path.mkdir, lambda path: path.symlink_to("nowhere.csv")])
def test_what_is_called_after_a_table_but_is_no_file_is_not_passed_over(
    run_import: RunImport, tmp_path: Path, broken: Callable[[Path], None]
) -> None:
    folder = write_folder(tmp_path / "d", organisations="organisation\nTeam A\n")
    broken(folder / "people.csv")

    with pytest.raises(Refused, match=r"people\.csv cannot be read"):
        run_import(folder)


def test_folders_within_folders_come_to_an_end(tmp_path: Path) -> None:
    (tmp_path.joinpath("d", *"a" * 30)).mkdir(parents=True)

    with pytest.raises(Refused, match="No table was found"):
        open_dataset(tmp_path / "d")


def test_a_path_that_no_system_takes_is_refused() -> None:
    with pytest.raises(Refused, match="cannot be read"):
        open_dataset(Path("a" * 5000))


def test_a_file_name_that_is_no_text_is_passed_over(run_import: RunImport, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "d", people="person;name\nP1;Anna\n")
    (folder / "\udcff.csv").write_text("x")

    assert run_import(folder).counts["people"].created == 1


def test_a_zip_that_unpacks_to_an_absurd_size_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MOST_BYTES", 1000)
    with pytest.raises(Refused, match="not opened"):
        open_dataset(zipped(tmp_path / "data.zip", {"people.csv": "person\n" * 1000}))


@pytest.mark.parametrize("name", ["data.zip", "data.xlsx", "data"])
def test_a_broken_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04 but not really")
    with pytest.raises(Refused, match=r"cannot be read as"):
        open_dataset(tmp_path / name)


def test_a_damaged_member_of_a_zip_is_refused(run_import: RunImport, tmp_path: Path) -> None:
    path = zipped(tmp_path / "data.zip", {"people.csv": "person;name\nP1;Anna\n"})
    path.write_bytes(path.read_bytes().replace(b"Anna", b"Bert"))
    with pytest.raises(Refused, match=r"people\.csv cannot be read"):
        run_import(path)


def test_nothing_to_read_is_refused_with_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no file or folder"):
        open_dataset(tmp_path / "nowhere")
    with pytest.raises(Refused, match="organisations, competences, people"):
        open_dataset(tmp_path)
    book = xlsxwriter.Workbook(content := io.BytesIO())
    book.add_worksheet("Blad1")
    book.close()
    (tmp_path / "leeg.xlsx").write_bytes(content.getvalue())
    with pytest.raises(Refused, match="organisations, competences, people"):
        open_dataset(tmp_path / "leeg.xlsx")


@pytest.mark.parametrize("content", ["", "\n\n", "P1;Anna\nP2;Bert\n"])
def test_a_file_without_header_is_a_problem(run_import: RunImport, tmp_path: Path, content: str) -> None:
    folder = write_folder(
        tmp_path / "d", people=content, certificates="person;competence;issued_on\nP1;x;2024-01-01\n"
    )

    report = run_import(folder)

    assert [(p.table, p.column) for p in report.problems] == [
        ("people.csv", None),
        ("certificates.csv", "competence"),
    ]


def test_a_header_is_read_whatever_its_capitals_and_order(
    run_import: RunImport, ask: Ask, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "d", people=" NAME ;Notitie;\u00a0Person\nAnna;x;P1\n")

    report = run_import(folder)

    assert ask("SELECT name FROM person") == [("Anna",)]
    assert [str(notice) for notice in report.notices] == ["people.csv: the column “Notitie” is not used."]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("person;naam;e-mail", "email"),
        ("name", "person"),
        ("person;name;name", "name"),
        ("persson;name", "person"),
    ],
)
def test_a_wrong_header_is_a_problem(run_import: RunImport, tmp_path: Path, header: str, column: str) -> None:
    report = run_import(write_folder(tmp_path / "d", people=f"{header}\nP1;A\n"))

    assert [(p.row, p.column) for p in report.problems if p.column == column] == [(1, column)]


def test_more_cells_than_names_is_a_problem(run_import: RunImport, tmp_path: Path) -> None:
    report = run_import(write_folder(tmp_path / "d", people="person;name;;\nP1;Anna;;\nP2;Bert;;x\nP3\n"))

    assert [(p.row, p.column, p.value) for p in report.problems] == [(3, None, "x"), (4, "name", None)]


def test_a_file_that_resembles_a_table_is_a_problem(run_import: RunImport, tmp_path: Path) -> None:
    report = run_import(write_folder(tmp_path / "d", people="person;name\n", organizations="organisation\n"))

    assert [(p.table, "organisations" in p.message) for p in report.problems] == [("organizations.csv", True)]
