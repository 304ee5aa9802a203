"""The leertafels course type: no certificate, but practice of what others certify."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lms.plugins.api import CourseType, PageContent, PageSpec, PracticeKindSpec, Store, Text

ABOUT = PageSpec("about", Text("Wat is een leertafel?", "What is a learning table?"))


class Leertafels(CourseType):
    """Sitting at a learning table counts as practice."""

    key = "leertafels"
    name = Text("Leertafels", "Learning tables")
    version = "1.0"
    order = 30

    def practice_kinds(self) -> Sequence[PracticeKindSpec]:
        return (PracticeKindSpec("leertafel", Text("leertafel", "learning table")),)

    def wording(self) -> Mapping[str, Text]:
        return {
            "course": Text("leertafel", "learning table"),
            "courses": Text("leertafels", "learning tables"),
        }

    def pages(self) -> Sequence[PageSpec]:
        return (ABOUT,)

    def page(self, path: str, store: Store) -> PageContent:
        return PageContent(
            (
                Text(
                    "Een leertafel is een vaste groep rond een pilot of een lokaal team. Mensen van verschillende "
                    "organisaties leren er samen werken, met één taal en één visie.",
                    "A learning table is a standing group around a pilot or a local team. People from different "
                    "organisations learn to work together there, with one language and one vision.",
                ),
                Text(
                    "Er is geen certificaat. Wie aan tafel zit, oefent: het telt als praktijkmoment voor de "
                    "expertise waar de tafel over gaat.",
                    "There is no certificate. Whoever sits at the table practises: it counts as practice of the "
                    "competence that the table is about.",
                ),
                Text(
                    "Over gezinnen of andere cliënten leggen we niets vast. Wel: het thema, de lessen en wie er was.",
                    "We record nothing about families or other clients. What we do: the theme, the lessons and who "
                    "was there.",
                ),
            )
        )
