"""Forms of an account: who it is for and what it may."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, SearchField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from lms.core.access import Role

from .forms import clean
from .words import role_name


class AccountForm(FlaskForm):
    """Who an account is for and what it may; a coordinator has one choice of an organisation for each."""

    seen = HiddenField()
    name = StringField(
        _l("Name"),
        [
            InputRequired(_l("Fill in the name.")),
            Length(max=200, message=_l("Use at most 200 characters for the name.")),
        ],
        [clean],
        render_kw={"autocomplete": "off"},
    )
    email = EmailField(
        _l("E-mail address"),
        [
            InputRequired(_l("Fill in the e-mail address.")),
            Length(max=254, message=_l("Use at most 254 characters.")),
        ],
        [clean],
        description=_l("With this address the person signs in."),
        render_kw={"autocomplete": "off"},
    )
    roles = SelectMultipleField(_l("Roles"))
    places = SelectMultipleField(_l("Coordinator of"), coerce=lambda chosen: int(chosen or 0))

    def offer(self, organisations: dict[str, int]) -> None:
        """Offer the roles in the reader's words, and these organisations (name → id)."""
        self.roles.choices = [(role.value, role_name(role)) for role in Role if role is not Role.COORDINATOR]
        self.places.choices = [
            (0, _("no organisation")),
            *((one, name) for name, one in organisations.items()),
        ]

    def validate_roles(self, field: Any) -> None:
        if not field.data and not self.chosen_places:
            raise ValidationError(_("Choose at least one role, or an organisation to coordinate."))

    @property
    def chosen_places(self) -> list[int]:
        """The organisations to coordinate, each once, in the order in which they were chosen."""
        return list(dict.fromkeys(one for one in self.places.data or () if one))

    @property
    def given(self) -> list[tuple[Role, int | None]]:
        """The roles that were chosen, a coordinator's with its organisation."""
        plain: list[tuple[Role, int | None]] = [(Role(one), None) for one in self.roles.data or ()]
        return plain + [(Role.COORDINATOR, place) for place in self.chosen_places]


class NewAccountForm(AccountForm):
    """A new account; whose page it opens is found by name, in between, without losing what was typed."""

    search = SearchField(_l("Belongs to"), filters=[clean], render_kw={"autocomplete": "off"})
    person = HiddenField()
