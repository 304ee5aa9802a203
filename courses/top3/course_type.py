"""The TOP-3 course type: its competences, courses and practice. Periods are examples until somebody confirms them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from lms.plugins.api import (
    Applicant,
    CertificateText,
    CompetenceSpec,
    CourseSpec,
    CourseType,
    Decision,
    DemoPractice,
    DemoStory,
    Held,
    Participation,
    PracticeKindSpec,
    PracticeWeight,
    Setting,
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

COURSES = (
    CourseSpec("top3-basis", Text("TOP-3 basistraining", "TOP-3 basic training"), BASIS.key),
    CourseSpec("top3-managers", Text("TOP-3 voor managers", "TOP-3 for managers"), MANAGERS.key),
    CourseSpec("top3-trainer", Text("TOP-3 train-de-trainer", "TOP-3 train the trainer"), TRAINER.key),
)
PHASES = (
    Text("Fase 1: directe veiligheid", "Phase 1: immediate safety"),
    Text("Fase 2: risicogestuurde zorg", "Phase 2: care steered by risks"),
    Text("Fase 3: herstelgerichte zorg", "Phase 3: care aimed at recovery"),
    Text(
        "Het TOP-3 plan maken met iedereen die erbij hoort", "Making the TOP-3 plan with all who are involved"
    ),
)
JUDGEMENT = "judgement"
"""The key of the result that says whether the trainers think that somebody can give the training."""


class Top3(CourseType):
    """Basic training for practitioners, a training for managers, and train-the-trainer."""

    key = "top3"
    name = Text("TOP-3 methodiek", "TOP-3 method")
    version = "1.0"
    order = 10

    def competences(self) -> Sequence[CompetenceSpec]:
        return (BASIS, MANAGERS, TRAINER)

    def courses(self) -> Sequence[CourseSpec]:
        return COURSES

    def practice_kinds(self) -> Sequence[PracticeKindSpec]:
        return (
            PracticeKindSpec("training_given", Text("training gegeven", "training given")),
            PracticeKindSpec("refresher", Text("opfristraining", "refresher")),
            PracticeKindSpec("own_use", Text("zelf toegepast", "own use")),
        )

    def practice_weights(self) -> Sequence[PracticeWeight]:
        return (PracticeWeight("own_use", BASIS.key, Decimal("0.5")),)

    def settings(self) -> Sequence[Setting]:
        group, trainers = Text("Groepsgrootte", "Group size"), Text("Trainers", "Trainers")
        return (
            Setting(group, Text("5 tot 14 deelnemers", "5 to 14 participants")),
            Setting(trainers, Text("2 per groep", "2 per group")),
        )

    def wording(self) -> Mapping[str, Text]:
        return {"course": Text("training", "training"), "courses": Text("trainingen", "training courses")}

    def may_enrol(self, course: str, applicant: Applicant) -> Decision:
        if course != TRAINER.key:
            return Decision(True)
        basis = applicant.holds.get(BASIS.key, Held(valid=False, current=False))
        asked = Text(
            "Je hebt een geldig certificaat TOP-3 basis.", "You hold a valid certificate TOP-3 basic."
        )
        return Decision(basis.valid, (asked,))

    def is_completed(self, course: str, participation: Participation) -> Decision:
        attended = super().is_completed(course, participation)
        if course != TRAINER.key:
            return attended
        asked = Text(
            "De trainers vinden dat je de training zelf kunt geven.",
            "The trainers think that you can give the training yourself.",
        )
        able = participation.results.get(JUDGEMENT, False)
        return Decision(attended.yes and able, (*attended.reasons, asked))

    def trainer_competence(self, course: str) -> str | None:
        return TRAINER.key

    def certificate(self, course: str) -> CertificateText:
        names = {spec.key: spec.name for spec in COURSES}
        return CertificateText(title=(self.name, names[course]), programme=PHASES)

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
