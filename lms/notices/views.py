"""What waits, failed and was sent, for administrators; and in the demo the mailbox."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core.access import Role
from lms.core.errors import Refused
from lms.web.request import current_actor, facts, platform, transaction
from lms.web.routing import requires

from .kinds import KINDS, Wording, built_in
from .models import Message
from .permissions import Permission
from .queries import count_by_state, count_mailbox, mailbox, messages_in, own_texts
from .rendering import Written, write_out
from .rules import State
from .services import drop_message, retry_message
from .words import message_kind, message_status

blueprint = Blueprint("notices", __name__, template_folder="templates")
for _words in (message_kind, message_status):
    blueprint.add_app_template_global(_words, _words.__name__)
PER_PAGE = 30

SHOWN = {
    "failed": (State.FAILED,),
    "waiting": (State.WAITING, State.SENDING),
    "sent": (State.SENT,),
    "dropped": (State.DROPPED,),
}


@blueprint.get("/messages")
@requires(Permission.MANAGE_MESSAGES)
def index() -> ResponseReturnValue:
    """The messages that failed, or those that wait, were sent or dropped."""
    counts = count_by_state(facts())
    totals = {name: sum(counts[state] for state in states) for name, states in SHOWN.items()}
    shown = request.args.get("state", "failed")
    shown = shown if shown in SHOWN else "failed"
    page, pages = _page_of(totals[shown])
    return render_template(
        "notices/messages.html",
        messages=messages_in(facts(), SHOWN[shown], (page - 1) * PER_PAGE, PER_PAGE),
        totals=totals,
        shown=shown,
        page=page,
        pages=pages,
        config=platform().config,
        secretive={name for name, kind in KINDS.items() if kind.secret},
    )


@blueprint.post("/messages/<int(max=2147483647):message_id>/<any(retry,drop):step>")
@requires(Permission.MANAGE_MESSAGES)
def decide(message_id: int, step: str) -> ResponseReturnValue:
    """Send a message once more, or never."""
    try:
        with transaction() as uow:
            message = (retry_message if step == "retry" else drop_message)(uow, message_id)
    except Refused as refused:
        flash(refused.message)
    else:
        to = message.recipient
        flash(
            _("The message to %(to)s is sent again in a moment.", to=to)
            if step == "retry"
            else _("The message to %(to)s will not be sent.", to=to)
        )
    state = request.form.get("state", "")
    return redirect(url_for("notices.index", state=state if state in SHOWN else None))


@blueprint.get("/mailbox")
@requires(Permission.READ_MAILBOX)
def own_mailbox() -> ResponseReturnValue:
    """In the demo: the mails that would have gone out to whoever is signed in; administrators see all."""
    config = platform().config
    if not config.demo:
        abort(404)
    actor = current_actor()
    total = count_mailbox(facts(), actor)
    page, pages = _page_of(total)
    own = own_texts(facts())
    wordings = {key: Wording(one.subject, one.body) for key, one in own.items()}
    found = mailbox(facts(), actor, (page - 1) * PER_PAGE, PER_PAGE)
    return render_template(
        "notices/mailbox.html",
        mails=[(one, _written(one, wordings)) for one in found],
        total=total,
        page=page,
        pages=pages,
        everybody=actor.has(Role.ADMINISTRATOR),
    )


def _written(message: Message, wordings: dict[tuple[str, str], Wording]) -> Written | None:
    """The message as its reader gets it; None when its kind or a variable no longer exists."""
    key = message.kind, message.language
    try:
        wording = wordings.get(key) or built_in(*key)
        return write_out(wording, message.values, message.language, platform().config.address)
    except KeyError:
        return None


def _page_of(total: int) -> tuple[int, int]:
    """The page that is asked for, within those there are; and how many there are."""
    pages = max(1, -(-total // PER_PAGE))
    return min(max(1, request.args.get("page", 1, type=int)), pages), pages
