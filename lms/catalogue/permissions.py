"""Who may change competences."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from lms.core.access import Predicate
from lms.organisations.permissions import keeps_the_region


class Permission(StrEnum):
    EDIT_COMPETENCES = "competence:edit"


RULES: Mapping[Permission, Predicate] = {Permission.EDIT_COMPETENCES: keeps_the_region}
