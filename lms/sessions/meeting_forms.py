"""One meeting within the form of its session, and times of the day as people write them."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, Form, HiddenField, IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional, Regexp, ValidationError

from lms.web.editing import DayField

from .details import MeetingDetails

_TIME = re.compile(r"([01]?\d|2[0-3])[:.u]?([0-5]\d)|([01]?\d|2[0-3])u?")


def number_or_none(text: Any) -> int | None:
    """What a choice stands for: the id of a thing, or None for the empty choice."""
    return int(text) if str(text).isdecimal() else None


class TimeField(StringField):
    """A time of the day as people write it: 9:00, 09.00, 9u30 or 9; `time` is None when it was left empty."""

    def __init__(self, label: str, **options: Any) -> None:
        options.setdefault("render_kw", {"autocomplete": "off", "maxlength": "8"})
        super().__init__(label, **options)
        self.time: time | None = None

    def process_data(self, value: time | str | None) -> None:
        self.time = value if isinstance(value, time) else None
        self.data = f"{value:%H:%M}" if isinstance(value, time) else value

    def pre_validate(self, form: Any) -> None:
        """Read what was typed; anything that is no time is refused with an example."""
        text = (self.data or "").strip().replace(" ", "")
        found = _TIME.fullmatch(text.lower())
        if text and not found:
            raise ValidationError(_("“%(text)s” is no time. Write it like 09:30.", text=text[:20]))
        self.time = time(int(found[1] or found[3]), int(found[2] or 0)) if found else None


class MeetingForm(Form):
    """One meeting within the form of its session; a row that was left empty is none."""

    id = HiddenField()
    day = DayField(_l("Day"))
    starts = TimeField(_l("Starts at"))
    ends = TimeField(_l("Ends at"))
    break_minutes = IntegerField(
        _l("Breaks in minutes"),
        [Optional(), NumberRange(0, 600, _l("Fill in a number from 0 to 600."))],
        render_kw={"min": 0},
    )
    room_id = SelectField(_l("Room"), coerce=number_or_none, validate_choice=False)
    place = StringField(_l("Place"), [Length(max=300, message=_l("At most 300 characters."))])
    link = StringField(
        _l("Link for a meeting online"),
        [
            Length(max=500, message=_l("At most 500 characters.")),
            Optional(),
            Regexp(r"https?://\S+$", message=_l("A link starts with https://.")),
        ],
    )
    gone = BooleanField(_l("Leave this meeting out"))

    @property
    def is_blank(self) -> bool:
        """Whether nothing was filled in, or it is to be left out."""
        typed = (self.day, self.starts, self.ends, self.place, self.link)
        return bool(self.gone.data) or not any((one.data or "").strip() for one in typed)

    def validate_day(self, field: Field) -> None:
        if not self.is_blank and not (field.data or "").strip():
            raise ValidationError(_("Fill in the day of the meeting."))

    def validate_starts(self, field: Field) -> None:
        if not self.is_blank and not (field.data or "").strip():
            raise ValidationError(_("Fill in when the meeting starts."))

    def validate_ends(self, field: Field) -> None:
        if not self.is_blank and not (field.data or "").strip():
            raise ValidationError(_("Fill in when the meeting ends."))
        if self.starts.time and self.ends.time and self.ends.time <= self.starts.time and not self.gone.data:
            raise ValidationError(_("The meeting ends before it starts."))

    def details(self) -> MeetingDetails:
        """What was filled in; only of a row that was filled in well."""
        assert self.day.day and self.starts.time and self.ends.time
        return MeetingDetails(
            starts_at=datetime.combine(self.day.day, self.starts.time),
            ends_at=datetime.combine(self.day.day, self.ends.time),
            break_minutes=self.break_minutes.data or 0,
            room_id=self.room_id.data,
            place=(self.place.data or "").strip() or None,
            link=(self.link.data or "").strip() or None,
            id=number_or_none(self.id.data),
        )
