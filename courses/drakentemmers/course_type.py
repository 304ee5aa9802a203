"""The Drakentemmers course type: its second learning line. Periods are examples until somebody confirms them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lms.plugins.api import (
    CertificateText,
    CompetenceSpec,
    CourseSpec,
    CourseType,
    DemoPractice,
    DemoStory,
    Text,
)

LEARNING_LINE_2 = CompetenceSpec(
    "drakentemmers-leerlijn2",
    Text("Drakentemmers leerlijn 2", "Drakentemmers learning line 2"),
    validity="P36M",
)


class Drakentemmers(CourseType):
    """Its second learning line, for a broad group of professionals."""

    key = "drakentemmers"
    name = Text("Drakentemmers", "Drakentemmers")
    version = "1.0"
    order = 20

    def competences(self) -> Sequence[CompetenceSpec]:
        return (LEARNING_LINE_2,)

    def courses(self) -> Sequence[CourseSpec]:
        return (CourseSpec("drakentemmers-leerlijn2", LEARNING_LINE_2.name, LEARNING_LINE_2.key),)

    def wording(self) -> Mapping[str, Text]:
        return {"course": Text("leerlijn", "learning line"), "courses": Text("leerlijnen", "learning lines")}

    def certificate(self, course: str) -> CertificateText:
        return CertificateText(
            title=(LEARNING_LINE_2.name,),
            programme=(
                Text("Trauma na huiselijk geweld herkennen", "Recognising trauma after domestic violence"),
                Text("Gehechtheid en geweldspatronen", "Attachment and patterns of violence"),
            ),
        )

    def demo(self) -> Sequence[DemoStory]:
        return (
            DemoStory(
                LEARNING_LINE_2.key,
                functions=("gezinscoach", "jeugdbeschermer", "gedragswetenschapper", "therapeut"),
                trained={2019: 0.0, 2021: 0.14, 2022: 0.23, 2023: 0.0, 2024: 0.03, 2025: 0.015},
                renewal=0.38,
                norm_share="0.3",
                norm_from=2022,
                practice=(DemoPractice("leertafel", 1.5, 2024, together=True),),
                steered=True,
            ),
        )
