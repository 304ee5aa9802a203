"""What there is to do today, per role: only what the reader can do something about, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from lms.core.access import Actor, Role
from lms.organisations.models import Organisation
from lms.plugins.registry import Registry
from lms.upkeep.permissions import may_keep_people
from lms.upkeep.queries import confirmations_due
from lms.web.filters import long_date

from .queries import count_waiting

NAMED = 3
"""Lists that are due are named one by one up to so many; more of them are counted."""


@dataclass(frozen=True)
class Task:
    """One thing to do: the sentence that says it, the page where it is done, and the words of the link."""

    text: str
    url: str
    action: str


def tasks_of(
    session: Session, actor: Actor, registry: Registry, active: Sequence[Organisation], today: date
) -> list[Task]:
    """The tasks of this actor; `active` are the organisations in reach that are active today."""
    tasks = []
    if actor.has(Role.ADMINISTRATOR, Role.PROGRAMME_TEAM):
        tasks += _of_keepers(session, actor, registry)
    if actor.has(Role.ADMINISTRATOR, Role.PROGRAMME_TEAM) or actor.organisations:
        tasks += _lists_due(session, actor, active, today)
    return tasks


def _of_keepers(session: Session, actor: Actor, registry: Registry) -> list[Task]:
    waiting = count_waiting(session)
    tasks = []
    if waiting.link_requests and actor.has(Role.ADMINISTRATOR):
        text = ngettext(
            "%(num)s person waits for a link to sign in.",
            "%(num)s people wait for a link to sign in.",
            waiting.link_requests,
        )
        tasks.append(Task(text, url_for("accounts.listed"), _("Make the links")))
    if waiting.checked_imports:
        text = ngettext(
            "%(num)s import was checked and waits for your decision.",
            "%(num)s imports were checked and wait for your decision.",
            waiting.checked_imports,
        )
        tasks.append(Task(text, url_for("exchange.imports"), _("Look and decide")))
    broken = sum(bool(found.problems) for found in registry.found)
    if broken:
        text = ngettext("%(num)s course type cannot be used.", "%(num)s course types cannot be used.", broken)
        tasks.append(Task(text, url_for("course_types.installed"), _("See why")))
    examples = waiting.example_competences + waiting.example_norms
    if examples:
        text = ngettext(
            "%(num)s value is still an example that nobody confirmed.",
            "%(num)s values are still examples that nobody confirmed.",
            examples,
        )
        page = "competences.index" if waiting.example_competences else "norms.index"
        tasks.append(Task(text, url_for(page), _("Look and confirm")))
    return tasks


def _lists_due(session: Session, actor: Actor, active: Sequence[Organisation], today: date) -> list[Task]:
    """Of every organisation that stands on top of the reader's: the list that nobody looked at for half a year."""
    kept = [o for o in active if may_keep_people(actor, o.id)]
    ids = {o.id for o in kept}
    top = [o for o in kept if o.parent_id not in ids]
    due = confirmations_due(session, [o.id for o in top], today)
    lists = [o for o in top if o.id in due]
    if len(lists) > NAMED:
        text = ngettext(
            "%(num)s list of people was not looked at for half a year.",
            "%(num)s lists of people were not looked at for half a year.",
            len(lists),
        )
        return [Task(text, url_for("home.lists_due"), _("See which"))]
    tasks = []
    for o in lists:
        last = due[o.id]
        text = (
            _(
                "Is the list of people of %(name)s still right? Last confirmed on %(day)s.",
                name=o.name,
                day=long_date(last.day),
            )
            if last
            else _("Is the list of people of %(name)s right? Nobody confirmed it yet.", name=o.name)
        )
        tasks.append(Task(text, url_for("upkeep.people", organisation_id=o.id), _("Look at the list")))
    return tasks
