"""The tree of organisations holds no ring: of parents, of mergers, or of both together."""

from __future__ import annotations

from lms.organisations.rules import Node, Ties, ring_with, rings, tree_rings
from tests.factories import day

MAY, JUNE = day("2026-05-31"), day("2026-06-30")


def test_a_ring_is_found_once_and_in_the_order_of_walking():
    assert list(rings({"a": "b", "b": "c", "c": "b", "d": None})) == [["b", "c"]]


def test_a_tree_without_ring_has_none():
    nodes = [Node(1), Node(2, parent_id=1), Node(3, parent_id=2)]
    assert ring_with(nodes, Node(3, parent_id=1)) is None


def test_lying_under_what_lies_under_it_is_a_ring():
    nodes = [Node(1), Node(2, parent_id=1), Node(3, parent_id=2)]
    assert ring_with(nodes, Node(1, parent_id=3)) == ("parent", [1, 3, 2])


def test_merging_into_what_merged_into_it_is_a_ring():
    nodes = [Node(1), Node(2, active_until=MAY, merged_into_id=1)]
    assert ring_with(nodes, Node(1, active_until=JUNE, merged_into_id=2)) == ("merged_into", [1, 2])


def test_merging_into_a_team_right_under_it_lets_the_team_take_its_place():
    nodes = [Node(1), Node(2, parent_id=1)]
    assert ring_with(nodes, Node(1, active_until=MAY, merged_into_id=2)) is None


def test_merging_into_what_lies_deep_under_it_is_a_ring():
    nodes = [Node(1), Node(2, parent_id=1), Node(3, parent_id=2)]
    column, ring = ring_with(nodes, Node(1, active_until=MAY, merged_into_id=3)) or ("", [])
    assert (column, sorted(ring)) == ("merged_into", [1, 2, 3])


def test_names_are_walked_as_ids_are():
    ties = {"a": Ties("b", None, None), "b": Ties("a", None, None)}
    assert list(tree_rings(ties)) == [("parent", ["a", "b"])]
