"""Whether the rooms and trainers of a session are free: nothing is taken twice at once."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lms.core.errors import Refused

from .details import spans_of
from .models import Meeting, TrainingSession
from .queries import meetings_in_rooms, meetings_of_trainers
from .rules import Span, clashes


def check_rooms(session: Session, planned: TrainingSession) -> None:
    """Refused when another session, or another meeting of this one, has one of its rooms at that time."""
    live = [m for m in planned.meetings if m.cancelled_at is None]
    for number, one in enumerate(live):
        others = [m for m in live[number + 1 :] if clashes([span_of(one)], [span_of(m)])]
        if others:
            when = f"{one.starts_at:%d-%m-%Y %H:%M}"
            raise Refused(_("Two meetings of this session overlap on %(when)s.", when=when), field="meetings")
    wanted = [m for m in live if m.room_id is not None]
    if not wanted:
        return
    first, last = min(m.starts_at for m in wanted), max(m.ends_at for m in wanted)
    for other in meetings_in_rooms(session, {m.room_id or 0 for m in wanted}, first, last, planned.id):
        hit = [m for m in wanted if m.room_id == other.room_id and clashes([span_of(m)], [span_of(other)])]
        if hit and other.room is not None:
            raise Refused(
                _(
                    "%(room)s is taken on %(when)s by session %(key)s. Choose another room or another time.",
                    room=other.room.name,
                    when=f"{other.starts_at:%d-%m-%Y %H:%M}–{other.ends_at:%H:%M}",
                    key=other.session.key,
                ),
                field="meetings",
            )


def check_trainers(session: Session, planned: TrainingSession, only: int | None = None) -> None:
    """Refused when one of its trainers (or `only` that person) gives something else at the time of a meeting."""
    people = {t.person_id: t.person for t in planned.trainers if only in (None, t.person_id)}
    spans = spans_of(planned.meetings)
    if not people or not spans:
        return
    first, last = min(s.starts_at for s in spans), max(s.ends_at for s in spans)
    for person_id, other in meetings_of_trainers(session, people, first, last, planned.id):
        if clashes(spans, [span_of(other)]):
            raise Refused(
                _(
                    "%(name)s gives session %(key)s on %(when)s. Choose another trainer or another time.",
                    name=people[person_id].name,
                    key=other.session.key,
                    when=f"{other.starts_at:%d-%m-%Y %H:%M}–{other.ends_at:%H:%M}",
                ),
                field="meetings",
            )


def span_of(meeting: Meeting) -> Span:
    return Span(meeting.starts_at, meeting.ends_at, meeting.id or 0)
