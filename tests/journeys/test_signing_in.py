"""Every demo account enters by its button and lands on its own first page."""

from __future__ import annotations

import pytest

from .conftest import Visit
from .site import ACCOUNTS

pytestmark = pytest.mark.browser

PLANS = ["Today", "Organisations", "Courses", "Sessions", "Search"]
REGION = ["Today", "Region", "Organisations", "Courses", "Sessions", "Search"]
MENUS = {
    "professional": ["Today", "My certificates", "My sessions", "Courses", "Sessions"],
    "trainer": ["Today", "My certificates", "My sessions", "Courses", "Sessions"],
    "coordinator": PLANS,
    "coordinator_buch": PLANS,
    "programme_team": [*REGION, "Manage"],
    "steering_group": REGION,
    "administrator": [*REGION, "Manage"],
}
SECTIONS = {
    "professional": ["tasks", "own"],
    "trainer": ["own"],
    "coordinator": ["tasks", "stand", "urgent", "ending"],
    "coordinator_buch": ["tasks", "stand", "urgent", "ending"],
    "programme_team": ["tasks", "stand", "urgent", "ending"],
    "steering_group": ["stand", "urgent"],
    "administrator": ["tasks", "stand", "urgent", "ending"],
}
"""The parts of each first page, by the id of their headings."""


@pytest.mark.parametrize("account", ACCOUNTS)
def test_each_account_lands_on_its_own_first_page_and_signs_out(visit: Visit, account: str):
    visitor = visit(language="en" if account in ("trainer", "administrator") else "nl")
    page = visitor.enter_as(account)
    assert visitor.here == "/"
    assert visitor.site.accounts[account] in page.locator("h1").inner_text()
    assert visitor.navigation() == [visitor.say(entry) for entry in MENUS[account]]
    assert page.locator("main h2").evaluate_all("all => all.map(one => one.id)") == SECTIONS[account]
    assert page.locator("main section:has(> h2, > .between) :is(li, .card, td)").count() >= 2

    visitor.follow(visitor.button("Sign out"))
    assert (visitor.here, visitor.navigation()) == ("/sign-in", [])
    visitor.open("/region")
    assert visitor.here == "/sign-in?next=/region"


def test_a_wrong_password_is_said_and_the_address_kept(visit: Visit):
    visitor = visit()
    page = visitor.open("/sign-in")
    page.locator("#email").fill("niemand@example.org")
    page.locator("#password").fill("not the password")
    visitor.follow(visitor.button("Sign in"), status=422)
    summary = page.get_by_role("alert")
    assert visitor.say("This e-mail address and password do not belong together.") in summary.inner_text()
    assert page.locator("#email").input_value() == "niemand@example.org"
    assert summary.evaluate("one => one === document.activeElement")


def test_a_forgotten_field_is_named_at_the_field_and_in_the_summary(visit: Visit):
    visitor = visit(language="en")
    page = visitor.open("/sign-in")
    page.locator("#email").fill("somebody@example.org")
    visitor.follow(visitor.button("Sign in"), status=422)
    password = page.locator("#password")
    assert password.get_attribute("aria-invalid") == "true"
    described = page.locator(f"#{password.get_attribute('aria-describedby')}")
    assert described.inner_text() == "Fill in your password."
    page.get_by_role("alert").get_by_role("link", name="Fill in your password.").click()
    assert password.evaluate("one => one === document.activeElement")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(visit: Visit):
    visitor = visit()
    page = visitor.open("/region?on=31-12-2022&gaps=1")
    visitor.follow(page.locator("li", has_text=visitor.site.accounts["programme_team"]).get_by_role("button"))
    assert visitor.here == "/region?on=31-12-2022&gaps=1"


@pytest.mark.parametrize(
    ("account", "path"),
    [
        ("programme_team", "/region?on=31-12-2022&competence=top3-basis&gaps=1"),
        ("coordinator", "/organisations/{Lokaal team Dijk en Waard}?status=ended"),
        (None, "/sign-in?next=/region"),
    ],
)
def test_another_language_keeps_the_page(visit: Visit, account: str | None, path: str):
    visitor = visit(account)
    page = visitor.open(path)
    before, shown = visitor.here, page.locator("table.cards tbody tr").count()
    for name, language in (("English", "en"), ("Nederlands", "nl")):
        visitor.follow(page.get_by_role("button", name=name))
        assert (visitor.here, page.locator("html").get_attribute("lang")) == (before, language)
        assert page.locator("table.cards tbody tr").count() == shown
