"""Use cases of rooms."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from lms.core.db import UnitOfWork
from lms.core.errors import ChangedMeanwhile, Refused
from lms.core.events import Change, differences, fingerprint

from . import events
from .models import Room
from .queries import get_room


def room_values(room: Room) -> dict[str, Any]:
    """What can be changed of a room."""
    return {"name": room.name, "address": room.address, "seats": room.seats}


def add_room(uow: UnitOfWork, name: str, address: str | None, seats: int | None) -> Room:
    """A new room; Refused when there is one with this name."""
    room = Room(name=" ".join(name.split()), address=address, seats=seats)
    uow.session.add(room)
    _flush(uow)
    said = {key: value for key, value in room_values(room).items() if value is not None}
    uow.publish(events.RoomAdded((Change(room.id, None, said),)))
    return room


def change_room(
    uow: UnitOfWork, room_id: int, name: str, address: str | None, seats: int | None, seen: str
) -> Room:
    """Change a room; ChangedMeanwhile when `seen` is no longer what stands."""
    room = get_room(uow.session, room_id, to_change=True)
    before = room_values(room)
    if fingerprint(before) != seen:
        raise ChangedMeanwhile("changed since it was shown")
    room.name, room.address, room.seats = " ".join(name.split()), address, seats
    _flush(uow)
    was, became = differences(before, room_values(room))
    if became:
        uow.publish(events.RoomChanged((Change(room.id, was, became),)))
    return room


def _flush(uow: UnitOfWork) -> None:
    try:
        uow.session.flush()
    except IntegrityError as error:
        raise Refused(
            _("There is a room with this name already. Choose another name."), field="name"
        ) from error
