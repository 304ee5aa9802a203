"""Pure decisions over several rows: in what two rows differ, and rings in the tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def first_difference(one: Mapping[Any, Any], other: Mapping[Any, Any], columns: Iterable[str]) -> str | None:
    """The first of these columns in which two rows differ; None when they say the same."""
    return next((column for column in columns if one[column] != other[column]), None)


def rings(points_to: Mapping[str, str | None]) -> Iterator[list[str]]:
    """Each ring in a mapping of names to at most one other name, once, in the order of walking."""
    done: set[str] = set()
    for start in points_to:
        path: list[str] = []
        here: str | None = start
        while here is not None and here not in done and here not in path:
            path.append(here)
            here = points_to.get(here)
        if here is not None and here in path:
            yield path[path.index(here) :]
        done.update(path)
