"""Makes the pictures of docs/screenshots.md: `.venv/bin/python -m tests.journeys.screenshots [folder]`."""

from __future__ import annotations

import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from .chromium import launched
from .site import Site, build_region, serving
from .visitor import LOCALES, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
WIDTHS = (1280, 390)
HIGHEST = 1600
"""Pixels of a page that a picture shows at most."""

OWN = "{Lokaal team Dijk en Waard}"
PICTURES = {
    "sign-in": (None, "/sign-in"),
    "region": ("programme_team", "/region"),
    "region-2022": ("programme_team", "/region?on=31-12-2022"),
    "region-steering-group": ("steering_group", "/region?competence=top3-basis"),
    "organisation": ("programme_team", f"/organisations/{OWN}?competence=top3-basis"),
    "person": ("programme_team", "/people/{person professional}"),
    "home-coordinator": ("coordinator", "/"),
    "people": ("coordinator", f"/organisations/{OWN}/people"),
    "norms": ("programme_team", f"/organisations/{OWN}/norms"),
    "imports": ("administrator", "/imports"),
    "manage": ("administrator", "/manage"),
}


def take(browser: Browser, site: Site, folder: Path) -> None:
    """Every picture at every width, in Dutch."""
    for account in dict.fromkeys(account for account, _path in PICTURES.values()):
        context = browser.new_context(locale=LOCALES["nl"], reduced_motion="reduce")
        with closing(context):
            visitor = Visitor(context, site)
            if account:
                visitor.enter_as(account)
            for name, (whose, path) in PICTURES.items():
                if whose == account:
                    visitor.open(path)
                    for width in WIDTHS:
                        picture(visitor, width, folder / f"{name}-{width}.png")


def picture(visitor: Visitor, width: int, path: Path) -> None:
    page = visitor.page
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("document.fonts.ready")
    height = min(page.evaluate("document.documentElement.scrollHeight"), HIGHEST)
    page.set_viewport_size({"width": width, "height": height})
    page.screenshot(path=path)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as built,
        serving(build_region(Path(built))) as site,
        launched() as browser,
    ):
        take(browser, site, folder)


if __name__ == "__main__":
    main()
