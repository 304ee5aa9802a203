"""The second step of each action on people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, ValidationError

from .plans import Asked
from .rules import Kind
from .typed import clean, read_day, read_email, read_fte, read_text

SHORT = {"inputmode": "numeric", "autocomplete": "off", "class": "short"}


class ReadField(StringField):
    """Text that means something; `data` is what was read, and what was typed stays in the box."""

    data: Any

    def __init__(self, label: Any, reader: Callable[[str], Any], *rest: Any, **options: Any) -> None:
        super().__init__(label, *rest, **options)
        self.reader = reader

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        text = valuelist[0] if valuelist else ""
        self.data = None
        if clean(text):
            self.data = self.reader(text)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if isinstance(self.data, date):
            return f"{self.data:%d-%m-%Y}"
        return str(self.data) if self.data else ""


def read_function(text: str) -> str:
    return read_text(text, 120)


class StepForm(FlaskForm):
    """What every second step can hand over."""

    kind: Kind

    def asked(self) -> Asked:
        names = ("day", "to", "function", "fte", "was_wrong", "first", "last", "no_end")
        return Asked(self.kind, **{name: self[name].data for name in names if name in self})


class LeftForm(StepForm):
    kind = Kind.LEFT
    day = ReadField(
        _l("Last day"), read_day, [InputRequired(_l("Fill in the last day."))], render_kw=SHORT,
        description=_l("The last day on which they work here, such as 31-12-2026."),
    )  # fmt: skip


class MovedForm(StepForm):
    kind = Kind.MOVED
    to = SelectField(_l("To which organisation?"), coerce=int)
    day = ReadField(
        _l("Last day here"), read_day, [InputRequired(_l("Fill in the last day here."))], render_kw=SHORT,
        description=_l("They start there on the day after it."),
    )  # fmt: skip
    function = ReadField(
        _l("Function there"), read_function, description=_l("Leave it empty when it stays the same."),
        render_kw={"list": "functions", "autocomplete": "off"},
    )  # fmt: skip
    fte = ReadField(
        _l("Fte there"), read_fte, description=_l("Leave it empty when it stays the same."), render_kw=SHORT
    )

    def validate_to(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError(_("Choose an organisation."))


class FunctionForm(StepForm):
    kind = Kind.FUNCTION
    function = ReadField(
        _l("New function"), read_function, [InputRequired(_l("Fill in the function."))],
        description=_l("Choose one that is known, or type a new one."),
        render_kw={"list": "functions", "autocomplete": "off"},
    )  # fmt: skip
    day = ReadField(
        _l("From"), read_day, [InputRequired(_l("Fill in the day from which it holds."))], render_kw=SHORT
    )
    was_wrong = BooleanField(_l("It was wrong: correct it for the whole employment, whatever the day"))


class FteForm(StepForm):
    kind = Kind.FTE
    fte = ReadField(
        _l("New fte"), read_fte, [InputRequired(_l("Fill in the fte."))],
        description=_l("A part of a full week, such as 0,8."), render_kw=SHORT,
    )  # fmt: skip
    day = ReadField(
        _l("From"), read_day, [InputRequired(_l("Fill in the day from which it holds."))], render_kw=SHORT
    )
    was_wrong = BooleanField(_l("It was wrong: correct it for the whole employment, whatever the day"))


class DatesForm(StepForm):
    kind = Kind.DATES
    first = ReadField(
        _l("First day"), read_day, description=_l("Leave it empty when it stays the same."), render_kw=SHORT
    )
    last = ReadField(
        _l("Last day"), read_day, description=_l("Leave it empty when it stays the same."), render_kw=SHORT
    )
    no_end = BooleanField(_l("Still works here: take the last day away"))

    def validate_no_end(self, field: BooleanField) -> None:
        if field.data and self.last.data:
            raise ValidationError(_("Fill in a last day, or say that they still work here; not both."))

    def validate_first(self, field: ReadField) -> None:
        days = (self.first, self.last)
        typed = any(clean(str(one.raw_data[0])) for one in days if one.raw_data)
        if not typed and not self.no_end.data:
            raise ValidationError(_("Fill in a day that should be different."))


class DetailsForm(FlaskForm):
    """How one person is called and reached."""

    name = ReadField(
        _l("Name"), lambda text: read_text(text, 200), [InputRequired(_l("Fill in the name."))],
        render_kw={"autocomplete": "off"},
    )  # fmt: skip
    email = ReadField(
        _l("E-mail address"), read_email, description=_l("Empty when this person has none."),
        render_kw={"type": "email", "autocomplete": "off"},
    )  # fmt: skip


FORMS: Mapping[Kind, type[StepForm]] = {
    form.kind: form for form in (LeftForm, MovedForm, FunctionForm, FteForm, DatesForm)
}
