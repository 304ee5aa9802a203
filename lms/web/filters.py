"""How values look on a page: dates the Dutch way, numbers with their sign, names in the reader's language."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask, request, url_for

from lms.core.clock import AMSTERDAM

from .assets import theme_path
from .language import language
from .request import current_actor, may, platform, today


def short_date(day: date | None) -> str:
    """14-03-2028, as tables show it; an en dash for no date."""
    return f"{day:%d-%m-%Y}" if day else "–"


def long_date(day: date) -> str:
    """14 maart 2028, as sentences show it."""
    return format_date(day, "d MMMM y", locale=language())


def instant(moment: datetime) -> str:
    """21-11-2026 14:05, on the wall clock in Europe/Amsterdam."""
    return f"{moment.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}"


def number(value: Any) -> str:
    """1.234 in Dutch, 1,234 in English; what is no plain number says itself, such as a band "10–14"."""
    return format_decimal(value, locale=language()) if isinstance(value, int | float) else str(value)


def named(thing: Any) -> str:
    """The Dutch or English name of a thing that has both."""
    return thing.name_en if language() == "en" else thing.name_nl


def year_away(day: date, years: int) -> date:
    """The same day some years away; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def return_address() -> str:
    """Where to come back to after a form that every page has: this page, or the first one when it only takes forms."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    opens = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    return request.path if opens else url_for("home.start")


def init_app(app: Flask) -> None:
    env = app.jinja_env
    themed = theme_path(app.extensions["platform"].config).exists()
    env.filters.update(
        short_date=short_date,
        long_date=long_date,
        instant=instant,
        number=number,
        named=named,
    )
    env.globals.update(may=may, today=today, asset=asset, year_away=year_away, return_address=return_address)
    app.context_processor(
        lambda: {"actor": current_actor(), "demo_mode": platform().config.demo, "themed": themed}
    )
    app.extensions["asset_versions"] = {}


def asset(name: str) -> str:
    """The address of a static file, with a fingerprint so that browsers may keep it for a year."""
    from flask import current_app  # per call: the fingerprint belongs to the running application

    versions = current_app.extensions["asset_versions"]
    if name not in versions:
        content = (Path(current_app.static_folder or "") / name).read_bytes()
        versions[name] = hashlib.sha256(content).hexdigest()[:10]
    return url_for("static", filename=name, v=versions[name])
