"""Dutch first, English second: from the account, else the visitor's own choice, else what the browser asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, force_locale, get_locale
from flask_login import current_user

LANGUAGES = {"nl": "Nederlands", "en": "English"}
TRANSLATIONS = Path(__file__).parent / "translations"


def choose_language() -> str:
    if not has_request_context():
        return "nl"
    chosen = session.get("language") or (None if g.get("failing") else _language_of_account())
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(list(LANGUAGES)) or "nl"


def _language_of_account() -> str | None:
    return current_user.language if current_user.is_authenticated else None


def language() -> str:
    """The language of the answer being made: nl or en."""
    return str(get_locale() or "nl")[:2]


@contextmanager
def speaking(app: Flask, language: str) -> Iterator[None]:
    """Texts inside the block come in this language, also where there is no request: on the command line."""
    with app.app_context(), force_locale(language):
        yield


def init_app(app: Flask) -> None:
    for code in LANGUAGES:
        if not (TRANSLATIONS / code / "LC_MESSAGES" / "messages.mo").exists():
            app.logger.warning("Texts in %r are not compiled yet; run: python3 tasks.py setup", code)
    Babel(app, locale_selector=choose_language)
    app.jinja_env.globals.update(language=language, languages=LANGUAGES)
