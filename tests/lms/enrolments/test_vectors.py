"""What other systems do in 60 published cases: ours does the same, or says why not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.sources import ROOT

from . import vectors
from .conftest import Hall

PUBLISHED = ROOT.parent / "shared/vectors/waitlist.json"
ALIKE = {
    name.replace("_", "-"): case
    for name, case in vars(vectors).items()
    if re.fullmatch(r"[a-z]{3}_\d+", name)
}


def test_each_published_case_is_a_test_or_says_why_we_differ() -> None:
    if not PUBLISHED.exists():
        pytest.skip("../shared, which holds the published cases, is not on this machine")
    published = {one["id"] for one in json.loads(PUBLISHED.read_text(encoding="utf-8"))}
    assert len(published) == 60
    assert set(ALIKE) | set(vectors.DIFFERS) == published
    assert set(ALIKE) & set(vectors.DIFFERS) == set()


@pytest.mark.parametrize("case", ALIKE)
def test_our_rules_answer_alike(case: str, hall: Callable[..., Hall], told: list[Any]) -> None:
    ALIKE[case](vectors.Case(hall, told))
