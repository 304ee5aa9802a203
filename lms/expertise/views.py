"""The region, an organisation and a person, on any day."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lms.catalogue.models import Competence
from lms.core.errors import NotFound
from lms.organisations.queries import all_organisations
from lms.people.permissions import Permission as PeoplePermission
from lms.people.permissions import PersonInView
from lms.upkeep.queries import last_confirmations
from lms.web.charts.translated import translated_words
from lms.web.downloads import download
from lms.web.language import language
from lms.web.request import authorize, current_actor, facts, may, platform, today
from lms.web.routing import requires

from .drawings import figures, spark
from .exports import organisations_table, people_table, region_table
from .organisation_page import PAGE, People, organisation_page, people_page
from .pages import region_facts, region_page, remember_drawing
from .parameters import address, asked_day, asked_filters, asked_form
from .permissions import Permission
from .person_page import person_page
from .queries import counts_for

blueprint = Blueprint("expertise", __name__, template_folder="templates")
blueprint.add_app_template_global(address, "address")

MOST_IN_A_FILE = 20_000
"""People in a file of one organisation."""


@blueprint.get("/region")
@requires(Permission.VIEW_REGION)
def region() -> ResponseReturnValue:
    """Which organisation still has the expertise it once trained for."""
    filters, whole = asked_filters(today()), may(Permission.VIEW_NUMBERS)
    found = region_facts(facts(), platform().memo, filters.on, filters.competence, whole)

    if form := asked_form():
        return download(*region_table(region_page(found, filters, whole)), form)

    def draw() -> str:
        page, month = region_page(found, filters, whole), translated_words().month
        return render_template("expertise/region_content.html", page=page, spark=spark, month=month)

    reader = (whole, language(), today(), request.full_path)
    content = remember_drawing(platform().memo, found, reader, draw)
    return render_template("expertise/region.html", content=Markup(content))  # noqa: S704  (a template made it)


@blueprint.get("/organisations")
@requires(Permission.VIEW_ORGANISATION)
def organisations() -> ResponseReturnValue:
    """Every organisation in reach, with a search box; straight through when there is only one."""
    search = request.args.get("q", "").strip()[:80]
    reachable = [o for o in all_organisations(facts()) if may(Permission.VIEW_ORGANISATION, o.id)]
    if len(reachable) == 1:
        return redirect(url_for("expertise.organisation", organisation_id=reachable[0].id))
    found = [o for o in reachable if search.casefold() in o.name.casefold()]
    if form := asked_form():
        return download(*organisations_table(found), form)
    return render_template("expertise/organisations.html", found=found, search=search, total=len(reachable))


@blueprint.get("/organisations/<int(max=2147483647):organisation_id>")
@requires(Permission.VIEW_ORGANISATION)
def organisation(organisation_id: int) -> ResponseReturnValue:
    """One organisation: the numbers, how they came to be, and the people behind them."""
    authorize(Permission.VIEW_ORGANISATION, organisation_id)
    on, whole = asked_day(today()), may(Permission.VIEW_NUMBERS, organisation_id)
    page = organisation_page(facts(), organisation_id, on, today(), request.args.get("competence"), whole)
    people = None
    if page.competence is not None and may(Permission.VIEW_NAMES, organisation_id):
        form = asked_form()
        people = _people(organisation_id, page.competence, everybody=bool(form))
        if form:
            return download(*people_table(people, page.competence, page.organisation, on), form)
    confirmed = last_confirmations(facts(), [organisation_id]).get(organisation_id)
    drawn = figures(page, today())
    return render_template(
        "expertise/organisation.html", page=page, people=people, figures=drawn, confirmed=confirmed
    )


def _people(organisation_id: int, competence: Competence, *, everybody: bool) -> People:
    asked = min(max(1, request.args.get("page", 1, type=int)), 100_000)
    return people_page(
        facts(),
        current_actor(),
        organisation_id,
        competence,
        asked_day(today()),
        today(),
        category=request.args.get("status"),
        search=request.args.get("q", "").strip()[:80],
        page=1 if everybody else asked,
        size=MOST_IN_A_FILE if everybody else PAGE,
    )


@blueprint.get("/people/<int(max=2147483647):person_id>")
@requires(PeoplePermission.VIEW_PERSON)
def person(person_id: int) -> ResponseReturnValue:
    """One person: certificates, practice and what is due."""
    on = asked_day(today())
    where = counts_for(facts(), person_id, today())
    authorize(PeoplePermission.VIEW_PERSON, PersonInView(person_id, where))
    return render_template("expertise/person.html", page=person_page(facts(), person_id, on))


@blueprint.get("/me")
@requires(PeoplePermission.SIGNED_IN)
def me() -> ResponseReturnValue:
    """One's own page."""
    own = current_actor().person_id
    if own is None:
        raise NotFound
    return render_template("expertise/person.html", page=person_page(facts(), own, asked_day(today())))
