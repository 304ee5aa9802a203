"""Suggests what somebody may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(typed: str, known: Iterable[str]) -> str:
    """A sentence “Did you mean …?” with the nearest known name, or nothing when none resembles it.

    A name that holds what was typed is nearer than one that is spelled much like it.
    """
    by_folded = {name.casefold(): name for name in known}
    wanted = typed.strip().casefold()
    holding = [name for name in by_folded if wanted and wanted in name]
    found = get_close_matches(wanted, holding or by_folded, n=1, cutoff=0.0 if holding else 0.3)
    return f" Did you mean {by_folded[found[0]]!r}?" if found else ""
