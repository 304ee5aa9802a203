"""The programme team travels in time, filters, sorts, and goes from a gap to a person and the reason why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from lms.expertise.rules import Coverage

from .conftest import Visit
from .site import TODAY, Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

END_OF_2022 = date(2022, 12, 31)
COLUMNS = ["top3-basis", "top3-managers", "top3-trainer", "drakentemmers-leerlijn2"]
ROWS = ".matrix tbody tr:not(.group)"


def shown(page: Page) -> dict[str, list[str]]:
    """The table of the region as it stands on the page: the numbers per organisation, in the order of the rows."""
    read = (
        "rows => rows.map(r => [r.querySelector('th').innerText,"
        " [...r.querySelectorAll('.now')].map(n => n.innerText)])"
    )
    return dict(page.locator(ROWS).evaluate_all(read))


def written(answer: Coverage) -> str:
    return str(answer.current) if answer.norm is None else f"{answer.current}/{answer.norm}"


def expected(site: Site, on: date, columns: list[str] = COLUMNS) -> dict[str, list[str]]:
    """What the table should say on a day, whatever the order of the rows."""
    return {name: [written(answers[key]) for key in columns] for name, answers in site.coverage(on).items()}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_travelling_in_time_shows_the_numbers_of_that_day(visit: Visit, site: Site, language: str):
    visitor = visit("programme_team", language)
    page = visitor.open("/region")
    today = expected(site, TODAY)
    assert shown(page) == today

    page.locator("#on").fill("31-12-2022")
    visitor.follow(page.locator(".date-card").get_by_role("button"))
    assert "on=31-12-2022" in visitor.here
    then = expected(site, END_OF_2022)
    assert shown(page) == then
    assert then != today
    basis = [answers["top3-basis"] for answers in site.coverage(END_OF_2022).values()]
    assert sum(a.current for a in basis) > 1.5 * sum(
        answers["top3-basis"].current for answers in site.coverage(TODAY).values()
    )

    visitor.follow(visitor.link("Back to today"))
    assert shown(page) == today


def test_the_address_alone_brings_a_colleague_to_the_same_page(visit: Visit, site: Site):
    visitor = visit("programme_team")
    page = visitor.open("/region")
    page.locator("#on").fill("31-12-2022")
    visitor.follow(page.locator(".date-card").get_by_role("button"))
    visitor.follow(page.get_by_role("link", name="West-Friesland", exact=True))
    page.locator("#gaps").check()
    visitor.follow(page.locator("form.filters").get_by_role("button"))

    colleague = visit("administrator")
    other = colleague.open(visitor.here)
    assert shown(other) == shown(page)
    assert 0 < len(shown(page)) < len(expected(site, END_OF_2022))
    assert other.locator("#on").input_value() == "31-12-2022"
    assert other.locator("#gaps").is_checked()
    assert other.locator(".chip[aria-current]").inner_text() == "West-Friesland"


def test_filters_leave_what_was_asked_for(visit: Visit, site: Site):
    visitor = visit("programme_team")
    page = visitor.open("/region")
    coverage = site.coverage(TODAY)

    visitor.follow(page.get_by_role("link", name="Kop van Noord-Holland", exact=True))
    assert list(shown(page)) == [
        "Incluzio Hollands Kroon",
        "Lokaal team Den Helder",
        "Lokaal team Texel",
        "Wijkteams Schagen",
    ]
    visitor.follow(visitor.link("All regions"))

    page.locator("#type").select_option(label="vrouwenopvang")
    visitor.follow(page.locator("form.filters").get_by_role("button"))
    assert list(shown(page)) == ["Blijf Groep", "Vrouwenopvang"]
    page.locator("#type").select_option("")

    page.locator("#competence").select_option("top3-trainer")
    page.locator("#gaps").check()
    visitor.follow(page.locator("form.filters").get_by_role("button"))
    with_gap = {name: [written(a["top3-trainer"])] for name, a in coverage.items() if a["top3-trainer"].gap}
    assert shown(page) == with_gap
    assert 0 < len(with_gap) < len(coverage)

    page.locator("#q").fill("bestaat niet")
    visitor.follow(page.locator("form.filters").get_by_role("button"))
    assert visitor.say("No organisation matches") in page.locator(".empty").inner_text()
    visitor.follow(visitor.link("Show everything"))
    assert len(shown(page)) == len(coverage)


def test_sorting_by_a_competence_puts_the_largest_gap_first(visit: Visit, site: Site):
    visitor = visit("programme_team", "en")
    page = visitor.open("/region")
    visitor.follow(page.locator("thead a", has_text="TOP-3 basic"))
    heading = page.locator("th[aria-sort]")
    assert (heading.get_attribute("aria-sort"), "TOP-3 basic" in heading.inner_text()) == ("descending", True)
    coverage = site.coverage(TODAY)
    gaps = [coverage[name]["top3-basis"].gap or 0 for name in shown(page)]
    short = [gap for gap in gaps if gap >= 3]
    assert short == sorted(short, reverse=True)
    assert gaps[0] == max(gaps)

    visitor.follow(page.locator("thead a", has_text="Organisation"))
    assert list(shown(page)) == sorted(coverage, key=str.casefold)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_from_a_gap_to_a_person_and_the_reason_why_and_back(visit: Visit, site: Site, language: str):
    visitor = visit("programme_team", language)
    page = visitor.open("/region?on=31-12-2024&sort=0&gaps=1")
    answers = site.coverage(date(2024, 12, 31))
    name, numbers = next(iter(shown(page).items()))
    answer = answers[name]["top3-basis"]
    assert answer.gap
    assert numbers[0] == written(answer)

    visitor.follow(page.locator(ROWS).first.locator(".coverage").first)
    assert visitor.here == site.path(f"/organisations/{{{name}}}?competence=top3-basis&on=2024-12-31")
    assert page.locator("h1").inner_text() == name
    assert page.locator("#on").input_value() == "31-12-2024"
    assert page.locator(".chip[aria-current]").first.inner_text().startswith("TOP-3 basi")

    visitor.follow(page.locator(".chip", has_text=visitor.say("lapsed or revoked")))
    listed = visitor.here
    people = page.locator("#people tbody tr")
    assert people.count() > 0
    chip = page.locator("#people .chip[aria-current]").inner_text()
    assert chip.endswith(f"· {people.count()}")

    why = people.first.locator("details.why")
    assert not why.locator("li").first.is_visible()
    why.locator("summary").click()
    reason = why.locator("li").first.inner_text()
    person = people.first.locator("th a")
    somebody = person.inner_text()
    visitor.follow(person)
    assert page.locator("h1").inner_text() == somebody
    assert page.locator("#on").input_value() == "31-12-2024"
    dossier = page.locator("section.card", has_text="TOP-3 basi").locator("details.why")
    dossier.last.locator("summary").click()
    assert reason in dossier.last.inner_text()

    page.go_back()
    assert visitor.here == listed
    assert page.locator("#people .chip[aria-current]").inner_text() == chip


def test_a_wrong_date_is_said_and_today_is_shown(visit: Visit, site: Site):
    visitor = visit("programme_team")
    page = visitor.open("/region")
    page.locator("#on").fill("31-13-2022")
    visitor.follow(page.locator(".date-card").get_by_role("button"))
    assert "31-13-2022" in page.get_by_role("status").inner_text()
    assert shown(page) == expected(site, TODAY)
