"""Saying that the list of an organisation is right, of exactly the list that was looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lms.core.db import UnitOfWork
from lms.core.errors import Refused
from lms.core.events import Change
from lms.organisations.queries import all_nodes

from .events import ListConfirmed
from .models import ListConfirmation
from .plans import reach_of
from .queries import count_listed, list_seal


def seal_of_list(session: Session, scope: Collection[int], today: date) -> str:
    """A short mark of the list as it is, which differs as soon as anything in the list does."""
    return hashlib.sha256("\n".join(list_seal(session, scope, today)).encode()).hexdigest()[:16]


def confirm(uow: UnitOfWork, organisation_id: int, seal: str, today: date) -> ListConfirmation:
    """Say that the list is right; refused when it is no longer the list that was looked at."""
    scope = reach_of(uow.actor, organisation_id, all_nodes(uow.session), today)
    if seal != seal_of_list(uow.session, scope, today):
        raise Refused(_("The list changed while you looked at it. Look again, and confirm it then."))
    said = ListConfirmation(
        organisation_id=organisation_id,
        at=uow.now,
        account_id=uow.actor.account_id,
        actor=uow.actor.name,
        people=count_listed(uow.session, scope, today),
    )
    uow.session.add(said)
    uow.session.flush()
    values = {"list_confirmed_at": said.at, "people": said.people}
    uow.publish(ListConfirmed((Change(organisation_id, {}, values),)))
    return said
