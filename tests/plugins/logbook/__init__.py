"""A course type with everything a stranger may bring: a table of its own, a listener, pages, words and settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Column, Integer, MetaData, String
from sqlalchemy import Table as SqlTable

from lms.catalogue import CompetencesAdded
from lms.plugins.api import (
    CompetenceSpec,
    CourseSpec,
    CourseType,
    Listener,
    OwnTables,
    PageContent,
    PageSpec,
    PracticeKindSpec,
    PracticeWeight,
    Setting,
    Store,
    Table,
    Text,
)

NAME = Text("Logboek", "Logbook")
METADATA = MetaData()
SqlTable(
    "ct_logbook_note",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("competence", String(80), nullable=False, unique=True),
)


def note_competences(happened: CompetencesAdded, store: Store) -> None:
    """Write down which competences came to be."""
    for change in happened.changes:
        key = (change.after or {})["key"]
        if not store.change("ct_logbook_note", {"competence": key}, competence=key):
            store.add("ct_logbook_note", competence=key)


class Logbook(CourseType):
    """Keeps a list of the competences that came to be."""

    key = "logbook"
    name = NAME
    version = "0.1"

    def competences(self) -> Sequence[CompetenceSpec]:
        return (CompetenceSpec("logbook-keeping", NAME),)

    def courses(self) -> Sequence[CourseSpec]:
        return (CourseSpec("logbook-course", NAME, "logbook-keeping"),)

    def practice_kinds(self) -> Sequence[PracticeKindSpec]:
        return (PracticeKindSpec("logbook_line", Text("regel geschreven", "line written")),)

    def practice_weights(self) -> Sequence[PracticeWeight]:
        return (PracticeWeight("logbook_line", "logbook-keeping", Decimal("0.25")),)

    def settings(self) -> Sequence[Setting]:
        return (Setting(Text("Duur", "Duration"), Text("een dagdeel", "half a day")),)

    def wording(self) -> Mapping[str, Text]:
        return {"course": Text("les", "lesson")}

    def pages(self) -> Sequence[PageSpec]:
        return (
            PageSpec("notes", NAME, menu=Text("Logboek", "Logbook")),
            PageSpec("office", NAME, roles=frozenset({"administrator"})),
        )

    def page(self, path: str, store: Store) -> PageContent:
        rows = tuple((row["id"], row["competence"]) for row in store.rows("ct_logbook_note"))
        columns = (Text("Nummer", "Number"), Text("Expertise", "Competence"))
        return PageContent((NAME,), Table(columns, rows, Text("Nog niets.", "Nothing yet.")))

    def tables(self) -> OwnTables:
        return OwnTables(METADATA, Path(__file__).parent / "versions", "1")

    def listeners(self) -> Sequence[Listener]:
        return (Listener(CompetencesAdded, note_competences),)


course_type = Logbook()
