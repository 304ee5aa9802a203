"""Competences: the list, and adding, changing and confirming one. Before a rule changes it says whom that touches."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.catalogue.competence_services import add_competence, change_competence, confirm_competence, values_of
from lms.catalogue.forms import CompetenceForm, NewCompetenceForm
from lms.catalogue.permissions import Permission
from lms.catalogue.queries import all_competences, get_competence
from lms.core.errors import ChangedMeanwhile, Refused
from lms.web.downloads import FORMS, download
from lms.web.editing import EditForm, put
from lms.web.language import language
from lms.web.request import authorize, facts, platform, today, transaction
from lms.web.routing import requires

from .effects import RuleEffect, rule_effect
from .queries.norms import holders
from .reasons import currency_in_words, period_in_words

blueprint = Blueprint("competences", __name__)
blueprint.add_app_template_global(currency_in_words, "currency_in_words")
blueprint.add_app_template_global(period_in_words, "period_in_words")
ONE = "/competences/<int(max=2147483647):competence_id>"


@blueprint.app_template_filter()
def course_type_name(key: str) -> str:
    """What a course type calls itself; its key when it is not enabled here."""
    found = platform().registry.find(key)
    return getattr(found.name, language()) if found else key


@blueprint.get("/competences")
@requires(Permission.EDIT_COMPETENCES)
def index() -> ResponseReturnValue:
    """Every competence with its rules in words."""
    found, held = all_competences(facts()), holders(facts(), today())
    form = request.args.get("form")
    if form not in FORMS:
        return render_template("expertise/competences.html", found=found, held=held)
    columns = [_("Key"), _("Name in Dutch"), _("Name in English"), _("Validity"), _("Currency")]
    columns += [_("Course type"), _("To be confirmed"), _("Employed with a valid certificate")]
    rows = [
        (
            c.key,
            c.name_nl,
            c.name_en,
            period_in_words(c.validity) if c.validity else _("no end date"),
            currency_in_words(c),
            c.course_type,
            _("yes") if c.is_example else _("no"),
            held.get(c.id, 0),
        )
        for c in found
    ]
    return download(_("competences"), columns, rows, form)


@blueprint.route("/competences/new", methods=["GET", "POST"])
@requires(Permission.EDIT_COMPETENCES)
def add() -> ResponseReturnValue:
    """A new competence."""
    form = NewCompetenceForm()
    if form.validate_on_submit():
        try:
            with transaction() as uow:
                added = add_competence(uow, form.key.data or "", form.details())
        except Refused as refused:
            put(form, refused)
        else:
            flash(_("The competence “%(name)s” has been added.", name=added.name_nl))
            return redirect(url_for("competences.index"))
    page = render_template("expertise/competence.html", form=form, competence=None, effect=None)
    return page, 422 if form.errors else 200


@blueprint.route(ONE, methods=["GET", "POST"])
@requires(Permission.EDIT_COMPETENCES)
def edit(competence_id: int) -> ResponseReturnValue:
    """Change a competence; a change of its currency rule is shown before it is saved."""
    authorize(Permission.EDIT_COMPETENCES, competence_id)
    competence = get_competence(facts(), competence_id)
    form, effect = CompetenceForm(data=values_of(competence)), None
    form.fill(values_of(competence))
    form.show(values_of(competence), "competence", competence_id)
    if form.validate_on_submit():
        effect = _effect_to_show(form, competence_id)
        if effect is None:
            try:
                with transaction() as uow:
                    change_competence(
                        uow, competence_id, form.details(values_of(competence)), form.fingerprint
                    )
            except Refused as refused:
                values = values_of(get_competence(facts(), competence_id))
                form.refuse(refused, values, "competence", competence_id)
            else:
                flash(_("The competence “%(name)s” has been saved.", name=competence.name_nl))
                return redirect(url_for("competences.index"))
    competence = get_competence(facts(), competence_id)
    page = render_template("expertise/competence.html", form=form, competence=competence, effect=effect)
    return page, 422 if form.errors else 200


def _effect_to_show(form: CompetenceForm, competence_id: int) -> RuleEffect | None:
    """Whom another currency rule touches, when the reader has not seen that yet."""
    competence = get_competence(facts(), competence_id)
    values = values_of(competence)
    details = form.details(values)
    shown = form.has_shown_effect(count=details.currency_count, period=details.currency_period)
    if shown or details.same_rule(values):
        return None
    return rule_effect(facts(), competence, details, today())


@blueprint.post(f"{ONE}/confirm")
@requires(Permission.EDIT_COMPETENCES)
def confirm(competence_id: int) -> ResponseReturnValue:
    """These values are no example any more."""
    authorize(Permission.EDIT_COMPETENCES, competence_id)
    try:
        with transaction() as uow:
            competence = confirm_competence(uow, competence_id, EditForm().fingerprint)
    except ChangedMeanwhile:
        flash(_("Somebody changed these values just now. Look at them again before you confirm them."))
        return redirect(url_for("competences.edit", competence_id=competence_id))
    flash(_("The values of “%(name)s” are confirmed.", name=competence.name_nl))
    return redirect(url_for("competences.index"))
