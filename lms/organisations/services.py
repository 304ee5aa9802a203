"""Use cases of organisations: adding, changing, merging and ending. The tree never holds a ring."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.core.db import UnitOfWork
from lms.core.errors import ChangedMeanwhile, NotFound, Refused
from lms.core.events import Change, Event, differences, fingerprint

from . import events
from .models import Municipality, Organisation, OrganisationType, Region
from .queries import (
    all_municipalities,
    all_nodes,
    all_regions,
    all_types,
    get_organisation_to_change,
    lock_tree,
    organisation_names,
)
from .rules import Node, ring_with

NEW = -1
"""In place of an id: the name that was typed beside it is new."""


@dataclass(frozen=True)
class Details:
    """What somebody says of an organisation; an id of NEW asks for the typed name to be added."""

    name: str
    type_id: int | None = None
    new_type: str = ""
    region_id: int | None = None
    new_region: str = ""
    parent_id: int | None = None
    serves: Collection[int] = ()
    new_municipalities: Sequence[str] = ()
    active_from: date | None = None
    active_until: date | None = None


def values_of(organisation: Organisation) -> dict[str, Any]:
    """What can be changed of an organisation, under the names that its audit lines use."""
    names = ("name", "type_id", "region_id", "parent_id", "active_from", "active_until", "merged_into_id")
    values = {name: getattr(organisation, name) for name in names}
    return values | {"serves": sorted(one.id for one in organisation.serves)}


def add_organisation(uow: UnitOfWork, details: Details) -> Organisation:
    """A new organisation; Refused when the name is taken or the days or the tree are wrong."""
    lock_tree(uow.session)
    organisation = Organisation(name="", serves=[])
    _apply(uow, organisation, details)
    uow.session.add(organisation)
    _flush(uow.session)
    said = {name: value for name, value in values_of(organisation).items() if value not in (None, [])}
    uow.publish(events.OrganisationAdded((Change(organisation.id, None, said),)))
    return organisation


def change_organisation(uow: UnitOfWork, organisation_id: int, details: Details, seen: str) -> Organisation:
    """Change what is known of an organisation; ChangedMeanwhile when `seen` is no longer what stands."""
    organisation = _to_change(uow.session, organisation_id, seen)
    before = values_of(organisation)
    if organisation.merged_into_id is not None and details.active_until is None:
        raise Refused(
            _("This organisation merged into another and keeps its last day. Take the merger back instead."),
            field="active_until",
        )
    _apply(uow, organisation, details)
    _publish(uow, events.OrganisationChanged, organisation, before)
    return organisation


def merge_organisation(
    uow: UnitOfWork, organisation_id: int, into_id: int, last_day: date, seen: str
) -> Organisation:
    """Let another organisation take over from the day after `last_day`."""
    organisation = _to_change(uow.session, organisation_id, seen)
    before = values_of(organisation)
    nodes = {node.id: node for node in all_nodes(uow.session)}
    successor = nodes.get(into_id)
    if successor is None or into_id == organisation_id:
        raise Refused(_("Choose the organisation that takes over."), field="into")
    _check_days(organisation.active_from, last_day, field="last_day")
    if successor.active_until is not None and successor.active_until <= last_day:
        message = _(
            "The organisation that takes over ends on %(day)s itself. Choose another, or an earlier last day.",
            day=f"{successor.active_until:%d-%m-%Y}",
        )
        raise Refused(message, field="into")
    organisation.active_until, organisation.merged_into_id = last_day, into_id
    _check_taken_over(uow.session, organisation, field="last_day")
    _check_tree(uow.session, organisation, field="into")
    _publish(uow, events.OrganisationMerged, organisation, before)
    return organisation


def take_merger_back(uow: UnitOfWork, organisation_id: int, seen: str) -> Organisation:
    """The organisation goes on by itself: no successor, and no last day."""
    organisation = _to_change(uow.session, organisation_id, seen)
    if organisation.merged_into_id is None:
        raise Refused(_("This organisation did not merge into another; there is nothing to take back."))
    before = values_of(organisation)
    organisation.merged_into_id = organisation.active_until = None
    _check_tree(uow.session, organisation, field=None)
    _publish(uow, events.MergerTakenBack, organisation, before)
    return organisation


def end_organisation(uow: UnitOfWork, organisation_id: int, last_day: date, seen: str) -> Organisation:
    """The organisation ends after `last_day`, and nobody takes over."""
    organisation = _to_change(uow.session, organisation_id, seen)
    if organisation.merged_into_id is not None:
        raise Refused(_("This organisation merged into another; it has ended already."))
    before = values_of(organisation)
    _check_days(organisation.active_from, last_day, field="last_day")
    organisation.active_until = last_day
    _check_taken_over(uow.session, organisation, field="last_day")
    _publish(uow, events.OrganisationEnded, organisation, before)
    return organisation


def _to_change(session: Session, organisation_id: int, seen: str) -> Organisation:
    organisation = get_organisation_to_change(session, organisation_id)
    if fingerprint(values_of(organisation)) != seen:
        raise ChangedMeanwhile("changed since it was shown")
    return organisation


def _publish(uow: UnitOfWork, event: type[Event], organisation: Organisation, before: dict[str, Any]) -> None:
    _flush(uow.session)
    was, became = differences(before, values_of(organisation))
    if became:
        uow.publish(event((Change(organisation.id, was, became),)))


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        # An import made it between our look and our write; names are the only thing the two can both want.
        raise Refused(
            _("This name was just taken by somebody else. Choose another name."), field="name"
        ) from error


def _apply(uow: UnitOfWork, organisation: Organisation, details: Details) -> None:
    """Check everything first, then add what is new, then change the organisation."""
    with uow.session.no_autoflush:
        name = _free_name(uow.session, organisation.id, details.name)
        _check_days(details.active_from, details.active_until, field="active_until")
        parent_id = _known_parent(uow.session, organisation, details.parent_id)
        organisation.name, organisation.parent_id = name, parent_id
        organisation.active_from, organisation.active_until = details.active_from, details.active_until
        _check_tree(uow.session, organisation, field="parent_id")
        _check_taken_over(uow.session, organisation, field="active_until")
        organisation.type_id = _type(uow, details)
        organisation.region_id = _region(uow, details)
        organisation.serves = _municipalities(uow, details, organisation.region_id)


def _free_name(session: Session, own_id: int | None, name: str) -> str:
    name = " ".join(name.split())
    taken = {known.casefold(): number for known, number in organisation_names(session).items()}
    if taken.get(name.casefold(), own_id) != own_id:
        raise Refused(
            _("There is an organisation called “%(name)s” already. Choose another name.", name=name),
            field="name",
        )
    return name


def _check_days(first: date | None, last: date | None, *, field: str) -> None:
    if first is not None and last is not None and last < first:
        raise Refused(
            _("The last day lies before the first day, %(day)s.", day=f"{first:%d-%m-%Y}"), field=field
        )


def _check_taken_over(session: Session, organisation: Organisation, *, field: str) -> None:
    """It must still be there on the day after the last day of whatever merged into it."""
    last = organisation.active_until
    if last is None or organisation.id is None:
        return
    with session.no_autoflush:
        before = [
            n for n in all_nodes(session) if n.merged_into_id == organisation.id and n.id != organisation.id
        ]
    latest = max((n.active_until for n in before if n.active_until is not None), default=None)
    if latest is not None and last <= latest:
        message = _(
            "Another organisation merged into this one after %(day)s. Choose a last day after it, or take that "
            "merger back first.",
            day=f"{latest:%d-%m-%Y}",
        )
        raise Refused(message, field=field)


def _known_parent(session: Session, organisation: Organisation, parent_id: int | None) -> int | None:
    if parent_id is not None and parent_id not in {node.id for node in all_nodes(session)}:
        raise Refused(_("The organisation above it no longer exists. Choose another one."), field="parent_id")
    return parent_id


def _check_tree(session: Session, organisation: Organisation, *, field: str | None) -> None:
    """No ring of parents, of mergers, or of both: whoever merges into what lies deep under it."""
    if organisation.id is None:
        return
    o = organisation
    changed = Node(o.id, o.parent_id, o.active_from, o.active_until, o.merged_into_id)
    with session.no_autoflush:
        found = ring_with(all_nodes(session), changed)
        names = {number: name for name, number in organisation_names(session).items()}
    if found is not None:
        way = " → ".join(names.get(one, "?") for one in [*found[1], found[1][0]])
        raise Refused(_("This makes a ring in the tree: %(ring)s.", ring=way), field=field)


def _type(uow: UnitOfWork, details: Details) -> int | None:
    if details.type_id != NEW:
        return _one_of(details.type_id, [one.id for one in all_types(uow.session)])
    name = details.new_type.strip()
    known = {
        word.casefold(): one.id
        for one in all_types(uow.session)
        for word in (one.key, one.name_en, one.name_nl)
    }
    return known.get(name.casefold()) or _added(
        uow, OrganisationType(key=name, name_nl=name, name_en=name), events.OrganisationTypeAdded
    )


def _region(uow: UnitOfWork, details: Details) -> int | None:
    if details.region_id != NEW:
        return _one_of(details.region_id, [one.id for one in all_regions(uow.session)])
    name = details.new_region.strip()
    known = {one.name.casefold(): one.id for one in all_regions(uow.session)}
    return known.get(name.casefold()) or _added(uow, Region(name=name), events.RegionAdded)


def _municipalities(uow: UnitOfWork, details: Details, region_id: int | None) -> list[Municipality]:
    known = {one.name.casefold(): one for one in all_municipalities(uow.session)}
    served = [one for one in known.values() if one.id in details.serves]
    for name in details.new_municipalities:
        one = known.get(name.casefold())
        if one is None:
            one = known[name.casefold()] = Municipality(name=name, region_id=region_id)
            _added(uow, one, events.MunicipalityAdded)
        if one not in served:
            served.append(one)
    return served


def _one_of(wanted: int | None, known: Collection[int]) -> int | None:
    if wanted is not None and wanted not in known:
        raise NotFound
    return wanted


def _added(uow: UnitOfWork, thing: Region | Municipality | OrganisationType, event: type[Event]) -> int:
    uow.session.add(thing)
    uow.session.flush()
    named = ("key", "name_nl", "name_en") if isinstance(thing, OrganisationType) else ("name",)
    uow.publish(event((Change(thing.id, None, {name: getattr(thing, name) for name in named}),)))
    return thing.id
