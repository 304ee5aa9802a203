"""Merging an organisation into another, ending it, and taking a merger back: first what it means, then the deed."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core.errors import Refused
from lms.organisations.forms import EndForm, MergerForm, TakeBackForm
from lms.organisations.permissions import Permission
from lms.organisations.queries import get_organisation
from lms.organisations.services import end_organisation, merge_organisation, take_merger_back, values_of
from lms.web.filters import long_date
from lms.web.request import authorize, facts, transaction, trial
from lms.web.routing import requires

from .effects import EndEffect, end_effect

blueprint = Blueprint("mergers", __name__)
ONE = "/organisations/<int(max=2147483647):organisation_id>"


@blueprint.route(f"{ONE}/merge", methods=["GET", "POST"])
@requires(Permission.EDIT_ORGANISATIONS)
def merge(organisation_id: int) -> ResponseReturnValue:
    """Let another organisation take over."""
    authorize(Permission.EDIT_ORGANISATIONS, organisation_id)
    organisation = get_organisation(facts(), organisation_id)
    form, effect = MergerForm(), None
    form.offer(facts(), organisation)
    form.show(values_of(organisation), "organisation", organisation_id)
    if form.validate_on_submit():
        try:
            effect = _merger_to_show(form, organisation_id)
            if effect is None:
                with transaction() as uow:
                    merge_organisation(uow, organisation_id, *form.asked(), form.fingerprint)
                flash(
                    _("%(name)s has been merged. You can take it back on this page.", name=organisation.name)
                )
                return redirect(url_for("mergers.take_back", organisation_id=organisation_id))
        except Refused as refused:
            values = values_of(get_organisation(facts(), organisation_id))
            form.refuse(refused, values, "organisation", organisation_id)
    return _page("merge", organisation_id, form, effect)


def _merger_to_show(form: MergerForm, organisation_id: int) -> EndEffect | None:
    into_id, last_day = form.asked()
    if form.has_shown_effect(into=into_id, last_day=last_day):
        return None
    with trial() as uow:

        def change() -> None:
            merge_organisation(uow, organisation_id, into_id, last_day, form.fingerprint)

        return end_effect(uow, change, organisation_id, into_id, last_day)


@blueprint.route(f"{ONE}/end", methods=["GET", "POST"])
@requires(Permission.EDIT_ORGANISATIONS)
def end(organisation_id: int) -> ResponseReturnValue:
    """End an organisation; nobody takes over."""
    authorize(Permission.EDIT_ORGANISATIONS, organisation_id)
    organisation = get_organisation(facts(), organisation_id)
    form, effect = EndForm(), None
    form.show(values_of(organisation), "organisation", organisation_id)
    if form.validate_on_submit() and (last_day := form.last_day.day):
        try:
            if form.has_shown_effect(last_day=last_day):
                with transaction() as uow:
                    end_organisation(uow, organisation_id, last_day, form.fingerprint)
                flash(
                    _("The last day of %(name)s is %(day)s.", name=organisation.name, day=long_date(last_day))
                )
                return redirect(url_for("expertise.organisation", organisation_id=organisation_id))
            with trial() as trying:

                def change() -> None:
                    end_organisation(trying, organisation_id, last_day, form.fingerprint)

                effect = end_effect(trying, change, organisation_id, None, last_day)
        except Refused as refused:
            values = values_of(get_organisation(facts(), organisation_id))
            form.refuse(refused, values, "organisation", organisation_id)
    return _page("end", organisation_id, form, effect)


@blueprint.route(f"{ONE}/take-back", methods=["GET", "POST"])
@requires(Permission.EDIT_ORGANISATIONS)
def take_back(organisation_id: int) -> ResponseReturnValue:
    """Take a merger back."""
    authorize(Permission.EDIT_ORGANISATIONS, organisation_id)
    organisation = get_organisation(facts(), organisation_id)
    form = TakeBackForm()
    form.show(values_of(organisation), "organisation", organisation_id)
    if form.validate_on_submit():
        try:
            with transaction() as uow:
                take_merger_back(uow, organisation_id, form.fingerprint)
        except Refused as refused:
            values = values_of(get_organisation(facts(), organisation_id))
            form.refuse(refused, values, "organisation", organisation_id)
        else:
            flash(_("The merger has been taken back: %(name)s goes on by itself.", name=organisation.name))
            return redirect(url_for("expertise.organisation", organisation_id=organisation_id))
    return _page("take_back", organisation_id, form, None)


def _page(
    name: str, organisation_id: int, form: MergerForm | EndForm | TakeBackForm, effect: EndEffect | None
) -> ResponseReturnValue:
    organisation = get_organisation(facts(), organisation_id)
    page = render_template(f"expertise/{name}.html", form=form, effect=effect, organisation=organisation)
    return page, 422 if form.errors else 200
