"""An administrator uploads a list with two bad rows, sees both named, uploads a good one, and imports it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from lms.exchange.jobs import work_on_imports

from .conftest import Visit
from .site import CLOCK, TODAY, Site
from .visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

OWN = "Lokaal team Dijk en Waard"
HEADER = "person;name;email;organisation;function;fte;employed_from;employed_until"
GOOD = f"n1;Nieuw Een-Voorbeeld;;{OWN};gezinscoach;0,8;01-11-2026;"
ALSO_GOOD = f"n2;Nieuw Twee-Voorbeeld;;{OWN};gezinscoach;0,8;01-11-2026;"
BAD_DAY = f"n2;Nieuw Twee-Voorbeeld;;{OWN};gezinscoach;0,8;31-02-2026;"
BAD_PLACE = "n3;Nieuw Drie-Voorbeeld;;Lokaal team Dijk en Ward;gezinscoach;0,8;01-11-2026;"


def upload(visitor: Visitor, *rows: str) -> Page:
    page = visitor.open("/imports")
    content = "\r\n".join([HEADER, *rows]).encode("cp1252")
    page.locator("input[type=file]").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.locator("#source").fill("dijk-en-waard")
    return visitor.follow(visitor.button("Check this file"))


def work(visitor: Visitor) -> Page:
    """What the scheduler does, and then the page anew."""
    work_on_imports(visitor.site.database, visitor.site.instance, CLOCK)
    return visitor.open(visitor.here)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_two_bad_rows_are_named_and_a_good_list_comes_in(visit: Visit, own_copy: Site, language: str):
    visitor = visit("administrator", language, at=own_copy)
    before = own_copy.coverage(TODAY)[OWN]["top3-basis"].employed

    page = upload(visitor, GOOD, BAD_DAY, BAD_PLACE)
    assert page.locator("progress").count() == 1
    page = work(visitor)
    bad = page.locator("#problems tbody tr")
    assert [
        (row.locator("td").nth(0).inner_text()[-1], row.locator(".typed").inner_text()) for row in bad.all()
    ] == [
        ("3", "31-02-2026"),
        ("4", "Lokaal team Dijk en Ward"),
    ]
    assert OWN in bad.nth(1).inner_text()
    assert own_copy.coverage(TODAY)[OWN]["top3-basis"].employed == before

    page = upload(visitor, GOOD, ALSO_GOOD)
    page = work(visitor)
    assert own_copy.coverage(TODAY)[OWN]["top3-basis"].employed == before
    visitor.follow(visitor.button("Import this"))
    work(visitor)
    assert own_copy.coverage(TODAY)[OWN]["top3-basis"].employed == before + 2
    assert own_copy.coverage(date(2026, 10, 31))[OWN]["top3-basis"].employed <= before
    page = visitor.open("/audit")
    assert own_copy.accounts["administrator"] in page.locator("main").inner_text()
