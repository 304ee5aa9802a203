"""The main navigation: what the reader's roles can open, and where the reader is."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, request, url_for
from flask_babel import gettext as _

from lms.core.access import NOBODY, Actor

from .request import current_actor


@dataclass(frozen=True)
class Item:
    """One entry of the navigation."""

    label: str
    url: str
    here: bool


def items(actor: Actor) -> list[Item]:
    """Entries that open for this actor; nothing is shown that would be refused."""
    if actor is NOBODY:
        return []
    entries: list[tuple[str, str, tuple[str, ...]]] = [(_("Today"), "home.start", ("home.start",))]
    if actor.sees_region:
        entries.append((_("Region"), "expertise.region", ("expertise.region",)))
    if actor.sees_region or actor.organisations:
        entries.append(
            (
                _("Organisations"),
                "expertise.organisations",
                ("expertise.organisations", "expertise.organisation"),
            )
        )
    if actor.person_id is not None:
        entries.append((_("My certificates"), "expertise.me", ("expertise.me",)))
    return [Item(label, url_for(endpoint), request.endpoint in within) for label, endpoint, within in entries]


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"navigation": items(current_actor())})
