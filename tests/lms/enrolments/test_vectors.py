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

DIFFERS = {
    "tot-8": "Nobody waits while a seat is free. Who wants to look at each request first asks for approval.",
    "tot-9": "Staff go beyond the maximum with a reason, as there; but a full session always has a waiting list.",
    "tot-11": "People move up until two hours before the start, also when enrolment closed: trainers need full groups.",
    "tot-12": "A clash is checked again when somebody moves up: passed over, told, and the place is kept.",
    "tot-14": "The line is always closed at the start, with a message; nobody waits for what is over.",
    "tot-16": "No lottery: the line goes by time, and everybody sees the own place.",
    "tot-17": "Go or no-go belongs to planning and is asked there; it changes nothing about seats.",
    "tot-18": "More seats than are free cannot be reserved: refused with the number that can. Release goes by itself.",
    "ptx-6": "No priorities: the line goes by time. Staff give a seat out of turn with a reason that is kept.",
    "ptx-8": "Enrolment that closed stops newcomers, not those in line, until two hours before the start.",
    "ptx-11": "Moving up cannot be switched off: a seat that stays free while somebody waits helps nobody.",
    "ptx-13": "The source does not explain it, and its own ptx-5 says otherwise; not an oracle.",
    "civ-3": "Several people of one organisation are enrolled one by one, so that no seat stays free for a group.",
    "mbk-6": "The line is not dragged. Staff give a seat out of turn with a reason, which everybody can read.",
    "mbk-7": "There is nothing to pay: who is approved and finds a free seat has it.",
    "mbk-10": "The waiting list has no maximum; the place in line says how likely a seat is.",
    "ind-2": "One enrolment is one person; nobody brings others along without a name.",
    "ind-3": "One enrolment is one person, so its number of seats cannot change.",
    "ind-4": "A full session has a waiting list. Staff go beyond the maximum, as there.",
    "cat-2": "Who has a seat keeps it when the day goes; only newcomers wait for a day.",
    "fra-1": "A full session has a waiting list, and the seats are counted under a lock.",
    "itk-1": "Moving up is always on; a seat that came free any other way is served at the next run.",
}
"""Which cases our rules answer otherwise, and why."""


def test_each_published_case_is_a_test_or_says_why_we_differ() -> None:
    if not PUBLISHED.exists():
        pytest.skip("../shared, which holds the published cases, is not on this machine")
    published = {one["id"] for one in json.loads(PUBLISHED.read_text(encoding="utf-8"))}
    assert len(published) == 60
    assert set(ALIKE) | set(DIFFERS) == published
    assert set(ALIKE) & set(DIFFERS) == set()


@pytest.mark.parametrize("case", ALIKE)
def test_our_rules_answer_alike(case: str, hall: Callable[..., Hall], told: list[Any]) -> None:
    ALIKE[case](vectors.Case(hall, told))
