"""Tables of competences and courses."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base


class Competence(Base):
    """What a certificate attests. Periods are ISO 8601 durations; no validity means no end.

    Current is whoever is valid and has `currency_count` practice events, or an issue date, within
    `currency_period`; without these two, valid is enough. `is_example`: a value nobody confirmed yet.
    """

    __tablename__ = "competence"
    __table_args__ = (
        CheckConstraint("(currency_count IS NULL) = (currency_period IS NULL)", name="currency_whole"),
        CheckConstraint("currency_count > 0", name="currency_count"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name_nl: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    validity: Mapped[str | None] = mapped_column(String(30))
    currency_count: Mapped[int | None]
    currency_period: Mapped[str | None] = mapped_column(String(30))
    course_type: Mapped[str | None] = mapped_column(String(40))
    is_example: Mapped[bool] = mapped_column(default=False)


class Course(Base):
    """What is taught; `course_type` is the key of the plugin that knows how."""

    __tablename__ = "course"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    course_type: Mapped[str] = mapped_column(String(40), index=True)
    name_nl: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    competence_id: Mapped[int | None] = mapped_column(ForeignKey("competence.id"), index=True)

    competence: Mapped[Competence | None] = relationship()
