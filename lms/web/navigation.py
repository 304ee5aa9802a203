"""The main navigation: what the reader's roles can open, and where the reader is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask, request, url_for
from flask_babel import gettext as _

from lms.core.access import NOBODY, Actor, Role
from lms.plugins.api import Text
from lms.plugins.registry import Registry

from .language import language
from .request import current_actor, platform


@dataclass(frozen=True)
class Item:
    """One entry of the navigation."""

    label: str
    url: str
    here: bool


SECTIONS = (
    "accounts",
    "audit",
    "competences",
    "exchange",
    "norms",
    "notices",
    "texts",
)
"""Blueprints whose pages stand under "Manage"."""


TypeMenu = Callable[[Registry, Actor], Sequence[tuple[Text, str, str]]]
"""What course types add for a reader: label, key of the type, and path of the page."""


def items(actor: Actor, type_menu: TypeMenu) -> list[Item]:
    """Entries that open for this actor; nothing is shown that would be refused."""
    if actor is NOBODY:
        return []
    own = [
        Item(label.en if language() == "en" else label.nl, address, request.path == address)
        for label, key, path in type_menu(platform().registry, actor)
        for address in [url_for("course_types.type_page", key=key, path=path)]
    ]
    keeps, plans = actor.has(Role.PROGRAMME_TEAM, Role.ADMINISTRATOR), bool(actor.organisations)
    endpoint, blueprint = request.endpoint or "", request.blueprint or ""
    shown: list[tuple[bool, str, str, bool]] = [
        (True, _("Today"), "home.start", endpoint == "home.start"),
        (actor.sees_region, _("Region"), "expertise.region", endpoint == "expertise.region"),
        (
            actor.sees_region or plans,
            _("Organisations"),
            "expertise.organisations",
            endpoint.startswith("expertise.organisation")
            or blueprint in {"upkeep", "organisations", "mergers"},
        ),
        (actor.person_id is not None, _("My certificates"), "expertise.me", endpoint == "expertise.me"),
        (actor.person_id is not None, _("My sessions"), "enrolments.mine", endpoint == "enrolments.mine"),
        (
            True,
            _("Courses"),
            "course_types.courses",
            blueprint == "course_types" and endpoint != "course_types.installed",
        ),
        (
            True,
            _("Sessions"),
            "sessions.index",
            blueprint in {"sessions", "calendar", "planning", "cancelling", "series", "giving", "rooms"},
        ),
        (actor.sees_region or plans, _("Search"), "home.find", endpoint == "home.find"),
        (
            keeps,
            _("Manage"),
            "home.manage",
            blueprint in SECTIONS or endpoint in {"home.manage", "home.lists_due", "course_types.installed"},
        ),
    ]
    ours = [Item(label, url_for(to), here) for may_open, label, to, here in shown if may_open]
    after = next(place for place, item in enumerate(ours, 1) if item.url == url_for("course_types.courses"))
    return ours[:after] + own + ours[after:]


def init_app(app: Flask, type_menu: TypeMenu) -> None:
    app.context_processor(lambda: {"navigation": items(current_actor(), type_menu)})
