"""Competences (what a certificate attests) and the courses that lead to them."""

from .events import CompetencesAdded, CompetencesAdopted, CoursesAdded

__all__ = ["CompetencesAdded", "CompetencesAdopted", "CoursesAdded"]
