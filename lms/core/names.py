"""Suggests what somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(typed: str, known: Iterable[str]) -> str:
    """A sentence “Did you mean …?” with the nearest known name, or nothing when none is near."""
    by_folded = {name.casefold(): name for name in known}
    found = get_close_matches(typed.casefold(), by_folded, n=1, cutoff=0.5)
    return f" Did you mean {by_folded[found[0]]!r}?" if found else ""
