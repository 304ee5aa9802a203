"""Signing in and out, choosing a password, choosing a language, asking for a link."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from lms.core.access import NOBODY
from lms.core.errors import Refused
from lms.web.language import LANGUAGES
from lms.web.request import authorize, current_actor, facts, now, platform, today, transaction
from lms.web.routing import enter, leave, public, requires

from .forms import ChoosePasswordForm, ForgottenForm, SignInForm
from .invitations import MOST_AT_ONCE, ask_for_forgotten, invite
from .passwords import choose_password, find_by_password, opens
from .permissions import Permission
from .queries import demo_accounts, find_account
from .rules import safe_destination
from .services import prefer_language
from .sign_ins import end_sign_in, open_sign_in
from .throttle import Attempt, forgive
from .waiting import attempt_at, must_wait, status_of
from .words import account_state, device_name, role_name

blueprint = Blueprint("people", __name__, template_folder="templates")
for _words in (account_state, device_name, role_name):
    blueprint.add_app_template_global(_words, _words.__name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    destination = safe_destination(request.values.get("next"))
    if current_actor() is not NOBODY and request.method == "GET":
        return redirect(destination)
    waiting = False
    if form.validate_on_submit():
        attempt = attempt_at("password", form.email.data)
        waiting = must_wait(attempt, form)
        account_id = (
            None if waiting else find_by_password(facts(), form.email.data or "", form.password.data or "")
        )
        if account_id:
            return _enter(account_id, destination, attempt, remembered=form.remember.data)
        if not waiting:
            form.form_errors.append(_("This e-mail address and password do not belong together."))
    offered = demo_accounts(facts()) if platform().config.demo else []
    page = render_template("people/sign_in.html", form=form, destination=destination, offered=offered)
    return page, status_of(form, waiting)


@blueprint.post("/sign-in/demo")
@public
def demo_sign_in() -> ResponseReturnValue:
    """Enter as one of the demo accounts; only in demo mode, and only for accounts that the demo made."""
    wanted = request.form.get("account", "")
    offered = demo_accounts(facts()) if platform().config.demo else []
    account = next((one for one in offered if str(one.id) == wanted), None)
    return _enter(account.id, safe_destination(request.form.get("next"))) if account else abort(404)


def _enter(
    account_id: int, destination: str, attempt: Attempt | None = None, *, remembered: bool = False
) -> ResponseReturnValue:
    """Come in; whatever this browser's session held before is gone, but for the language."""
    account = find_account(facts(), account_id) or abort(404)
    language = account.language or session.get("language")
    with transaction() as uow:
        if attempt is not None:
            forgive(uow, attempt)
        if current_user.is_authenticated:
            end_sign_in(uow, current_actor().account_id or 0, current_user.sign_in_id)
        agent = request.user_agent.string
        key = open_sign_in(uow, account_id, remembered=remembered, user_agent=agent)
    enter(key, remembered=remembered)
    if language:
        session["language"] = language
    return redirect(destination)


@blueprint.post("/sign-out")
@requires(Permission.SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    language = session.get("language")
    with transaction() as uow:
        end_sign_in(uow, current_actor().account_id or 0, current_user.sign_in_id)
    leave()
    if language:
        session["language"] = language
    return redirect(url_for("people.sign_in"))


@blueprint.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    """Speak this language from now on; to who is signed in, on every device."""
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session["language"] = wanted
        account_id = current_actor().account_id
        if account_id is not None and current_user.language != wanted:
            with transaction() as uow:
                prefer_language(uow, account_id, wanted)
    return redirect(safe_destination(request.form.get("next")))


@blueprint.route("/welcome/<token>", methods=["GET", "POST"])
@public
def welcome(token: str) -> ResponseReturnValue:
    """Where a one-time link leads: choose a password and come in; looking at it does not use it up."""
    if request.method == "GET" and not opens(facts(), token, now()):
        return render_template("people/link_ended.html"), 404
    form = ChoosePasswordForm()
    waiting = False
    if form.validate_on_submit():
        attempt = attempt_at("link")
        waiting = must_wait(attempt, form)
        account: Any = None
        try:
            if not waiting:
                with transaction() as uow:
                    account = choose_password(uow, token, form.password.data or "")
        except Refused as refused:
            form.form_errors.append(refused.message)
        if account is not None:
            return _enter(account.id, url_for("home.start"), attempt)
    return render_template("people/welcome.html", form=form), status_of(form, waiting)


@blueprint.route("/forgotten", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    """Ask for a new link; the answer is the same whether the address has an account or not."""
    form = ForgottenForm()
    waiting = False
    if form.validate_on_submit():
        waiting = must_wait(attempt_at("forgotten", form.email.data), form)
        if not waiting:
            with transaction() as uow:
                ask_for_forgotten(uow, form.email.data or "")
            return redirect(url_for("people.forgotten", asked=1))
    asked = request.method == "GET" and "asked" in request.args
    mails = platform().config.mails
    page = render_template("people/forgotten.html", form=form, asked=asked, mails=mails)
    return page, status_of(form, waiting)


@blueprint.post("/people/invite")
@requires(Permission.INVITE)
def invite_people() -> ResponseReturnValue:
    """Invite people of one organisation; an administrator makes their links."""
    organisation_id = request.form.get("organisation_id", 0, type=int)
    authorize(Permission.INVITE, organisation_id)
    back = safe_destination(request.form.get("next"))
    chosen = {int(one) for one in request.form.getlist("person") if one.isdecimal() and len(one) < 10}
    try:
        with transaction() as uow:
            count = invite(uow, organisation_id, chosen, today())
    except Refused as refused:
        flash(refused.message)
        # The list ticks them again, so that who is refused can be unticked and the others invited.
        kept = [("person", one) for one in sorted(chosen)[:MOST_AT_ONCE]]
        back += ("&" if "?" in back else "?") + urlencode(kept) if kept else ""
    else:
        flash(_invited(count))
    return redirect(back)


def _invited(count: int) -> str:
    if platform().config.mails:
        return ngettext(
            "%(num)s person was invited; the link comes by mail.",
            "%(num)s people were invited; their links come by mail.",
            count,
        )
    return ngettext(
        "%(num)s person was invited. An administrator makes the link.",
        "%(num)s people were invited. An administrator makes their links.",
        count,
    )
