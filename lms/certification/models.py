"""Table of certificates."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.catalogue.models import Competence
from lms.core.db import Base
from lms.people.models import Person


class Certificate(Base):
    """A certificate belongs to the person. `valid_until` is the last valid day; None means no end.

    `validity` is the ISO 8601 duration that day was derived from; None when the day was stated, or there is none.
    `number` is '' when the issuer gave none, so that the natural key stays unique on every database.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("person_id", "competence_id", "issued_on", "number"),
        CheckConstraint("valid_until IS NULL OR valid_until >= issued_on", name="validity"),
        CheckConstraint("revoked_on IS NULL OR revoked_on >= issued_on", name="revocation"),
        Index("ix_certificate_cover", "competence_id", "person_id", "issued_on", "valid_until", "revoked_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    competence_id: Mapped[int] = mapped_column(ForeignKey("competence.id"))
    issued_on: Mapped[date]
    valid_until: Mapped[date | None]
    validity: Mapped[str | None] = mapped_column(String(30))
    revoked_on: Mapped[date | None]
    revoked_reason: Mapped[str | None] = mapped_column(String(500))
    issuer: Mapped[str | None] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(120), default="")

    person: Mapped[Person] = relationship()
    competence: Mapped[Competence] = relationship()
