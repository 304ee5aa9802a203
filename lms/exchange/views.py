"""Importing and exporting a dataset in the interface."""

from __future__ import annotations

from contextlib import closing
from tempfile import TemporaryFile
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from lms.core.errors import NotFound, Refused
from lms.web.downloads import FORMS, MIME, download
from lms.web.editing import put
from lms.web.request import current_actor, facts, now, platform, today, transaction
from lms.web.routing import requires

from . import runs
from .export import export_dataset
from .forms import ExportForm, UploadForm
from .messages import unpack
from .models import ImportRun
from .pages import bad_rows, run_page, runs_page
from .permissions import Permission, keeps_the_facts
from .queries.export import number_without_key
from .queries.runs import get_run, known_sources, runs_to_work_on
from .states import Move, State, after
from .tables import TABLES
from .template_files import template as template_file
from .uploads import MOST_BYTES, Uploads
from .words import saying, state_status

blueprint = Blueprint("exchange", __name__, template_folder="templates")
blueprint.add_app_template_global(state_status, "import_status")
ONE = "/imports/<int(max=2147483647):run_id>"


@blueprint.url_value_preprocessor
def _allow_upload(endpoint: str | None, _values: Any) -> None:
    """Who may import may send a large file there; nobody else, and nowhere else. Runs before the form is read."""
    if (
        endpoint == "exchange.imports"
        and current_user.is_authenticated
        and keeps_the_facts(current_user.actor, None)
    ):
        request.max_content_length = MOST_BYTES + (64 << 10)  # the fields around the file


@blueprint.route("/imports", methods=["GET", "POST"])
@requires(Permission.IMPORT)
def imports() -> ResponseReturnValue:
    """Upload a dataset, and what became of earlier ones."""
    form = UploadForm(data={"source": request.args.get("source", "default")[:80]})
    if form.validate_on_submit():
        try:
            return redirect(url_for("exchange.run", run_id=_take_in(form).id))
        except Refused as refused:
            put(form, refused)
    page = runs_page(facts(), request.args.get("page", 1, type=int))
    shown = {"page": page, "tables": TABLES.values(), "sources": known_sources(facts())}
    return render_template("exchange/imports.html", form=form, **shown), 422 if form.errors else 200


def _take_in(form: UploadForm) -> ImportRun:
    """Keep the files and put them in the queue; when that fails, no file stays behind."""
    _refuse_while_saving()
    uploads = _uploads()
    with closing(form):
        stored_as, file_name = uploads.keep(form.sent())
    try:
        with transaction() as uow:
            return runs.ask_import(
                uow, source=form.source.data or "", file_name=file_name, stored_as=stored_as
            )
    except BaseException:
        uploads.remove(stored_as)
        raise


def _refuse_while_saving() -> None:
    """On SQLite an import holds the only writer; better to say so than to let somebody wait for it."""
    busy = [run for run in runs_to_work_on(facts()) if run.state == State.IMPORTING]
    if busy and platform().database.is_sqlite:
        message = _(
            "“%(file)s” is being imported at this moment. Wait until it is done.", file=busy[0].file_name
        )
        raise Refused(message, field="files")


def _uploads() -> Uploads:
    return Uploads(platform().config.instance)


@blueprint.get("/imports/template")
@requires(Permission.IMPORT)
def template() -> Response:
    """An empty list to fill in: one table as CSV, or all of them as XLSX."""
    table = request.args.get("table")
    if table is not None and table not in TABLES:
        raise NotFound
    return template_file(table)


@blueprint.get(ONE)
@requires(Permission.IMPORT)
def run(run_id: int) -> ResponseReturnValue:
    """How far an import is, what it would change, or everything that is wrong with it."""
    found, label = get_run(facts(), run_id), request.args.get("table")
    if (form := request.args.get("form")) in FORMS:
        return _problems_as_file(run_id, label, form or "")
    page = run_page(facts(), _uploads(), found, now(), label, request.args.get("page", 1, type=int))
    answer = make_response(render_template("exchange/run.html", page=page, sources=[]))
    if page.under_way:
        answer.headers["Refresh"] = "2"
    return answer


def _problems_as_file(run_id: int, label: str | None, form: str) -> Response:
    columns = (_("Table"), _("Row"), _("Column"), _("As typed"), _("What would be right"))
    rows = (
        (bad.label, bad.row, bad.column, bad.value, bad.message) for bad in bad_rows(facts(), run_id, label)
    )
    return download(_("problems"), columns, rows, form)


@blueprint.post(f"{ONE}/<any(accept, withdraw, check_again):move>")
@requires(Permission.IMPORT)
def move(run_id: int, move: str) -> ResponseReturnValue:
    """Import it, withdraw it, or have it checked again."""
    asked, found = Move(move), get_run(facts(), run_id)
    here = redirect(url_for("exchange.run", run_id=run_id))
    try:
        after(asked, State(found.state))  # before waiting for a writer that may be busy with this very run
        with transaction() as uow:
            runs.move_run(uow, run_id, asked)
    except Refused as refused:
        flash(unpack(refused.message))
        return here
    if asked is Move.WITHDRAW:
        _uploads().remove(found.stored_as)
    flash(saying(asked))
    return here


@blueprint.route("/exports", methods=["GET", "POST"])
@requires(Permission.EXPORT)
def exports() -> ResponseReturnValue:
    """Everything as a dataset that can be imported again."""
    form = ExportForm(data={"source": request.args.get("source", "default")[:80]})
    if form.validate_on_submit():
        try:
            return _export(form.form.data, form.source.data or "")
        except Refused as refused:
            put(form, refused)
    keyless = number_without_key(facts(), form.source.data or "default")
    shown = {"sources": known_sources(facts()), "keyless": keyless}
    return render_template("exchange/exports.html", form=form, **shown), 422 if form.errors else 200


def _export(form: str, source: str) -> Response:
    """Written to a file without a name first: however large, it is never held in memory."""
    file = TemporaryFile()  # noqa: SIM115  (closed when the answer has been sent)
    try:
        export_dataset(platform().database, file, form, source=source, actor=current_actor(), now=now())
    except BaseException:
        file.close()
        raise
    file.seek(0)
    name = f"paraat-{today():%Y-%m-%d}.{form}"
    return send_file(file, mimetype=MIME.get(form, "application/zip"), as_attachment=True, download_name=name)
