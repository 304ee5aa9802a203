"""The search over organisations and people, within the reader's rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.expertise.permissions import may_view_organisation
from lms.expertise.queries import visible_to
from lms.organisations.models import Organisation
from lms.organisations.queries import all_organisations

from .queries import FoundPerson, search_people

SHOWN = 30
"""Results of each kind; whoever has more of them types another letter."""
LONGEST = 80
MOST_WORDS = 6


@dataclass(frozen=True)
class Found:
    """What was found, at most `SHOWN` of each kind; `more` says that there was more."""

    text: str
    organisations: Sequence[Organisation]
    people: Sequence[FoundPerson]
    more_organisations: bool
    more_people: bool

    @property
    def nothing(self) -> bool:
        return not self.organisations and not self.people


def search(session: Session, actor: Actor, text: str, today: date) -> Found:
    """Organisations and people with every typed word in their name; nothing for an empty text."""
    text = text.replace("\0", "").strip()[:LONGEST]
    words = text.casefold().split()[:MOST_WORDS]
    if not words:
        return Found("", (), (), more_organisations=False, more_people=False)
    organisations = [
        o
        for o in all_organisations(session)
        if may_view_organisation(actor, o.id) and all(word in o.name.casefold() for word in words)
    ]
    people = search_people(session, words, visible_to(actor, today), today, SHOWN + 1)
    return Found(
        text,
        organisations[:SHOWN],
        people[:SHOWN],
        more_organisations=len(organisations) > SHOWN,
        more_people=len(people) > SHOWN,
    )
