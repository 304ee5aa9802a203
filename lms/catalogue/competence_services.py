"""Use cases of keeping competences. A key never changes: certificates and files know a competence by it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from lms.core.db import UnitOfWork
from lms.core.errors import ChangedMeanwhile, Refused
from lms.core.events import Change, differences, fingerprint

from .events import CompetenceChanged, CompetenceConfirmed, CompetencesAdded
from .models import Competence
from .queries import all_competences, get_competence


@dataclass(frozen=True)
class Details:
    """What somebody says of a competence; periods are ISO 8601 durations."""

    name_nl: str
    name_en: str
    validity: str | None = None
    currency_count: int | None = None
    currency_period: str | None = None

    def same_rule(self, values: dict[str, Any]) -> bool:
        """Whether the currency rule is that of these values."""
        return (self.currency_count, self.currency_period) == (
            values["currency_count"],
            values["currency_period"],
        )


def values_of(competence: Competence) -> dict[str, Any]:
    """What can be changed of a competence, under the names that its audit lines use."""
    names = ("name_nl", "name_en", "validity", "currency_count", "currency_period", "is_example")
    return {name: getattr(competence, name) for name in names}


def add_competence(uow: UnitOfWork, key: str, details: Details) -> Competence:
    """A new competence whose values are no example; Refused when the key is taken, whatever its capitals."""
    taken = Refused(_("There is a competence with the key “%(key)s” already.", key=key), field="key")
    if key.casefold() in {one.key.casefold() for one in all_competences(uow.session)}:
        raise taken
    competence = Competence(key=key, is_example=False, **asdict(details))
    uow.session.add(competence)
    try:
        uow.session.flush()
    except IntegrityError as error:
        raise taken from error
    uow.publish(CompetencesAdded((Change(competence.id, None, {"key": key} | values_of(competence)),)))
    return competence


def change_competence(uow: UnitOfWork, competence_id: int, details: Details, seen: str) -> Competence:
    """Change names, validity and currency; certificates that were issued keep their last valid day."""
    competence = _to_change(uow, competence_id, seen)
    before = values_of(competence)
    for name, value in asdict(details).items():
        setattr(competence, name, value)
    uow.session.flush()
    was, became = differences(before, values_of(competence))
    if became:
        uow.publish(CompetenceChanged((Change(competence.id, was, became),)))
    return competence


def confirm_competence(uow: UnitOfWork, competence_id: int, seen: str) -> Competence:
    """The values are no example; whoever confirms saw them as they are."""
    competence = _to_change(uow, competence_id, seen)
    if competence.is_example:
        competence.is_example = False
        uow.session.flush()
        change = Change(competence.id, {"is_example": True}, {"is_example": False})
        uow.publish(CompetenceConfirmed((change,)))
    return competence


def _to_change(uow: UnitOfWork, competence_id: int, seen: str) -> Competence:
    competence = get_competence(uow.session, competence_id, to_change=True)
    if fingerprint(values_of(competence)) != seen:
        raise ChangedMeanwhile("changed since it was shown")
    return competence
