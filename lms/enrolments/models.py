"""Tables of enrolments, what happened to each, reserved seats, attendance, and who waits for a course to be planned."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.catalogue.models import Course
from lms.core.db import Base, UTCDateTime
from lms.organisations.models import Organisation
from lms.people.models import Person
from lms.sessions.models import Meeting, TrainingSession

STATES = ("requested", "waiting", "offered", "booked", "cancelled", "completed", "absent")


class Enrolment(Base):
    """Somebody and a session: one row, whatever happens; its steps stand in `EnrolmentStep`.

    `in_line_since` is the time in line, kept from the first request on. `offer_until` is set exactly while a seat is
    offered. `auto_book`: takes a seat at once when one comes free. `overbooked`: the reason why staff went over the
    maximum. Rejoining after cancelling is a new time in line.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("session_id", "person_id"),
        CheckConstraint(
            "state IN ('requested', 'waiting', 'offered', 'booked', 'cancelled', 'completed', 'absent')",
            name="state",
        ),
        CheckConstraint("(state = 'offered') = (offer_until IS NOT NULL)", name="offer_has_an_end"),
        Index("ix_enrolment_line", "session_id", "state", "in_line_since", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    in_line_since: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    offer_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    auto_book: Mapped[bool] = mapped_column(default=False)
    approved_by_coordinator: Mapped[bool] = mapped_column(default=False)
    approved_by_programme_team: Mapped[bool] = mapped_column(default=False)
    completed_on: Mapped[date | None]
    overbooked: Mapped[str | None] = mapped_column(String(500))

    session: Mapped[TrainingSession] = relationship()
    person: Mapped[Person] = relationship()
    steps: Mapped[list[EnrolmentStep]] = relationship(back_populates="enrolment", order_by="EnrolmentStep.id")


class EnrolmentStep(Base):
    """One thing that happened to an enrolment, with its reason as a message id and its values."""

    __tablename__ = "enrolment_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(300))
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    actor: Mapped[str] = mapped_column(String(200))

    enrolment: Mapped[Enrolment] = relationship(back_populates="steps")


class Reservation(Base):
    """Unnamed seats that an organisation holds until `release_at`; names given fill it one by one."""

    __tablename__ = "reservation"
    __table_args__ = (CheckConstraint("seats >= 0", name="seats"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    seats: Mapped[int]
    release_at: Mapped[datetime] = mapped_column(UTCDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    organisation: Mapped[Organisation] = relationship()


class Attendance(Base):
    """Whether somebody was there at one meeting: whole, part (with minutes), excused, absent."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "meeting_id"),
        CheckConstraint("presence IN ('whole', 'part', 'excused', 'absent')", name="presence"),
        CheckConstraint("(presence = 'part') = (minutes IS NOT NULL)", name="part_has_minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    presence: Mapped[str] = mapped_column(String(10))
    minutes: Mapped[int | None]
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by: Mapped[str] = mapped_column(String(200))

    enrolment: Mapped[Enrolment] = relationship()
    meeting: Mapped[Meeting] = relationship()


class Interest(Base):
    """Somebody wants to hear when a course is planned; planners see how many."""

    __tablename__ = "interest"
    __table_args__ = (UniqueConstraint("person_id", "course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)

    person: Mapped[Person] = relationship()
    course: Mapped[Course] = relationship()
