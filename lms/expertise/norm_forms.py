"""The form in which a norm line is added or changed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, NumberRange, Optional

from lms.catalogue.queries import all_competences
from lms.core.errors import Refused
from lms.organisations.forms import number_or_none
from lms.organisations.queries import all_organisations
from lms.web.editing import DayField, EditForm, choices, put
from lms.web.filters import named

from .norm_services import NormDetails
from .queries.norms import all_functions

HEADCOUNT, SHARE = "headcount", "share"
PERCENT = re.compile(r"\d{1,3}(\.\d{1,10})?", re.ASCII)


def as_percent(share: Decimal | str | None) -> str | None:
    """0.333 as "33,3": how the form asks for it; None for no share."""
    return None if share is None else format((Decimal(share) * 100).normalize(), "f").replace(".", ",")


class NormForm(EditForm):
    """For which organisation and competence, from which day, how many people or which share of whom."""

    organisation_id = SelectField(
        _l("Organisation"), [InputRequired(_l("Choose an organisation."))], coerce=number_or_none
    )
    competence_id = SelectField(
        _l("Competence"), [InputRequired(_l("Choose a competence."))], coerce=number_or_none
    )
    starts_on = DayField(
        _l("From"),
        [InputRequired(_l("Fill in from which day it counts."))],
        description=_l(
            "From this day only the lines with this day count; what was asked before stays in the past."
        ),
    )
    kind = RadioField(
        _l("The norm is"),
        choices=choices((HEADCOUNT, _l("a number of people")), (SHARE, _l("a share of the people"))),
        default=HEADCOUNT,
    )
    headcount = IntegerField(
        _l("Number of people"),
        [Optional(), NumberRange(0, 100_000, message=_l("Fill in a whole number from 0 to 100.000."))],
        render_kw={"inputmode": "numeric", "min": "0"},
    )
    percent = StringField(
        _l("Share in percent"),
        description=_l("From 0 to 100, such as 50 or 33,3. What it comes to is rounded up to whole people."),
        render_kw={"inputmode": "decimal"},
    )
    function_id = SelectField(
        _l("Of the people with the function"),
        coerce=number_or_none,
        description=_l(
            "A share is taken of the people in this function; without one, of everybody employed."
        ),
    )

    def offer(self, session: Session) -> None:
        """Fill the lists to choose from."""
        choose = ("", _("choose"))
        self.organisation_id.choices = choices(
            choose, then=[(o.id, o.name) for o in all_organisations(session)]
        )
        self.competence_id.choices = choices(
            choose, then=[(c.id, named(c)) for c in all_competences(session)]
        )
        self.function_id.choices = choices(
            ("", _("everybody")), then=[(f.id, f.name) for f in all_functions(session)]
        )

    @staticmethod
    def shown(values: dict[str, Any]) -> dict[str, Any]:
        """The values of a norm line as the fields show them."""
        share = values["share"]
        return values | {"kind": HEADCOUNT if share is None else SHARE, "percent": as_percent(share) or ""}

    def validate(self, extra_validators: Any = None) -> bool:
        """Exactly what the kind of norm asks for is filled in; an empty number is looked at here, after the rest."""
        sound = super().validate(extra_validators)
        if self.kind.data == HEADCOUNT and self.headcount.data is None and not self.headcount.errors:
            put(self, Refused(_("Fill in how many people the norm asks for."), field="headcount"))
        elif self.kind.data == SHARE and self.share() is None:
            put(self, Refused(_("Fill in a percentage from 0 to 100, such as 50 or 33,3."), field="percent"))
        return sound and not self.errors

    def share(self) -> Decimal | None:
        """The share that was typed, exact and from 0 to 1; None when it is none."""
        text = (self.percent.data or "").replace("%", "").replace(",", ".").strip()
        share = Decimal(text) / 100 if PERCENT.fullmatch(text) else None
        return share if share is not None and share <= 1 else None

    def details(self) -> NormDetails:
        """What was filled in; only of a form that was filled in well."""
        organisation_id, competence_id, day = (
            self.organisation_id.data,
            self.competence_id.data,
            self.starts_on.day,
        )
        assert organisation_id is not None and competence_id is not None and day is not None
        by_share = self.kind.data == SHARE
        return NormDetails(
            organisation_id=organisation_id,
            competence_id=competence_id,
            starts_on=day,
            function_id=self.function_id.data,
            headcount=None if by_share else self.headcount.data,
            share=self.share() if by_share else None,
        )
