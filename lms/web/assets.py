"""Serves the letters of the interface from the package they come in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import font_source_sans_pro
from flask import Blueprint, Response, abort, send_file, url_for

from lms.config import Config

from .request import now, platform
from .routing import public

blueprint = Blueprint("assets", __name__)

SECURITY_TXT_LIVES = timedelta(days=180)

FONTS = {"regular": "Regular", "semibold": "Semibold", "bold": "Bold"}


@blueprint.get("/fonts/<weight>.ttf")
@public
def font(weight: str) -> Response:
    """One weight of Source Sans; browsers keep it for a year."""
    if weight not in FONTS:
        abort(404)
    return send_file(font_path(weight), mimetype="font/ttf", max_age=31536000, conditional=True)


@blueprint.get("/theme.css")
@public
def theme() -> Response:
    """The organisation's own values for the design tokens, from instance/theme.css."""
    path = theme_path(platform().config)
    return send_file(path, mimetype="text/css", conditional=True) if path.exists() else abort(404)


@blueprint.get("/.well-known/security.txt")
@public
def security_txt() -> Response:
    """Where a weak spot can be reported (RFC 9116); it says itself until when it may be believed."""
    contact = platform().config.security_contact or abort(404)
    until = (now() + SECURITY_TXT_LIVES).replace(microsecond=0)
    lines = (
        f"Contact: {contact}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {url_for('assets.security_txt', _external=True)}",
    )
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


font.needs_no_actor = theme.needs_no_actor = True  # type: ignore[attr-defined]
security_txt.needs_no_actor = True  # type: ignore[attr-defined]


def theme_path(config: Config) -> Path:
    """Where an organisation puts its own colours."""
    return config.instance / "theme.css"


def font_path(weight: str) -> Path:
    """Where the package keeps this weight."""
    return Path(font_source_sans_pro.__file__).parent / "files" / f"SourceSansPro-{FONTS[weight]}.ttf"
