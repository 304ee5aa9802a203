"""The forms in which a session with its meetings is planned, repeated and cancelled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from lms.catalogue.queries import all_courses
from lms.core.clock import instant_of, wall_time
from lms.organisations.queries import all_organisations
from lms.web.editing import DayField, EditForm, choices
from lms.web.filters import named

from .details import OWN, SessionDetails
from .meeting_forms import MeetingForm, number_or_none
from .models import AUDIENCES, TrainingSession
from .queries import all_rooms
from .words import AUDIENCE_WORDS, LANGUAGE_WORDS

MOST_MEETINGS = 40
"""Meetings that one session may have; more is a mistake."""


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
