"""The form in which a competence is added or changed."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional, Regexp

from lms.core.errors import Refused
from lms.web.editing import EditForm, choices, put

from .competence_services import Details
from .rules import Unit, counted, written

MOST = 1200
"""Of months, years or days: what is longer is a typing error."""
KEEP = "keep"
UNITS = choices((Unit.MONTHS, _l("months")), (Unit.YEARS, _l("years")), (Unit.DAYS, _l("days")))


def _number(label: str, description: str = "") -> IntegerField:
    asked = NumberRange(1, MOST, message=_l("Fill in a whole number from 1 to 1200."))
    render = {"inputmode": "numeric", "min": "1", "max": str(MOST)}
    return IntegerField(label, [Optional(), asked], description=description, render_kw=render)


def _name(label: str, missing: str) -> StringField:
    return StringField(label, [DataRequired(missing), Length(max=200, message=_l("At most 200 characters."))])


class CompetenceForm(EditForm):
    """Names, validity and currency of a competence."""

    name_nl = _name(_l("Name in Dutch"), _l("Fill in the name in Dutch."))
    name_en = _name(_l("Name in English"), _l("Fill in the name in English."))
    validity_number = _number(
        _l("A certificate is valid for"), _l("Leave empty when a certificate has no end date.")
    )
    validity_unit = SelectField(_l("Unit of the validity"), choices=UNITS)
    currency_count = _number(
        _l("Practice moments needed"), _l("Leave empty when a valid certificate is enough to be current.")
    )
    currency_number = _number(_l("Within the last"))
    currency_unit = SelectField(_l("Unit of the period"), choices=UNITS)

    def fill(self, values: dict[str, Any]) -> None:
        """Show what stands, in a form that is not filled in yet; a period without one unit can only be kept."""
        for name, column in (("validity", "validity"), ("currency", "currency_period")):
            iso = values[column]
            single = counted(iso) if iso else (None, Unit.MONTHS)
            unit = getattr(self, f"{name}_unit")
            if single is None:
                unit.choices = [*UNITS, *choices((KEEP, _("as it is: %(period)s", period=iso)))]
            if not self.is_submitted():
                number, unit.data = single or (None, KEEP)
                getattr(self, f"{name}_number").data = number

    def validate(self, extra_validators: Any = None) -> bool:
        """Count and period go together; empty numbers are looked at here, after the rest."""
        sound = super().validate(extra_validators)
        count, period = self.currency_count, self.currency_number
        if sound and self.currency_unit.data != KEEP and (count.data is None) != (period.data is None):
            text = _("The number of practice moments and the period go together; fill in both or neither.")
            put(self, Refused(text, field=count.name if count.data is None else period.name))
        return sound and not self.errors

    def details(self, standing: dict[str, Any] | None = None) -> Details:
        """What was filled in; a period that is kept comes from what stands."""
        return Details(
            name_nl=(self.name_nl.data or "").strip(),
            name_en=(self.name_en.data or "").strip(),
            validity=self._period("validity", (standing or {}).get("validity")),
            currency_count=self.currency_count.data,
            currency_period=None
            if self.currency_count.data is None
            else self._period("currency", (standing or {}).get("currency_period")),
        )

    def _period(self, name: str, standing: str | None) -> str | None:
        number, unit = getattr(self, f"{name}_number").data, getattr(self, f"{name}_unit").data
        if unit == KEEP:
            return standing
        if number is None:
            return None
        iso = written(number, Unit(unit))
        # P24M and P2Y are the same period; what somebody did not change stays as it was written.
        return standing if standing and counted(standing) == (number, Unit(unit)) else iso


class NewCompetenceForm(CompetenceForm):
    """A competence that is not there yet also gets its key."""

    key = StringField(
        _l("Key"),
        [
            DataRequired(_l("Fill in a key.")),
            Length(max=80, message=_l("At most 80 characters.")),
            Regexp(
                r"^[a-z][a-z0-9-]+$",
                message=_l("Use small letters, digits and dashes, and begin with a letter."),
            ),
        ],
        description=_l(
            "The short name in imports and exports, such as first-aid. It cannot be changed later."
        ),
    )
