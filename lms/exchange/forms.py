"""Forms of importing and exporting a dataset."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length

from .services import LONGEST_SOURCE
from .uploads import Sent


class SourceForm(FlaskForm):
    """Whose keys of people are meant."""

    source = StringField(
        _l("Source"),
        [
            InputRequired(_l("Fill in a source; “default” will do when you have one list.")),
            Length(max=LONGEST_SOURCE, message=_l("At most %(max)d characters.")),
        ],
        default="default",
        description=_l(
            "Whose list it is. Each source has its own keys of people. With one list, leave “default”."
        ),
        render_kw={"list": "sources", "autocomplete": "off", "maxlength": str(LONGEST_SOURCE)},
    )


class UploadForm(SourceForm):
    files = MultipleFileField(
        _l("File"),
        description=_l("One ZIP, one XLSX, or one or more CSV files together. At most 50 MB."),
        render_kw={"accept": ".zip,.xlsx,.csv,.txt,.tsv"},
    )

    def sent(self) -> Sequence[Sent]:
        """The files that were chosen, with the names they have on the sender's computer."""
        return [(one.filename or "", one.stream) for one in self.files.data or ()]

    def close(self) -> None:
        """Let go of what was sent, which lies in a file of its own when it is large."""
        for one in self.files.data or ():
            one.close()


class ExportForm(SourceForm):
    form = RadioField(
        _l("As"),
        choices=[
            SelectChoice("xlsx", _l("one Excel file (XLSX)")),
            SelectChoice("zip", _l("CSV files in a ZIP, for Dutch Excel")),
        ],
        default="xlsx",
    )
