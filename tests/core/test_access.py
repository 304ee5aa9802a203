"""Nothing is allowed by default; what is out of reach looks as if it does not exist."""

from __future__ import annotations

from enum import StrEnum

import pytest

from lms.core.access import NOBODY, SYSTEM, Access, Actor, Role
from lms.core.errors import NotFound, Refused


class Letter(StrEnum):
    READ = "letter.read"
    WRITE = "letter.write"


COORDINATOR = Actor("coordinator", roles=frozenset({Role.COORDINATOR}), organisations=frozenset({1, 2}))


@pytest.fixture
def access() -> Access:
    """Coordinators read the letters of the organisations in their reach."""
    found = Access()
    found.register(
        {
            Letter.READ: lambda actor, place: (
                bool(actor.organisations) and place in (None, *actor.organisations)
            )
        }
    )
    return found


def test_what_nobody_declared_is_allowed_to_nobody(access: Access):
    assert [access.allows(actor, Letter.WRITE) for actor in (NOBODY, COORDINATOR, SYSTEM)] == [False] * 3


def test_within_reach_is_allowed(access: Access):
    access.authorize(COORDINATOR, Letter.READ, 2)
    assert access.allows(COORDINATOR, Letter.READ)


def test_what_is_out_of_reach_does_not_exist(access: Access):
    with pytest.raises(NotFound):
        access.authorize(COORDINATOR, Letter.READ, 3)


def test_whoever_may_nothing_of_the_kind_is_refused(access: Access):
    with pytest.raises(Refused, match=r"nobody lacks letter\.read"):
        access.authorize(NOBODY, Letter.READ, 1)


def test_a_permission_is_declared_once(access: Access):
    with pytest.raises(ValueError, match="declared twice"):
        access.register({Letter.READ: lambda actor, place: True})


@pytest.mark.parametrize("role", Role)
def test_programme_team_steering_group_and_administrators_see_the_region(role: Role):
    expected = role in {Role.PROGRAMME_TEAM, Role.STEERING_GROUP, Role.ADMINISTRATOR}
    assert Actor("somebody", roles=frozenset({role})).sees_region is expected
    assert not NOBODY.sees_region
