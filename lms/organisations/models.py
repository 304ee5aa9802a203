"""Tables of regions, municipalities, organisation types and organisations."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Base


class Region(Base):
    """A part of the area, such as West-Friesland; an organisation without one works for all of it."""

    __tablename__ = "region"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)


class Municipality(Base):
    """A municipality that organisations serve."""

    __tablename__ = "municipality"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"))


class OrganisationType(Base):
    """A kind of organisation: local team, Veilig Thuis, certified institution, shelter, …"""

    __tablename__ = "organisation_type"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    name_nl: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))


organisation_serves = Table(
    "organisation_serves",
    Base.metadata,
    Column("organisation_id", ForeignKey("organisation.id"), primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id"), primary_key=True, index=True),
)


class Organisation(Base):
    """An employer. `active_until` is its last day; `merged_into` takes over from the day after."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint(
            "active_until IS NULL OR active_from IS NULL OR active_until >= active_from", name="active"
        ),
        CheckConstraint("merged_into_id IS NULL OR active_until IS NOT NULL", name="merger_has_a_day"),
        CheckConstraint("parent_id <> id AND merged_into_id <> id", name="not_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    type_id: Mapped[int | None] = mapped_column(ForeignKey("organisation_type.id"))
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    active_from: Mapped[date | None]
    active_until: Mapped[date | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)

    type: Mapped[OrganisationType | None] = relationship()
    region: Mapped[Region | None] = relationship()
    parent: Mapped[Organisation | None] = relationship(foreign_keys=[parent_id], remote_side=[id])
    merged_into: Mapped[Organisation | None] = relationship(foreign_keys=[merged_into_id], remote_side=[id])
    serves: Mapped[list[Municipality]] = relationship(
        secondary=organisation_serves, order_by=Municipality.name
    )
