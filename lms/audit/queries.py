"""Every select on the audit trail."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, false, func, or_, select, tuple_
from sqlalchemy.orm import Session

from lms.catalogue.models import Competence, Course
from lms.certification.models import Certificate
from lms.enrolments.models import Enrolment, Interest, Reservation
from lms.exchange.models import ImportRun
from lms.expertise.models import Norm, PracticeEvent, PracticeKind
from lms.organisations.models import Municipality, Organisation, OrganisationType, Region
from lms.people.models import Account, Employment, Function, Person
from lms.sessions.models import Room, TrainingSession

from .models import AuditLine

SHOWN = 50
"""Lines of a history on a page; the audit log holds them all."""

ACCOUNTS = ("account",)
"""Kinds of things that tell about accounts and signing in."""


@dataclass(frozen=True)
class LogFilters:
    """Which lines are asked for: from and up to an instant, by whom, about what, what happened, and a search.

    `search` is a part of a name, or the number of a thing. `accounts`: lines on accounts are in reach.
    """

    since: datetime | None = None
    until: datetime | None = None
    actor: str = ""
    subject: str = ""
    action: str = ""
    search: str = ""
    accounts: bool = False


@dataclass(frozen=True)
class RunKey:
    """What the lines of one run have in common: moment, kind, what happened, and by whom."""

    at: datetime
    subject: str
    action: str
    actor: str


@dataclass(frozen=True)
class Run:
    """Lines that were written in one moment by one actor about one kind of thing."""

    key: RunKey
    lines: int


COLUMNS = (AuditLine.at, AuditLine.subject, AuditLine.action, AuditLine.actor)


def history_of(
    session: Session, subject: str, subject_ids: Collection[int], limit: int = SHOWN
) -> list[AuditLine]:
    """Who changed these things and how, newest first."""
    line = AuditLine
    wanted = select(line).where(line.subject == subject, line.subject_id.in_(sorted(subject_ids)))
    return list(session.scalars(wanted.order_by(line.id.desc()).limit(limit)))


def norm_history(session: Session, organisation_id: int, limit: int = SHOWN) -> list[AuditLine]:
    """Who changed the norms of an organisation, those that were removed included; newest first."""
    line = AuditLine
    said = [values["organisation_id"].as_integer() == organisation_id for values in (line.before, line.after)]
    ever = select(line.subject_id).where(line.subject == "norm", or_(*said))
    now = select(Norm.id).where(Norm.organisation_id == organisation_id)
    wanted = select(line).where(line.subject == "norm", line.subject_id.in_(ever.union(now)))
    return list(session.scalars(wanted.order_by(line.id.desc()).limit(limit)))


# ---- the log --------------------------------------------------------------------------------------------------


def list_runs(session: Session, filters: LogFilters, after: RunKey | None, limit: int) -> list[Run]:
    """The runs that are asked for, newest first, from behind `after` on: keyset paging over an index."""
    wanted = select(*COLUMNS, func.count().label("lines")).where(*_conditions(filters))
    if after is not None:
        key = (after.at, after.subject, after.action, after.actor)
        # The bound on `at` alone is what an index can begin with.
        wanted = wanted.where(AuditLine.at <= after.at, tuple_(*COLUMNS) < tuple_(*_bound(key)))
    wanted = wanted.group_by(*COLUMNS).order_by(*(column.desc() for column in COLUMNS)).limit(limit)
    return [
        Run(RunKey(row.at, row.subject, row.action, row.actor), row.lines) for row in session.execute(wanted)
    ]


def _bound(key: tuple[Any, ...]) -> list[ColumnElement[Any]]:
    return [
        bindparam(None, value, type_=column.type, unique=True)
        for column, value in zip(COLUMNS, key, strict=True)
    ]


def lines_of_runs(session: Session, filters: LogFilters, keys: Collection[RunKey]) -> list[AuditLine]:
    """The lines of these runs, as far as they are asked for; newest first."""
    if not keys:
        return []
    wanted = select(AuditLine).where(or_(*(_in_run(key) for key in keys)), *_conditions(filters))
    # Sorted here: asked for in order, SQLite would walk all lines instead of looking these few up.
    return sorted(session.scalars(wanted), key=lambda line: line.id, reverse=True)


def lines_of_run(
    session: Session, filters: LogFilters, key: RunKey, before_id: int | None, limit: int
) -> list[AuditLine]:
    """Some lines of one run, newest first, from below an id on."""
    wanted = select(AuditLine).where(_in_run(key), *_conditions(filters))
    if before_id is not None:
        wanted = wanted.where(AuditLine.id < before_id)
    return list(session.scalars(wanted.order_by(AuditLine.id.desc()).limit(limit)))


def newest_lines(session: Session, filters: LogFilters, limit: int) -> list[AuditLine]:
    """The newest lines that are asked for."""
    wanted = select(AuditLine).where(*_conditions(filters))
    return list(session.scalars(wanted.order_by(AuditLine.at.desc(), AuditLine.id.desc()).limit(limit)))


def count_run(session: Session, filters: LogFilters, key: RunKey) -> int:
    """How many lines of a run are asked for."""
    wanted = select(func.count()).select_from(AuditLine).where(_in_run(key), *_conditions(filters))
    return session.scalar(wanted) or 0


def _in_run(key: RunKey) -> ColumnElement[bool]:
    line = AuditLine
    return and_(
        line.at == key.at, line.subject == key.subject, line.action == key.action, line.actor == key.actor
    )


def _conditions(filters: LogFilters) -> list[ColumnElement[bool]]:
    line, found = AuditLine, []
    if filters.since is not None:
        found.append(line.at >= filters.since)
    if filters.until is not None:
        found.append(line.at < filters.until)
    if filters.actor:
        found.append(func.lower(line.actor).contains(filters.actor.lower(), autoescape=True))
    if filters.subject:
        found.append(line.subject == filters.subject)
    if filters.action:
        found.append(line.action == filters.action)
    if not filters.accounts:
        found.append(line.subject.not_in(ACCOUNTS))
    if filters.search:
        found.append(_about(filters.search))
    return found


def _about(search: str) -> ColumnElement[bool]:
    """Lines about a thing of this number, or of which a name holds this text."""
    line = AuditLine
    if search.lstrip("#").isdecimal():
        number = int(search.lstrip("#"))
        return line.subject_id == number if number < 2**31 else false()
    people = select(Person.id).where(_holds(search, Person.name, Person.email))
    places = select(Organisation.id).where(_holds(search, Organisation.name))
    things = select(Competence.id).where(
        _holds(search, Competence.name_nl, Competence.name_en, Competence.key)
    )
    about: dict[str, Any] = {
        "person": people,
        "organisation": places,
        "competence": things,
        "employment": select(Employment.id).where(
            or_(Employment.person_id.in_(people), Employment.organisation_id.in_(places))
        ),
        "certificate": select(Certificate.id).where(Certificate.person_id.in_(people)),
        "practice_event": select(PracticeEvent.id).where(PracticeEvent.person_id.in_(people)),
        "norm": select(Norm.id).where(or_(Norm.organisation_id.in_(places), Norm.competence_id.in_(things))),
        "account": select(Account.id).where(_holds(search, Account.name, Account.email)),
    }
    return or_(*(and_(line.subject == subject, line.subject_id.in_(ids)) for subject, ids in about.items()))


def _holds(search: str, *columns: Any) -> ColumnElement[bool]:
    return or_(*(func.lower(column).contains(search.lower(), autoescape=True) for column in columns))


# ---- names ----------------------------------------------------------------------------------------------------

NAMED: dict[str, tuple[Any, Any, Any]] = {
    "account": (Account.id, Account.name, Account.name),
    "competence": (Competence.id, Competence.name_nl, Competence.name_en),
    "course": (Course.id, Course.name_nl, Course.name_en),
    "function": (Function.id, Function.name, Function.name),
    "import_run": (ImportRun.id, ImportRun.file_name, ImportRun.file_name),
    "municipality": (Municipality.id, Municipality.name, Municipality.name),
    "organisation": (Organisation.id, Organisation.name, Organisation.name),
    "organisation_type": (OrganisationType.id, OrganisationType.name_nl, OrganisationType.name_en),
    "person": (Person.id, Person.name, Person.name),
    "practice_kind": (PracticeKind.id, PracticeKind.name_nl, PracticeKind.name_en),
    "region": (Region.id, Region.name, Region.name),
    "room": (Room.id, Room.name, Room.name),
    "training_session": (TrainingSession.id, TrainingSession.key, TrainingSession.key),
}
PARTS: dict[str, tuple[Any, Any, Any]] = {
    "certificate": (Certificate.id, Certificate.person_id, Certificate.competence_id),
    "employment": (Employment.id, Employment.person_id, Employment.organisation_id),
    "enrolment": (Enrolment.id, Enrolment.person_id, Enrolment.session_id),
    "interest": (Interest.id, Interest.person_id, Interest.course_id),
    "norm": (Norm.id, Norm.organisation_id, Norm.competence_id),
    "practice_event": (PracticeEvent.id, PracticeEvent.person_id, PracticeEvent.competence_id),
    "reservation": (Reservation.id, Reservation.organisation_id, Reservation.session_id),
}


def found_names(session: Session, kind: str, ids: Collection[int], english: bool) -> dict[int, str]:
    """The names of the things of a kind that still exist."""
    if kind not in NAMED or not ids:
        return {}
    number, name_nl, name_en = NAMED[kind]
    wanted = select(number, name_en if english else name_nl).where(number.in_(sorted(ids)))
    return dict(session.execute(wanted).all())


def parts_of(session: Session, kind: str, ids: Collection[int]) -> list[tuple[int, int, int]]:
    """(id, one, other): what each thing of a kind ties together."""
    wanted = select(*PARTS[kind]).where(PARTS[kind][0].in_(sorted(ids)))
    return [(row[0], row[1], row[2]) for row in session.execute(wanted).all()]
