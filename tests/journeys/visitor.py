"""Somebody at a browser: opens addresses, follows links, and remembers whatever went wrong on the way."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel.support import NullTranslations, Translations

from .site import Site

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

TRANSLATIONS = Path(__file__).resolve().parents[2] / "lms" / "web" / "translations"
LOCALES = {"nl": "nl-NL", "en": "en-GB"}


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(TRANSLATIONS, [language])


class Visitor:
    """One tab of one browser context; `say` gives the texts of the interface in the visitor's language."""

    def __init__(self, context: BrowserContext, site: Site, language: str = "nl") -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.site = site
        self.language = language
        self.status = 0
        self.problems: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def say(self, text: str, **values: object) -> str:
        """A text of the interface in this visitor's language; the English one while it has no translation."""
        translated = _catalogue(self.language).gettext(text)
        return translated % values if values else translated

    def count(self, one: str, many: str, number: int, **values: object) -> str:
        """A text that depends on a number."""
        return _catalogue(self.language).ngettext(one, many, number) % {"num": number, **values}

    def open(self, pattern: str, status: int = 200) -> Page:
        """Open an address of the site, in which {names} become numbers; it must answer with this status."""
        self.page.goto(self.site.address + self.site.path(pattern))
        assert self.status == status, f"{pattern} answered {self.status}"
        return self.page

    def follow(self, locator: Locator, status: int = 200) -> Page:
        """Click and wait for the page that follows; it must answer with this status."""
        with self.page.expect_navigation():
            locator.click()
        assert self.status == status, f"{self.page.url} answered {self.status}"
        return self.page

    def press_and_wait(self, key: str) -> Page:
        """Press a key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        return self.page

    def button(self, text: str) -> Locator:
        return self.page.get_by_role("button", name=self.say(text), exact=True)

    def link(self, text: str) -> Locator:
        """The link with this text of the interface."""
        return self.page.get_by_role("link", name=self.say(text), exact=True)

    def navigation(self) -> list[str]:
        """The entries of the main menu."""
        return self.page.locator(".masthead nav a").all_inner_texts()

    def enter_as(self, account: str) -> Page:
        """Sign in by the button of a demo account."""
        self.open("/sign-in")
        name = self.site.accounts[account]
        return self.follow(self.page.locator("li", has_text=name).get_by_role("button"))

    @property
    def here(self) -> str:
        """The address of the page without the site: path and arguments."""
        return self.page.url.removeprefix(self.site.address)

    def _heard(self, message: ConsoleMessage) -> None:
        # A page that answers 403 or 404 is reported here too; its status is asserted where it is opened.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.site.address + "/", "data:")):
            self.problems.append(f"asked another host: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request():
            if not 300 <= response.status < 400:
                self.status = response.status
        elif response.status >= 400:
            self.problems.append(f"{response.status}: {response.url}")
        if response.status >= 500:
            self.problems.append(f"{response.status}: {response.url}")
