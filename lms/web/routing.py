"""Routing with default deny: a view declares a permission or says that it is public; anything else is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect

from lms.core.access import NOBODY

from .request import close_facts, facts, may, now, platform

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Anybody may open this view, signed in or not."""
    view.permission = None  # type: ignore[attr-defined]
    return view


def requires(permission: StrEnum) -> Callable[[View], View]:
    """Only who has this permission, for some resource at least, may open the view; it then checks its own resource."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def declared(view: Callable[..., Any]) -> bool:
    """Whether a view says who may open it."""
    return hasattr(view, "permission")


def init_app(app: Flask) -> None:
    CSRFProtect(app)
    login = LoginManager(app)
    login.session_protection = None
    login.user_loader(_load)
    app.view_functions["static"] = public(app.view_functions["static"])
    app.before_request(_guard)
    app.before_request(_refuse_nul)
    app.teardown_appcontext(close_facts)


def enter(key: str, *, remembered: bool) -> None:
    """Start a new session in this browser for who is signed in with this key; nothing of the one before it stays."""
    session.clear()
    session["_user_id"], session["_fresh"] = key, True
    session.permanent = remembered


def leave() -> None:
    """End the session of this browser."""
    session.clear()


def _load(key: str) -> Any:
    """Who is signed in with the key in the cookie; the key changes while it is used."""
    found = platform().load_account(facts(), key, now())
    secret = str(current_app.secret_key)
    kept = platform().keep_signed_in(platform().database, found, secret, now()) if found else None
    if kept is None:
        session.pop("_user_id", None)
        return None
    if kept != key:
        session["_user_id"] = kept
    return found


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        _know_actor()
        return None
    view = current_app.view_functions[request.endpoint]
    if request.endpoint == "static" or getattr(view, "needs_no_actor", False):
        return None
    _know_actor()
    if not declared(view):
        current_app.logger.error("View %s declares no permission and is refused", request.endpoint)
        abort(403)
    permission = getattr(view, "permission", None)
    if permission is not None and not may(permission):
        if g.actor is NOBODY and request.method == "GET":
            return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
        abort(403)
    return None


def _refuse_nul() -> None:
    """No text of ours holds a NUL, and PostgreSQL stores none."""
    if any("\0" in text for text in _typed()):
        abort(400)


def _typed() -> Iterator[str]:
    """Every text of the address and of the form, as it came in."""
    yield request.path
    for values in (request.args, request.form):
        for key, texts in values.lists():
            yield from (key, *texts)


def _know_actor() -> None:
    g.actor = current_user.actor if current_user.is_authenticated else NOBODY
