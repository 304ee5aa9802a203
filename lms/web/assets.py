"""Serves the letters of the interface from the package they come in."""

from __future__ import annotations

from pathlib import Path

import font_source_sans_pro
from flask import Blueprint, Response, abort, send_file

from .routing import public

blueprint = Blueprint("assets", __name__)

FONTS = {"regular": "Regular", "semibold": "Semibold", "bold": "Bold"}


@blueprint.get("/fonts/<weight>.ttf")
@public
def font(weight: str) -> Response:
    """One weight of Source Sans; browsers keep it for a year."""
    if weight not in FONTS:
        abort(404)
    return send_file(font_path(weight), mimetype="font/ttf", max_age=31536000, conditional=True)


font.needs_no_actor = True  # type: ignore[attr-defined]


def font_path(weight: str) -> Path:
    """Where the package keeps this weight."""
    return Path(font_source_sans_pro.__file__).parent / "files" / f"SourceSansPro-{FONTS[weight]}.ttf"
