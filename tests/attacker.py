"""Plays somebody of the steering group who wants to know the numbers that are withheld.

    .venv/bin/python -m tests.attacker [--months 12] [--role programme_team]

Builds the demo region with a very small place in it, signs in, opens every page with every filter, order and
organisation on many days, and reads every number off. Then it does what subtraction can do: a whole minus the other
parts, a total minus the table, one measure against another, again and again until nothing narrows any more. It is
generous to itself: it knows the tree, and where a whole is exactly the sum of its parts it knows that too.

A number is recovered when only one value is left for something that is to stay hidden: a number of an organisation
with fewer than five employees, or any count of one to four. Asked as programme team it recovers all of them, which
shows that it can find what is there. `tests/lms/expertise/test_attacker.py` runs it on a small town in the suite.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from itertools import pairwise
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from lms.app import create_app
from lms.catalogue.queries import all_competences
from lms.core.db import Database
from lms.expertise.queries import Totals, coverage_and_totals
from lms.expertise.rules import Coverage, month_ends
from lms.organisations.queries import all_nodes, all_organisations, all_regions, all_types
from lms.organisations.rules import tree_on
from lms.people.queries import demo_accounts

UNKNOWN = 10**6
NUMBER = r"(<\d+|\d+–\d+|[\d.,]+)"
MEASURES = ("employed", "certified", "valid", "current", "expiring", "norm", "gap")
CHAIN = ("current", "valid", "certified", "employed")
"""Each of these is at most the next one."""


@dataclass
class Range:
    """What is still possible for one number."""

    low: int = 0
    high: int = UNKNOWN

    def narrow(self, low: int, high: int) -> bool:
        """Whether this said something new."""
        before = (self.low, self.high)
        if max(self.low, low) <= min(
            self.high, high
        ):  # else something assumed is not so: learn nothing from it
            self.low, self.high = max(self.low, low), min(self.high, high)
        return before != (self.low, self.high)


Place = tuple[int, int, str]
"""Organisation (0: the whole region), competence, measure."""


@dataclass
class Notebook:
    """Everything read off on one day."""

    seen: dict[Place, Range] = field(default_factory=lambda: defaultdict(Range))
    words: dict[tuple[int, int], str] = field(default_factory=dict)
    read: int = 0

    def note(self, place: Place, text: str) -> None:
        low, high = bounds(text)
        self.seen[place].narrow(low, high)
        self.read += 1


def bounds(text: str) -> tuple[int, int]:
    """What a number on a page says: "<5" is 0–4, "10–14" what it says, "12" exactly that."""
    if text.startswith("<"):
        return 0, int(text[1:]) - 1
    low, _, high = text.partition("–")
    plain = [int(re.sub(r"[.,]", "", part)) for part in (low, high or low)]
    return plain[0], plain[1]


def words_of(html: str) -> str:
    """The text of a page on one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


# ---- reading pages --------------------------------------------------------------------------------------------


@dataclass
class Visit:
    """One day of looking around, in English."""

    client: FlaskClient
    day: date
    competences: dict[str, int]
    organisations: dict[str, int]
    notebook: Notebook = field(default_factory=Notebook)

    def open(self, path: str) -> str:
        joint = "&" if "?" in path else "?"
        answer = self.client.get(f"{path}{joint}on={self.day}", headers={"Accept-Language": "en"})
        return str(answer.text.partition("<main")[2]) if answer.status_code == 200 else ""

    def region(self, query: str = "") -> list[str]:
        """Read the table and the figures above it; the organisations in the order in which they stand."""
        page = self.open(f"/region?{query}")
        order = []
        for row in re.findall(r"<tr>(.*?)</tr>", page, re.S):
            for key, html in re.findall(
                r'href="/organisations/\d+\?competence=([\w-]+)[^"]*">(.*?)</a>', row, re.S
            ):
                identity = int(re.findall(r"/organisations/(\d+)", row)[0])
                order.append(identity)
                self._cell((identity, self.competences[key]), words_of(html))
        figures = re.findall(
            rf"figure-number[^>]*>{NUMBER.replace('<', '&lt;')}</p>(.*?)</(?:div|section)>", page, re.S
        )
        named = re.search(r"people current in (.*?)<", page)
        if named and figures:
            key = next(k for k, name in NAMES.items() if name == named[1])
            for (text, _), measure in zip(figures, ("current", "gap", "expiring", "ended"), strict=False):
                self.notebook.note((0, self.competences[key], measure), unescape(text))
        return list(dict.fromkeys(order))

    def _cell(self, place: tuple[int, int], text: str) -> None:
        numbers = text.partition(": ")[2]
        found = re.match(rf"\s*{NUMBER}(?: ?/ ?{NUMBER})?", numbers)
        if found:
            self.notebook.note((*place, "current"), found[1])
            if found[2]:
                self.notebook.note((*place, "norm"), found[2])
        if gap := re.search(rf"gap {NUMBER}", numbers):
            self.notebook.note((*place, "gap"), gap[1])
        for word in ("met", "nearly", "short", "no norm"):
            if re.search(rf"\b{word}\b", numbers):
                self.notebook.words[place] = word

    def organisation(self, identity: int, key: str) -> None:
        text = words_of(self.open(f"/organisations/{identity}?competence={key}"))
        place = (identity, self.competences[key])
        patterns = {
            "employed": rf"{NUMBER} employees?",
            "current": rf"Current: {NUMBER}\.",
            "valid": rf"valid certificate: {NUMBER}\.",
            "certified": rf"Ever certified: {NUMBER}\.",
            "expiring": rf"{NUMBER} certificates? ends? within 90 days|Within 90 days {NUMBER} certificates",
            "norm": rf"asks for {NUMBER}|Now [\d.,]+ of {NUMBER}|: [\d.,]+ of {NUMBER}",
        }
        for measure, pattern in patterns.items():
            if found := re.search(pattern, text):
                self.notebook.note((*place, measure), next(part for part in found.groups() if part))

    def home(self) -> None:
        text = words_of(self.open("/"))
        for name, current, norm, gap in re.findall(rf"([\w -]+): {NUMBER} of {NUMBER}, {NUMBER} short", text):
            key = next((k for k, known in NAMES.items() if name.endswith(known)), None)
            owner = next((o for n, o in self.organisations.items() if n in name), None)
            if key and owner:
                for measure, number in (("current", current), ("norm", norm), ("gap", gap)):
                    self.notebook.note((owner, self.competences[key], measure), number)


NAMES: dict[str, str] = {}
"""Of every competence the English name, by key."""


# ---- subtraction ----------------------------------------------------------------------------------------------


def subtract(
    seen: dict[Place, Range],
    sums: Sequence[tuple[Place, Sequence[Place]]],
    words: Mapping[tuple[int, int], str] | None = None,
) -> None:
    """Narrow everything by everything else, the words included, until nothing changes any more."""
    pairs = {place[:2] for place in seen if place[0]}
    for pair, word in (words or {}).items():
        norm, gap = seen[(*pair, "norm")], seen[(*pair, "gap")]
        if word == "met":
            gap.narrow(0, 0)
        if word in ("nearly", "short"):
            gap.narrow(1, UNKNOWN)
            norm.narrow(1, UNKNOWN)
        if word == "nearly":
            gap.narrow(1, max(1, norm.high // 10))
    changed = True
    while changed:
        changed = False
        for whole, parts in sums:
            changed |= _sum(seen, whole, parts)
        for pair in pairs:
            for less, more in pairwise(CHAIN):
                a, b = seen[(*pair, less)], seen[(*pair, more)]
                changed |= a.narrow(0, b.high) | b.narrow(a.low, UNKNOWN)
            norm, gap, current = (seen[(*pair, m)] for m in ("norm", "gap", "current"))
            if (words or {}).get(pair) == "met":
                changed |= norm.narrow(0, current.high) | current.narrow(norm.low, UNKNOWN)
            if gap.low > 0:
                changed |= current.narrow(norm.low - gap.high, norm.high - gap.low)
                changed |= norm.narrow(current.low + gap.low, current.high + gap.high)


def _sum(seen: dict[Place, Range], whole: Place, parts: Sequence[Place]) -> bool:
    lows, highs = sum(seen[p].low for p in parts), sum(seen[p].high for p in parts)
    changed = seen[whole].narrow(lows, highs)
    for part in parts:
        own = seen[part]
        changed |= own.narrow(seen[whole].low - (highs - own.high), seen[whole].high - (lows - own.low))
    return changed


@dataclass(frozen=True)
class Outcome:
    """What an attack came to: pages opened, numbers read, numbers that had to stay hidden, and those recovered."""

    pages: int
    numbers: int
    hidden: int
    recovered: tuple[str, ...]


def attack(app: Flask, client: FlaskClient, days: Sequence[date]) -> Outcome:
    """Look around on these days as the one who is signed in, and try to work out what is hidden."""
    database: Database = app.extensions["platform"].database
    pages = numbers = hidden = 0
    recovered: list[str] = []
    with database.read() as session:
        competences = all_competences(session)
        organisations = {o.name: o.id for o in all_organisations(session)}
        filters = [""]
        filters += [f"region={r.id}" for r in all_regions(session)] + [
            f"type={t.id}" for t in all_types(session)
        ]
        nodes = all_nodes(session)
        NAMES.update({c.key: c.name_en for c in competences})
        for day in days:
            visit = Visit(client, day, {c.key: c.id for c in competences}, organisations)
            answers, everybody = coverage_and_totals(session, day, competences)
            truth = {(a.organisation_id, a.competence_id): a for a in answers}
            for query in [*filters, "gaps=1", "sort=name", *(f"sort={n}" for n in range(4))]:
                visit.region(query)
                pages += 1
            for competence in competences:
                visit.region(f"competence={competence.key}")
                pages += 1
            visit.home()
            for identity, _ in {(o, None) for o, _ in truth}:
                for competence in competences:
                    visit.organisation(identity, competence.key)
                    pages += 1
            seen = visit.notebook.seen
            numbers += visit.notebook.read
            for answer in truth.values():
                if answer.employed < 5:
                    for measure in CHAIN:
                        seen[answer.organisation_id, answer.competence_id, measure].narrow(0, 4)
            parents = {node.id: node.parent_id for node in tree_on(nodes, day)}
            subtract(seen, list(_sums(truth, parents, everybody)), visit.notebook.words)
            for what, value in _to_hide(truth):
                hidden += 1
                found = seen[what]
                if found.low == found.high == value:
                    recovered.append(f"{day}: {what} is {value}")
    return Outcome(pages, numbers, hidden, tuple(recovered))


def _to_hide(truth: dict[tuple[int, int], Coverage]) -> Iterator[tuple[Place, int]]:
    for place, answer in truth.items():
        for measure in MEASURES:
            value = getattr(answer, measure)
            told = measure == "gap" and value == 0  # the word says that the norm is met
            if value is not None and not told and (answer.employed < 5 or 1 <= value <= 4):
                yield (*place, measure), value


def _sums(
    truth: dict[tuple[int, int], Coverage], parents: dict[int, int | None], everybody: Mapping[int, Totals]
) -> Iterator[tuple[Place, Sequence[Place]]]:
    """Where a whole is exactly the sum of its parts: every organisation with what lies under it, and the region."""
    present = {organisation for organisation, _ in truth}
    children: dict[int, list[int]] = defaultdict(list)
    for organisation in present:
        parent = parents.get(organisation)
        children[parent if parent in present and parent else 0].append(organisation)
    for competence in {competence for _, competence in truth}:
        for whole, parts in children.items():
            for measure in MEASURES:
                values = [getattr(truth[part, competence], measure) for part in parts]
                places = [
                    (p, competence, measure) for p, v in zip(parts, values, strict=True) if v is not None
                ]
                total = sum(v for v in values if v is not None)
                known = truth[whole, competence] if whole else everybody.get(competence)
                if total == getattr(known, measure, total):
                    yield (whole, competence, measure), places


def main() -> None:
    """Attack the demo region and print what came of it."""
    from .journeys.site import CLOCK, build_region  # builds the whole demo region; only this script needs it

    parser = argparse.ArgumentParser(description="Try to work out what the steering group is not to know.")
    parser.add_argument("--months", type=int, default=6, help="look at the last days of so many months")
    parser.add_argument("--role", default="steering_group")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(build_region(Path(folder), small_place=True), clock=CLOCK)
        app.config.update(WTF_CSRF_ENABLED=False)
        with app.extensions["platform"].database.read() as session:
            account = next(a for a in demo_accounts(session) if any(r.role == asked.role for r in a.roles))
        client = app.test_client()
        client.post("/sign-in/demo", data={"account": account.id})
        today = CLOCK.now().date()
        days = month_ends(date(today.year - 7, today.month, 1), today)[-asked.months :]
        outcome = attack(app, client, days)
    print(f"{outcome.pages} pages opened on {len(days)} days, {outcome.numbers} numbers read.")
    print(f"Of {outcome.hidden} numbers that are to stay hidden, recovered: {len(outcome.recovered)}")
    for line in outcome.recovered[:20]:
        print(" ", line)


if __name__ == "__main__":
    main()
