"""The TOP-3 course type: its competences, courses and practice. Periods are examples until somebody confirms them."""

from __future__ import annotations

from collections.abc import Sequence

from lms.plugins.api import CompetenceSpec, CourseSpec, CourseType, DemoStory, PracticeKindSpec, Text

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
        )

    def demo(self) -> Sequence[DemoStory]:
        return (
            DemoStory(
                BASIS.key,
                functions=("gezinscoach", "jeugdbeschermer", "casemanager", "maatschappelijk werker"),
                trained={
                    2019: 0.10,
                    2020: 0.16,
                    2021: 0.26,
                    2022: 0.24,
                    2023: 0.06,
                    2024: 0.05,
                    2025: 0.05,
                    2026: 0.06,
                },
                renewal=0.42,
                norm_share="0.6",
                practice=(("own_use", 3.0),),
            ),
            DemoStory(
                MANAGERS.key,
                functions=("manager",),
                trained={2020: 0.25, 2021: 0.30, 2022: 0.15, 2024: 0.10, 2026: 0.05},
                renewal=0.35,
                norm_share="0.5",
            ),
            DemoStory(
                TRAINER.key,
                functions=("gezinscoach", "jeugdbeschermer", "gedragswetenschapper"),
                trained={2019: 0.03, 2020: 0.03, 2021: 0.02, 2022: 0.015, 2025: 0.004},
                renewal=0.5,
                norm_headcount=2,
                practice=(("training_given", 2.2),),
                requires=BASIS.key,
            ),
        )
