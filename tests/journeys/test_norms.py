"""The programme team changes a norm, sees first what it comes to, and the history says who did it."""

from __future__ import annotations

import pytest

from .conftest import Visit
from .site import TODAY, Site

pytestmark = pytest.mark.browser

OWN = "Lokaal team Dijk en Waard"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_norm_changes_and_the_history_says_by_whom(visit: Visit, own_copy: Site, language: str):
    visitor = visit("programme_team", language, at=own_copy)
    before = own_copy.coverage(TODAY)[OWN]["top3-trainer"]
    page = visitor.open(f"/norms?organisation={own_copy.organisations[OWN]}")
    row = page.locator("tbody tr", has_text="TOP-3 trainer").first
    visitor.follow(row.locator("td a").first)
    page.locator("#headcount").fill(str((before.norm or 0) + 3))
    visitor.follow(visitor.button("Show what it comes to"))
    assert own_copy.coverage(TODAY)[OWN]["top3-trainer"] == before
    assert page.locator("#effect").count() == 1
    visitor.follow(visitor.button("Save, I have seen this"))
    after = own_copy.coverage(TODAY)[OWN]["top3-trainer"]
    assert (after.norm, after.gap) == ((before.norm or 0) + 3, (before.gap or 0) + 3)

    page = visitor.open(f"/norms?organisation={own_copy.organisations[OWN]}")
    visitor.follow(page.locator("tbody tr", has_text="TOP-3 trainer").first.locator("td a").first)
    page.locator(".history summary").click()
    told = page.locator(".history li").first.inner_text()
    assert own_copy.accounts["programme_team"] in told
    assert (
        page.locator(".history del").first.inner_text(),
        page.locator(".history ins").first.inner_text(),
    ) == (
        str(before.norm),
        str(after.norm),
    )
