"""The coordinator of Dijk en Waard: the own organisation by name, its history with what merged into it, nothing else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from lms.catalogue.queries import all_competences
from lms.expertise.queries import counts_for, flows
from lms.expertise.rules import year_pairs

from .conftest import Visit
from .site import TODAY, Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

OWN, BEFORE = "Lokaal team Dijk en Waard", ["Lokaal team Heerhugowaard", "Lokaal team Langedijk"]
LAST_DAY = date(2021, 12, 31)


def table_of(page: Page, figure: str) -> tuple[list[str], list[list[str]]]:
    """The headings and rows of the table behind a chart, opened as a reader does."""
    page.locator(f"#{figure} summary").click()
    table = page.locator(f"#{figure} table")
    rows = table.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.innerText))"
    )
    return table.locator("thead th").all_text_contents(), rows


def test_only_the_own_organisation_and_its_predecessors_are_listed(visit: Visit, site: Site):
    visitor = visit("coordinator")
    page = visitor.open("/")
    assert page.locator(".matrix tbody th").all_inner_texts() == [OWN]
    answers = site.coverage(TODAY)[OWN]
    numbers = page.locator(".matrix .now").all_inner_texts()
    assert numbers == [f"{a.current}/{a.norm}" for a in answers.values()]
    visitor.follow(visitor.page.locator(".masthead nav a").nth(1))
    assert sorted(page.locator("tbody th").all_inner_texts()) == [OWN, *BEFORE]


def test_another_organisation_does_not_exist_for_a_coordinator(visit: Visit):
    visitor = visit("coordinator")
    page = visitor.open("/organisations/{Lokaal team Alkmaar}", status=404)
    assert page.locator("h1").inner_text() == visitor.say("This page does not exist")
    assert "Alkmaar" not in page.content()
    visitor.follow(visitor.link("To the first page"))
    assert visitor.here == "/"
    visitor.open("/region", status=403)


def test_the_chart_shows_the_predecessors_apart(visit: Visit, site: Site):
    visitor = visit("coordinator")
    page = visitor.open("/organisations/{Lokaal team Dijk en Waard}?competence=top3-basis")
    drawn = page.locator("#history .chart-wide")
    assert drawn.get_attribute("role") == "img"
    assert {"Lokaal team Heerhugowaard", "Lokaal team Langedijk"} <= {
        text for text in drawn.locator("text").all_text_contents() if text in BEFORE
    }
    headings, rows = table_of(page, "history")
    assert headings[-2:] == BEFORE
    last = next(row for row in rows if row[0] == "31-12-2021")
    then = site.coverage(LAST_DAY)
    assert last[-2:] == [str(then[name]["top3-basis"].current) for name in BEFORE]
    assert last[1] == "–"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_merger_is_neither_a_gain_nor_a_loss(visit: Visit, site: Site, language: str):
    visitor = visit("coordinator", language)
    page = visitor.open("/organisations/{Lokaal team Dijk en Waard}?competence=top3-basis")
    _headings, rows = table_of(page, "flows")
    with site.facts() as facts:
        basis = next(one for one in all_competences(facts) if one.key == "top3-basis")
        pairs = year_pairs(date(2022, 1, 1), TODAY)
        years = flows(facts, site.organisations[OWN], basis, pairs)
    expected = [
        [f.gained, f.taken_over, f.left_elsewhere, f.left_region, f.lapsed, f.out_of_practice, f.lost]
        for f in years
    ]
    assert [[int(cell) for cell in row[1:]] for row in rows] == expected
    merged = years[0]
    then = site.coverage(LAST_DAY)
    assert merged.taken_over == sum(then[name]["top3-basis"].current for name in BEFORE)
    assert merged.lost < merged.taken_over
    came_along = visitor.count(
        "%(num)s person came along in a merger: neither gained nor lost.",
        "%(num)s people came along in a merger: neither gained nor lost.",
        merged.taken_over,
    )
    assert page.get_by_text(came_along).is_visible()


def test_a_predecessor_on_its_last_day_leaves_out_who_has_left(visit: Visit, site: Site):
    team = visit("programme_team")
    path = "/organisations/{Lokaal team Heerhugowaard}?on=31-12-2021&status=current"
    everybody = names_by_number(team.open(path))
    with site.facts() as facts:
        reach = {site.organisations[name] for name in (OWN, *BEFORE)}
        here = {n for n in everybody if counts_for(facts, n, TODAY) & reach}
    gone = {number: name for number, name in everybody.items() if number not in here}
    assert here
    assert gone

    visitor = visit("coordinator")
    page = visitor.open(path)
    assert page.locator("h1").inner_text() == "Lokaal team Heerhugowaard"
    assert names_by_number(page) == {number: everybody[number] for number in here}
    assert [name for name in gone.values() if name in page.content()] == []
    unnamed = page.locator("#people > p:not(.export)").inner_text()
    assert int("".join(character for character in unnamed if character.isdigit())) >= len(gone)
    visitor.open(f"/people/{min(gone)}", status=404)


def test_a_predecessor_today_points_to_its_successor(visit: Visit):
    visitor = visit("coordinator")
    page = visitor.open("/organisations/{Lokaal team Heerhugowaard}")
    assert page.locator(".empty h2").is_visible()
    visitor.follow(page.locator(".empty").get_by_role("link", name=OWN))
    assert page.locator("h1").inner_text() == OWN
    visitor.open("/organisations/{Lokaal team Heerhugowaard}")
    visitor.follow(visitor.link("Look at that day"))
    assert page.locator("#on").input_value() == "31-12-2021"
    assert page.locator("#people tbody tr").count() > 0


def names_by_number(page: Page) -> dict[int, str]:
    """The people in the list on the page, by the number in their address; the list must fit on one page."""
    assert page.locator(".pager").count() == 0
    links = page.locator("#people tbody th a")
    found = links.evaluate_all("all => all.map(a => [a.getAttribute('href'), a.innerText])")
    return {int(href.split("?")[0].rpartition("/")[2]): name for href, name in found}
