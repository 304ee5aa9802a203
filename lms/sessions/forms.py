"""The forms in which a session with its meetings is planned, repeated and cancelled."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from lms.catalogue.queries import all_courses
from lms.core.clock import instant_of, wall_time
from lms.organisations.queries import all_organisations
from lms.web.editing import DayField, EditForm, choices
from lms.web.filters import named

from .models import AUDIENCES, TrainingSession
from .queries import all_rooms
from .rules import MOST_TIMES, Every
from .services import OWN, MeetingDetails, SessionDetails
from .words import AUDIENCE_WORDS, EVERY_WORDS, LANGUAGE_WORDS

MOST_MEETINGS = 40
"""Meetings that one session may have; more is a mistake."""

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
    starts = TimeField(_l("From"))
    ends = TimeField(_l("Until"))
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


class SessionForm(EditForm):
    """Everything that is known of a session, and its meetings."""

    course_id = SelectField(_l("Course"), [InputRequired(_l("Choose the course."))], coerce=number_or_none)
    key = StringField(
        _l("Key"),
        [
            Optional(),
            Length(max=80, message=_l("At most 80 characters.")),
            Regexp(r"[^\s,;]+$", message=_l("A key has no spaces, commas or semicolons.")),
        ],
        description=_l("By which lists and commands know the session. Leave empty to have one made."),
    )
    meetings = FieldList(FormField(MeetingForm), min_entries=1, max_entries=MOST_MEETINGS)
    audience = RadioField(_l("Open to"))
    organisation_id = SelectField(
        _l("Organisation"),
        coerce=number_or_none,
        description=_l("That gives it, or that it is given in-house for."),
    )
    open_to = SelectMultipleField(
        _l("Open to these organisations"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    minimum = IntegerField(
        _l("Smallest group"), [Optional(), NumberRange(0, 1000, _l("Fill in a number from 0 to 1000."))]
    )
    maximum = IntegerField(
        _l("Largest group"),
        [Optional(), NumberRange(0, 1000, _l("Fill in a number from 0 to 1000."))],
        description=_l("Leave empty when there is no limit."),
    )
    decide_by = DayField(
        _l("Decide whether it goes on by"),
        description=_l(
            "When the smallest group is not reached on this day, you are asked. Nothing is cancelled by itself."
        ),
    )
    trainers_wanted = IntegerField(
        _l("Trainers wanted"), [Optional(), NumberRange(0, 20, _l("Fill in a number from 0 to 20."))]
    )
    enrol_from = DayField(_l("Enrolment from"), description=_l("Leave empty: as soon as it is published."))
    enrol_until = DayField(
        _l("Enrolment up to and including"), description=_l("Leave empty: until the first meeting starts.")
    )
    needs_coordinator = BooleanField(_l("The coordinator of the participant approves"))
    needs_programme_team = BooleanField(_l("The programme team approves"))
    language = SelectField(_l("Language"))
    costs = StringField(_l("Costs"), [Length(max=200, message=_l("At most 200 characters."))])
    description = TextAreaField(
        _l("To know beforehand"),
        [Length(max=4000, message=_l("At most 4000 characters."))],
        description=_l("What to prepare or bring, and where materials are."),
        render_kw={"rows": 4},
    )

    def offer(self, session: Session, reach: Collection[int] | None = None) -> None:
        """Fill the lists to choose from; who plans in-house only (`reach`) is offered the own organisations."""
        none = ("", _("none"))
        self.course_id.choices = choices(
            ("", _("choose a course")), then=[(c.id, named(c)) for c in all_courses(session)]
        )
        places = [(o.id, o.name) for o in all_organisations(session) if o.merged_into_id is None]
        own = [pair for pair in places if reach is None or pair[0] in reach]
        self.organisation_id.choices = choices(none, then=own)
        self.open_to.choices = choices(then=places)
        audiences = AUDIENCES if reach is None else ("one",)
        self.audience.choices = choices(then=[(one, AUDIENCE_WORDS[one]) for one in audiences])
        if reach is not None and not self.is_submitted():
            self.audience.data = "one"
        self.language.choices = choices(then=list(LANGUAGE_WORDS.items()))
        rooms = [(room.id, room.name) for room in all_rooms(session)]
        for entry in self.meetings:
            entry.form.room_id.choices = choices(("", _("no room of the list")), then=rooms)

    def add_row(self) -> None:
        """One more meeting to fill in; the day, the times and the place of the last stay as they were typed."""
        if len(self.meetings) < MOST_MEETINGS:
            self.meetings.append_entry()

    def details(self) -> SessionDetails:
        """What was filled in."""
        last = self.enrol_until.day
        return SessionDetails(
            course_id=self.course_id.data or 0,
            key=(self.key.data or "").strip(),
            meetings=[entry.form.details() for entry in self.meetings if not entry.form.is_blank],
            organisation_id=self.organisation_id.data,
            audience=self.audience.data,
            open_to=frozenset(self.open_to.data or ()),
            minimum=self.minimum.data or 0,
            maximum=self.maximum.data,
            trainers_wanted=1 if self.trainers_wanted.data is None else self.trainers_wanted.data,
            enrol_from=_midnight(self.enrol_from.day),
            enrol_until=_midnight(last + timedelta(days=1)) if last else None,
            decide_by=self.decide_by.day,
            language=self.language.data,
            costs=(self.costs.data or "").strip() or None,
            description=(self.description.data or "").strip() or None,
            needs_coordinator=self.needs_coordinator.data,
            needs_programme_team=self.needs_programme_team.data,
        )


def shown_of(session: TrainingSession, *, as_copy: bool = False) -> dict[str, Any]:
    """What a form shows of a session; a copy has no key, and days still to be filled in."""
    days = ("decide_by", "enrol_from", "enrol_until")
    shown = {name: getattr(session, name) for name in OWN} | {"open_to": [o.id for o in session.open_to]}
    if session.enrol_from:
        shown["enrol_from"] = wall_time(session.enrol_from).date()
    if session.enrol_until:
        shown["enrol_until"] = (wall_time(session.enrol_until) - timedelta(minutes=1)).date()
    if as_copy:
        shown |= dict.fromkeys(("key", *days))
    shown["meetings"] = [
        {
            "id": None if as_copy else m.id,
            "day": None if as_copy else m.starts_at.date(),
            "starts": m.starts_at.time(),
            "ends": m.ends_at.time(),
            **{name: getattr(m, name) for name in ("break_minutes", "room_id", "place", "link")},
        }
        for m in session.meetings
        if m.cancelled_at is None
    ]
    return shown


def _midnight(day: date | None) -> datetime | None:
    return instant_of(datetime.combine(day, time.min)) if day else None


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
