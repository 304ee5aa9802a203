"""The small forms around a session: cancelling, a series, and a room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from lms.web.editing import EditForm, choices

from .rules import MOST_TIMES, Every
from .words import EVERY_WORDS


class CancelForm(EditForm):
    """Why a session or a meeting does not take place."""

    reason = StringField(
        _l("Reason"),
        [InputRequired(_l("Say why it is cancelled: people will read it.")), Length(max=500)],
        description=_l("Whoever is involved reads this."),
    )


class SeriesForm(EditForm):
    """In which rhythm, and how many times more."""

    every = RadioField(_l("How often"), choices=choices(then=list(EVERY_WORDS.items())))
    times = IntegerField(
        _l("How many sessions to add"),
        [
            InputRequired(_l("Fill in how many.")),
            NumberRange(1, MOST_TIMES, _l("Fill in a number from 1 to 52.")),
        ],
    )

    def asked(self) -> tuple[Every, int]:
        """The rhythm and the number; only of a form that was filled in well."""
        return Every(self.every.data), self.times.data or 0


class RoomForm(EditForm):
    """Everything that is known of a room."""

    name = StringField(
        _l("Name"),
        [InputRequired(_l("Fill in the name.")), Length(max=200, message=_l("At most 200 characters."))],
    )
    address = StringField(_l("Address"), [Length(max=300, message=_l("At most 300 characters."))])
    seats = IntegerField(
        _l("Seats"), [Optional(), NumberRange(1, 10000, _l("Fill in a number from 1 to 10000."))]
    )
