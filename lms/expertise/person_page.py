"""Gathers what the page of one person shows: per competence the standing, the certificates and the practice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lms.catalogue.models import Competence
from lms.catalogue.queries import all_competences
from lms.certification.models import Certificate
from lms.people.models import Employment, Person
from lms.people.queries import get_person

from .models import PracticeKind
from .queries import currency_of, facts_of, held
from .reasons import Reasoned, explain
from .rules import Status, standing

_DUE = (Status.EXPIRING, Status.OUT_OF_PRACTICE, Status.LAPSED)


@dataclass(frozen=True)
class Dossier:
    """One competence of one person."""

    competence: Competence
    reasoned: Reasoned
    certificates: Sequence[Certificate]
    practice: Sequence[tuple[date, PracticeKind]]

    @property
    def is_due(self) -> bool:
        return self.reasoned.standing.status in _DUE


@dataclass(frozen=True)
class PersonPage:
    """A person on a day: employments, and every competence ever certified or practised."""

    person: Person
    on: date
    dossiers: Sequence[Dossier]

    @property
    def due(self) -> list[Dossier]:
        """What asks for attention, the first to end first."""
        return sorted((d for d in self.dossiers if d.is_due), key=lambda d: _ends(d) or date.max)

    def employments(self, running: bool) -> list[Employment]:
        """The employments that cover the day, or the others."""
        return [e for e in self.person.employments if _covers(e, self.on) == running]


def _ends(dossier: Dossier) -> date | None:
    return dossier.reasoned.certificate.valid_until if dossier.reasoned.certificate else None


def _covers(employment: Employment, on: date) -> bool:
    return employment.employed_from <= on and (
        employment.employed_until is None or employment.employed_until >= on
    )


def person_page(session: Session, person_id: int, on: date) -> PersonPage:
    """The page of a person; five queries."""
    person = get_person(session, person_id)
    competences = all_competences(session)
    certificates, practice = facts_of(session, [person_id], competences)
    dossiers = []
    for competence in competences:
        key = (person_id, competence.id)
        if certificates[key] or practice[key]:
            currency = currency_of(competence)
            stands = standing(
                [held(c) for c in certificates[key]], [day for day, _ in practice[key]], currency, on
            )
            reasoned = explain(stands, certificates[key], competence, currency)
            dossiers.append(Dossier(competence, reasoned, certificates[key], practice[key]))
    return PersonPage(person, on, dossiers)
