"""Rooms: the list, and adding and changing one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core.clock import wall_time
from lms.core.errors import Refused
from lms.web.editing import put
from lms.web.request import facts, now, transaction
from lms.web.routing import requires

from .permissions import Permission
from .queries import all_rooms, get_room, meetings_per_room
from .rooms import add_room, change_room, room_values
from .small_forms import RoomForm

blueprint = Blueprint("rooms", __name__)


@blueprint.get("/rooms")
@requires(Permission.KEEP_ROOMS)
def index() -> ResponseReturnValue:
    """Every room."""
    coming = meetings_per_room(facts(), wall_time(now()))
    return render_template("sessions/rooms.html", rooms=all_rooms(facts()), coming=coming)


@blueprint.route("/rooms/new", methods=["GET", "POST"])
@requires(Permission.KEEP_ROOMS)
def add() -> ResponseReturnValue:
    """A new room."""
    form = RoomForm()
    if form.validate_on_submit():
        try:
            with transaction() as uow:
                room = add_room(uow, form.name.data or "", form.address.data or None, form.seats.data)
        except Refused as refused:
            put(form, refused)
        else:
            flash(_("%(name)s has been added.", name=room.name))
            return redirect(url_for("rooms.index"))
    return render_template("sessions/room.html", form=form, room=None), 422 if form.errors else 200


@blueprint.route("/rooms/<int(max=2147483647):room_id>", methods=["GET", "POST"])
@requires(Permission.KEEP_ROOMS)
def edit(room_id: int) -> ResponseReturnValue:
    """Change a room."""
    values = room_values(get_room(facts(), room_id))
    form = RoomForm(data=values)
    form.show(values, "room", room_id)
    if form.validate_on_submit():
        said = (form.name.data or "", form.address.data or None, form.seats.data)
        try:
            with transaction() as uow:
                change_room(uow, room_id, *said, form.fingerprint)
        except Refused as refused:
            form.refuse(refused, room_values(get_room(facts(), room_id)), "room", room_id)
        else:
            flash(_("%(name)s has been saved.", name=said[0]))
            return redirect(url_for("rooms.index"))
    room = get_room(facts(), room_id)
    return render_template("sessions/room.html", form=form, room=room), 422 if form.errors else 200
