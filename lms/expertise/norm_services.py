"""Use cases of norms: adding, changing, removing and confirming a dated line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.core.db import UnitOfWork
from lms.core.errors import ChangedMeanwhile, Refused
from lms.core.events import Change, differences, fingerprint

from .events import NormAdded, NormChanged, NormConfirmed, NormRemoved
from .models import Norm
from .queries.norms import NormFilters, example_norms, find_norm_with, get_norm


@dataclass(frozen=True)
class NormDetails:
    """A norm line as somebody wants it: exactly one of `headcount` and `share` (0 to 1)."""

    organisation_id: int
    competence_id: int
    starts_on: date
    function_id: int | None = None
    headcount: int | None = None
    share: Decimal | None = None


def values_of(norm: Norm) -> dict[str, Any]:
    """A norm line under the names that its audit lines use."""
    names = (
        "organisation_id",
        "competence_id",
        "starts_on",
        "function_id",
        "headcount",
        "share",
        "is_example",
    )
    return {name: getattr(norm, name) for name in names}


def add_norm(uow: UnitOfWork, details: NormDetails) -> Norm:
    """A new line, which is no example: somebody set it."""
    _refuse_double(uow.session, details, None)
    norm = Norm(**asdict(details), is_example=False)
    uow.session.add(norm)
    _flush(uow.session)
    uow.publish(NormAdded((Change(norm.id, None, values_of(norm)),)))
    return norm


def change_norm(uow: UnitOfWork, norm_id: int, details: NormDetails, seen: str) -> Norm:
    """Change a line; whoever sets it says with that that it is no example."""
    norm = _to_change(uow.session, norm_id, seen)
    _refuse_double(uow.session, details, norm_id)
    before = values_of(norm)
    for name, value in (asdict(details) | {"is_example": False}).items():
        setattr(norm, name, value)
    _flush(uow.session)
    was, became = differences(before, values_of(norm))
    if became:
        uow.publish(NormChanged((Change(norm.id, was, became),)))
    return norm


def confirm_norm(uow: UnitOfWork, norm_id: int, seen: str) -> Norm:
    """The line is no example; whoever confirms saw it as it is."""
    norm = _to_change(uow.session, norm_id, seen)
    if norm.is_example:
        norm.is_example = False
        uow.session.flush()
        uow.publish(NormConfirmed((Change(norm.id, {"is_example": True}, {"is_example": False}),)))
    return norm


def seal_of(norms: Sequence[Norm]) -> str:
    """Stands for exactly these lines as they are."""
    return fingerprint({str(norm.id): fingerprint(values_of(norm)) for norm in norms})


def confirm_norms(uow: UnitOfWork, filters: NormFilters, seen: str) -> int:
    """None of these lines is an example; how many. ChangedMeanwhile when they are not those that were shown."""
    norms = example_norms(uow.session, filters, to_change=True)
    if seal_of(norms) != seen:
        raise ChangedMeanwhile("changed since they were shown")
    for norm in norms:
        norm.is_example = False
    uow.session.flush()
    changes = [Change(norm.id, {"is_example": True}, {"is_example": False}) for norm in norms]
    if changes:
        uow.publish(NormConfirmed(tuple(changes)))
    return len(changes)


def remove_norm(uow: UnitOfWork, norm_id: int, seen: str) -> Norm:
    """Take a line away; its audit line keeps all of it, so that it can be put back."""
    norm = _to_change(uow.session, norm_id, seen)
    before = values_of(norm)
    uow.session.delete(norm)
    uow.session.flush()
    uow.publish(NormRemoved((Change(norm_id, before, None),)))
    return norm


def _to_change(session: Session, norm_id: int, seen: str) -> Norm:
    norm = get_norm(session, norm_id, to_change=True)
    if fingerprint(values_of(norm)) != seen:
        raise ChangedMeanwhile("changed since it was shown")
    return norm


def _refuse_double(session: Session, details: NormDetails, own_id: int | None) -> None:
    if find_norm_with(session, details, own_id) is not None:
        raise _double()


def _double() -> Refused:
    return Refused(
        _("There is a norm from this day for this function already. Change that one, or choose another day."),
        field="starts_on",
    )


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        raise _double() from error
