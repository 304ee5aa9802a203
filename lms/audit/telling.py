"""Audit lines in the reader's words: who did what to which thing, and only the values that changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lms.exchange.words import state_status
from lms.expertise.reasons import period_in_words
from lms.people.words import role_in_words
from lms.upkeep.words import fte_text
from lms.web.filters import instant, number, short_date

from .models import AuditLine
from .names import MADE_OF, POINTS_TO, Names
from .words import action_word, field_word, subject_word

PERIODS = {"validity", "currency_period"}
WALL_TIMES = {"starts_at", "ends_at", "meetings"}


@dataclass(frozen=True)
class Field:
    """One value as it was and as it became; None: there was nothing, or there is nothing now."""

    key: str
    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Told:
    """One audit line in words; `removed` holds the values of a thing that is gone, `page` where to look at it."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    subject_id: int | None
    name: str
    fields: Sequence[Field]
    removed: dict[str, Any] | None
    page: str | None


def tell(session: Session, lines: Collection[AuditLine]) -> list[Told]:
    """These lines in words, in a number of queries that does not grow with them."""
    names = Names(session, lines)
    return [_told(line, names) for line in lines]


def _told(line: AuditLine, names: Names) -> Told:
    name = names.find(line.subject, line.subject_id) or _own_name(line)
    return Told(
        id=line.id,
        at=line.at,
        actor=actor_word(line.actor),
        action=action_word(line.action),
        subject=subject_word(line.subject),
        subject_id=line.subject_id,
        name=name,
        fields=_fields(line, names),
        removed=line.before if line.after is None else None,
        page=names.find_page(line.subject, line.subject_id),
    )


def actor_word(actor: str) -> str:
    """Who did it; what the platform did by itself, or by the command line, is its own."""
    return _("Paraat itself") if actor == "system" else actor


def _own_name(line: AuditLine) -> str:
    """The name in the line itself, of a thing that no longer exists; else its number."""
    values = (line.before or {}) | (line.after or {})
    for key in ("name", "name_nl", "email", "key"):
        if isinstance(values.get(key), str):
            return str(values[key])
    return "" if line.subject_id is None else f"#{line.subject_id}"


def _fields(line: AuditLine, names: Names) -> list[Field]:
    """What differs; of a thing that came or went, what its name does not say already."""
    before, after = line.before or {}, line.after or {}
    found = []
    named_after = (
        {f"{part}_id" for part in MADE_OF.get(line.subject, ())} if not (before and after) else set()
    )
    for key in dict.fromkeys([*before, *after]):
        if key in named_after:
            continue
        was, became = before.get(key), after.get(key)
        if was == became or (was in (None, [], "") and became in (None, [], "")):
            continue
        found.append(
            Field(
                key,
                field_word(key),
                _value(key, was, names) if line.before is not None else None,
                _value(key, became, names) if line.after is not None else None,
            )
        )
    return found


def _value(key: str, value: Any, names: Names) -> str:
    """One value as a reader would write it."""
    if value is None or value == []:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_value(key, one, names) for one in value)
    if key in POINTS_TO and isinstance(value, int):
        return names.find(POINTS_TO[key], value) or f"#{value}"
    if key in ("role", "roles") and isinstance(value, str):
        return role_in_words(value)
    if isinstance(value, dict):
        return _counted(value)
    return _text(key, value)


def _counted(value: dict[str, Any]) -> str:
    """What an import counted, without what it did not have: "people: 3 new, 2 changed"."""
    parts = [
        f"{field_word(name)}: {_counted(one)}"
        if isinstance(one, dict)
        else f"{number(one)} {field_word(name)}"
        for name, one in value.items()
        if one and (not isinstance(one, dict) or any(one.values()))
    ]
    return "; ".join(parts) if any(isinstance(one, dict) for one in value.values()) else ", ".join(parts)


def _text(key: str, value: Any) -> str:
    try:
        if key.endswith("_at"):
            return instant(datetime.fromisoformat(str(value)))
        if key == "state":
            return state_status(str(value))[2]
        if key == "fte":
            return fte_text(Decimal(str(value)))
        if key in PERIODS:
            return period_in_words(str(value))
        if key == "share":
            return f"{number(float(Decimal(str(value)) * 100))}%"
        if isinstance(value, str) and len(value) == 10:
            return short_date(date.fromisoformat(value))
        if key in WALL_TIMES:
            return f"{datetime.fromisoformat(str(value)):%d-%m-%Y %H:%M}"
    except (ValueError, ArithmeticError):
        pass
    return number(value) if isinstance(value, int | float) else str(value)
