"""The TOP-3 course type: its competences, courses and practice. Periods are examples until somebody confirms them."""

from __future__ import annotations

from collections.abc import Sequence

from lms.plugins.api import (
    CompetenceSpec,
    CourseSpec,
    CourseType,
    DemoPractice,
    DemoStory,
    PracticeKindSpec,
    Text,
)

BASIS = CompetenceSpec("top3-basis", Text("TOP-3 basis", "TOP-3 basic"), validity="P36M")
MANAGERS = CompetenceSpec("top3-managers", Text("TOP-3 managers", "TOP-3 managers"), validity="P48M")
TRAINER = CompetenceSpec(
    "top3-trainer",
    Text("TOP-3 trainer", "TOP-3 trainer"),
    validity="P48M",
    currency_count=1,
    currency_period="P12M",
)


class Top3(CourseType):
    """Basic training for practitioners, a training for managers, and train-the-trainer."""

    key = "top3"
    name = Text("TOP-3 methodiek", "TOP-3 method")
    version = "1.0"

    def competences(self) -> Sequence[CompetenceSpec]:
        return (BASIS, MANAGERS, TRAINER)

    def courses(self) -> Sequence[CourseSpec]:
        return (
            CourseSpec("top3-basis", Text("TOP-3 basistraining", "TOP-3 basic training"), BASIS.key),
            CourseSpec("top3-managers", Text("TOP-3 voor managers", "TOP-3 for managers"), MANAGERS.key),
            CourseSpec(
                "top3-trainer", Text("TOP-3 train-de-trainer", "TOP-3 train the trainer"), TRAINER.key
            ),
        )

    def practice_kinds(self) -> Sequence[PracticeKindSpec]:
        return (
            PracticeKindSpec("training_given", Text("training gegeven", "training given")),
            PracticeKindSpec("refresher", Text("opfristraining", "refresher")),
            PracticeKindSpec("own_use", Text("zelf toegepast", "own use")),
            PracticeKindSpec("leertafel", Text("leertafel", "learning table")),
        )

    def demo(self) -> Sequence[DemoStory]:
        return (
            DemoStory(
                BASIS.key,
                functions=("gezinscoach", "jeugdbeschermer", "casemanager", "maatschappelijk werker"),
                trained={
                    2019: 0.14,
                    2020: 0.18,
                    2021: 0.24,
                    2022: 0.22,
                    2023: 0.03,
                    2024: 0.012,
                    2025: 0.006,
                },
                renewal=0.37,
                norm_share="0.5",
                practice=(DemoPractice("own_use", 2.0), DemoPractice("leertafel", 0.6, 2024, together=True)),
                given_by=TRAINER.key,
                elsewhere=True,
                steered=True,
            ),
            DemoStory(
                MANAGERS.key,
                functions=("manager",),
                trained={2019: 0.0, 2020: 0.15, 2021: 0.22, 2022: 0.20, 2023: 0.03, 2024: 0.03, 2025: 0.02},
                renewal=0.25,
                norm_share="0.5",
                given_by=TRAINER.key,
            ),
            DemoStory(
                TRAINER.key,
                functions=("gezinscoach", "jeugdbeschermer", "casemanager", "gedragswetenschapper"),
                trained={
                    2019: 0.02,
                    2020: 0.02,
                    2021: 0.02,
                    2022: 0.016,
                    2023: 0.004,
                    2024: 0.0,
                    2025: 0.005,
                },
                renewal=0.4,
                norm_one_per=36,
                requires=BASIS.key,
            ),
        )
