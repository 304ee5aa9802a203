"""Builds the demo region into an empty database, in one transaction, through the platform's own importer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from lms.catalogue.queries import all_competences
from lms.catalogue.services import sync_course_types
from lms.core.access import SYSTEM, Role
from lms.core.clock import Clock, civil_date
from lms.core.db import Database, UnitOfWork
from lms.core.errors import Refused
from lms.core.events import Change
from lms.exchange import Dataset, import_dataset
from lms.expertise.queries import currency_of
from lms.expertise.services import sync_practice_kinds
from lms.organisations.models import OrganisationType
from lms.organisations.queries import all_organisations, all_types, organisation_names
from lms.people.services import create_account
from lms.plugins.registry import Registry

from .accounts import DemoAccount, demo_accounts_of
from .events import DemoTypesAdded, NormsMarkedAsExample
from .lists import confirm_lists
from .queries import SOURCE, all_norms, demo_people, is_empty
from .region import TYPES
from .rows import rows_of
from .story import stories_of, tell

Progress = Callable[[str], object]


def build_demo(
    database: Database, registry: Registry, clock: Clock, progress: Progress | None = None
) -> None:
    """Build the whole demo region as it stands today; refused when the database holds people or organisations.

    It is committed at the end or not at all. `progress` is told what begins.
    """
    tell_about = progress or (lambda _: None)
    with database.transaction(SYSTEM, clock.now()) as uow:
        if not is_empty(uow.session):
            raise Refused(
                "This database holds organisations or people already; the demo region is built into an empty one. "
                "Set DATABASE_URL to a new database, or use: lms demo --if-empty"
            )
        _build(uow, registry, civil_date(clock.now()), tell_about)


def _build(uow: UnitOfWork, registry: Registry, today: date, progress: Progress) -> None:
    course_types = list(registry.enabled.values())
    sync_course_types(uow, course_types)
    sync_practice_kinds(uow, course_types)
    _add_types(uow)
    competences = {competence.key: competence for competence in all_competences(uow.session)}
    stories = stories_of(course_types)
    progress("living through the years since 2019")
    history = tell(today, stories, {key: competence.validity for key, competence in competences.items()})
    progress("importing the region")
    dataset = Dataset.from_rows(rows_of(history), name="demo")
    report = import_dataset(uow, dataset, source=SOURCE, today=today, dry_run=False)
    if report.problems:
        raise Refused("The demo region does not import: " + "; ".join(map(str, report.problems[:5])))
    progress("opening the demo accounts")
    _mark_norms_as_example(uow)
    currencies = {key: currency_of(competence) for key, competence in competences.items()}
    _open_accounts(uow, demo_accounts_of(history, stories, currencies))
    confirm_lists(uow, all_organisations(uow.session), today)


def _add_types(uow: UnitOfWork) -> None:
    known = {kind.name_nl for kind in all_types(uow.session)}
    added = [
        OrganisationType(key=nl.lower().replace(" ", "_"), name_nl=nl, name_en=en)
        for nl, en in TYPES.items()
        if nl not in known
    ]
    uow.session.add_all(added)
    uow.session.flush()
    uow.publish(DemoTypesAdded(tuple(Change(kind.id, None, {"key": kind.key}) for kind in added)))


def _mark_norms_as_example(uow: UnitOfWork) -> None:
    """Norms are set by people; the ones the demo invented say so."""
    norms = all_norms(uow.session)
    for norm in norms:
        norm.is_example = True
    uow.session.flush()
    uow.publish(NormsMarkedAsExample(details={"norms": len(norms)}))


def _open_accounts(uow: UnitOfWork, accounts: list[DemoAccount]) -> None:
    """Accounts without a password: they open only where demo mode is on."""
    organisations = organisation_names(uow.session)
    people = demo_people(uow.session, [a.worker.key for a in accounts if a.worker])
    for order, account in enumerate(accounts, 1):
        scope = organisations[account.organisation] if account.organisation else None
        create_account(
            uow,
            account.email,
            account.name,
            [(role, scope if role is Role.COORDINATOR else None) for role in account.roles],
            person_id=people[account.worker.key] if account.worker else None,
            demo_order=order,
        )
