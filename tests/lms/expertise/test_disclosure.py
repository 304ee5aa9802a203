"""Bands of five: nobody outside planning can work out the number behind a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.expertise.disclosure import Band, band_of, publish
from lms.expertise.rules import Coverage, Level
from tests.factories import day

DAY = day("2026-11-21")


def answer(organisation: int, current: int, employed: int = 50, **more: int | None) -> Coverage:
    numbers = {"certified": current, "valid": current, "expiring": 0, "norm": None, "gap": None} | more
    return Coverage(organisation, 1, DAY, employed=employed, current=current, **numbers)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "<5"), (1, "<5"), (4, "<5"), (5, "5–9"), (9, "5–9"), (10, "10–14"), (312, "310–314")],
)
def test_a_count_is_shown_as_the_band_of_five_in_which_it_lies(count: int, text: str) -> None:
    assert str(band_of(count)) == text


def test_the_two_topmost_bands_are_one_when_the_parts_could_just_add_up_to_an_edge() -> None:
    parts = [band_of(4)] * 5  # at most 20 together
    assert [str(band_of(n, parts)) for n in (14, 15, 19, 20)] == ["10–14", "15–24", "15–24", "15–24"]


def test_who_employs_fewer_than_five_is_shown_without_numbers() -> None:
    shown = publish([answer(1, 3, employed=4, norm=6, gap=3)], {})[1, 1]
    assert (shown.small, shown.level, str(shown.employed), str(shown.norm)) == (True, Level.SHORT, "<5", "<5")


def test_a_band_does_not_tell_zero_from_four() -> None:
    seen = {publish([replace(answer(1, n), expiring=n)], {})[1, 1] for n in range(5)}
    assert len(seen) == 1


def possible(shown: Band, parts: Sequence[Band]) -> Iterator[tuple[int, ...]]:
    """Every set of counts of the parts that agrees with everything shown, when the whole is exactly their sum."""
    for counts in product(*(range(part.low, part.high + 1) for part in parts)):
        if shown.low <= sum(counts) <= shown.high and band_of(sum(counts), parts) == shown:
            yield counts


@example([4] * 5)
@example([4, 9, 14, 9, 4])
@given(st.lists(st.integers(0, 14), min_size=1, max_size=5))
def test_no_part_can_be_worked_out_from_the_whole_and_the_other_parts(counts: list[int]) -> None:
    parts = [band_of(count) for count in counts]
    shown = band_of(sum(counts), parts)
    agreeing = list(possible(shown, parts))
    assert tuple(counts) in agreeing
    for place in range(len(counts)):
        assert len({one[place] for one in agreeing}) >= 2


@example([[4, 4], [4, 4, 4]])
@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=3), min_size=1, max_size=2))
def test_nor_through_two_floors_of_the_tree(teams: list[list[int]]) -> None:
    inner = [[band_of(count) for count in team] for team in teams]
    middle = [band_of(sum(team), parts) for team, parts in zip(teams, inner, strict=True)]
    whole = band_of(sum(map(sum, teams)), middle)
    leaves = [band for parts in inner for band in parts]
    agreeing = []
    for counts in product(*(range(leaf.low, leaf.high + 1) for leaf in leaves)):
        rest = iter(counts)
        sums = [sum(next(rest) for _ in parts) for parts in inner]
        if [band_of(s, p) for s, p in zip(sums, inner, strict=True)] == middle and band_of(
            sum(sums), middle
        ) == whole:
            agreeing.append(counts)
    for place in range(len(leaves)):
        assert len({one[place] for one in agreeing}) >= 2


Pair = tuple[int, int]
"""Current and norm of one team."""


def pages_of(teams: Sequence[Pair]) -> tuple[object, ...]:
    """Everything shown of teams and the organisation above them, which has no norm of its own."""
    answers = [
        answer(n, current, norm=norm, gap=max(norm - current, 0))
        for n, (current, norm) in enumerate(teams, 1)
    ]
    sums = {name: sum(getattr(a, name) or 0 for a in answers) for name in ("current", "norm", "gap")}
    above = answer(9, sums["current"], norm=sums["norm"], gap=sums["gap"])
    shown = publish([*answers, above], dict.fromkeys(range(1, len(teams) + 1), 9))
    return tuple(
        (one.level, str(one.current), str(one.norm), str(one.gap)) for _, one in sorted(shown.items())
    )


def possible_teams(teams: Sequence[Pair], highest: int) -> list[tuple[Pair, ...]]:
    every = list(product(range(highest + 1), repeat=2))
    shown = pages_of(teams)
    return [others for others in product(every, repeat=len(teams)) if pages_of(others) == shown]


@settings(max_examples=12)
@example([(0, 1), (0, 1)])
@example([(4, 5), (3, 4)])
@example([(4, 5), (9, 9)])
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=2))
def test_words_and_sums_together_leave_more_than_one_possibility_for_each_team(teams: list[Pair]) -> None:
    agreeing = possible_teams(teams, highest=11)
    for place, (current, norm) in enumerate(teams):
        assert len({one[place][0] for one in agreeing}) >= 2
        assert len({one[place][1] for one in agreeing}) >= 2
        if norm > current:
            assert len({one[place][1] - one[place][0] for one in agreeing}) >= 2


@example([(0, 1)] * 4)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=3, max_size=6))
def test_a_whole_at_its_lowest_gives_no_part_away(teams: list[Pair]) -> None:
    gaps = [band_of(max(norm - current, 0), least=int(norm > current)) for current, norm in teams]
    whole = band_of(sum(max(norm - current, 0) for current, norm in teams), gaps)
    assert whole.high > sum(gap.least for gap in gaps)
    assert whole.low < sum(gap.most for gap in gaps)


def test_nearly_is_told_to_planners_only() -> None:
    exact = answer(1, 9, norm=10, gap=1)
    assert (exact.level, publish([exact], {})[1, 1].level) == (Level.NEARLY, Level.SHORT)


def test_a_ring_in_the_tree_is_walked_once() -> None:
    shown = publish([answer(1, 12), answer(2, 7)], {1: 2, 2: 1})
    assert {str(one.current) for one in shown.values()} == {"10–14", "5–9"}
