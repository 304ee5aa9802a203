"""Counts the attempts of a request, and says in its form how long to wait when there were too many."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, request
from flask_babel import ngettext
from flask_wtf import FlaskForm

from lms.web.request import transaction

from .throttle import Attempt, attempt_of, minutes_of, reserve


def status_of(form: FlaskForm, waiting: bool) -> int:
    """The status of a page with a form: what was typed is not right, or it was typed too often."""
    return 429 if waiting else 422 if form.errors else 200


def attempt_at(what: str, target: str | None = None) -> Attempt:
    """An attempt of this request, to be counted."""
    return attempt_of(str(current_app.secret_key), request.remote_addr, what, target)


def must_wait(attempt: Attempt, form: FlaskForm) -> bool:
    """Count the attempt; say in the form how long to wait when there were too many."""
    with transaction() as uow:
        wait: timedelta | None = reserve(uow, attempt)
    if wait is not None:
        form.form_errors.append(
            ngettext(
                "Too many attempts. Wait %(num)s minute and try again.",
                "Too many attempts. Wait %(num)s minutes and try again.",
                minutes_of(wait),
            )
        )
    return wait is not None
