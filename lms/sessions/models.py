"""Tables of training sessions, their meetings, rooms and trainers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, String, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.catalogue.models import Course
from lms.core.db import Base, UTCDateTime
from lms.organisations.models import Organisation
from lms.people.models import Person

STATUSES = ("draft", "published", "confirmed", "running", "closed", "cancelled")
AUDIENCES = ("open", "some", "one")

session_audience = Table(
    "session_audience",
    Base.metadata,
    Column("session_id", ForeignKey("training_session.id"), primary_key=True),
    Column("organisation_id", ForeignKey("organisation.id"), primary_key=True, index=True),
)


class TrainingSession(Base):
    """One run of a course. `key` is the source's own key, which commands take.

    Enrolment is open from `enrol_from` (None: once published) until `enrol_until` (None: until the first meeting
    starts). `maximum` None: no limit. `decide_by` is the day on which go or no-go is asked when `minimum` is not met.
    `organisation_id` is the organisation it is given in-house for, or that gives it; `audience` says who may join:
    everybody, some organisations, or that one only. With fewer than `trainers_wanted` trainers it lacks one.
    """

    __tablename__ = "training_session"
    __table_args__ = (
        CheckConstraint(
            "status IN ('draft', 'published', 'confirmed', 'running', 'closed', 'cancelled')", name="status"
        ),
        CheckConstraint("audience IN ('open', 'some', 'one')", name="audience"),
        CheckConstraint("minimum >= 0 AND (maximum IS NULL OR maximum >= 0)", name="group_size"),
        CheckConstraint("trainers_wanted >= 0", name="trainers_wanted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    status: Mapped[str] = mapped_column(String(20), default="draft", index=True)
    minimum: Mapped[int] = mapped_column(default=0)
    maximum: Mapped[int | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    audience: Mapped[str] = mapped_column(String(10), default="open")
    enrol_from: Mapped[datetime | None] = mapped_column(UTCDateTime)
    enrol_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decide_by: Mapped[date | None]
    language: Mapped[str] = mapped_column(String(2), default="nl")
    costs: Mapped[str | None] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(String(4000))
    needs_coordinator: Mapped[bool] = mapped_column(default=False)
    needs_programme_team: Mapped[bool] = mapped_column(default=False)
    trainers_wanted: Mapped[int] = mapped_column(default=1)
    cancelled_reason: Mapped[str | None] = mapped_column(String(500))

    course: Mapped[Course] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    meetings: Mapped[list[Meeting]] = relationship(
        back_populates="session", order_by="Meeting.starts_at", cascade="all, delete-orphan"
    )
    trainers: Mapped[list[SessionTrainer]] = relationship(
        back_populates="session", order_by="SessionTrainer.id", cascade="all, delete-orphan"
    )
    open_to: Mapped[list[Organisation]] = relationship(secondary=session_audience, order_by=Organisation.name)


class Room(Base):
    """A place where meetings are held; two meetings cannot use it at once."""

    __tablename__ = "room"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    address: Mapped[str | None] = mapped_column(String(300))
    seats: Mapped[int | None]


class Meeting(Base):
    """One dated part of a session. Times are those of the wall clock in Europe/Amsterdam, whatever the season."""

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="lasts"),
        CheckConstraint("break_minutes >= 0", name="break"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(DateTime(timezone=False), index=True)
    ends_at: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    break_minutes: Mapped[int] = mapped_column(default=0)
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    place: Mapped[str | None] = mapped_column(String(300))
    link: Mapped[str | None] = mapped_column(String(500))
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    session: Mapped[TrainingSession] = relationship(back_populates="meetings")
    room: Mapped[Room | None] = relationship()


class SessionTrainer(Base):
    """Who gives a session. `exception` is the reason why somebody without a current trainer competence does."""

    __tablename__ = "session_trainer"
    __table_args__ = (
        UniqueConstraint("session_id", "person_id"),
        CheckConstraint("role IN ('trainer', 'co_trainer')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(20), default="trainer")
    exception: Mapped[str | None] = mapped_column(String(500))

    session: Mapped[TrainingSession] = relationship(back_populates="trainers")
    person: Mapped[Person] = relationship()


class TrainerAvailability(Base):
    """A trainer can, or cannot, give sessions from the first up to and including the last day."""

    __tablename__ = "trainer_availability"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    available: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None] = mapped_column(String(300))


class TrainerLimit(Base):
    """How many days a calendar year somebody wants to give sessions at most."""

    __tablename__ = "trainer_limit"
    __table_args__ = (CheckConstraint("days_a_year >= 0", name="days"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    days_a_year: Mapped[int]
