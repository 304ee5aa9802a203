"""The texts of messages: which count, changing one with a preview, and going back to the built-in one."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core.errors import ChangedMeanwhile, Refused
from lms.web.language import LANGUAGES
from lms.web.request import facts, platform, transaction
from lms.web.routing import requires

from .forms import TextForm
from .kinds import EXAMPLES, KINDS, Wording, built_in
from .permissions import Permission
from .queries import find_text, own_texts
from .rendering import Written, write_out
from .text_services import check_wording, restore_text, save_text, values_of
from .words import VARIABLE_WORDS, message_kind

blueprint = Blueprint("texts", __name__)


@blueprint.get("/messages/texts")
@requires(Permission.MANAGE_MESSAGES)
def index() -> ResponseReturnValue:
    """Every kind of message, and in which languages it has an own text."""
    return render_template("notices/texts.html", kinds=KINDS, own=own_texts(facts()), spoken=LANGUAGES)


def _asked() -> tuple[str, str]:
    kind, language = request.args.get("kind", ""), request.args.get("language", "")
    return (kind, language) if kind in KINDS and language in LANGUAGES else abort(404)


@blueprint.route("/messages/text", methods=["GET", "POST"])
@requires(Permission.MANAGE_MESSAGES)
def edit() -> ResponseReturnValue:
    """Change a text; what it becomes is shown before it is saved."""
    kind, language = _asked()
    own = find_text(facts(), kind, language)
    values, own_id = values_of(own or built_in(kind, language)), own.id if own else 0
    form, preview = TextForm(data=values), None
    form.show(values, "message_text", own_id)
    if form.validate_on_submit():
        wording = form.wording()
        try:
            check_wording(kind, wording)
            preview = _preview(wording, language)
            if form.has_shown_effect(subject=wording.subject, body=wording.body):
                with transaction() as uow:
                    save_text(uow, kind, language, wording, form.fingerprint)
                flash(_("The text of “%(kind)s” has been saved.", kind=message_kind(kind)))
                return redirect(url_for("texts.index"))
        except Refused as refused:
            own = find_text(facts(), kind, language)
            now = values_of(own or built_in(kind, language))
            form.refuse(refused, now, "message_text", own.id if own else 0)
    page = render_template(
        "notices/text.html",
        form=form,
        kind=kind,
        spoken=language,
        own=own,
        preview=preview or _preview(Wording(**values), language),
        asking=preview is not None,
        known=[(name, VARIABLE_WORDS[name], name in KINDS[kind].needed) for name in KINDS[kind].variables],
        example=EXAMPLES[language],
    )
    return page, 422 if form.errors else 200


@blueprint.post("/messages/text/restore")
@requires(Permission.MANAGE_MESSAGES)
def restore() -> ResponseReturnValue:
    """Let the built-in text count again."""
    kind, language = _asked()
    try:
        with transaction() as uow:
            restore_text(uow, kind, language, request.form.get("seen", "").partition(".")[0])
    except ChangedMeanwhile:
        flash(_("Somebody changed this text just now. Look at it again before you put it back."))
        return redirect(url_for("texts.edit", kind=kind, language=language))
    flash(_("The built-in text of “%(kind)s” counts again.", kind=message_kind(kind)))
    return redirect(url_for("texts.index"))


def _preview(wording: Wording, language: str) -> Written:
    address = platform().config.address or request.host_url.rstrip("/")
    return write_out(wording, EXAMPLES[language], language, address)
