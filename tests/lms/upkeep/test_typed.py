"""What people type and paste is read as they mean it, and refused with what would be right."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.upkeep.pasted import MOST_LINES, Newcomer, read_people
from lms.upkeep.typed import read_day, read_email, read_fte, read_text
from tests.factories import day


@pytest.mark.parametrize(
    "text", ["1-12-2026", "01/12/2026", "1.12.2026", " 2026-12-01\u00a0", "\ufeff01-12-2026"]
)
def test_a_day_is_read_the_dutch_way(text: str) -> None:
    assert read_day(text) == day("2026-12-01")


@pytest.mark.parametrize(
    "text", ["31-02-2026", "1-13-2026", "01-12-26", "morgen", "0001-01-01", "46357", "9999-12-31"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|calendar|year"):
        read_day(text)


def test_an_fte_has_a_comma_or_a_point() -> None:
    assert [read_fte(text) for text in ("0,8", "1", "0.75", "2,0")] == [
        Decimal("0.8"),
        Decimal(1),
        Decimal("0.75"),
        Decimal(2),
    ]


@pytest.mark.parametrize("text", ["0", "-1", "36", "2,1", "80%", "1e-1", "NaN", "٠,٨x"])
def test_what_is_no_fte_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="fte"):
        read_fte(text)


@pytest.mark.parametrize("text", ["a", "a@b", "a b@c.nl", "a@b.nl;c@d.nl", "a" * 250 + "@b.nl"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="e-mail"):
        read_email(text)


def test_lines_are_read_with_tabs_or_semicolons_and_headings_left_out() -> None:
    pasted = read_people("Naam\tE-mail\nAnna\t\tcoach\t0,8\t1-12-2026\n\n;;;;\nBob;b@c.nl;;;2026-12-02\r\n")
    assert pasted.problems == ()
    assert pasted.people == (
        Newcomer(2, "Anna", None, "coach", Decimal("0.8"), day("2026-12-01")),
        Newcomer(5, "Bob", "b@c.nl", None, None, day("2026-12-02")),
    )


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (";;;;1-12-2026", "Line 1: the name is missing"),
        ("Anna;;;;", "Line 1: the first day is missing; it is the fifth cell, such as 01-12-2026"),
        (
            "Anna;;;;1-12-2026;x",
            "Line 1: there are more than five cells: name, e-mail, function, fte, first day",
        ),
        ("Anna;;;;1-12-2026\nANNA;;;;2-12-2026", "Line 2: this is the same person as in line 1"),
    ],
)
def test_a_bad_line_is_named(line: str, problem: str) -> None:
    assert read_people(line).problems == (problem,)


def test_more_lines_than_anybody_can_look_through_are_refused() -> None:
    lines = [f"Person {n};;;;1-12-2026" for n in range(MOST_LINES + 1)]
    assert len(read_people("\n".join(lines[:-1])).people) == MOST_LINES
    assert read_people("\n".join(lines)).people == ()


@pytest.mark.parametrize("reader", [read_day, read_fte, read_email, lambda text: read_text(text, 20)])
def test_no_text_whatever_breaks_a_reader(reader: Callable[[str], object]) -> None:
    @given(st.text(max_size=40))
    def holds(text: str) -> None:
        try:
            reader(text)
        except ValueError as error:
            assert str(error)

    holds()


@given(st.text(alphabet=";\t\nAb1-,.@\x00\u2028é", max_size=80))
def test_every_pasted_line_is_read_or_named(text: str) -> None:
    pasted = read_people(text)
    assert [one for one in pasted.people if not one.name or "\x00" in one.name] == []
