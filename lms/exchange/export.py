"""Export of everything as a dataset that imports again: into the same database it changes nothing."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import BinaryIO

from sqlalchemy.orm import Session

from lms.core.access import Actor
from lms.core.db import Database, UnitOfWork
from lms.people.models import PersonKey

from . import queries
from .bulk import insert_rows
from .dataset_files import Row, write_dataset
from .events import DatasetExported
from .known import folded
from .messages import message as _
from .queries import export as exported
from .services import checked_source

NO_END = "31-12-9999"
"""Says of a certificate that it has no end, where an empty cell would be filled in from the competence."""


def export_dataset(
    database: Database, file: BinaryIO, form: str, *, source: str, actor: Actor, now: datetime
) -> int:
    """Write everything to an open file as xlsx or zip; to how many people a key was given for it."""
    with database.transaction(actor, now) as uow:
        given = prepare_export(uow, source)
    with database.read() as session:
        exported.see_one_moment(session)
        write_dataset(file, form, dataset_tables(session, checked_source(source)))
    return given


def keys_given(number: int, source: str) -> str:
    """Says that people got a key."""
    return _(
        "%(count)s people had no key in the source “%(source)s” and got one, which they keep.",
        count=number,
        source=source,
    )


def prepare_export(uow: UnitOfWork, source: str) -> int:
    """Give everybody whom the source does not know a key there, so that the export can be imported; how many.

    The keys are random, not numbers: a dataset of one installation may never find other people in another.
    """
    source = checked_source(source)
    queries.wait_for_turn(uow.session)
    people = exported.people_without_key(uow.session, source)
    rows = [
        {"source": source, "key": f"paraat-{secrets.token_hex(6)}", "person_id": person_id}
        for person_id in people
    ]
    insert_rows(uow.session.connection(), PersonKey.__table__, rows)  # type: ignore[arg-type]
    uow.publish(DatasetExported(details={"source": source, "new_keys": len(rows)}))
    return len(rows)


def dataset_tables(session: Session, source: str) -> dict[str, Callable[[], Iterator[Row]]]:
    """The rows of each table by its name, a chunk at a time, with the columns of the import."""
    return {
        "organisations": lambda: _organisations(session),
        "competences": lambda: _plain(exported.exported_competences(session)),
        "people": lambda: _plain(exported.exported_people(session, source)),
        "norms": lambda: _plain(exported.exported_norms(session)),
        "certificates": lambda: _certificates(session, source),
        "practice": lambda: _plain(exported.exported_practice(session, source)),
        "sessions": lambda: _sessions(session),
    }


def _plain(rows: Iterator[queries.AnyRow]) -> Iterator[Row]:
    return (row._mapping for row in rows)


def _organisations(session: Session) -> Iterator[Row]:
    served, types = exported.served_names(session), exported.type_spellings(session)
    back = folded(queries.named(session, "types"))
    for row in exported.exported_organisations(session):
        spellings = types.get(row.type_id, ())
        # The Dutch name where the import would find the same type by it; the key always does.
        kind = next((one for one in spellings if back[one.casefold()] == row.type_id), None)
        yield {**row._mapping, "type": kind, "serves": "|".join(served.get(row.id, ()))}


def _certificates(session: Session, source: str) -> Iterator[Row]:
    for row in exported.exported_certificates(session, source):
        if row.valid_until is None and row.validity is not None:
            yield {**row._mapping, "valid_until": NO_END}
        else:
            yield row._mapping


def _sessions(session: Session) -> Iterator[Row]:
    for row in exported.exported_sessions(session):
        times = {name: f"{row._mapping[name]:%Y-%m-%dT%H:%M}" for name in ("start", "end")}
        yield {**row._mapping, **times}
