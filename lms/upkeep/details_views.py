"""Putting the name or the e-mail address of one person of the list right."""

from __future__ import annotations

import hashlib

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.errors import Refused
from lms.organisations.queries import get_organisation
from lms.web.editing import put
from lms.web.request import authorize, current_actor, facts, today, transaction
from lms.web.routing import requires

from .correcting import get_kept, record_details
from .details import Details, details_of
from .forms import DetailsForm
from .newcomer_views import blueprint
from .permissions import Permission
from .views import HERE, asked_ids
from .words import details_told


@blueprint.route(HERE + "/details", methods=["GET", "POST"])
@requires(Permission.KEEP_PEOPLE)
def details(organisation_id: int) -> ResponseReturnValue:
    """First what will be different, then saving exactly that."""
    authorize(Permission.KEEP_PEOPLE, organisation_id)
    back = url_for("upkeep.people", organisation_id=organisation_id)
    chosen = asked_ids("person")
    if not chosen:  # whoever changed the language half-way
        return redirect(back)
    person, _kept = get_kept(facts(), current_actor(), organisation_id, chosen[0], today())
    was = details_of(person)
    form = DetailsForm(data=vars(was))
    seen = request.form.get("seen", was.seal)[:40]
    told, mark = [], ""
    if form.validate_on_submit():
        wanted = Details(form.name.data, form.email.data)
        told, mark = details_told(was, wanted), _mark(wanted, seen)
        saving = request.form.get("go") == "save" and request.form.get("shown") == mark
        if saving or not told:
            try:
                with transaction() as uow:
                    record_details(uow, organisation_id, person.id, seen, wanted, today())
                return redirect(back, 303)
            except Refused as refused:
                put(form, refused)
    page = {"person": person, "seen": was.seal, "told": told, "mark": mark}
    organisation = get_organisation(facts(), organisation_id)
    answer = render_template("upkeep/details.html", form=form, organisation=organisation, **page)
    return answer, 422 if form.errors else 200


def _mark(wanted: Details, seen: str) -> str:
    """Stands for what was filled in, beside what was recorded then."""
    return hashlib.sha256(repr((wanted, seen)).encode()).hexdigest()[:16]
