"""Every select on regions and organisations."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.core.errors import NotFound

from .models import Municipality, Organisation, OrganisationType, Region, organisation_serves
from .rules import Node

TREE_LOCK = 20261123


def all_nodes(session: Session) -> list[Node]:
    """Every organisation as the tree rules see it."""
    o = Organisation
    columns = (o.id, o.parent_id, o.active_from, o.active_until, o.merged_into_id)
    return [Node(*row) for row in session.execute(select(*columns).order_by(o.id))]


def all_organisations(session: Session) -> list[Organisation]:
    """Every organisation with its region and type, by name."""
    wanted = select(Organisation).options(joinedload(Organisation.region), joinedload(Organisation.type))
    return list(session.scalars(wanted.order_by(Organisation.name)))


def get_organisation(session: Session, organisation_id: int) -> Organisation:
    """One organisation with its region, type, parent and successor; NotFound when there is none with this id."""
    wanted = (
        select(Organisation)
        .where(Organisation.id == organisation_id)
        .options(
            joinedload(Organisation.region),
            joinedload(Organisation.type),
            joinedload(Organisation.parent),
            joinedload(Organisation.merged_into),
        )
    )
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def organisation_names(session: Session) -> dict[str, int]:
    """The id of every organisation by its name."""
    return {row.name: row.id for row in session.execute(select(Organisation.name, Organisation.id))}


def all_regions(session: Session) -> list[Region]:
    """Every region by name."""
    return list(session.scalars(select(Region).order_by(Region.name)))


def all_types(session: Session) -> list[OrganisationType]:
    """Every organisation type by its Dutch name."""
    return list(session.scalars(select(OrganisationType).order_by(OrganisationType.name_nl)))


def all_municipalities(session: Session) -> list[Municipality]:
    """Every municipality by name."""
    return list(session.scalars(select(Municipality).order_by(Municipality.name)))


def lock_tree(session: Session) -> None:
    """Whoever changes the tree waits here for whoever does so now: two changes together could make a ring."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(TREE_LOCK)))


def get_organisation_to_change(session: Session, organisation_id: int) -> Organisation:
    """One organisation with its municipalities, which nobody else can change before the transaction ends."""
    lock_tree(session)
    wanted = (
        select(Organisation)
        .where(Organisation.id == organisation_id)
        .options(selectinload(Organisation.serves))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def served_by(session: Session, organisation_id: int) -> list[int]:
    """The ids of the municipalities that an organisation serves."""
    serves = organisation_serves.c
    wanted = select(serves.municipality_id).where(serves.organisation_id == organisation_id)
    return sorted(session.scalars(wanted))
