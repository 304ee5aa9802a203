"""Norms in a dataset: a headcount or a share, per function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import SKILL, TEAM, RunImport

Ask = Callable[[str], list[tuple[Any, ...]]]


@pytest.mark.parametrize(
    ("headcount", "share", "kept"),
    [
        ("3", "", (3, None)),
        ("3", "0", (3, None)),
        ("", "0,25", (None, "0.25")),
        ("0", "1", (None, "1")),
        ("0", "", (0, None)),
        ("", "0", (None, "0")),
        ("0", "0,0", (0, None)),
        ("12.0", "", (12, None)),
    ],
)
def test_a_zero_beside_the_other_counts_as_empty(
    run_import: RunImport, ask: Ask, headcount: str, share: str, kept: tuple[object, object]
) -> None:
    norm = TEAM | {"competence": "skill", "from": "2024-01-01", "headcount": headcount, "share": share}

    assert run_import({"organisations": [TEAM], "competences": [SKILL], "norms": [norm]}).problems == []
    assert ask("SELECT headcount, share FROM norm") == [kept]


def test_norms_for_two_functions_are_two_norms(run_import: RunImport, ask: Ask) -> None:
    norm = TEAM | {"competence": "skill", "from": "2024-01-01", "share": "0.5"}
    norms = [norm | {"function": "coach"}, norm | {"function": "manager"}, norm | {"function": ""}]

    report = run_import({"organisations": [TEAM], "competences": [SKILL], "norms": norms})

    assert report.counts["norms"].created == 3
