"""Accounts, for administrators: who has one, with which roles, and the links that people wait for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.core.access import Role
from lms.core.errors import Refused
from lms.core.events import fingerprint
from lms.organisations.queries import organisation_names
from lms.web.downloads import FORMS, download
from lms.web.request import facts, transaction
from lms.web.routing import requires

from .account_forms import AccountForm, NewAccountForm
from .forms import clean
from .models import Account
from .passwords import LINK_LIVES, issue_link
from .permissions import Permission
from .queries import (
    count_accounts,
    find_open_request,
    find_person,
    found_accounts,
    get_account,
    get_account_to_change,
    open_requests,
    people_called,
)
from .services import change_account, close_account, create_account, reopen_account, values_of
from .sign_ins import end_sign_ins
from .words import account_state, role_name

blueprint = Blueprint("accounts", __name__, template_folder="templates")
PER_PAGE = 30
ONE = "/accounts/<int(max=2147483647):account_id>"


@blueprint.get("/accounts")
@requires(Permission.MANAGE_ACCOUNTS)
def listed() -> ResponseReturnValue:
    """Everybody with an account, and above them who waits for a link."""
    search = (clean(request.args.get("q")) or "")[:80]
    role, state = request.args.get("role", ""), request.args.get("state", "")
    asked = search, role if role in set(Role) else "", state if state in {"open", "closed"} else ""
    if request.args.get("form") in FORMS:
        return download(_("accounts"), _columns(), _rows(*asked), request.args["form"])
    total = count_accounts(facts(), *asked)
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    found = found_accounts(facts(), *asked, first=(page - 1) * PER_PAGE, limit=PER_PAGE)
    return render_template(
        "people/accounts.html",
        found=found,
        total=total,
        page=page,
        pages=pages,
        asked=dict(zip(("q", "role", "state"), asked, strict=True)),
        waiting=open_requests(facts()),
        all_roles=list(Role),
    )


def _columns() -> list[str]:
    return [_("Name"), _("E-mail address"), _("Roles"), _("State")]


def _rows(search: str, role: str, state: str) -> Iterator[list[Any]]:
    for one in found_accounts(facts(), search, role, state):
        given = [
            f"{role_name(r.role)} ({r.organisation.name})" if r.organisation else role_name(r.role)
            for r in one.roles
        ]
        yield [one.name, one.email, ", ".join(given), account_state(one.active, one.usable)]


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def new() -> ResponseReturnValue:
    """Give somebody an account; the next page offers to make the link."""
    form = NewAccountForm()
    form.offer(organisation_names(facts()))
    # A name that was typed is looked for before anything is stored, also when Enter was pressed.
    finding = "find" in request.form or bool(form.search.data and "person" not in request.form)
    number = form.person.data or ""
    chosen = find_person(facts(), int(number)) if number.isdecimal() and len(number) < 10 else None
    if not finding and form.validate_on_submit():
        try:
            with transaction() as uow:
                person_id = chosen.id if chosen else None
                typed = form.email.data or "", form.name.data or "", form.given
                account = create_account(uow, *typed, person_id=person_id)
        except Refused as refused:
            _put(form, refused)
        else:
            flash(
                _(
                    "%(name)s has an account now. Make a link, with which to choose a password.",
                    name=account.name,
                )
            )
            return redirect(url_for("accounts.show", account_id=account.id))
    people = people_called(facts(), form.search.data or "") if finding and form.search.data else []
    page = render_template(
        "people/account_new.html", form=form, people=people, chosen=chosen, finding=finding
    )
    return page, 422 if form.errors else 200


@blueprint.route(ONE, methods=["GET", "POST"])
@requires(Permission.MANAGE_ACCOUNTS)
def show(account_id: int) -> ResponseReturnValue:
    """One account: change it, close it, make a link, and who changed it before."""
    account = get_account(facts(), account_id)
    form = AccountForm(**_filled(account)) if request.method == "GET" else AccountForm()
    form.offer(organisation_names(facts()))
    if form.validate_on_submit():
        try:
            with transaction() as uow:
                account = get_account_to_change(uow.session, account_id)
                _unchanged(account, form.seen.data)
                change_account(uow, account, form.name.data or "", form.email.data or "", form.given)
        except Refused as refused:
            _put(form, refused)
        else:
            flash(_("Saved."))
            return redirect(url_for("accounts.show", account_id=account_id))
        account = get_account(facts(), account_id)
    return render_template(
        "people/account_edit.html",
        form=form,
        account=account,
        waiting=find_open_request(facts(), account_id),
    ), 422 if form.errors else 200


def _filled(account: Account) -> dict[str, Any]:
    """What the form of an account shows at first, with a mark by which a later change is noticed."""
    return {
        "name": account.name,
        "email": account.email,
        "roles": [str(Role(one.role)) for one in account.roles if one.organisation_id is None],
        "places": [one.organisation_id for one in account.roles if one.organisation_id is not None],
        "seen": fingerprint(values_of(account)),
    }


def _unchanged(account: Account, seen: str | None) -> None:
    if seen != fingerprint(values_of(account)):
        raise Refused(
            _(
                "Somebody else changed this account while you were editing. Open it again and make your change there."
            )
        )


def _put(form: AccountForm, refused: Refused) -> None:
    """A refusal at the field it is about, or above the form."""
    if refused.field in form.data:
        form[refused.field].errors = [refused.message]
    else:
        form.form_errors.append(refused.message)


@blueprint.post(f"{ONE}/<any(close,reopen):step>")
@requires(Permission.MANAGE_ACCOUNTS)
def change_state(account_id: int, step: str) -> ResponseReturnValue:
    """Close an account, or open it again."""
    with transaction() as uow:
        account = get_account_to_change(uow.session, account_id)
        (close_account if step == "close" else reopen_account)(uow, account)
    if step == "close":
        flash(_("%(name)s can no longer sign in.", name=account.name))
    else:
        flash(
            _("The account is open again. Make a link, with which to choose a password.", name=account.name)
        )
    return redirect(url_for("accounts.show", account_id=account_id))


@blueprint.post(f"{ONE}/sign-ins/end")
@requires(Permission.MANAGE_ACCOUNTS)
def end_everywhere(account_id: int) -> ResponseReturnValue:
    """Sign somebody out on every device."""
    with transaction() as uow:
        ended = end_sign_ins(uow, get_account_to_change(uow.session, account_id).id)
    flash(ngettext("Signed out on %(num)s device.", "Signed out on %(num)s devices.", ended))
    return redirect(url_for("accounts.show", account_id=account_id))


@blueprint.post(f"{ONE}/link")
@requires(Permission.MANAGE_ACCOUNTS)
def make_link(account_id: int) -> ResponseReturnValue:
    """Make a one-time link and show it with a text to hand over.

    Shown in this answer and kept nowhere, not even in a cookie: whoever loads the page anew makes a new link.
    """
    with transaction() as uow:
        token = issue_link(uow, get_account_to_change(uow.session, account_id))
    account = get_account(facts(), account_id)
    link = url_for("people.welcome", token=token, _external=True)
    return render_template("people/account_link.html", account=account, link=link, days=LINK_LIVES.days)
