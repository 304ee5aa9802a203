"""The example norms of the demo region: invented, dated, as a headcount or as a share of a function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from lms.expertise.rules import NormLine, own_norm
from lms.plugins.api import DemoStory

from .profiles import FACTS, PROFILES, positions
from .workforce import SEED

STEP = Decimal("0.05")
REVISED = 2024
"""In this year part of the organisations set a new norm."""


@dataclass(frozen=True)
class ExampleNorm:
    """The lines of the norm of one organisation, which counts for everybody in `teams` (itself and what is under it)."""

    organisation: str
    competence: str
    teams: tuple[str, ...]
    functions: tuple[str, ...]
    lines: tuple[NormLine, ...]

    def asks(self, people_in: Mapping[str, int], on: date) -> int:
        """The number of people asked for on a day; 0 before the first norm. Function ids are places in `functions`."""
        numbered: dict[int | None, int] = {n: people_in.get(f, 0) for n, f in enumerate(self.functions)}
        return own_norm(self.lines, numbered, on) or 0


def example_norms(stories: Sequence[DemoStory]) -> list[ExampleNorm]:
    """Per story one norm for every organisation with people in its functions.

    In a tree every team has its own when each has at least six such people; otherwise the organisation on top has one.
    """
    found = []
    for story in stories:
        for top in (name for name in PROFILES if not FACTS[name].parent):
            teams = tuple(name for name in PROFILES if FACTS[name].parent == top)
            apart: list[tuple[str, ...]] = [(team,) for team in teams if _concerned(story, (team,)) > 0]
            groups = [(top, *teams)]
            if story.norm_share and apart and all(_concerned(story, group) >= 6 for group in apart):
                groups = apart
            found += [norm for group in groups if (norm := _norm(story, group))]
    return found


def _concerned(story: DemoStory, teams: Sequence[str]) -> int:
    return sum(positions(team).get(function, 0) for team in teams for function in story.functions)


def _norm(story: DemoStory, teams: tuple[str, ...]) -> ExampleNorm | None:
    name = teams[0]
    since = max(date(story.norm_from, 1, 1), FACTS[name].active_from or date.min)
    ends = FACTS[name].active_until
    concerned = _concerned(story, teams)
    if concerned == 0 or (ends and ends < since):
        return None
    random = Random(f"{SEED} norm {name} {story.competence}")
    lines: tuple[NormLine, ...]
    if story.norm_one_per:
        wanted = round(sum(PROFILES[team].size for team in teams) / story.norm_one_per)
        lines = (NormLine(since, headcount=wanted),) if wanted else ()
    else:
        drive = Decimal(str(PROFILES[name].drive))
        share = Decimal(story.norm_share or "0") * (Decimal("0.5") + drive / 2)
        lines = _share_lines(story, teams, _rounded(share * _accent(random)), since)
        revised = date(REVISED, 1, 1)
        if random.random() < 0.4 and since < revised and (ends is None or ends >= revised):
            lines += _share_lines(story, teams, _rounded(share * _accent(random)), revised)
    return ExampleNorm(name, story.competence, teams, story.functions, lines) if lines else None


def _accent(random: Random) -> Decimal:
    return Decimal(random.randint(85, 115)) / 100


def _rounded(share: Decimal) -> Decimal:
    return max((share / STEP).to_integral_value(ROUND_HALF_UP) * STEP, STEP)


def _share_lines(story: DemoStory, teams: Sequence[str], share: Decimal, since: date) -> tuple[NormLine, ...]:
    """Large organisations ask for a share of every function that counts, small ones for a number of people."""
    per_function = [sum(positions(t).get(function, 0) for t in teams) for function in story.functions]
    if sum(per_function) < 20:
        number = int((share * sum(per_function)).to_integral_value(ROUND_HALF_UP))
        return (NormLine(since, headcount=max(number, 1)),)
    return tuple(
        NormLine(since, share=share, function_id=place)
        for place, many in enumerate(per_function)
        if many >= 3
    )
