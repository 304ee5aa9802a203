"""The tree of organisations on a day: who is active, who lies under whom, and which ties would make a ring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


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


# ---- rings ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ties(Generic[Key]):
    """To what an organisation is tied: what it lies under, what it merged into, and its last day."""

    parent: Key | None
    merged_into: Key | None
    active_until: date | None

    def merged_by(self, day: date) -> bool:
        """Whether its people belong to the successor after this day."""
        return self.merged_into is not None and self.active_until is not None and self.active_until <= day


def rings(points_to: Mapping[Key, Key | None]) -> Iterator[list[Key]]:
    """Each ring in a mapping of things to at most one other, once, in the order of walking."""
    done: set[Key] = set()
    for start in points_to:
        path: list[Key] = []
        here: Key | None = start
        while here is not None and here not in done and here not in path:
            path.append(here)
            here = points_to.get(here)
        if here is not None and here in path:
            yield path[path.index(here) :]
        done.update(path)


def tree_rings(ties: Mapping[Key, Ties[Key]]) -> Iterator[tuple[str, list[Key]]]:
    """(column, ring) of rings of parents, of mergers, and of both: whoever merges into what lies deep under it.

    A ring of which only one is left is none: a team that its organisation merged into takes its place.
    """
    found = [("parent", ring) for ring in rings({key: tie.parent for key, tie in ties.items()})]
    found += [("merged_into", ring) for ring in rings({key: tie.merged_into for key, tie in ties.items()})]
    yield from found
    if found:
        return
    said: set[frozenset[Key]] = set()
    for day in sorted(
        {t.active_until for t in ties.values() if t.merged_into is not None and t.active_until}
    ):
        goes_on_at = {k: tie.merged_into if tie.merged_by(day) else tie.parent for k, tie in ties.items()}
        for ring in rings(goes_on_at):
            left = [key for key in ring if not ties[key].merged_by(day)]
            if len(left) > 1 and frozenset(ring) not in said:
                said.add(frozenset(ring))
                yield "merged_into", ring


def ties_of(nodes: Iterable[Node]) -> dict[int, Ties[int]]:
    """The ties of every organisation by its id."""
    return {node.id: Ties(node.parent_id, node.merged_into_id, node.active_until) for node in nodes}


def ring_with(nodes: Iterable[Node], changed: Node) -> tuple[str, list[int]] | None:
    """The first ring (column, ids) that the tree would hold with this organisation as `changed`; None without."""
    ties = ties_of(nodes) | ties_of([changed])
    return next((found for found in tree_rings(ties) if changed.id in found[1]), None)
