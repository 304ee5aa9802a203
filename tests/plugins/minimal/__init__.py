"""The smallest course type there can be: a key, a name and one course that leads to one competence."""

from __future__ import annotations

from collections.abc import Sequence

from lms.plugins.api import CompetenceSpec, CourseSpec, CourseType, Text


class Minimal(CourseType):
    """Shows what a stranger has to write; everything else keeps its harmless default."""

    key = "minimal"
    name = Text("Minimaal", "Minimal")

    def competences(self) -> Sequence[CompetenceSpec]:
        return (CompetenceSpec("minimal-care", Text("Zorg", "Care")),)

    def courses(self) -> Sequence[CourseSpec]:
        return (CourseSpec("minimal-care", Text("Zorgcursus", "Care course"), "minimal-care"),)


course_type = Minimal()
