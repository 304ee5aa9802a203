"""Pure decisions over several rows: in what two rows differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def first_difference(one: Mapping[Any, Any], other: Mapping[Any, Any], columns: Iterable[str]) -> str | None:
    """The first of these columns in which two rows differ; None when they say the same."""
    return next((column for column in columns if one[column] != other[column]), None)
