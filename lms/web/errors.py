"""Every failure becomes a page in the house style that says what happened, what was kept and what to do."""

from __future__ import annotations

from flask import Flask, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from lms.core.access import NOBODY
from lms.core.db import is_unavailable
from lms.core.errors import NotFound, Refused


def init_app(app: Flask) -> None:
    app.register_error_handler(NotFound, lambda _error: _page(404))
    app.register_error_handler(Refused, lambda error: _page(409, error.message))
    app.register_error_handler(CSRFError, lambda _error: _page(400, _csrf_text()))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    return _page(error.code)


def _unexpected(error: Exception) -> ResponseReturnValue:
    from flask import current_app  # per call: logging goes to the running application

    if is_unavailable(error):
        current_app.logger.warning("The database is busy or out of reach: %s", getattr(error, "orig", error))
        return *_without_database(503), {"Retry-After": "30"}
    if current_app.testing:
        raise error
    current_app.logger.exception("Unexpected error")
    return _without_database(500)


def _without_database(code: int) -> tuple[str, int]:
    # The database may be what failed: the page that says so is made without it.
    g.actor, g.failing = NOBODY, True
    g._login_user = AnonymousUserMixin()
    return _page(code)


def _csrf_text() -> str:
    return _(
        "This form was open for too long, or you signed in again in another tab. Go back and send it again."
    )


def _page(code: int, message: str = "") -> tuple[str, int]:
    titles = {
        400: _("We could not read that"),
        403: _("You may not see this"),
        404: _("This page does not exist"),
        405: _("This page does not work that way"),
        409: _("That is not possible"),
        413: _("That is too large"),
        429: _("Too many attempts"),
        500: _("Something went wrong on our side"),
        503: _("The database does not answer"),
    }
    texts = {
        400: _("Check the address or go back one page. Nothing was changed."),
        403: _(
            "Your account has no access to this page. Ask your coordinator or the programme team if you need it."
        ),
        404: _("It may have moved, or it is not meant for your account."),
        405: _("Go back one page and use the buttons there. Nothing was changed."),
        409: _("Nothing was changed."),
        413: _("Choose a smaller file. Nothing was changed."),
        429: _("Wait a few minutes and try again."),
        503: _(
            "Nothing was stored. Wait a moment, go back one page and send it again: what you typed is still there."
        ),
        500: _("Nothing you entered was stored half. The fault has been recorded; try again in a moment."),
    }
    known = code if code in titles else (500 if code >= 500 else 400)
    return render_template("error.html", code=code, title=titles[known], text=message or texts[known]), code
