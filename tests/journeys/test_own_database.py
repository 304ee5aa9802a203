"""An organisation's own, empty database: the administrator's link, a password, and pages that say how to begin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.assembly import make_database
from lms.config import Config
from lms.people.commands import first_administrator

from .conftest import Visit
from .site import CLOCK, Site, serving

pytestmark = pytest.mark.browser


@pytest.fixture
def own(sqlite_url: str, tmp_path: Path) -> Iterator[Site]:
    with serving(Config(database_url=sqlite_url, instance=tmp_path, secret_key="of our own")) as site:
        yield site


@pytest.fixture
def link(own: Site) -> str:
    """The path of the administrator's one-time link."""
    said = first_administrator(make_database(Config(database_url=own.database.url)), CLOCK, own.address)
    return said.split()[-1].removeprefix(own.address)


def test_the_first_administrator_chooses_a_password_and_learns_how_to_begin(
    visit: Visit, own: Site, link: str
):
    visitor = visit(at=own)
    page = visitor.open(link)
    page.locator("#password").fill("a sentence that works")
    page.locator("#again").fill("a sentence that works")
    visitor.follow(page.locator("main").get_by_role("button"))
    assert visitor.here == "/"
    assert visitor.say("Begin with your own lists") in page.locator("main h2").all_inner_texts()
    visitor.follow(visitor.link("Import your lists"))
    assert visitor.here == "/imports"
    for entry in (1, 2):
        visitor.follow(page.locator(".masthead nav a").nth(entry))
        assert page.locator(".empty h2").count() == 1

    visitor.follow(visitor.button("Sign out"))
    page.locator("#email").fill("administrator@localhost")
    page.locator("#password").fill("a sentence that works")
    visitor.follow(visitor.button("Sign in"))
    assert visitor.here == "/"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_wrong_password_choice_is_said_at_its_field(visit: Visit, own: Site, link: str, language: str):
    visitor = visit(language=language, at=own)
    page = visitor.open(link)
    page.locator("#password").fill("short")
    page.locator("#again").fill("other")
    visitor.follow(page.locator("main").get_by_role("button"), status=422)
    for field, text in (
        ("password", "Choose at least 12 characters."),
        ("again", "The two passwords differ."),
    ):
        box = page.locator(f"#{field}")
        assert box.get_attribute("aria-invalid") == "true"
        assert f"{field}-error" in (box.get_attribute("aria-describedby") or "").split()
        assert page.locator(f"#{field}-error").inner_text() == visitor.say(text)
    assert page.get_by_role("alert").get_by_role("link").count() == 2


def test_a_link_works_once(visit: Visit, own: Site, link: str):
    page = visit(at=own).open(link)
    page.locator("#password").fill("a sentence that works")
    page.locator("#again").fill("a sentence that works")
    page.locator("main").get_by_role("button").click()
    page.wait_for_url(own.address + "/")
    page = visit(at=own).open(link, status=404)
    assert page.locator("main a[href='/forgotten']").count() == 1
    assert page.locator("#password").count() == 0


def test_no_demo_accounts_are_offered(visit: Visit, own: Site):
    page = visit(at=own).open("/sign-in")
    assert page.locator("main form").count() == 1
    assert page.locator(".demo-bar").count() == 0
