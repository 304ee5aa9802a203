"""Tables of practice events, norms, and the rebuildable monthly cache behind the trend lines."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.catalogue.models import Competence
from lms.core.db import Base, Exact, UTCDateTime
from lms.organisations.models import Organisation
from lms.people.models import Function


class PracticeKind(Base):
    """A kind of practice, such as a training given; course types bring them."""

    __tablename__ = "practice_kind"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name_nl: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))


class PracticeEvent(Base):
    """A person practised a competence on a day. It never says with or about whom."""

    __tablename__ = "practice_event"
    __table_args__ = (
        UniqueConstraint("person_id", "competence_id", "kind_id", "day"),
        Index("ix_practice_event_cover", "competence_id", "person_id", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    competence_id: Mapped[int] = mapped_column(ForeignKey("competence.id"))
    kind_id: Mapped[int] = mapped_column(ForeignKey("practice_kind.id"))
    day: Mapped[date]

    kind: Mapped[PracticeKind] = relationship()


class Norm(Base):
    """From a day on, how many current people an organisation should have: a headcount, or a share of a function.

    The share is exact (0–1) and taken of those employed in the function on the day asked, rounded up.
    """

    __tablename__ = "norm"
    __table_args__ = (
        CheckConstraint("(headcount IS NULL) <> (share IS NULL)", name="one_of_two"),
        CheckConstraint("headcount >= 0", name="headcount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    competence_id: Mapped[int] = mapped_column(ForeignKey("competence.id"), index=True)
    starts_on: Mapped[date]
    function_id: Mapped[int | None] = mapped_column(ForeignKey("function.id"))
    headcount: Mapped[int | None]
    share: Mapped[Decimal | None] = mapped_column(Exact)
    is_example: Mapped[bool] = mapped_column(default=False)

    organisation: Mapped[Organisation] = relationship()
    competence: Mapped[Competence] = relationship()
    function: Mapped[Function | None] = relationship()


Index(
    "uq_norm_key",
    Norm.organisation_id,
    Norm.competence_id,
    Norm.starts_on,
    func.coalesce(Norm.function_id, text("0")),
    unique=True,
)


class CoverageMonth(Base):
    """Cache: coverage of an organisation at the last day of a month (or part of one, for the running month)."""

    __tablename__ = "coverage_month"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    competence_id: Mapped[int] = mapped_column(ForeignKey("competence.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    employed: Mapped[int]
    valid: Mapped[int]
    current: Mapped[int]
    norm: Mapped[int | None]


class RegionMonth(Base):
    """Cache: people of the whole region, each counted once, at the last day of a month."""

    __tablename__ = "region_month"

    competence_id: Mapped[int] = mapped_column(ForeignKey("competence.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    valid: Mapped[int]
    current: Mapped[int]


class CoverageCache(Base):
    """The one row that says for which revision of the facts the monthly cache was computed, and when."""

    __tablename__ = "coverage_cache"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int]
    computed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    computed_on: Mapped[date]
