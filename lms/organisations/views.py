"""Adding and changing organisations."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core.errors import Refused
from lms.web.editing import put
from lms.web.request import authorize, facts, transaction
from lms.web.routing import requires

from .forms import OrganisationForm
from .permissions import Permission
from .queries import get_organisation
from .services import add_organisation, change_organisation, values_of

blueprint = Blueprint("organisations", __name__, template_folder="templates")
ONE = "/organisations/<int(max=2147483647):organisation_id>"


@blueprint.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.EDIT_ORGANISATIONS)
def add() -> ResponseReturnValue:
    """A new organisation."""
    form = OrganisationForm()
    form.offer(facts())
    if form.validate_on_submit():
        try:
            with transaction() as uow:
                organisation = add_organisation(uow, form.details())
        except Refused as refused:
            put(form, refused)
        else:
            flash(_("%(name)s has been added.", name=organisation.name))
            return redirect(url_for("expertise.organisation", organisation_id=organisation.id))
    page = render_template("organisations/edit.html", form=form, organisation=None)
    return page, 422 if form.errors else 200


@blueprint.route(f"{ONE}/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_ORGANISATIONS)
def edit(organisation_id: int) -> ResponseReturnValue:
    """Change what is known of an organisation; its merger has a page of its own."""
    authorize(Permission.EDIT_ORGANISATIONS, organisation_id)
    values = values_of(get_organisation(facts(), organisation_id))
    form = OrganisationForm(data=values)
    form.offer(facts(), organisation_id)
    form.show(values, "organisation", organisation_id)
    if form.validate_on_submit():
        try:
            with transaction() as uow:
                changed = change_organisation(uow, organisation_id, form.details(), form.fingerprint)
        except Refused as refused:
            values = values_of(get_organisation(facts(), organisation_id))
            form.refuse(refused, values, "organisation", organisation_id)
        else:
            flash(_("%(name)s has been saved.", name=changed.name))
            return redirect(url_for("expertise.organisation", organisation_id=organisation_id))
    organisation = get_organisation(facts(), organisation_id)
    page = render_template("organisations/edit.html", form=form, organisation=organisation)
    return page, 422 if form.errors else 200
