"""Adding people to the list of an organisation."""

from __future__ import annotations

import hashlib

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.errors import NotFound, Refused
from lms.organisations.queries import get_organisation
from lms.web.request import authorize, current_actor, facts, today, transaction
from lms.web.routing import requires

from .newcomer_forms import NewcomerForm, PasteForm
from .newcomers import add_people, ask_who
from .permissions import Permission
from .places import places_to_work
from .queries import all_functions
from .views import HERE, blueprint


@blueprint.route(HERE + "/new", methods=["GET", "POST"])
@requires(Permission.KEEP_PEOPLE)
def new(organisation_id: int) -> ResponseReturnValue:
    """Add one person, or many pasted from a spreadsheet: first shown, then saved."""
    authorize(Permission.KEEP_PEOPLE, organisation_id)
    many = request.values.get("many") == "1"
    form = PasteForm() if many else NewcomerForm()
    if request.method == "GET" and isinstance(form, NewcomerForm):
        form.first.data = today()
    form.place.choices = places_to_work(facts(), current_actor(), organisation_id, today())
    if not form.place.choices:
        raise NotFound
    asked, mark = [], ""
    if form.validate_on_submit():
        added = form.people()
        answers = {one.line: request.form.get(f"same-{one.line}", "") for one in added}
        mark = hashlib.sha256(repr((added, form.place.data)).encode()).hexdigest()[:16]
        if request.form.get("go") == "save" and request.form.get("shown") == mark:
            try:
                with transaction() as uow:
                    place = form.place.data
                    add_people(uow, organisation_id, place, added, answers, today())
            except Refused as refused:
                form.form_errors.append(refused.message)
            else:
                return redirect(url_for("upkeep.people", organisation_id=organisation_id), 303)
        asked = ask_who(facts(), current_actor(), added, answers, today())
    page = {"many": many, "asked": asked, "mark": mark, "functions": all_functions(facts())}
    organisation = get_organisation(facts(), organisation_id)
    answer = render_template("upkeep/new.html", form=form, organisation=organisation, **page)
    return answer, 422 if form.errors else 200
