"""A professional reads the own page: what is due, the certificates, and why; by mouse or by keyboard."""

from __future__ import annotations

import pytest

from lms.expertise.person_page import person_page
from lms.expertise.rules import Status

from .conftest import Visit
from .site import TODAY, Site

pytestmark = pytest.mark.browser


def own_page(site: Site, account: str):
    with site.facts() as facts:
        return person_page(facts, site.people[account], TODAY)


@pytest.mark.parametrize(("account", "language"), [("professional", "nl"), ("trainer", "en")])
def test_the_own_page_shows_every_certificate_and_what_is_due(
    visit: Visit, site: Site, account: str, language: str
):
    visitor = visit(account, language)
    page = visitor.open("/")
    visitor.follow(page.locator("#own ~ a, .between:has(#own) a"))
    assert visitor.here == "/me"
    own = own_page(site, account)
    assert page.locator("h1").inner_text() == own.person.name
    issued = page.locator("table.slim tbody tr td:first-child").all_inner_texts()
    assert issued == [f"{c.issued_on:%d-%m-%Y}" for d in own.dossiers for c in d.certificates]
    assert page.locator("section[aria-labelledby=due] li").count() == len(own.due)


def test_what_ends_soon_says_in_how_many_days(visit: Visit, site: Site):
    visitor = visit("professional")
    page = visitor.open("/me")
    due = next(d for d in own_page(site, "professional").due if d.reasoned.standing.status is Status.EXPIRING)
    assert due.reasoned.certificate
    days = (due.reasoned.certificate.valid_until - TODAY).days + 1
    assert 0 < days <= 91
    text = visitor.count(
        "ends in %(num)s day: plan a refresher in time.",
        "ends in %(num)s days: plan a refresher in time.",
        days,
    )
    assert text in page.locator("section[aria-labelledby=due]").inner_text()


def test_the_reason_why_opens_by_keyboard(visit: Visit):
    visitor = visit("professional")
    page = visitor.open("/me")
    reasons = page.locator("details.why").first
    for _ in range(30):
        page.keyboard.press("Tab")
        if reasons.locator("summary").evaluate("one => one === document.activeElement"):
            break
    assert not reasons.locator("li").first.is_visible()
    page.keyboard.press("Enter")
    assert reasons.locator("li").first.is_visible()
    page.keyboard.press("Enter")
    assert not reasons.locator("li").first.is_visible()


def test_somebody_elses_page_does_not_exist_for_a_professional(visit: Visit):
    visitor = visit("professional")
    visitor.open("/people/{person professional}")
    visitor.open("/people/{person trainer}", status=404)
    visitor.open("/region", status=403)
    visitor.open("/organisations", status=403)
