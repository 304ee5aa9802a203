"""Every select on regions and organisations."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lms.core.errors import NotFound

from .models import Organisation, OrganisationType, Region
from .rules import Node


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
