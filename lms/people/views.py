"""Signing in and out, choosing a password, choosing a language."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user, logout_user

from lms.core.access import NOBODY
from lms.core.errors import Refused
from lms.web.language import LANGUAGES
from lms.web.request import current_actor, facts, platform, today, transaction
from lms.web.routing import public, requires

from .forms import ChoosePasswordForm, SignInForm
from .permissions import Permission
from .queries import demo_accounts, find_account
from .rules import safe_destination
from .services import choose_password, find_by_password
from .signin import signed_in
from .words import role_name

blueprint = Blueprint("people", __name__, template_folder="templates")
blueprint.add_app_template_global(role_name, "role_name")


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    destination = safe_destination(request.values.get("next"))
    if current_actor() is not NOBODY and request.method == "GET":
        return redirect(destination)
    if form.validate_on_submit():
        account = find_by_password(facts(), form.email.data or "", form.password.data or "")
        if account:
            return _enter(account.id, destination)
        form.form_errors.append(_("This e-mail address and password do not belong together."))
    offered = demo_accounts(facts()) if platform().config.demo else []
    status = 422 if form.errors else 200
    return render_template("people/sign_in.html", form=form, destination=destination, offered=offered), status


@blueprint.post("/sign-in/demo")
@public
def demo_sign_in() -> ResponseReturnValue:
    """Enter as one of the demo accounts; only in demo mode, and only for accounts that the demo made."""
    wanted = request.form.get("account", "")
    offered = demo_accounts(facts()) if platform().config.demo else []
    account = next((one for one in offered if str(one.id) == wanted), None)
    return _enter(account.id, safe_destination(request.form.get("next"))) if account else abort(404)


def _enter(account_id: int, destination: str) -> ResponseReturnValue:
    account = find_account(facts(), account_id) or abort(404)
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    session.permanent = True
    login_user(signed_in(facts(), account, today()))
    return redirect(destination)


@blueprint.post("/sign-out")
@requires(Permission.SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    logout_user()
    return redirect(url_for("people.sign_in"))


@blueprint.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session["language"] = wanted
    return redirect(safe_destination(request.form.get("next")))


@blueprint.route("/welcome/<token>", methods=["GET", "POST"])
@public
def welcome(token: str) -> ResponseReturnValue:
    """Where a one-time link leads: choose a password and come in."""
    form = ChoosePasswordForm()
    if form.validate_on_submit():
        try:
            with transaction() as uow:
                account = choose_password(uow, token, form.password.data or "")
        except Refused as refused:
            form.form_errors.append(refused.message)
        else:
            return _enter(account.id, url_for("home.start"))
    return render_template("people/welcome.html", form=form), 422 if form.errors else 200
