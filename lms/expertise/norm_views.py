"""Norms: the list, those of one organisation, and adding, changing, confirming and removing a line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.catalogue.queries import all_competences, get_competence
from lms.core.db import UnitOfWork
from lms.core.errors import ChangedMeanwhile, Refused
from lms.organisations.queries import all_organisations, get_organisation
from lms.web.downloads import FORMS, download
from lms.web.editing import EditForm, asked_number, put, read_day
from lms.web.filters import named
from lms.web.request import authorize, current_actor, facts, may, today, transaction, trial
from lms.web.routing import requires

from .effects import Shift, norm_effect
from .norm_forms import NormForm, as_percent
from .norm_pages import Counts, NormPage, by_competence, norm_lines_of, norm_page
from .norm_services import (
    NormDetails,
    add_norm,
    change_norm,
    confirm_norm,
    confirm_norms,
    remove_norm,
    seal_of,
    values_of,
)
from .permissions import Permission
from .queries.norms import NormFilters, count_norms, example_norms, get_norm, list_norms

blueprint = Blueprint("norms", __name__)
blueprint.add_app_template_filter(as_percent, "as_percent")
ONE = "/norms/<int(max=2147483647):norm_id>"


@blueprint.get("/norms")
@requires(Permission.VIEW_NORMS)
def index() -> ResponseReturnValue:
    """The norm lines in reach."""
    filters = _asked_filters()
    if (form := request.args.get("form")) in FORMS:
        lines = norm_lines_of(facts(), list_norms(facts(), filters), today())
        return _download(NormPage(lines, len(lines), 1, 1), form or "")
    page = norm_page(facts(), filters, request.args.get("page", 1, type=int), today())
    reach = [o for o in all_organisations(facts()) if may(Permission.VIEW_NORMS, o.id)]
    return render_template(
        "expertise/norms.html",
        page=page,
        filters=filters,
        organisations=reach,
        competences=all_competences(facts()),
        kept=_kept(filters),
        examples=count_norms(facts(), replace(filters, examples=True)) if may(Permission.EDIT_NORMS) else 0,
    )


def _asked_filters() -> NormFilters:
    whole = may(Permission.EDIT_NORMS)
    return NormFilters(
        organisation_id=asked_number("organisation"),
        competence_id=asked_number("competence"),
        organisations=None if whole else current_actor().organisations,
        examples=request.args.get("examples") == "1",
    )


@blueprint.route("/norms/confirm", methods=["GET", "POST"])
@requires(Permission.EDIT_NORMS)
def confirm_all() -> ResponseReturnValue:
    """Every line of the filtered list at once, after having seen which and how many."""
    filters, form = _asked_filters(), EditForm()
    if form.validate_on_submit():
        try:
            with transaction() as uow:
                count = confirm_norms(uow, filters, form.fingerprint)
        except ChangedMeanwhile:
            again = _("Somebody changed these norms just now. Look at them again before you confirm them.")
            form.form_errors.append(again)
        else:
            flash(ngettext("%(num)s norm is confirmed.", "%(num)s norms are confirmed.", count))
            return redirect(url_for("norms.index", **_kept(filters)))
    norms = example_norms(facts(), filters)
    form.seen.data = seal_of(norms)
    lines = norm_lines_of(facts(), list_norms(facts(), replace(filters, examples=True)), today())
    page = render_template("expertise/norms_confirm.html", form=form, lines=lines, kept=_kept(filters))
    return page, 422 if form.form_errors else 200


def _kept(filters: NormFilters) -> dict[str, Any]:
    """The filters as an address holds them."""
    return {"organisation": filters.organisation_id, "competence": filters.competence_id}


def _download(page: NormPage, form: str) -> ResponseReturnValue:
    columns = [_("Organisation"), _("Competence"), _("From"), _("Function"), _("Number of people")]
    columns += [_("Share in percent"), _("Taken of"), _("Comes to today"), _("Counts"), _("To be confirmed")]
    words = {Counts.NOW: _("now"), Counts.LATER: _("later"), Counts.PAST: _("no more")}
    rows = []
    for line in page.lines:
        n = line.norm
        asked = (n.starts_on, n.function.name if n.function else None, n.headcount)
        share = None if n.share is None else n.share * 100
        known = (line.base, line.comes_to, words[line.counts], _("yes") if n.is_example else _("no"))
        rows.append((n.organisation.name, named(n.competence), *asked, share, *known))
    return download(_("norms"), columns, rows, form)


@blueprint.get("/organisations/<int(max=2147483647):organisation_id>/norms")
@requires(Permission.VIEW_NORMS)
def of_organisation(organisation_id: int) -> ResponseReturnValue:
    """The norms of one organisation over time."""
    authorize(Permission.VIEW_NORMS, organisation_id)
    organisation = get_organisation(facts(), organisation_id)
    norms = list_norms(facts(), NormFilters(organisation_id=organisation_id))
    found = norm_lines_of(facts(), norms, today())
    if (form := request.args.get("form")) in FORMS:
        return _download(NormPage(found, len(found), 1, 1), form or "")
    lines = by_competence(found)
    return render_template("expertise/organisation_norms.html", organisation=organisation, lines=lines)


@blueprint.route("/norms/new", methods=["GET", "POST"])
@requires(Permission.EDIT_NORMS)
def add() -> ResponseReturnValue:
    """A new line; the address may fill it in, so that a line that was removed can be put back."""
    form, effect = NormForm(data=_from_address()), None
    form.offer(facts())
    if form.validate_on_submit():
        details = form.details()
        try:
            if form.has_shown_effect(**vars(details)):
                with transaction() as uow:
                    add_norm(uow, details)
                return _saved(details.organisation_id, _("The norm has been added."))
            effect = _effect(None, details, form.fingerprint)
        except Refused as refused:
            put(form, refused)
    page = render_template("expertise/norm.html", form=form, norm=None, effect=effect)
    return page, 422 if form.errors else 200


@blueprint.route(f"{ONE}/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_NORMS)
def edit(norm_id: int) -> ResponseReturnValue:
    """Change a line."""
    norm = get_norm(facts(), norm_id)
    authorize(Permission.EDIT_NORMS, norm.organisation_id)
    form, effect = NormForm(data=NormForm.shown(values_of(norm))), None
    form.offer(facts())
    form.show(values_of(norm), "norm", norm_id)
    if form.validate_on_submit():
        details = form.details()
        try:
            if form.has_shown_effect(**vars(details)):
                with transaction() as uow:
                    change_norm(uow, norm_id, details, form.fingerprint)
                return _saved(details.organisation_id, _("The norm has been saved."))
            effect = _effect(norm_id, details, form.fingerprint)
        except Refused as refused:
            form.refuse(refused, values_of(get_norm(facts(), norm_id)), "norm", norm_id)
    page = render_template("expertise/norm.html", form=form, norm=get_norm(facts(), norm_id), effect=effect)
    return page, 422 if form.errors else 200


@blueprint.route(f"{ONE}/remove", methods=["GET", "POST"])
@requires(Permission.EDIT_NORMS)
def remove(norm_id: int) -> ResponseReturnValue:
    """Ask once, with what it comes to; then remove the line."""
    norm = get_norm(facts(), norm_id)
    authorize(Permission.EDIT_NORMS, norm.organisation_id)
    form, place = EditForm(), norm.organisation_id
    form.show(values_of(norm), "norm", norm_id)
    if form.validate_on_submit():
        try:
            with transaction() as uow:
                remove_norm(uow, norm_id, form.fingerprint)
        except Refused as refused:
            form.refuse(refused, values_of(get_norm(facts(), norm_id)), "norm", norm_id)
        else:
            return _saved(
                place, _("The norm has been removed. Below, under “Who changed this?”, you can put it back.")
            )
    norm = get_norm(facts(), norm_id)
    (line,) = norm_lines_of(facts(), [norm], today())
    page = render_template(
        "expertise/norm_remove.html", form=form, norm=norm, line=line, effect=_removal(norm_id)
    )
    return page, 422 if form.errors else 200


@blueprint.post(f"{ONE}/confirm")
@requires(Permission.EDIT_NORMS)
def confirm(norm_id: int) -> ResponseReturnValue:
    """The line is no example any more."""
    norm = get_norm(facts(), norm_id)
    authorize(Permission.EDIT_NORMS, norm.organisation_id)
    try:
        with transaction() as uow:
            confirm_norm(uow, norm_id, EditForm().fingerprint)
    except ChangedMeanwhile:
        flash(_("Somebody changed this norm just now. Look at it again before you confirm it."))
        return redirect(url_for("norms.edit", norm_id=norm_id))
    return _saved(norm.organisation_id, _("The norm is confirmed."))


def _saved(organisation_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("norms.of_organisation", organisation_id=organisation_id))


def _effect(norm_id: int | None, details: NormDetails, seen: str) -> list[Shift]:
    """Norm and gap today, and on the first day when that is still to come, before and after a change."""
    competence = get_competence(facts(), details.competence_id)
    days = {today(), max(today(), details.starts_on)}
    with trial() as uow:

        def change() -> None:
            if norm_id is None:
                add_norm(uow, details)
            else:
                change_norm(uow, norm_id, details, seen)

        return norm_effect(uow, change, details.organisation_id, competence, days)


def _removal(norm_id: int) -> list[Shift]:
    norm = get_norm(facts(), norm_id)
    days = {today(), max(today(), norm.starts_on)}
    with trial() as uow:

        def change() -> None:
            _remove_whatever_was_seen(uow, norm_id)

        return norm_effect(uow, change, norm.organisation_id, norm.competence, days)


def _remove_whatever_was_seen(uow: UnitOfWork, norm_id: int) -> None:
    uow.session.delete(get_norm(uow.session, norm_id, to_change=True))
    uow.session.flush()


def _from_address() -> dict[str, object]:
    """What the address fills in of a new line."""
    arguments = request.args
    share = arguments.get("percent", "")[:12]
    return {
        "organisation_id": asked_number("organisation"),
        "competence_id": asked_number("competence"),
        "function_id": asked_number("function"),
        "starts_on": read_day(arguments.get("from", "")),
        "kind": "share" if share else "headcount",
        "headcount": asked_number("headcount"),
        "percent": share,
    }
