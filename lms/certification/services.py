"""Use cases of certificates."""

from __future__ import annotations

from datetime import date

from lms.catalogue.models import Competence
from lms.catalogue.rules import Period, last_valid_day
from lms.core.db import UnitOfWork
from lms.core.events import Change

from .events import CertificateIssued
from .models import Certificate
from .queries import find_certificate


def issue(uow: UnitOfWork, person_id: int, competence: Competence, on: date) -> Certificate:
    """The certificate of a completion on a day, valid as long as the competence says; issued once."""
    found = find_certificate(uow.session, person_id, competence.id, on)
    if found is not None:
        return found
    until = last_valid_day(on, Period.parse(competence.validity)) if competence.validity else None
    certificate = Certificate(
        person_id=person_id,
        competence_id=competence.id,
        issued_on=on,
        valid_until=until,
        validity=competence.validity,
    )
    uow.session.add(certificate)
    uow.session.flush()
    said = {
        "person_id": person_id,
        "competence_id": competence.id,
        "issued_on": on,
        "valid_until": until,
    }
    uow.publish(CertificateIssued((Change(certificate.id, None, said),)))
    return certificate
