"""Tables of imports that were asked for in the interface, and of what is wrong with their rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Base, UTCDateTime


class ImportRun(Base):
    """An uploaded dataset on its way: checked first, imported only when somebody says so.

    `beat_at` is when it last went on; how far it is stands in a file beside the upload, because an import on SQLite
    holds the only writer. `attempts` counts the workers that took it up, so that one which kills them is given up.
    `report` holds the notices and counts of the last check or import as `messages` packs them.
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
    attempts: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    beat_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class ImportProblem(Base):
    """Why a run cannot be imported: one bad row of it, kept as long as the upload itself."""

    __tablename__ = "import_problem"
    __table_args__ = (Index("ix_import_problem_of_run", "run_id", "label", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    position: Mapped[int]
    label: Mapped[str] = mapped_column(String(300))
    row: Mapped[int | None]
    column: Mapped[str | None] = mapped_column(String(80))
    value: Mapped[str | None] = mapped_column(Text)
    message: Mapped[Any] = mapped_column(JSON)
