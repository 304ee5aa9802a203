"""Use cases of asking for a link: a coordinator invites people, somebody forgot a password. Administrators make it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from lms.core.access import Role
from lms.core.db import UnitOfWork
from lms.core.errors import NotFound, Refused
from lms.core.events import Change
from lms.organisations.queries import all_nodes

from .actors import reach_of
from .events import LinkRequested
from .models import Account, LinkRequest, Person
from .queries import (
    account_states,
    accounts_of,
    addresses_shared,
    addresses_taken,
    employed_people,
    find_open_request,
    people_who_left,
    select_for_request,
)
from .rules import is_address
from .services import create_account

MOST_AT_ONCE = 200
"""People in one invitation."""
LATELY = timedelta(days=365)
"""How long ago somebody may have left and still be named to who kept the list."""


def ask_for_forgotten(uow: UnitOfWork, email: str) -> None:
    """Let the administrators know that whoever has this address forgot the password.

    One statement, whether the address has an account, has asked already, or is nobody's: no answer takes longer.
    """
    insert = insert_sqlite if uow.session.get_bind().dialect.name == "sqlite" else insert_postgresql
    columns = ["account_id", "reason", "asked_at"]
    asked = insert(LinkRequest).from_select(columns, select_for_request(email, "forgotten", uow.now))
    uow.session.execute(asked.on_conflict_do_nothing())


def invite(uow: UnitOfWork, organisation_id: int, person_ids: Collection[int], today: date) -> int:
    """Give each of these people of an organisation an account and ask for their links; all of them, or nobody.

    Who starts later can come in already. Who was invited before and did not come in yet is asked for once more. The
    answer is how many were invited. Nobody out of the actor's reach today is invited or named.
    """
    if not person_ids:
        raise Refused(_("Choose at least one person to invite."), field="person")
    if len(person_ids) > MOST_AT_ONCE:
        raise Refused(_("Invite at most %(count)s people at once.", count=MOST_AT_ONCE), field="person")
    nodes = all_nodes(uow.session)
    if organisation_id not in {node.id for node in nodes}:
        raise NotFound
    places = reach_of({organisation_id}, nodes, today)
    if not uow.actor.has(Role.PROGRAMME_TEAM, Role.ADMINISTRATOR):
        places &= uow.actor.employers
    if not places:
        raise NotFound
    people = employed_people(uow.session, person_ids, places, today)
    left = people_who_left(uow.session, person_ids, places, today - LATELY, today)
    states = account_states(uow.session, person_ids)
    missing = len(set(person_ids)) - len(people) - len(left)
    problems = [_("%(name)s does not work here any more.", name=one.name) for one in left]
    problems += _problems(uow, people, states, missing)
    if problems:
        raise Refused(" ".join([_("Nobody was invited."), *problems]), field="person")
    known = accounts_of(uow.session, [one.id for one in people if states[one.id] == "invited"])
    for person in people:
        account = known.get(person.id) or create_account(
            uow, person.email or "", person.name, [(Role.PROFESSIONAL, None)], person_id=person.id
        )
        ask_for_invitation(uow, account)
    return len(people)


def ask_for_invitation(uow: UnitOfWork, account: Account) -> None:
    """Ask the administrators for a link for this account; asking twice is asking once."""
    if find_open_request(uow.session, account.id) is None:
        asked = LinkRequest(
            account_id=account.id, reason="invitation", asked_at=uow.now, asked_by=uow.actor.name
        )
        uow.session.add(asked)
        uow.session.flush()
        uow.publish(LinkRequested((Change(account.id, {}, {}),)))


def _problems(uow: UnitOfWork, people: Sequence[Person], states: dict[int, str], missing: int) -> list[str]:
    """Why these people cannot all be invited, each by name."""
    fresh = [person for person in people if states[person.id] == "none"]
    emails = {person.id: (person.email or "").strip().lower() for person in fresh}
    times = Counter(emails.values())
    shared, taken = (
        addresses_shared(uow.session, emails.values()),
        addresses_taken(uow.session, emails.values()),
    )
    found = []
    if missing:
        found.append(
            ngettext(
                "%(num)s person does not stand in this list.",
                "%(num)s people do not stand in this list.",
                missing,
            )
        )
    for person in people:
        state, email = states[person.id], emails.get(person.id, "")
        if state == "active":
            found.append(_("%(name)s has an account already.", name=person.name))
        elif state == "closed":
            found.append(
                _("The account of %(name)s was closed; an administrator can open it again.", name=person.name)
            )
        elif state == "none" and not is_address(email):
            found.append(_("%(name)s has no e-mail address; add it first.", name=person.name))
        elif state == "none" and (email in shared or times[email] > 1):
            found.append(
                _(
                    "%(name)s shares an e-mail address with somebody else; give each their own.",
                    name=person.name,
                )
            )
        elif state == "none" and email in taken:
            found.append(_("The e-mail address of %(name)s belongs to another account.", name=person.name))
    return found
