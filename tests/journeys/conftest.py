"""The demo region in a real browser: built and served once per run; every visitor has a browser context of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lms.config import Config

from .chromium import NoChromium, launched
from .site import Site, build_region, serving
from .visitor import LOCALES, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser for the whole run."""
    pytest.importorskip("playwright", reason="playwright is installed by: python3 tasks.py browser")
    try:
        with launched() as browser:
            yield browser
    except NoChromium as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The demo region of 21 November 2026, with one organisation too small to show its numbers to everybody."""
    return build_region(tmp_path_factory.mktemp("region"), small_place=True)


@pytest.fixture(scope="session")
def site(region: Config) -> Iterator[Site]:
    """The region for who only looks: all journeys share it."""
    with serving(region) as site:
        yield site


@pytest.fixture
def own_copy(region: Config, tmp_path: Path) -> Iterator[Site]:
    """The region for a journey that changes something: a copy of its own."""
    shutil.copyfile(region.instance / "demo.db", tmp_path / "demo.db")
    config = replace(region, database_url=f"sqlite:///{tmp_path / 'demo.db'}", instance=tmp_path)
    with serving(config) as site:
        yield site


@pytest.fixture(scope="session")
def cookies(chromium: Browser, site: Site) -> Callable[[str], Any]:
    """The cookies of somebody who signed in as a demo account; every account signs in once per run."""
    known: dict[str, Any] = {}

    def of(account: str) -> Any:
        if account not in known:
            with closing(chromium.new_context()) as context:
                Visitor(context, site).enter_as(account)
                known[account] = context.storage_state()
        return known[account]

    return of


@pytest.fixture
def visit(chromium: Browser, site: Site, cookies: Callable[[str], Any]) -> Iterator[Visit]:
    """Makes a visitor, signed in as a demo account when one is named; at the end nothing may have gone wrong."""
    visitors: list[Visitor] = []

    def make(
        account: str | None = None, language: str = "nl", width: int = 1280, at: Site = site, **options: Any
    ) -> Visitor:
        shared = at is site
        context = chromium.new_context(
            storage_state=cookies(account) if account and shared else None,
            locale=LOCALES[language],
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(10_000)
        visitors.append(Visitor(context, at, language))
        if account and not shared:
            visitors[-1].enter_as(account)
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.context.close()
    assert [problem for visitor in visitors for problem in visitor.problems] == []
