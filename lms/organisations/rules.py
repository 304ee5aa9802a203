"""The tree of organisations on a day: who is active, who lies under whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True)
class Node:
    """An organisation as the rules see it; both days are inclusive."""

    id: int
    parent_id: int | None = None
    active_from: date | None = None
    active_until: date | None = None
    merged_into_id: int | None = None

    def active(self, on: date) -> bool:
        return (self.active_from is None or self.active_from <= on) and (
            self.active_until is None or self.active_until >= on
        )


def children_of(nodes: Iterable[Node]) -> Mapping[int, list[int]]:
    """The ids of the direct children of each organisation."""
    children: dict[int, list[int]] = defaultdict(list)
    for node in nodes:
        if node.parent_id is not None:
            children[node.parent_id].append(node.id)
    return children


def tree_on(nodes: Collection[Node], on: date) -> list[Node]:
    """The tree as it hangs on a day: what lay under an organisation that merged before it lies under the successor."""
    heirs = heirs_on(nodes, on)
    return [replace(node, parent_id=heirs.get(node.parent_id or 0)) for node in nodes]


def heirs_on(nodes: Collection[Node], on: date) -> dict[int, int]:
    """For every organisation the one that has its people on a day: itself, or the end of a chain of mergers."""
    into = {
        node.id: node.merged_into_id
        for node in nodes
        if node.merged_into_id is not None and node.active_until is not None and node.active_until < on
    }

    def heir(organisation_id: int) -> int:
        seen: set[int] = set()
        while organisation_id in into and organisation_id not in seen:
            seen.add(organisation_id)
            organisation_id = into[organisation_id]
        return organisation_id

    return {node.id: heir(node.id) for node in nodes}


def with_descendants(roots: Collection[int], nodes: Collection[Node]) -> set[int]:
    """The roots and everything that lies under them."""
    children = children_of(nodes)
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(children.get(one, ()))
    return found


def predecessors(organisation_id: int, nodes: Iterable[Node], on: date) -> list[int]:
    """The organisations that had merged into this one by a day, those before them included; oldest first."""
    into: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        if node.merged_into_id is not None and node.active_until is not None and node.active_until < on:
            into[node.merged_into_id].append(node)
    found: list[Node] = []
    waiting = [organisation_id]
    while waiting:
        for node in into.get(waiting.pop(), ()):
            if node not in found:
                found.append(node)
                waiting.append(node.id)
    return [node.id for node in sorted(found, key=lambda n: (n.active_until or date.max, n.id))]
