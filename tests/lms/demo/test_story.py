"""The history of the demo region: the same on the same day, and only longer on the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest

from lms.core.errors import Refused
from lms.demo.rows import Row, rows_of
from lms.demo.story import History, stories_of, tell
from lms.plugins.registry import discover

TODAY = date(2026, 11, 30)
"""The last day of a month: the next day begins one that was not lived yet."""

TYPES = list(discover(["top3", "drakentemmers", "leertafels"]).enabled.values())
VALIDITIES = {spec.key: spec.validity for kind in TYPES for spec in kind.competences()}


def tell_anew(today: date) -> History:
    return tell(today, stories_of(TYPES), VALIDITIES)


@cache
def told(today: date) -> History:
    """Told once per day: it takes more than a second."""
    return tell_anew(today)


@cache
def rows(today: date) -> dict[str, list[Row]]:
    return rows_of(told(today))


def without(row: Row, column: str) -> Row:
    return {name: value for name, value in row.items() if name != column}


def test_the_same_day_gives_the_same_rows() -> None:
    assert rows_of(tell_anew(TODAY)) == rows(TODAY)


@pytest.mark.parametrize(("table", "ends"), [("people", "employed_until"), ("certificates", "revoked_on")])
def test_the_next_day_keeps_every_fact_and_only_adds_later_ends(table: str, ends: str) -> None:
    later = {tuple(without(row, ends).values()): row[ends] for row in rows(TODAY + timedelta(days=1))[table]}
    for row in rows(TODAY)[table]:
        end = later[tuple(without(row, ends).values())]
        assert end == row[ends] or (not row[ends] and end > TODAY.isoformat())


@pytest.mark.parametrize("table", ["organisations", "norms", "practice"])
def test_the_next_day_keeps_every_row_of(table: str) -> None:
    later = {tuple(row.values()) for row in rows(TODAY + timedelta(days=1))[table]}
    assert {tuple(row.values()) for row in rows(TODAY)[table]} <= later


def test_nothing_happens_after_today() -> None:
    earlier_in_the_month = rows_of(replace(told(TODAY), today=date(2026, 11, 3)))
    dates = {
        value
        for table in ("people", "certificates", "practice")
        for row in earlier_in_the_month[table]
        for column, value in row.items()
        if column in {"employed_from", "employed_until", "issued_on", "revoked_on", "on"} and value
    }
    assert "2026-10-31" < max(dates) <= "2026-11-03"


def test_keys_are_unique() -> None:
    keys = {
        "people": ("person", "organisation", "employed_from"),
        "certificates": ("person", "competence", "issued_on", "number"),
        "practice": ("person", "competence", "kind", "on"),
        "norms": ("organisation", "competence", "from", "function"),
    }
    for table, columns in keys.items():
        found = [tuple(row[column] for column in columns) for row in rows(TODAY)[table]]
        assert len(set(found)) == len(found)


def test_certificate_numbers_are_unique() -> None:
    numbers = [row["number"] for row in rows(TODAY)["certificates"]]
    assert len(set(numbers)) == len(numbers) and all(numbers)


def test_few_certificates_are_revoked_or_come_from_elsewhere() -> None:
    certificates = rows(TODAY)["certificates"]
    assert 2 <= sum(bool(row["revoked_on"]) for row in certificates) <= 30
    assert 5 <= sum(bool(row["valid_until"]) for row in certificates) <= 40


def test_about_a_sixth_leaves_an_employer_in_a_year_and_half_of_them_stays_in_the_region() -> None:
    history = told(TODAY)
    for year in range(2019, 2026):
        ended = [(w, j) for w in history.workers for j in w.jobs if j.ends and j.ends.year == year]
        moved = sum(any(0 < (k.begins - j.ends).days < 62 for k in w.jobs) for w, j in ended if j.ends)
        assert 0.11 <= len(ended) / 1180 <= 0.20
        assert 0.35 <= moved / len(ended) <= 0.65


def test_nobody_has_more_than_two_employments_or_more_than_a_full_week() -> None:
    for worker in told(TODAY).workers:
        open_jobs = [job for job in worker.jobs if job.ends is None]
        assert len(open_jobs) <= 2
        assert sum(float(job.fte) for job in open_jobs) <= 1


def test_the_merger_continues_some_employments_and_resumes_others() -> None:
    people = rows(TODAY)["people"]
    at_merger = date(2021, 12, 31).isoformat()
    open_ended = [
        r
        for r in people
        if r["organisation"] == "Lokaal team Heerhugowaard" and r["employed_until"] > at_merger
    ]
    closed = {
        r["person"]
        for r in people
        if r["organisation"] == "Lokaal team Langedijk" and r["employed_until"] == at_merger
    }
    resumed = {
        r["person"]
        for r in people
        if r["organisation"] == "Lokaal team Dijk en Waard" and r["employed_from"] == "2022-01-01"
    }
    assert len(open_ended) > 5
    assert len(closed & resumed) > 10


def test_a_day_before_there_is_a_leak_to_show_is_refused() -> None:
    with pytest.raises(Refused, match="2022-06-01"):
        told(date(2022, 6, 1))


def test_practice_of_a_kind_that_no_type_brings_is_left_out() -> None:
    alone = [course_type for course_type in TYPES if course_type.key == "top3"]
    kinds = {practice.kind for story in stories_of(alone) for practice in story.practice}
    assert kinds == {"own_use"}
