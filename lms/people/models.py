"""Tables of persons, source keys, functions, employments, accounts, roles and one-time links."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.access import Role
from lms.core.db import Base, Exact, UTCDateTime
from lms.organisations.models import Organisation


class Person(Base):
    """Whoever learns, gives trainings, or both. No birth date: nothing here needs one."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), index=True)
    email: Mapped[str | None] = mapped_column(String(254), index=True)

    employments: Mapped[list[Employment]] = relationship(
        back_populates="person", order_by="Employment.employed_from.desc()"
    )


class PersonKey(Base):
    """The key by which a source (an organisation's own list) knows a person."""

    __tablename__ = "person_key"
    __table_args__ = (UniqueConstraint("source", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(120))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class Function(Base):
    """A role at work: gezinscoach, gedragswetenschapper, manager, …"""

    __tablename__ = "function"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)


class Employment(Base):
    """A person at an organisation from `employed_from` up to and including `employed_until`; several may overlap."""

    __tablename__ = "employment"
    __table_args__ = (
        UniqueConstraint("person_id", "organisation_id", "employed_from"),
        CheckConstraint("employed_until IS NULL OR employed_until >= employed_from", name="period"),
        Index("ix_employment_cover", "organisation_id", "employed_from", "employed_until", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    employed_from: Mapped[date]
    employed_until: Mapped[date | None]
    function_id: Mapped[int | None] = mapped_column(ForeignKey("function.id"))
    fte: Mapped[Decimal | None] = mapped_column(Exact)

    person: Mapped[Person] = relationship(back_populates="employments")
    organisation: Mapped[Organisation] = relationship()
    function: Mapped[Function | None] = relationship()


class Account(Base):
    """A way to sign in; where it is signed in stands in `SignIn`."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(2))
    active: Mapped[bool] = mapped_column(default=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    demo_order: Mapped[int | None]

    roles: Mapped[list[RoleAssignment]] = relationship(
        back_populates="account", order_by="RoleAssignment.id", cascade="all, delete-orphan"
    )
    person: Mapped[Person | None] = relationship()

    @property
    def usable(self) -> bool:
        """Whether somebody can sign in with it: a password was chosen, or the demo offers it."""
        return self.password_hash is not None or self.demo_order is not None


class RoleAssignment(Base):
    """A role of an account; a coordinator's is for one organisation and what lies under it."""

    __tablename__ = "role_assignment"
    __table_args__ = (
        CheckConstraint("(role = 'coordinator') = (organisation_id IS NOT NULL)", name="coordinator_of"),
        UniqueConstraint("account_id", "role", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[Role] = mapped_column(String(30))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)

    account: Mapped[Account] = relationship(back_populates="roles")
    organisation: Mapped[Organisation | None] = relationship()


class OneTimeLink(Base):
    """A link that lets an account choose a password once; only its hash is kept."""

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SignIn(Base):
    """A browser in which an account is signed in; deleting the row signs it out there.

    The cookie holds the token, of which only the hash is kept. The token changes while it is used; the one before it
    still opens the door for a moment, because a browser may have several requests under way.
    """

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    rotated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    remembered: Mapped[bool] = mapped_column(default=False)
    device: Mapped[str] = mapped_column(String(200), default="")

    account: Mapped[Account] = relationship()


class SignInFailure(Base):
    """How often signing in failed lately for one account or one network address; `subject` is a keyed hash of it."""

    __tablename__ = "sign_in_failure"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    first_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class LinkRequest(Base):
    """Somebody needs a one-time link: invited by a coordinator, or having forgotten a password. One open at a time."""

    __tablename__ = "link_request"
    __table_args__ = (CheckConstraint("reason IN ('invitation', 'forgotten')", name="reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    asked_by: Mapped[str | None] = mapped_column(String(200))
    handled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    account: Mapped[Account] = relationship()


Index(
    "uq_link_request_open",
    LinkRequest.account_id,
    unique=True,
    sqlite_where=LinkRequest.handled_at.is_(None),
    postgresql_where=LinkRequest.handled_at.is_(None),
)
