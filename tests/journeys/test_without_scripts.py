"""Everything works without JavaScript: the site serves none."""

from __future__ import annotations

import pytest

from .conftest import Visit

pytestmark = pytest.mark.browser


def test_signing_in_and_filtering_work_without_scripts(visit: Visit):
    visitor = visit(java_script_enabled=False)
    page = visitor.enter_as("programme_team")
    assert visitor.here == "/"
    visitor.follow(page.locator(".masthead nav a").nth(1))
    visitor.follow(page.get_by_role("link", name="West-Friesland", exact=True))
    page.locator("#gaps").check()
    visitor.follow(page.locator("form.filters").get_by_role("button"))
    assert "gaps=1" in visitor.here
    assert page.locator("tbody th[scope=row]").count() > 0
    page.locator("#on").fill("31-12-2022")
    visitor.follow(page.locator(".date-card").get_by_role("button"))
    assert "on=31-12-2022" in visitor.here


@pytest.mark.parametrize("path", ["/", "/region", "/organisations/{Lokaal team Dijk en Waard}", "/nowhere"])
def test_no_page_carries_a_script(visit: Visit, path: str):
    visitor = visit("programme_team")
    page = visitor.open(path, status=404 if path == "/nowhere" else 200)
    assert page.locator("script, [onclick], [onchange], [onsubmit]").count() == 0
