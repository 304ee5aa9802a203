"""The forms in which an organisation is added, changed, merged or ended."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import Field, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from lms.web.editing import DayField, EditForm, choices
from lms.web.filters import named

from .models import Organisation
from .queries import all_municipalities, all_organisations, all_regions, all_types
from .services import NEW, Details


def number_or_none(text: Any) -> int | None:
    """What a choice stands for: the id of a thing, or None for the empty choice."""
    return None if text in (None, "", "None") else int(text)


class OrganisationForm(EditForm):
    """Everything that is known of an organisation, but for its merger."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Fill in the name.")), Length(max=200, message=_l("At most 200 characters."))],
    )
    type_id = SelectField(_l("Type"), coerce=number_or_none)
    new_type = StringField(_l("Name of the new type"), [Length(max=80, message=_l("At most 80 characters."))])
    region_id = SelectField(_l("Region"), coerce=number_or_none)
    new_region = StringField(
        _l("Name of the new region"), [Length(max=120, message=_l("At most 120 characters."))]
    )
    parent_id = SelectField(_l("Part of"), coerce=number_or_none)
    serves = SelectMultipleField(
        _l("Works for the municipalities"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    new_municipalities = StringField(
        _l("Other municipalities"),
        description=_l("Not in the list? Write the names, with commas between them."),
    )
    active_from = DayField(_l("Active from"), description=_l("Leave empty when it was always there."))
    active_until = DayField(_l("Active until"), description=_l("The last day. Leave empty when it goes on."))

    def offer(self, session: Session, own_id: int | None = None) -> None:
        """Fill the lists to choose from; an organisation does not lie under itself."""
        none = ("", _("none"))
        types = [(one.id, named(one)) for one in all_types(session)]
        self.type_id.choices = choices(none, then=[*types, (NEW, _("a new type …"))])
        regions = [(one.id, one.name) for one in all_regions(session)]
        self.region_id.choices = choices(("", _("Whole area")), then=[*regions, (NEW, _("a new region …"))])
        others = [(one.id, one.name) for one in all_organisations(session) if one.id != own_id]
        self.parent_id.choices = choices(none, then=others)
        self.serves.choices = choices(then=[(one.id, one.name) for one in all_municipalities(session)])

    def validate_new_type(self, field: Field) -> None:
        if self.type_id.data == NEW and not (field.data or "").strip():
            raise ValidationError(_("Fill in what the new type is called."))

    def validate_new_region(self, field: Field) -> None:
        if self.region_id.data == NEW and not (field.data or "").strip():
            raise ValidationError(_("Fill in what the new region is called."))

    def validate_new_municipalities(self, field: Field) -> None:
        if any(len(name) > 120 for name in self.added_municipalities()):
            raise ValidationError(_("A name of a municipality has at most 120 characters."))

    def added_municipalities(self) -> list[str]:
        """The names that were typed beside the list."""
        names = (" ".join(name.split()) for name in (self.new_municipalities.data or "").split(","))
        return [name for name in names if name]

    def details(self) -> Details:
        """What was filled in."""
        return Details(
            name=self.name.data or "",
            type_id=self.type_id.data,
            new_type=self.new_type.data or "",
            region_id=self.region_id.data,
            new_region=self.new_region.data or "",
            parent_id=self.parent_id.data,
            serves=frozenset(self.serves.data or ()),
            new_municipalities=self.added_municipalities(),
            active_from=self.active_from.day,
            active_until=self.active_until.day,
        )


class MergerForm(EditForm):
    """Into which organisation another goes on, after which last day."""

    into = SelectField(
        _l("Goes on in"),
        [InputRequired(_l("Choose the organisation that takes over."))],
        coerce=number_or_none,
    )
    last_day = DayField(
        _l("Last day"),
        [InputRequired(_l("Fill in the last day."))],
        description=_l("From the day after it everybody counts for the organisation that takes over."),
    )

    def offer(self, session: Session, organisation: Organisation) -> None:
        """Every other organisation, those that ended before left out."""
        others = [
            (one.id, one.name)
            for one in all_organisations(session)
            if one.id != organisation.id and one.merged_into_id is None
        ]
        self.into.choices = choices(("", _("choose an organisation")), then=others)

    def asked(self) -> tuple[int, date]:
        """The id of the successor, and the last day; only of a form that was filled in well."""
        assert self.into.data is not None and self.last_day.day is not None
        return self.into.data, self.last_day.day


class EndForm(EditForm):
    """After which last day an organisation ends."""

    last_day = DayField(_l("Last day"), [InputRequired(_l("Fill in the last day."))])


class TakeBackForm(EditForm):
    """Confirms that a merger is taken back."""
