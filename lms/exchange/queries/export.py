"""Every select of the export: the tables of a dataset, row by row, with the keys of people that one source uses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session, aliased

from lms.catalogue.models import Competence, Course
from lms.certification.models import Certificate
from lms.expertise.models import Norm, PracticeEvent, PracticeKind
from lms.organisations.models import Municipality, Organisation, OrganisationType, Region, organisation_serves
from lms.people.models import Employment, Function, Person, PersonKey
from lms.sessions.models import Meeting, Room, TrainingSession

from . import AnyRow, AnySelect

CHUNK = 2000


def _stream(session: Session, wanted: AnySelect) -> Iterator[AnyRow]:
    yield from session.execute(wanted.execution_options(yield_per=CHUNK))


def see_one_moment(session: Session) -> None:
    """Let all tables be of the same moment, whatever others write meanwhile; SQLite does so by itself."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _keys(source: str) -> Subquery:
    """The key of each person in this source; of several, the first in the alphabet."""
    wanted = select(PersonKey.person_id, func.min(PersonKey.key).label("key"))
    return wanted.where(PersonKey.source == source).group_by(PersonKey.person_id).subquery()


def people_without_key(session: Session, source: str) -> Sequence[int]:
    """The ids of the people whom this source does not know."""
    known = select(PersonKey.person_id).where(PersonKey.source == source)
    return session.scalars(select(Person.id).where(Person.id.not_in(known)).order_by(Person.id)).all()


def number_without_key(session: Session, source: str) -> int:
    """How many people this source does not know."""
    known = select(PersonKey.person_id).where(PersonKey.source == source)
    return session.scalar(select(func.count()).select_from(Person).where(Person.id.not_in(known))) or 0


def exported_organisations(session: Session) -> Iterator[AnyRow]:
    o, above, heir = Organisation, aliased(Organisation), aliased(Organisation)
    wanted = (
        select(
            o.id,
            o.name.label("organisation"),
            o.type_id,
            Region.name.label("region"),
            above.name.label("parent"),
            o.active_from,
            o.active_until,
            heir.name.label("merged_into"),
        )
        .outerjoin(Region, Region.id == o.region_id)
        .outerjoin(above, above.id == o.parent_id)
        .outerjoin(heir, heir.id == o.merged_into_id)
        .order_by(o.id)
    )
    return _stream(session, wanted)


def served_names(session: Session) -> dict[int, list[str]]:
    """The names of the municipalities that each organisation serves."""
    wanted = (
        select(organisation_serves.c.organisation_id, Municipality.name)
        .join(Municipality, Municipality.id == organisation_serves.c.municipality_id)
        .order_by(Municipality.name)
    )
    found: dict[int, list[str]] = {}
    for organisation_id, name in session.execute(wanted):
        found.setdefault(organisation_id, []).append(name)
    return found


def type_spellings(session: Session) -> dict[int, tuple[str, str]]:
    """(Dutch name, key) of every organisation type."""
    t = OrganisationType
    return {row.id: (row.name_nl, row.key) for row in session.execute(select(t.id, t.name_nl, t.key))}


def exported_competences(session: Session) -> Iterator[AnyRow]:
    c = Competence
    wanted = select(
        c.key.label("competence"),
        c.name_nl,
        c.name_en,
        c.validity,
        c.currency_count,
        c.currency_period,
        c.is_example.label("example"),
    )
    return _stream(session, wanted.order_by(c.id))


def exported_people(session: Session, source: str) -> Iterator[AnyRow]:
    """A row for each employment, and one for a person without."""
    keys, e = _keys(source), Employment
    wanted = (
        select(
            keys.c.key.label("person"),
            Person.name,
            Person.email,
            Organisation.name.label("organisation"),
            Function.name.label("function"),
            e.fte,
            e.employed_from,
            e.employed_until,
        )
        .join_from(Person, keys, keys.c.person_id == Person.id)
        .outerjoin(e, e.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == e.organisation_id)
        .outerjoin(Function, Function.id == e.function_id)
        .order_by(Person.id, e.id)
    )
    return _stream(session, wanted)


def exported_norms(session: Session) -> Iterator[AnyRow]:
    n = Norm
    wanted = (
        select(
            Organisation.name.label("organisation"),
            Competence.key.label("competence"),
            n.starts_on.label("from"),
            n.headcount,
            n.share,
            Function.name.label("function"),
            n.is_example.label("example"),
        )
        .join(Organisation, Organisation.id == n.organisation_id)
        .join(Competence, Competence.id == n.competence_id)
        .outerjoin(Function, Function.id == n.function_id)
        .order_by(n.id)
    )
    return _stream(session, wanted)


def exported_certificates(session: Session, source: str) -> Iterator[AnyRow]:
    """With the validity of the competence, which decides what an empty last day would mean."""
    keys, c = _keys(source), Certificate
    wanted = (
        select(
            keys.c.key.label("person"),
            Competence.key.label("competence"),
            c.issued_on,
            c.valid_until,
            c.revoked_on,
            c.issuer,
            c.number,
            Competence.validity,
        )
        .join_from(c, keys, keys.c.person_id == c.person_id)
        .join(Competence, Competence.id == c.competence_id)
        .order_by(c.id)
    )
    return _stream(session, wanted)


def exported_practice(session: Session, source: str) -> Iterator[AnyRow]:
    keys, p = _keys(source), PracticeEvent
    wanted = (
        select(
            keys.c.key.label("person"),
            Competence.key.label("competence"),
            PracticeKind.key.label("kind"),
            p.day.label("on"),
        )
        .join_from(p, keys, keys.c.person_id == p.person_id)
        .join(Competence, Competence.id == p.competence_id)
        .join(PracticeKind, PracticeKind.id == p.kind_id)
        .order_by(p.id)
    )
    return _stream(session, wanted)


def exported_sessions(session: Session) -> Iterator[AnyRow]:
    """A row for each meeting that was not cancelled; the place that was typed, else the room."""
    s, m = TrainingSession, Meeting
    wanted = (
        select(
            s.key.label("session"),
            Course.key.label("course"),
            m.starts_at.label("start"),
            m.ends_at.label("end"),
            func.coalesce(m.place, Room.name).label("place"),
            s.minimum.label("min"),
            s.maximum.label("max"),
            Organisation.name.label("organisation"),
            s.status,
        )
        .join_from(m, s, s.id == m.session_id)
        .join(Course, Course.id == s.course_id)
        .outerjoin(Organisation, Organisation.id == s.organisation_id)
        .outerjoin(Room, Room.id == m.room_id)
        .where(m.cancelled_at.is_(None))
        .order_by(s.id, m.starts_at, m.id)
    )
    return _stream(session, wanted)
