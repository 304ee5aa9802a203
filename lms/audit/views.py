"""The audit log, and the history that other pages show."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from operator import itemgetter
from urllib.parse import urlencode

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core.clock import AMSTERDAM
from lms.web.downloads import FORMS, download
from lms.web.editing import asked_number, read_day
from lms.web.request import facts, may
from lms.web.routing import requires

from .models import AuditLine
from .pages import log_page, read_key, run_page
from .permissions import Permission
from .queries import ACCOUNTS, LogFilters, history_of, newest_lines, norm_history
from .telling import Field, Told, actor_word, tell
from .words import ACCOUNT_ACTIONS, ACTIONS, SUBJECTS, action_word

blueprint = Blueprint("audit", __name__, template_folder="templates")
blueprint.add_app_template_filter(action_word, "action_word")
blueprint.add_app_template_filter(actor_word, "actor_word")
MOST = 20_000
"""Lines in one file; more would take minutes and no spreadsheet is read that far."""


@blueprint.app_template_global()
def told_history(subject: str, ids: Collection[int]) -> list[Told]:
    """Who changed these things, in words, newest first."""
    return tell(facts(), history_of(facts(), subject, ids))


@blueprint.app_template_global()
def told_norms(organisation_id: int) -> list[Told]:
    """Who changed the norms of an organisation, in words, newest first."""
    return tell(facts(), norm_history(facts(), organisation_id))


@blueprint.app_template_global()
def told_lines(lines: Sequence[AuditLine]) -> list[Told]:
    """These audit lines in words."""
    return tell(facts(), lines)


@blueprint.get("/audit")
@requires(Permission.VIEW_LOG)
def log() -> ResponseReturnValue:
    """Everything that was changed: by whom, when, and what it was before."""
    filters = _asked_filters()
    if (form := request.args.get("form")) in FORMS:
        return _download(filters, form or "")
    key = read_key(request.args.get("run"))
    if key is not None:
        page = run_page(facts(), filters, key, asked_number("below"))
    else:
        page = log_page(facts(), filters, read_key(request.args.get("after")))
    return render_template(
        "audit/log.html",
        page=page,
        filters=filters,
        most=MOST,
        choices=_choices(filters),
        log_address=_address,
    )


def _asked_filters() -> LogFilters:
    since, until = _day("from"), _day("until")
    return LogFilters(
        since=None if since is None else _midnight(since),
        until=None if until is None else _midnight(until + timedelta(days=1)),
        actor=_text("who"),
        subject=_text("what"),
        action=_text("action"),
        search=_text("q"),
        accounts=may(Permission.VIEW_ACCOUNTS),
    )


def _text(name: str) -> str:
    return request.args.get(name, "").replace("\0", "").strip()[:80]


def _day(name: str) -> date | None:
    text = request.args.get(name, "").strip()
    day = read_day(text) if text else None
    if text and day is None:
        flash(_("“%(text)s” is not a date. Write it like 31-12-2022.", text=text[:40]))
    return day


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, AMSTERDAM)


def _choices(filters: LogFilters) -> dict[str, list[tuple[str, str]]]:
    """The kinds of things and what can happen to them, in the reader's words; no look through a million lines."""
    subjects = [(key, str(word)) for key, word in SUBJECTS.items() if filters.accounts or key not in ACCOUNTS]
    actions = [
        (key, str(word)) for key, word in ACTIONS.items() if filters.accounts or key not in ACCOUNT_ACTIONS
    ]
    subjects.sort(key=itemgetter(1))
    actions.sort(key=itemgetter(1))
    return {"subjects": subjects, "actions": actions}


def _address(**changes: object) -> str:
    """The present address with some arguments changed; None takes one away."""
    paging = ("after", "below", "run", "form")
    arguments = {k: v for k, v in request.args.items() if k not in changes and k not in paging and v}
    arguments.update({key: str(value) for key, value in changes.items() if value is not None})
    return f"{request.path}?{urlencode(arguments)}" if arguments else request.path


def _download(filters: LogFilters, form: str) -> ResponseReturnValue:
    lines = newest_lines(facts(), filters, MOST + 1)
    columns = [_("Moment"), _("Who"), _("What happened"), _("Kind of thing"), _("Number"), _("Name")]
    columns += [_("Before"), _("After")]
    rows: list[Sequence[object]] = [
        (t.at, t.actor, t.action, t.subject, t.subject_id, t.name, *_before_and_after(t.fields))
        for t in tell(facts(), lines[:MOST])
    ]
    if len(lines) > MOST:
        rows.append(
            (None, None, _("Only the newest %(num)s lines; choose fewer days for the rest.", num=MOST))
        )
    return download(_("audit-log"), columns, rows, form)


def _before_and_after(fields: Sequence[Field]) -> tuple[str, str]:
    return (
        "; ".join(f"{field.label}: {field.before}" for field in fields if field.before is not None),
        "; ".join(f"{field.label}: {field.after}" for field in fields if field.after is not None),
    )
