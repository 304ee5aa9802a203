"""The small generators of the demo region: facts, names, days, positions, norms."""

from __future__ import annotations

import re
from datetime import date
from random import Random

import pytest

from lms.demo import calendar, names, norms, profiles, region

TODAY = date(2026, 11, 21)


def test_the_region_has_17_municipalities_in_three_parts() -> None:
    assert [len(part) for part in region.MUNICIPALITIES.values()] == [6, 4, 7]
    assert len(set(region.ALL_MUNICIPALITIES)) == 17


def test_every_municipality_is_served_by_an_organisation_of_its_own_region() -> None:
    for name, municipalities in region.MUNICIPALITIES.items():
        served = {m for fact in region.ORGANISATIONS if fact.region == name for m in fact.serves}
        assert served == set(municipalities)


def test_organisations_refer_to_each_other_by_existing_names() -> None:
    known = {fact.name for fact in region.ORGANISATIONS}
    assert len(known) == len(region.ORGANISATIONS)
    assert {f.parent for f in region.ORGANISATIONS if f.parent} <= known
    assert {f.merged_into for f in region.ORGANISATIONS if f.merged_into} == {region.DIJK_EN_WAARD}
    assert {f.type for f in region.ORGANISATIONS} == set(region.TYPES)


def test_every_organisation_has_a_profile_and_positions_that_add_up() -> None:
    assert set(profiles.PROFILES) == {fact.name for fact in region.ORGANISATIONS}
    for name, profile in profiles.PROFILES.items():
        assert sum(profiles.positions(name).values()) == profile.size


def test_the_successor_is_as_large_as_its_predecessors_together() -> None:
    sizes = {name: profile.size for name, profile in profiles.PROFILES.items()}
    assert sizes[region.DIJK_EN_WAARD] == sizes[region.HEERHUGOWAARD] + sizes[region.LANGEDIJK]


def test_names_are_unique_and_clearly_fictitious() -> None:
    given, random = names.Names(), Random(1)
    drawn = [given.draw(random) for _ in range(5000)]
    assert len(set(drawn)) == 5000
    assert all(name.endswith("-Voorbeeld") for name in drawn)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Petra van der Meer-Voorbeeld", "petra.vandermeer.007@example.org"),
        ("Ayşe Yıldız-Voorbeeld", "ayse.yildiz.007@example.org"),
        ("Piotr Wójcik-Voorbeeld", "piotr.wojcik.007@example.org"),
    ],
)
def test_addresses_are_plain_letters_under_example_org(name: str, address: str) -> None:
    assert names.email_of(name, 7) == address


def test_any_name_gives_a_whole_address() -> None:
    given, random = names.Names(), Random(2)
    for number in range(3000):
        assert re.fullmatch(
            r"[a-z]+\.[a-z]+\.\d{3,}@example\.org", names.email_of(given.draw(random), number)
        )


@pytest.mark.parametrize(
    "sunday", [date(2019, 4, 21), date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5)]
)
def test_easter_falls_on_its_sunday(sunday: date) -> None:
    assert calendar.easter(sunday.year) == sunday


def test_trainings_avoid_weekends_holidays_summer_and_the_lockdown() -> None:
    days = [d for y in range(2019, 2028) for m in range(1, 13) for d in calendar.training_days(y, m)]
    assert all(day.weekday() < 5 for day in days)
    for free in (
        date(2024, 12, 25),
        date(2026, 4, 6),
        date(2026, 4, 27),
        date(2026, 5, 14),
        date(2026, 8, 3),
    ):
        assert free not in days
    assert not [day for day in days if date(2020, 3, 16) <= day <= date(2020, 8, 31)]


def test_large_organisations_ask_for_a_share_and_small_ones_for_a_number() -> None:
    story = norms.DemoStory("care", ("gezinscoach",), {}, 0.5, norm_share="0.5")
    found = {norm.organisation: norm for norm in norms.example_norms([story])}
    hoorn, opmeer = found["Lokaal team Hoorn"], found["Lokaal team Opmeer"]
    assert hoorn.asks({"gezinscoach": 30, "manager": 9}, TODAY) >= 12
    assert hoorn.asks({"gezinscoach": 30}, date(2020, 12, 31)) == 0
    assert opmeer.asks({"gezinscoach": 99}, TODAY) == opmeer.asks({"gezinscoach": 1}, TODAY) > 0


def test_a_tree_has_one_norm_on_top_where_its_teams_are_small() -> None:
    managers = norms.DemoStory("care", ("manager",), {}, 0.5, norm_share="0.5")
    coaches = norms.DemoStory("coach", ("gezinscoach", "maatschappelijk werker"), {}, 0.5, norm_share="0.5")
    holders = {(norm.organisation, norm.competence) for norm in norms.example_norms([managers, coaches])}
    assert (region.BUCH, "care") in holders and ("Team Bergen", "care") not in holders
    assert (region.BUCH, "coach") not in holders and ("Team Bergen", "coach") in holders
