"""Adding people: one by one, or pasted from a spreadsheet."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, StopValidation, ValidationError

from .forms import SHORT, ReadField, read_function
from .pasted import Newcomer, read_people
from .typed import read_day, read_email, read_fte, read_text


class NewcomerForm(FlaskForm):
    """One person to add."""

    place = SelectField(_l("Where?"), coerce=int)
    name = ReadField(_l("Name"), lambda text: read_text(text, 200), [InputRequired(_l("Fill in the name."))])
    email = ReadField(
        _l("E-mail address"), read_email,
        description=_l("With it, certificates obtained elsewhere in the region are found."),
        render_kw={"type": "email", "autocomplete": "off"},
    )  # fmt: skip
    function = ReadField(
        _l("Function"), read_function, description=_l("Choose one that is known, or type a new one."),
        render_kw={"list": "functions", "autocomplete": "off"},
    )  # fmt: skip
    fte = ReadField(
        _l("Fte"), read_fte, description=_l("A part of a full week, such as 0,8."), render_kw=SHORT
    )
    first = ReadField(
        _l("First day"), read_day, [InputRequired(_l("Fill in the first day."))], render_kw=SHORT
    )

    def people(self) -> list[Newcomer]:
        return [
            Newcomer(1, self.name.data, self.email.data, self.function.data, self.fte.data, self.first.data)
        ]


class PasteForm(FlaskForm):
    """Many people to add, pasted from a spreadsheet."""

    place = SelectField(_l("Where?"), coerce=int)
    lines = TextAreaField(
        _l("Lines from Excel"), [InputRequired(_l("Paste at least one line."))],
        description=_l("Per line: name, e-mail, function, fte, first day. Copy the cells, or write semicolons between."),
        render_kw={"rows": 9, "spellcheck": "false"},
    )  # fmt: skip

    def people(self) -> list[Newcomer]:
        return list(read_people(self.lines.data or "").people)

    def validate_lines(self, field: TextAreaField) -> None:
        pasted = read_people(field.data or "")
        if pasted.problems:
            field.errors = list(pasted.problems)
            raise StopValidation
        if not pasted.people:
            raise ValidationError(_("Paste at least one line."))
