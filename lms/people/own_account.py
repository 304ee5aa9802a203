"""One's own account: who the site thinks one is, the password, the language, and where one is signed in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from lms.core.errors import Refused
from lms.web.request import current_actor, facts, now, transaction
from lms.web.routing import leave, requires

from .forms import ChangePasswordForm
from .passwords import change_password
from .permissions import Permission
from .queries import get_account, sign_ins_of
from .sign_ins import end_sign_in, end_sign_ins
from .throttle import forgive
from .waiting import attempt_at, must_wait, status_of

blueprint = Blueprint("account", __name__, template_folder="templates")


def _own_id() -> int:
    return current_actor().account_id or 0


def _page(form: ChangePasswordForm, waiting: bool = False) -> ResponseReturnValue:
    account, places = get_account(facts(), _own_id()), sign_ins_of(facts(), _own_id(), now())
    here = current_user.sign_in_id
    page = render_template("people/account.html", form=form, account=account, places=places, here=here)
    return page, status_of(form, waiting)


@blueprint.get("/account")
@requires(Permission.SIGNED_IN)
def show() -> ResponseReturnValue:
    """Everything about the own account."""
    return _page(ChangePasswordForm())


@blueprint.post("/account/password")
@requires(Permission.SIGNED_IN)
def password() -> ResponseReturnValue:
    """Choose another password, knowing the present one; everywhere else this account is signed out."""
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return _page(form)
    attempt = attempt_at("password", get_account(facts(), _own_id()).email)
    if must_wait(attempt, form):
        return _page(form, waiting=True)
    try:
        with transaction() as uow:
            typed = form.present.data or "", form.password.data or ""
            change_password(uow, _own_id(), *typed, current_user.sign_in_id)
            forgive(uow, attempt)
    except Refused as refused:
        form[refused.field or "password"].errors = [refused.message]
        return _page(form)
    flash(_("Your password was changed. You were signed out on your other devices."))
    return redirect(url_for("account.show"))


@blueprint.post("/account/sign-ins/<int(max=2147483647):sign_in_id>/end")
@requires(Permission.SIGNED_IN)
def end_one(sign_in_id: int) -> ResponseReturnValue:
    """Sign out on one device; here, when it is this one."""
    with transaction() as uow:
        end_sign_in(uow, _own_id(), sign_in_id)
    if sign_in_id == current_user.sign_in_id:
        leave()
        return redirect(url_for("people.sign_in"))
    flash(_("You are signed out on that device."))
    return redirect(url_for("account.show"))


@blueprint.post("/account/sign-ins/end")
@requires(Permission.SIGNED_IN)
def end_all() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    with transaction() as uow:
        ended = end_sign_ins(uow, _own_id())
    leave()
    flash(
        ngettext(
            "You are signed out, on %(num)s device.",
            "You are signed out everywhere: on %(num)s devices.",
            ended,
        )
    )
    return redirect(url_for("people.sign_in"))
