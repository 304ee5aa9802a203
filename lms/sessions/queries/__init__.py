"""Every select on sessions, meetings, rooms and trainers."""

from __future__ import annotations

from .people import (
    availability_of,
    employers_today,
    find_organisations,
    find_people,
    get_limit_to_change,
    known_trainers,
    limits_of,
    people_called,
)
from .sessions import (
    SessionFilters,
    count_sessions,
    find_session_by_key,
    first_start,
    get_session,
    get_session_to_change,
    keys_like,
    list_sessions,
    lock_calendar,
    meetings_between,
    visible_to,
)
from .taken import (
    all_rooms,
    get_room,
    meetings_in_rooms,
    meetings_of_trainers,
    meetings_per_room,
)

__all__ = [
    "SessionFilters",
    "all_rooms",
    "availability_of",
    "count_sessions",
    "employers_today",
    "find_organisations",
    "find_people",
    "find_session_by_key",
    "first_start",
    "get_limit_to_change",
    "get_room",
    "get_session",
    "get_session_to_change",
    "keys_like",
    "known_trainers",
    "limits_of",
    "list_sessions",
    "lock_calendar",
    "meetings_between",
    "meetings_in_rooms",
    "meetings_of_trainers",
    "meetings_per_room",
    "people_called",
    "visible_to",
]
