"""The tree of organisations on a day."""

from __future__ import annotations

import pytest

from lms.organisations.rules import Node, children_of, predecessors, with_descendants
from tests.factories import day

REGION, NORTH, TEAM, SOUTH = Node(1), Node(2, parent_id=1), Node(3, parent_id=2), Node(4, parent_id=1)


@pytest.mark.parametrize(
    ("on", "active"),
    [("2019-12-31", False), ("2020-01-01", True), ("2024-12-31", True), ("2025-01-01", False)],
)
def test_active_from_the_first_through_the_last_day(on: str, active: bool):
    assert Node(1, None, day("2020-01-01"), day("2024-12-31")).active(day(on)) is active


def test_without_days_always_active():
    assert Node(1).active(day("1900-01-01"))


def test_children_are_the_direct_ones():
    assert children_of([REGION, NORTH, TEAM, SOUTH]) == {1: [2, 4], 2: [3]}


def test_descendants_include_the_roots_and_everything_below():
    assert with_descendants([2], [REGION, NORTH, TEAM, SOUTH]) == {2, 3}
    assert with_descendants([1, 2], [REGION, NORTH, TEAM, SOUTH]) == {1, 2, 3, 4}


def test_descendants_of_a_ring_end():
    assert with_descendants([1], [Node(1, parent_id=2), Node(2, parent_id=1)]) == {1, 2}


def test_predecessors_are_followed_through_chains_oldest_first():
    nodes = [
        Node(1),
        Node(2, None, None, day("2022-12-31"), 1),
        Node(3, None, None, day("2019-12-31"), 2),
        Node(4, None, None, day("2020-12-31"), 1),
        Node(5),
    ]
    assert predecessors(1, nodes, day("2026-01-01")) == [3, 4, 2]
    assert predecessors(5, nodes, day("2026-01-01")) == []


def test_a_merger_gives_a_predecessor_from_the_day_after_only():
    nodes = [Node(1), Node(2, None, None, day("2022-12-31"), 1)]
    assert predecessors(1, nodes, day("2022-12-31")) == []
    assert predecessors(1, nodes, day("2023-01-01")) == [2]
