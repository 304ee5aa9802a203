"""Table of imports that were asked for in the interface."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base, UTCDateTime


class ImportRun(Base):
    """An uploaded dataset on its way: checked first, imported only when somebody says so.

    `beat_at` moves while a process works on it, so that a run whose process died is seen and taken up again.
    `report` holds the notices, problems and counts of the last check or import.
    """

    __tablename__ = "import_run"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'checking', 'checked', 'accepted', 'importing', 'done', 'refused', 'failed', "
            "'withdrawn')",
            name="state",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(String(80))
    file_name: Mapped[str] = mapped_column(String(200))
    stored_as: Mapped[str | None] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20), index=True)
    step: Mapped[str] = mapped_column(String(80), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    beat_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
