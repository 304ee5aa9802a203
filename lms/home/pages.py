"""Gathers what the home page shows; read-only, a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lms.catalogue.models import Competence
from lms.catalogue.queries import all_competences
from lms.core.access import Actor
from lms.expertise.overview import (
    Row,
    Summary,
    Urgent,
    make_rows,
    most_urgent,
    publish_on,
    shown_competences,
    summarise,
)
from lms.expertise.person_page import PersonPage, person_page
from lms.expertise.queries import Endings, coverage, ending_soon, visible_to
from lms.organisations.models import Organisation
from lms.organisations.queries import all_organisations
from lms.plugins.registry import Registry

from .tasks import Task, tasks_of


@dataclass(frozen=True)
class PlannersPart:
    """For whoever plans: the organisations in reach, where it goes wrong first, and whose certificate ends soon."""

    organisations: Sequence[Organisation]
    competences: Sequence[Competence]
    rows: Sequence[Row]
    summaries: Sequence[tuple[Competence, Summary]]
    urgent: Sequence[Urgent]
    ending: Endings
    whole: bool

    def competence(self, key: int) -> Competence:
        return next(c for c in self.competences if c.id == key)


@dataclass(frozen=True)
class HomePage:
    """The parts of the home page; None where a part does not concern the reader."""

    planners: PlannersPart | None
    tasks: Sequence[Task]
    own: PersonPage | None


FIRST = 10
"""So many certificates that end soon are named at once; `ENDING` of them when the reader asks for all."""
ENDING = 500


def home_page(
    session: Session, actor: Actor, registry: Registry, today: date, *, whole: bool, ending: int = FIRST
) -> HomePage:
    """The page for this actor on this day; `ending` is how many certificates that end soon are named."""
    plans = actor.sees_region or bool(actor.organisations)
    planners = _planners(session, actor, today, whole, ending) if plans else None
    return HomePage(
        planners=planners,
        tasks=tasks_of(session, actor, registry, planners.organisations if planners else (), today),
        own=person_page(session, actor.person_id, today) if actor.person_id is not None else None,
    )


def _planners(session: Session, actor: Actor, today: date, whole: bool, ending: int) -> PlannersPart:
    reach = None if actor.sees_region else actor.organisations
    competences = all_competences(session)
    answers = coverage(session, today, competences, organisations=reach)
    worth = shown_competences(answers)
    shown = [c for c in competences if c.id in worth]
    keys = [c.id for c in shown]
    organisations = all_organisations(session)
    published = None if whole else publish_on(today, organisations, answers)
    rows = make_rows(organisations, answers, keys, {}, published)
    return PlannersPart(
        organisations=[row.organisation for row in rows],
        competences=shown,
        rows=[row for row in rows if row.depth == 0],
        summaries=[(c, summarise(rows, c.id, answers, published)) for c in shown],
        urgent=most_urgent(rows, keys, limit=5),
        whole=whole,
        ending=ending_soon(session, reach, today, shown, visible_to(actor, today), ending)
        if whole and shown
        else Endings(),
    )
