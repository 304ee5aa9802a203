"""Every select of the import: what the database knows, what is staged, and what already stands for staged rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, Table, func, or_, select
from sqlalchemy.orm import Session, aliased

from lms.catalogue.models import Competence, Course
from lms.certification.models import Certificate
from lms.expertise.models import Norm, PracticeEvent, PracticeKind
from lms.organisations.models import (
    Municipality,
    Organisation,
    OrganisationType,
    Region,
    organisation_serves,
)
from lms.organisations.queries import lock_tree
from lms.people.models import Account, Employment, Function, Person, PersonKey

from ..known import Known, Vocabulary
from ..staging import CHUNK, STAGED

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]

IMPORT_LOCK = 20261122


def wait_for_turn(session: Session) -> None:
    """Two imports at once: the second waits here for the first; SQLite has but one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(IMPORT_LOCK)))
        lock_tree(session)


def load_known(session: Session, source: str) -> Known:
    """Everything rows of this source may refer to in the database."""
    competences = session.execute(select(Competence.key, Competence.id, Competence.validity)).all()
    kinds = session.execute(select(PracticeKind.key, PracticeKind.name_nl, PracticeKind.name_en)).all()
    keys = select(PersonKey.key, PersonKey.person_id).where(PersonKey.source == source)
    return Known(
        organisations=_pairs(session, select(Organisation.name, Organisation.id)),
        competences={row.key: row.id for row in competences},
        validities={row.key: row.validity for row in competences},
        people=_pairs(session, keys),
        functions=Vocabulary((name, name) for name in session.scalars(select(Function.name))),
        kinds=Vocabulary(
            [(k.key, k.key) for k in kinds]
            + [(name, k.key) for k in kinds for name in (k.name_nl, k.name_en)]
        ),
        courses=_pairs(session, select(Course.key, Course.id)),
    )


def _pairs(session: Session, wanted: Select[str, int]) -> dict[str, int | None]:
    return dict(session.execute(wanted).all())


def newest_person(session: Session) -> int:
    """The highest id of a person so far; 0 when there is none."""
    return session.scalar(select(func.max(Person.id))) or 0


def new_ids(session: Session, table: Table, number: int) -> list[int]:
    """Ids for so many new rows of a table, taken from its sequence; SQLite, with its one writer, counts on."""
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, "id")
        return list(
            session.scalars(select(func.nextval(sequence)).select_from(func.generate_series(1, number)))
        )
    last = session.scalar(select(func.max(table.c.id))) or 0
    return list(range(last + 1, last + 1 + number))


# ---- staged rows ----------------------------------------------------------------------------------------------


def _stream(session: Session, wanted: AnySelect) -> Iterator[AnyRow]:
    yield from session.execute(wanted.execution_options(yield_per=CHUNK))


def staged_rows(session: Session, name: str, key: Sequence[str]) -> Iterator[AnyRow]:
    """All staged rows, those with the same key together and in the order of the file."""
    table = STAGED[name]
    return _stream(session, select(table).order_by(*(table.c[column] for column in key), table.c.row))


def repeated_rows(session: Session, name: str, key: Sequence[str]) -> Iterator[AnyRow]:
    """The staged rows whose key stands more than once, those with the same key together, in the file's order."""
    table = STAGED[name]
    columns = [table.c[column] for column in key]
    counted = select(table, func.count().over(partition_by=columns).label("copies")).subquery()
    wanted = select(counted).where(counted.c.copies > 1)
    return _stream(session, wanted.order_by(*(counted.c[column] for column in key), counted.c.row))


def disagreeing_people(session: Session) -> Iterator[AnyRow]:
    """The staged rows of persons who stand there with more than one name or e-mail address."""
    p = STAGED["people"]
    several = (
        select(p.c.person)
        .group_by(p.c.person)
        .having(or_(func.count(p.c.name.distinct()) > 1, func.count(p.c.email.distinct()) > 1))
    )
    return _stream(session, select(p).where(p.c.person.in_(several)).order_by(p.c.person, p.c.row))


# ---- what already stands --------------------------------------------------------------------------------------


def all_organisations(session: Session) -> Sequence[AnyRow]:
    """Every organisation with the names it refers to."""
    o, above, heir = Organisation, aliased(Organisation), aliased(Organisation)
    wanted = (
        select(
            o.id,
            o.name.label("organisation"),
            o.type_id,
            o.region_id,
            above.name.label("parent"),
            heir.name.label("merged_into"),
            o.active_from,
            o.active_until,
        )
        .outerjoin(above, above.id == o.parent_id)
        .outerjoin(heir, heir.id == o.merged_into_id)
    )
    return session.execute(wanted).all()


def all_served(session: Session) -> Sequence[AnyRow]:
    """(organisation id, municipality id) of every organisation."""
    return session.execute(select(organisation_serves)).all()


def all_competences(session: Session) -> Sequence[AnyRow]:
    """Every competence as its table in a dataset shows it."""
    c = Competence
    return session.execute(
        select(
            c.id,
            c.key.label("competence"),
            c.name_nl,
            c.name_en,
            c.validity,
            c.currency_count,
            c.currency_period,
            c.is_example,
        )
    ).all()


def named(session: Session, what: str) -> dict[str, int]:
    """The id of every region, municipality, type, function or practice kind by each of its names."""
    wanted: dict[str, list[AnySelect]] = {
        "regions": [select(Region.name, Region.id)],
        "municipalities": [select(Municipality.name, Municipality.id)],
        "types": [
            select(column, OrganisationType.id)
            for column in (OrganisationType.name_en, OrganisationType.name_nl, OrganisationType.key)
        ],
        "functions": [select(Function.name, Function.id)],
        "kinds": [
            select(column, PracticeKind.id)
            for column in (PracticeKind.name_en, PracticeKind.name_nl, PracticeKind.key)
        ],
    }
    return {name: number for query in wanted[what] for name, number in session.execute(query)}


def people_by_id(session: Session, ids: Collection[int]) -> dict[int, AnyRow]:
    """Name and e-mail address of these persons."""
    found = session.execute(select(Person.id, Person.name, Person.email).where(Person.id.in_(ids)))
    return {row.id: row for row in found}


def employments_of(session: Session, people: Collection[int]) -> Sequence[AnyRow]:
    """All employments of these persons."""
    return session.execute(select(Employment.__table__).where(Employment.person_id.in_(people))).all()


def certificates_of(session: Session, people: Collection[int]) -> Sequence[AnyRow]:
    """All certificates of these persons."""
    return session.execute(select(Certificate.__table__).where(Certificate.person_id.in_(people))).all()


def practice_of(session: Session, people: Collection[int]) -> Sequence[AnyRow]:
    """All practice events of these persons."""
    return session.execute(select(PracticeEvent.__table__).where(PracticeEvent.person_id.in_(people))).all()


def norms_of(session: Session, organisations: Collection[int]) -> Sequence[AnyRow]:
    """All norms of these organisations."""
    return session.execute(select(Norm.__table__).where(Norm.organisation_id.in_(organisations))).all()


# ---- what is worth saying afterwards --------------------------------------------------------------------------


def shared_addresses(session: Session) -> Iterator[AnyRow]:
    """(address, number of persons) of addresses in the dataset that more than one person now has."""
    staged = select(func.lower(STAGED["people"].c.email))
    address = func.lower(Person.email)
    wanted = select(address.label("address"), func.count().label("people")).where(address.in_(staged))
    return _stream(session, wanted.group_by(address).having(func.count() > 1).order_by(address))


def open_at_ended(session: Session) -> Sequence[AnyRow]:
    """(organisation, last day, employments) that go on after an organisation ended without a successor."""
    o, e = Organisation, Employment
    wanted = (
        select(o.name, o.active_until, func.count().label("employments"))
        .join(e, e.organisation_id == o.id)
        .where(
            o.active_until.is_not(None),
            o.merged_into_id.is_(None),
            or_(e.employed_until.is_(None), e.employed_until > o.active_until),
        )
        .group_by(o.name, o.active_until)
        .order_by(o.name)
    )
    return session.execute(wanted).all()


def has_demo_accounts(session: Session) -> bool:
    """Whether this database holds the demo region."""
    return session.scalar(select(Account.id).where(Account.demo_order.is_not(None)).limit(1)) is not None
