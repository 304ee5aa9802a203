"""Dutch first, English second: from the account, else the visitor's own choice, else what the browser asks."""

from __future__ import annotations

from flask import Flask, has_request_context, request, session
from flask_babel import Babel, get_locale
from flask_login import current_user

LANGUAGES = {"nl": "Nederlands", "en": "English"}


def choose_language() -> str:
    if not has_request_context():
        return "nl"
    chosen = session.get("language") or (current_user.language if current_user.is_authenticated else None)
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(list(LANGUAGES)) or "nl"


def language() -> str:
    """The language of the answer being made: nl or en."""
    return str(get_locale() or "nl")[:2]


def init_app(app: Flask) -> None:
    Babel(app, locale_selector=choose_language)
    app.jinja_env.globals.update(language=language, languages=LANGUAGES)
