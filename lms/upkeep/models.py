"""Tables of upkeep: what a coordinator recorded in one go, how to undo it, and when a list was last confirmed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base, UTCDateTime


class UpkeepStep(Base):
    """What somebody recorded in one go for the people of one organisation; it is undone as a whole."""

    __tablename__ = "upkeep_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor: Mapped[str] = mapped_column(String(200))
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_by: Mapped[str | None] = mapped_column(String(200))

    changes: Mapped[list[UpkeepChange]] = relationship(back_populates="step", order_by="UpkeepChange.id")


class UpkeepChange(Base):
    """One employment as it was before and after a step; `before` None: it was made, `after` None: it was removed.

    The ids are no foreign keys: undoing a newcomer removes the employment, and this line stays to tell of it.
    """

    __tablename__ = "upkeep_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("upkeep_step.id"), index=True)
    employment_id: Mapped[int]
    person_id: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    step: Mapped[UpkeepStep] = relationship(back_populates="changes")


class ListConfirmation(Base):
    """Somebody looked at the list of people of an organisation and said that it was right; `people` were on it."""

    __tablename__ = "list_confirmation"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor: Mapped[str] = mapped_column(String(200))
    people: Mapped[int]
