"""When the lists of people of the demo region were last confirmed: most lately, some too long ago, some never."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from lms.core.clock import AMSTERDAM
from lms.core.db import UnitOfWork
from lms.organisations.models import Organisation
from lms.upkeep.models import ListConfirmation
from lms.upkeep.queries import count_listed

WEEKS_AGO: Sequence[int | None] = (6, 34, 14, None, 20)
"""In turn, for each organisation that stands by itself: how long ago it was, or never."""

LATE = "Lokaal team Dijk en Waard"
"""The organisation of the demo coordinator, who is to find something to do."""


def confirm_lists(uow: UnitOfWork, organisations: Sequence[Organisation], today: date) -> None:
    """Somebody looked at these lists, as far as anybody did; what was confirmed is no fact of coverage."""
    standing = [o for o in organisations if o.parent_id is None and o.active_until is None]
    for number, organisation in enumerate(standing):
        weeks = 31 if organisation.name == LATE else WEEKS_AGO[number % len(WEEKS_AGO)]
        if weeks is None:
            continue
        below = {o.id for o in organisations if o.parent_id == organisation.id}
        moment = uow.now.astimezone(AMSTERDAM) - timedelta(weeks=weeks)
        uow.session.add(
            ListConfirmation(
                organisation_id=organisation.id,
                at=moment,
                actor="Voorbeeld-coördinator",
                people=count_listed(uow.session, {organisation.id, *below}, today),
            )
        )
    uow.session.flush()
