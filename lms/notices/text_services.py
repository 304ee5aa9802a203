"""Use cases of the texts of messages: write an own one, and go back to the one that is built in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from lms.core.db import UnitOfWork
from lms.core.errors import ChangedMeanwhile, Refused
from lms.core.events import Change, differences, fingerprint

from .events import TextChanged, TextRestored
from .kinds import KINDS, Wording, built_in
from .models import MessageText
from .queries import find_text
from .rules import has_loose_braces, missing_variables, unknown_variables, variables_in


def values_of(wording: Wording | MessageText) -> dict[str, Any]:
    """What can be changed of a text, under the names that its audit lines use."""
    return {"subject": wording.subject, "body": wording.body}


def check_wording(kind: str, wording: Wording) -> None:
    """Refused, naming the variable, when a text names one that there is not or leaves out one that it needs."""
    known = KINDS[kind]
    for field, text in values_of(wording).items():
        if unknown := unknown_variables(text, known.variables):
            raise Refused(
                _(
                    "This message has no variable %(unknown)s. It has %(known)s.",
                    unknown=_braced(unknown),
                    known=_braced(known.variables),
                ),
                field=field,
            )
        if has_loose_braces(text):
            raise Refused(
                _("There is a { or } that belongs to no variable. Write a variable like {name}."), field=field
            )
    if secret := [name for name in variables_in(wording.subject) if name in known.secret]:
        raise Refused(
            _("Leave %(variables)s out of the subject: others can read it.", variables=_braced(secret)),
            field="subject",
        )
    if missing := missing_variables(f"{wording.subject} {wording.body}", known.needed):
        raise Refused(
            _("The text cannot do without %(variables)s. Put it back.", variables=_braced(missing)),
            field="body",
        )


def save_text(uow: UnitOfWork, kind: str, language: str, wording: Wording, seen: str) -> None:
    """Let this text count from now on, also for messages that wait. The built-in one needs no row."""
    check_wording(kind, wording)
    if wording == built_in(kind, language):
        restore_text(uow, kind, language, seen)
        return
    own = _to_change(uow, kind, language, seen)
    before = values_of(own or built_in(kind, language))
    if own is None:
        own = MessageText(kind=kind, language=language, subject=wording.subject, body=wording.body)
        uow.session.add(own)
    own.subject, own.body = wording.subject, wording.body
    try:
        uow.session.flush()
    except IntegrityError as error:
        raise ChangedMeanwhile("") from error  # somebody else wrote the first own text at the same moment
    was, became = differences(before, values_of(own))
    if became:
        which = {"kind": kind, "language": language}
        uow.publish(TextChanged((Change(own.id, was, which | became),)))


def restore_text(uow: UnitOfWork, kind: str, language: str, seen: str) -> None:
    """Let the built-in text count again."""
    own = _to_change(uow, kind, language, seen)
    if own is not None:
        was = {"kind": kind, "language": language} | values_of(own)
        uow.session.delete(own)
        uow.session.flush()
        uow.publish(TextRestored((Change(own.id, was, None),)))


def _to_change(uow: UnitOfWork, kind: str, language: str, seen: str) -> MessageText | None:
    own = find_text(uow.session, kind, language, lock=True)
    if fingerprint(values_of(own or built_in(kind, language))) != seen:
        raise ChangedMeanwhile("")
    return own


def _braced(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
