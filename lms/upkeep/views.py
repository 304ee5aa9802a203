"""The list of people of an organisation: keep it, add to it, undo, and say that it is right."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core.errors import NotFound, Refused
from lms.web.downloads import FORMS as FILES
from lms.web.downloads import download
from lms.web.request import authorize, current_actor, facts, now, today, transaction
from lms.web.routing import requires

from .confirming import confirm
from .files import table_of
from .forms import FORMS, MovedForm, StepForm
from .list_page import list_page, whole_list
from .permissions import Permission
from .places import places_to_go
from .queries import SORTS, Wanted
from .rules import Kind
from .services import record
from .step_page import StepPage, mark_of, step_page
from .typed import clean
from .undoing import undo
from .words import due_reason, fte_text, step_title

blueprint = Blueprint("upkeep", __name__, template_folder="templates")
blueprint.add_app_template_global(due_reason, "due_reason")
blueprint.add_app_template_filter(fte_text, "fte")
HERE = "/organisations/<int(max=2147483647):organisation_id>/people"
MOST = 500
"""People in one step."""


def asked_ids(name: str) -> list[int]:
    """The numbers that the request names, each once."""
    texts = dict.fromkeys(request.values.getlist(name))
    return [int(text) for text in texts if text.isdecimal() and len(text) < 10][:MOST]


@blueprint.get(HERE)
@requires(Permission.KEEP_PEOPLE)
def people(organisation_id: int) -> ResponseReturnValue:
    """Who works here (`person` in the address: ticked at first), with a tick box each, what was recorded lately, and when the list was confirmed."""
    authorize(Permission.KEEP_PEOPLE, organisation_id)
    return _list(organisation_id, ticked=asked_ids("person"))


def _list(
    organisation_id: int, problem: str | None = None, ticked: Sequence[int] = ()
) -> ResponseReturnValue:
    asked = request.args
    wanted = Wanted(
        left=asked.get("who") == "left",
        search=clean(asked.get("q", ""))[:80],
        function_id=min(asked.get("function", type=int) or 0, 2147483647) or None,
        sort=asked["sort"] if asked.get("sort") in SORTS else "name",
        page=min(max(1, asked.get("page", 1, type=int)), 100_000),
    )
    if asked.get("form") in FILES and not problem:
        rows = whole_list(facts(), current_actor(), organisation_id, wanted, today())
        return download(_("people"), *table_of(rows), asked["form"])
    page = list_page(facts(), current_actor(), organisation_id, wanted, now(), today())
    answer = render_template(
        "upkeep/people.html",
        page=page,
        every=asked.get("all") == "1",
        ticked=set(ticked),
        problem=problem,
        link=_link,
    )
    return answer, 422 if problem else 200


def _link(**changes: object) -> str:
    """The list as it is filtered now with something changed; None takes it away, a changed list starts at page 1."""
    kept = {key: value for key, value in request.args.items() if key not in {"page", "person"}} | changes
    organisation_id = (request.view_args or {})["organisation_id"]
    given = {key: value for key, value in kept.items() if value is not None}
    path = url_for("upkeep.people", organisation_id=organisation_id)
    return f"{path}?{urlencode(given)}" if given else path


@blueprint.post(HERE + "/choose")
@requires(Permission.KEEP_PEOPLE)
def choose(organisation_id: int) -> ResponseReturnValue:
    """From the ticked people to the second step of what is to be recorded."""
    authorize(Permission.KEEP_PEOPLE, organisation_id)
    chosen = asked_ids("person")
    if not chosen:
        return _list(organisation_id, _("Tick at least one person, and then choose what changed."))
    kind = request.form.get("kind", "")
    if kind == Kind.DETAILS:
        if len(chosen) > 1:
            return _list(
                organisation_id, _("Tick one person: details are put right for one at a time."), chosen
            )
        return redirect(url_for("upkeep.details", organisation_id=organisation_id, person=chosen), 303)
    return redirect(url_for("upkeep.step", organisation_id=organisation_id, kind=kind, person=chosen), 303)


@blueprint.route(HERE + "/change", methods=["GET", "POST"])
@requires(Permission.KEEP_PEOPLE)
def step(organisation_id: int) -> ResponseReturnValue:
    """The second step: what will change for whom, and saving exactly that."""
    authorize(Permission.KEEP_PEOPLE, organisation_id)
    if request.method == "GET" and "kind" not in request.args:  # whoever changed the language half-way
        return redirect(url_for("upkeep.people", organisation_id=organisation_id))
    form = _step_form()
    filled = form.validate_on_submit() if request.method == "POST" else form.kind is Kind.LEFT
    page = _step_page(organisation_id, form, filled)
    if not page.rows:
        flash(_("Nobody of those you chose works here any more. Choose from the list."))
        return redirect(url_for("upkeep.people", organisation_id=organisation_id))
    saving = filled and request.form.get("go") == "save"
    seen = {one: request.form.get(f"seen-{one}", "")[:200] for one in asked_ids("employment")}
    as_shown = saving and request.form.get("shown") == mark_of(form.asked(), seen)
    if as_shown and not page.impossible:
        try:
            with transaction() as uow:
                record(uow, organisation_id, form.asked(), seen, today())
        except Refused as refused:
            form.form_errors.append(refused.message)
            page = _step_page(organisation_id, form, filled)
        else:
            return redirect(url_for("upkeep.people", organisation_id=organisation_id), 303)
    wrong = bool(form.errors) or (filled and page.impossible)
    answer = render_template("upkeep/step.html", form=form, page=page, changed=saving and not as_shown)
    return answer, 422 if wrong and request.method == "POST" else 200


def _step_form() -> StepForm:
    asked = request.values.get("kind", "")
    if asked not in FORMS:
        raise NotFound
    form = FORMS[Kind(asked)]()
    if isinstance(form, MovedForm):
        form.to.choices = places_to_go(facts(), current_actor(), today())
    if request.method == "GET" and "day" in form:
        form["day"].data = today()
    return form


def _step_page(organisation_id: int, form: StepForm, filled: bool) -> StepPage:
    chosen = asked_ids("employment") if request.method == "POST" else None
    asked = form.asked() if filled else None
    return step_page(
        facts(), current_actor(), organisation_id, form.kind, asked, asked_ids("person"), chosen, today()
    )


@blueprint.post(HERE + "/undo")
@requires(Permission.KEEP_PEOPLE)
def undo_step(organisation_id: int) -> ResponseReturnValue:
    """Put back what a step changed."""
    authorize(Permission.KEEP_PEOPLE, organisation_id)
    chosen = asked_ids("step")
    if not chosen:
        raise NotFound
    try:
        with transaction() as uow:
            done = undo(uow, chosen[0])
    except Refused as refused:
        return _list(organisation_id, refused.message)
    people = len({change.person_id for change in done.changes})
    flash(_("Undone: %(what)s. Everything is as it was.", what=step_title(done.kind, people)))
    return redirect(url_for("upkeep.people", organisation_id=organisation_id), 303)


@blueprint.post(HERE + "/confirm")
@requires(Permission.KEEP_PEOPLE)
def confirm_list(organisation_id: int) -> ResponseReturnValue:
    """Say that the list is right."""
    authorize(Permission.KEEP_PEOPLE, organisation_id)
    try:
        with transaction() as uow:
            confirm(uow, organisation_id, request.form.get("seal", ""), today())
    except Refused as refused:
        return _list(organisation_id, refused.message)
    flash(_("Thank you. The list is confirmed."))
    return redirect(url_for("upkeep.people", organisation_id=organisation_id), 303)
