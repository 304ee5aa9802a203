"""Where somebody can go or begin: what the forms offer."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.organisations.queries import all_nodes

from .permissions import may_touch
from .plans import reach_of
from .queries import active_organisations


def places_to_go(session: Session, actor: Actor, today: date) -> dict[str, list[tuple[int, str]]]:
    """The organisations to which people may move: those in reach first, then the others in the region."""
    near: list[tuple[int, str]] = []
    far: list[tuple[int, str]] = []
    for one in active_organisations(session, today):
        (near if may_touch(actor, one.id) else far).append((one.id, one.name))
    nothing: list[tuple[int, str]] = [(0, _("Choose an organisation"))]
    groups = {_("No choice yet"): nothing, _("In your own list"): near, _("Elsewhere in the region"): far}
    return {label: choices for label, choices in groups.items() if choices}


def places_to_work(
    session: Session, actor: Actor, organisation_id: int, today: date
) -> list[tuple[int, str]]:
    """The organisations in the list of this one where somebody can begin."""
    reach = reach_of(actor, organisation_id, all_nodes(session), today)
    found = [(one.id, one.name) for one in active_organisations(session, today) if one.id in reach]
    return sorted(found, key=lambda place: (place[0] != organisation_id, place[1]))
