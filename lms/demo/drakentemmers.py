"""What the demo region knows of Drakentemmers as long as no course type of that name is installed."""

from __future__ import annotations

from collections.abc import Sequence

from lms.plugins.api import (
    CompetenceSpec,
    CourseType,
    DemoPractice,
    DemoStory,
    PracticeKindSpec,
    Text,
)

LEARNING_LINE_2 = CompetenceSpec(
    "drakentemmers-leerlijn2",
    Text("Drakentemmers leerlijn 2", "Drakentemmers learning line 2"),
    validity="P36M",
)


class Drakentemmers(CourseType):
    """Its second learning line, for a broad group of professionals, and the learning tables that keep it alive."""

    key = "drakentemmers"
    name = Text("Drakentemmers", "Drakentemmers")

    def competences(self) -> Sequence[CompetenceSpec]:
        return (LEARNING_LINE_2,)

    def practice_kinds(self) -> Sequence[PracticeKindSpec]:
        return (PracticeKindSpec("leertafel", Text("leertafel", "learning table")),)

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
