"""The forms of whoever gives sessions: who is assigned, and when somebody is there."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, FieldList, Form, FormField, IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from lms.web.editing import DayField, EditForm, choices

from .models import TrainerAvailability
from .rules import Period
from .words import ROLE_WORDS


class StaffForm(EditForm):
    """In what role somebody gives a session, and why somebody who may not by certificate does."""

    role = SelectField(_l("As"), choices=choices(then=list(ROLE_WORDS.items())))
    exception = StringField(
        _l("Reason for an exception"),
        [Length(max=500, message=_l("At most 500 characters."))],
        description=_l(
            "Only for a trainer without a valid certificate in practice. It is kept in the history."
        ),
    )


class PeriodForm(Form):
    """One period within the form of a trainer; without days it is none."""

    first_day = DayField(_l("First day"))
    last_day = DayField(_l("Last day"))
    available = SelectField(_l("Then I am"), choices=choices(("0", _l("not there")), ("1", _l("there"))))
    note = StringField(_l("Note"), [Length(max=300, message=_l("At most 300 characters."))])

    @property
    def is_blank(self) -> bool:
        """Whether no day was filled in."""
        return not ((self.first_day.data or "").strip() or (self.last_day.data or "").strip())

    def validate_first_day(self, field: Field) -> None:
        if not self.is_blank and not (field.data or "").strip():
            raise ValidationError(_("Fill in the first day."))

    def validate_last_day(self, field: Field) -> None:
        if not self.is_blank and not (field.data or "").strip():
            raise ValidationError(_("Fill in the last day."))
        first, last = self.first_day.day, self.last_day.day
        if first and last and last < first:
            raise ValidationError(
                _("The last day lies before the first day, %(day)s.", day=f"{first:%d-%m-%Y}")
            )


class AvailabilityForm(EditForm):
    """When a trainer is there, or not, and how many days a year at most."""

    days_a_year = IntegerField(
        _l("Days a year at most"),
        [Optional(), NumberRange(0, 366, _l("Fill in a number from 0 to 366."))],
        description=_l("Leave empty when there is no limit."),
    )
    periods = FieldList(FormField(PeriodForm), min_entries=1, max_entries=60)

    def asked(self) -> list[tuple[Period, str | None]]:
        """The periods with their notes; only of a form that was filled in well."""
        found = []
        for row in (entry.form for entry in self.periods):
            if not row.is_blank and row.first_day.day and row.last_day.day:
                period = Period(row.first_day.day, row.last_day.day, row.available.data == "1")
                found.append((period, (row.note.data or "").strip() or None))
        return found


def shown_periods(stated: list[TrainerAvailability]) -> list[dict[str, object]]:
    """What the form shows of what was said before."""
    return [
        {
            "first_day": one.first_day,
            "last_day": one.last_day,
            "available": "1" if one.available else "0",
            "note": one.note,
        }
        for one in stated
    ]
