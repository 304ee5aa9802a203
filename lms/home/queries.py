"""Selects over several features: what waits for somebody today, and the search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from lms.catalogue.models import Competence
from lms.exchange.models import ImportRun
from lms.expertise.models import Norm
from lms.expertise.queries.people import employed_on_day
from lms.organisations.models import Organisation
from lms.people.models import Employment, LinkRequest, Person


@dataclass(frozen=True)
class Counts:
    """How many of each thing wait for somebody."""

    link_requests: int
    checked_imports: int
    example_competences: int
    example_norms: int


def count_waiting(session: Session) -> Counts:
    """What waits for administrators and the programme team; one query."""

    def number(table: type, condition: ColumnElement[bool]) -> ColumnElement[int]:
        return select(func.count()).select_from(table).where(condition).scalar_subquery()

    row = session.execute(
        select(
            number(LinkRequest, LinkRequest.handled_at.is_(None)),
            number(ImportRun, ImportRun.state == "checked"),
            number(Competence, Competence.is_example.is_(True)),
            number(Norm, Norm.is_example.is_(True)),
        )
    ).one()
    return Counts(*row)


@dataclass(frozen=True)
class FoundPerson:
    """A person whose name may be seen, and where that person works today."""

    person_id: int
    name: str
    employers: Sequence[str]


def search_people(
    session: Session, words: Sequence[str], visible: ColumnElement[bool], today: date, limit: int
) -> list[FoundPerson]:
    """People with every word in their name or e-mail address, by name; two queries."""
    if not words:
        return []
    each = [
        or_(
            func.lower(Person.name).contains(word.lower(), autoescape=True),
            func.lower(Person.email).contains(word.lower(), autoescape=True),
        )
        for word in words
    ]
    wanted = select(Person.id, Person.name).where(visible, and_(*each)).order_by(Person.name, Person.id)
    people = session.execute(wanted.limit(limit)).all()
    e = Employment
    places = (
        select(e.person_id, Organisation.name)
        .join(Organisation, Organisation.id == e.organisation_id)
        .where(e.person_id.in_([row.id for row in people]), employed_on_day(today))
        .distinct()
        .order_by(e.person_id, Organisation.name)
    )
    employers: dict[int, list[str]] = defaultdict(list)
    for person_id, name in session.execute(places):
        employers[person_id].append(name)
    return [FoundPerson(row.id, row.name, employers[row.id]) for row in people]
