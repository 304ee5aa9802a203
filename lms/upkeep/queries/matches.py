"""Who somebody to add may be already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lms.core.access import Actor, Role
from lms.organisations.models import Organisation
from lms.people.models import Employment, Person

from ..permissions import may_touch
from ..rules import LEFT_MONTHS, months_later


@dataclass(frozen=True)
class Match:
    """Somebody who may be the same person: the name and where that person works today, nothing else.

    Of who is `unknown`, out of the actor's reach, only that somebody has the address; of who `left` the actor's list
    lately only the name.
    """

    person_id: int
    name: str
    organisations: tuple[str, ...]
    unknown: bool = False
    left: bool = False


def find_matches(
    session: Session, actor: Actor, emails: Iterable[str], names: Iterable[str], today: date
) -> tuple[dict[str, list[Match]], dict[str, list[Match]]]:
    """Who has one of these addresses, in the whole region; who has one of these names, within the actor's reach.

    Both by lower case. A name alone says too little to tell a coordinator about people elsewhere, and an address tells
    only that somebody has it.
    """
    e, asked = Employment, sorted({name.lower() for name in names})
    addresses = sorted({email.lower() for email in emails if email})
    person = (Person.id, Person.name, func.lower(Person.name), func.lower(Person.email))
    work = (e.organisation_id, e.employed_from, e.employed_until, Organisation.name)
    rows = session.execute(
        select(*person, *work)
        .outerjoin(e, e.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == e.organisation_id)
        .where(or_(func.lower(Person.email).in_(addresses), func.lower(Person.name).in_(asked)))
        .order_by(Person.id, Organisation.name)
    )
    since = months_later(today, -LEFT_MONTHS)
    people: dict[int, tuple[str, str, str | None]] = {}
    places: dict[int, list[str]] = defaultdict(list)
    near: set[int] = set()
    own: set[int] = set()
    everybody = actor.has(Role.PROGRAMME_TEAM, Role.ADMINISTRATOR)
    for person_id, name, folded, email, place_id, first, last, place in rows:
        people[person_id] = (name, folded, email)
        if place_id is None:
            continue
        if first <= today <= (last or date.max) and place not in places[person_id]:
            places[person_id].append(place)
        if (last or date.max) >= since and may_touch(actor, place_id):
            near.add(person_id)
            if (last or date.max) >= today:
                own.add(person_id)
    by_email: dict[str, list[Match]] = defaultdict(list)
    by_name: dict[str, list[Match]] = defaultdict(list)
    for person_id, (name, folded, email) in people.items():
        if everybody or person_id in own:
            match = Match(person_id, name, tuple(places[person_id]))
        elif person_id in near:
            match = Match(person_id, name, (), left=True)
        else:
            match = Match(person_id, "", (), unknown=True)
        if email is not None and email in addresses:
            by_email[email].append(match)
        if person_id in near:
            by_name[folded].append(match)
    return by_email, by_name
