"""The steering group reads the whole region, without names and without numbers of small organisations."""

from __future__ import annotations

import pytest

from lms.expertise.disclosure import band_of

from .conftest import Visit
from .site import SMALL_PLACE, TODAY, Site

pytestmark = pytest.mark.browser

PATHS = [
    "/",
    "/region",
    "/region?on=31-12-2022",
    "/organisations/{Lokaal team Dijk en Waard}?competence=top3-trainer",
    "/organisations/{Lokaal team Dijk en Waard}?status=ended&q=a",
    f"/organisations/{{{SMALL_PLACE}}}",
]


def test_no_page_names_anybody(visit: Visit, site: Site):
    visitor = visit("steering_group")
    own = site.accounts["steering_group"]
    for path in PATHS:
        page = visitor.open(path)
        assert "-Voorbeeld" not in page.content().replace(own, ""), path
        assert page.locator("a[href^='/people']").count() == 0


def test_a_person_does_not_exist_for_the_steering_group(visit: Visit):
    visitor = visit("steering_group")
    page = visitor.open("/people/{person professional}", status=404)
    assert page.locator("h1").inner_text() == visitor.say("This page does not exist")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_small_organisation_shows_a_word_and_a_band(visit: Visit, site: Site, language: str):
    assert site.coverage(TODAY)[SMALL_PLACE]["top3-basis"].employed == 3
    visitor = visit("steering_group", language)
    page = visitor.open("/region")
    row = page.locator(".matrix tbody tr", has_text=SMALL_PLACE)
    assert set(row.locator(".now").all_inner_texts()) == {visitor.say("fewer than 5")}
    assert row.locator(".word").first.inner_text().endswith(visitor.say("short"))
    assert row.locator("svg, progress").count() == 0
    said = "".join(row.locator(".line").all_inner_texts()).replace(visitor.say("fewer than 5"), "")
    assert [character for character in said if character.isdigit()] == []

    visitor.follow(row.locator(".coverage").first)
    assert page.locator("h1").inner_text() == SMALL_PLACE
    assert page.locator("main svg, #people").count() == 0
    assert visitor.say("short") in page.locator("main .status").inner_text()


def test_the_programme_team_sees_the_same_organisation_whole(visit: Visit, site: Site):
    visitor = visit("programme_team")
    page = visitor.open("/region")
    row = page.locator(".matrix tbody tr", has_text=SMALL_PLACE)
    answer = site.coverage(TODAY)[SMALL_PLACE]["top3-basis"]
    assert row.locator(".now").first.inner_text() == f"{answer.current}/{answer.norm}" == "1/3"


def test_every_number_on_the_region_page_is_a_band(visit: Visit, site: Site):
    visitor = visit("steering_group")
    page = visitor.open("/region?competence=top3-basis")
    answers = site.coverage(TODAY)
    shown = dict(
        zip(
            page.locator(".matrix tbody th[scope=row]").all_inner_texts(),
            page.locator(".matrix .now").all_inner_texts(),
            strict=True,
        )
    )
    for name, numbers in shown.items():
        if name != SMALL_PLACE:
            answer = answers[name]["top3-basis"]
            assert numbers.partition("/")[0] == str(band_of(answer.current)), name
    for figure in page.locator(".figure-number").all_inner_texts():
        low, high = (int(part) for part in figure.split("–"))
        assert (low % 5, high - low) == (0, 4)
