"""A coordinator keeps the list true: three leave, one comes, the gap moves; one mistake undone; the list confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .conftest import Visit
from .site import TODAY, Site
from .visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

OWN = "Lokaal team Dijk en Waard"
LIST = f"/organisations/{{{OWN}}}/people"


def tick(page: Page, names: list[str]) -> None:
    for name in names:
        page.get_by_role("checkbox", name=name, exact=True).check()


def those_who_are(status: str, visitor: Visitor, how_many: int) -> list[str]:
    """The first names on the organisation's list with this status for TOP-3 basis."""
    page = visitor.open(f"/organisations/{{{OWN}}}?competence=top3-basis&status={status}")
    return page.locator("#people tbody th a").all_inner_texts()[:how_many]


def record_leaving(visitor: Visitor, names: list[str]) -> None:
    page = visitor.open(LIST)
    tick(page, names)
    visitor.follow(visitor.button("has left"))
    page.locator("#day").fill(f"{TODAY.replace(day=20):%d-%m-%Y}")
    visitor.follow(visitor.button("Show what changes"))
    assert page.locator(".plan tbody tr").count() == len(names)
    visitor.follow(visitor.button("Save this"))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_three_leave_one_comes_one_comes_back_and_the_list_is_confirmed(
    visit: Visit, own_copy: Site, language: str
):
    visitor = visit("coordinator", language, at=own_copy)
    before = own_copy.coverage(TODAY)[OWN]["top3-basis"]
    counting = {*those_who_are("current", visitor, 9), *those_who_are("expiring", visitor, 9)}
    listed = visitor.open(LIST).locator(".roster tbody th label").all_inner_texts()
    leavers = sorted(listed, key=lambda name: name not in counting)[:3]
    lost = len(counting.intersection(leavers))
    assert lost >= 2

    record_leaving(visitor, leavers)
    page = visitor.page
    assert visitor.here == visitor.site.path(LIST)
    after = own_copy.coverage(TODAY)[OWN]["top3-basis"]
    assert (before.employed - after.employed, before.current - after.current) == (3, lost)
    page = visitor.open("/")
    cell = page.locator(".matrix .coverage").first
    assert cell.locator(".now").inner_text() == f"{after.current}/{after.norm}"

    page = visitor.open(LIST)
    visitor.follow(visitor.link("Add people"))
    page.locator("#name").fill("Nieuw Gezicht-Voorbeeld")
    page.locator("#email").fill("nieuw.gezicht@example.org")
    page.locator("#function").fill("gezinscoach")
    page.locator("#first").fill(f"{TODAY:%d-%m-%Y}")
    visitor.follow(visitor.button("Show who will be added"))
    visitor.follow(visitor.button("Add this person"))
    assert own_copy.coverage(TODAY)[OWN]["top3-basis"].employed == after.employed + 1

    # One of the three was a mistake: that step is undone, the newcomer stays.
    undo = page.locator("section", has=page.locator("#recent-title")).get_by_role("button")
    visitor.follow(undo.nth(1))
    again = own_copy.coverage(TODAY)[OWN]["top3-basis"]
    assert (again.employed, again.current) == (before.employed + 1, before.current)

    record_leaving(visitor, leavers[:2])
    assert own_copy.coverage(TODAY)[OWN]["top3-basis"].current == before.current - 2
    assert (
        own_copy.accounts["coordinator"]
        in page.locator("section", has=page.locator("#recent-title")).inner_text()
    )
    visitor.follow(visitor.button("Yes, this list is right"))
    assert own_copy.accounts["coordinator"] in page.locator(".confirm-card").inner_text()
    page = visitor.open("/")
    assert page.locator("#tasks").count() == 0


def test_a_day_that_cannot_be_is_said_and_nothing_is_stored(visit: Visit, own_copy: Site):
    visitor = visit("coordinator", at=own_copy)
    before = own_copy.coverage(TODAY)[OWN]["top3-basis"]
    page = visitor.open(LIST)
    page.locator(".roster tbody input[type=checkbox]").first.check()
    visitor.follow(visitor.button("has left"))
    page.locator("#day").fill("31-02-2026")
    visitor.follow(visitor.button("Show what changes"), status=422)
    box = page.locator("#day")
    assert (box.input_value(), box.get_attribute("aria-invalid")) == ("31-02-2026", "true")
    assert own_copy.coverage(TODAY)[OWN]["top3-basis"] == before
