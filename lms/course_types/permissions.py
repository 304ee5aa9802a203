"""Who may see the courses, and how the installed course types are doing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from lms.core.access import Actor, Predicate, Role
from lms.plugins.api import PageSpec


class Permission(StrEnum):
    VIEW_COURSES = "course:view"
    VIEW_TYPE_PAGE = "course-type:page"
    VIEW_COURSE_TYPES = "course-type:view"


def signed_in(actor: Actor, _: object) -> bool:
    """Whoever is signed in may read about the courses."""
    return actor.account_id is not None


def may_view_page(actor: Actor, page: PageSpec | None) -> bool:
    """A page of a type is for the roles that the type names, or for everybody who is signed in."""
    if actor.account_id is None:
        return False
    return page is None or not page.roles or not page.roles.isdisjoint(actor.roles)


def may_view_types(actor: Actor, _: object) -> bool:
    """The programme team and administrators see how course types are doing."""
    return actor.has(Role.PROGRAMME_TEAM, Role.ADMINISTRATOR)


RULES: Mapping[Permission, Predicate] = {
    Permission.VIEW_COURSES: signed_in,
    Permission.VIEW_TYPE_PAGE: may_view_page,
    Permission.VIEW_COURSE_TYPES: may_view_types,
}
