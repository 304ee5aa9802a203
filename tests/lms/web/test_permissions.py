"""Every route as every role: what it may not open it does not see, and no page names whom it may not know."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from lms.core.access import Role
from lms.people.permissions import Permission as PeoplePermission
from lms.upkeep.permissions import Permission as UpkeepPermission
from lms.web.permission_table import actor_with, permission_table
from tests.lms.conftest import Town
from tests.sources import ROOT

from .test_routes import EXPECTED, ROLES

NAMES = ("Anna Example", "Bob Example", "Carol Example")
KNOWN = {
    "nobody": (),
    "professional": ("Anna Example",),
    "trainer": ("Carol Example",),
    "coordinator": ("Anna Example", "Bob Example"),
    "programme_team": NAMES,
    "steering_group": (),
    "administrator": NAMES,
}
"""Whose names a role may ever read, on whichever page."""

ANYBODY = {"/sign-in", "/sign-in/demo", "/language", "/forgotten", "/welcome/<token>"}

OF_AN_ORGANISATION = {PeoplePermission.INVITE, UpkeepPermission.KEEP_PEOPLE}
"""What a coordinator may do for the own organisation only."""


def test_the_table_in_the_documents_is_that_of_the_permissions(app: Flask) -> None:
    made = permission_table(app, app.extensions["platform"].access)
    assert (ROOT / "docs/permissions.md").read_text(encoding="utf-8") == made


@pytest.mark.parametrize("address", EXPECTED)
def test_no_page_names_whom_its_reader_may_not_know(
    address: str, as_role: Callable[[str], FlaskClient], town: Town
) -> None:
    for role in ROLES:
        answer = as_role(role).get(address.format(**vars(town)), follow_redirects=True)
        text = answer.get_data().decode("utf-8", "replace")
        assert [name for name in NAMES if name in text and name not in KNOWN[role]] == []


def posts(app: Flask) -> list[Rule]:
    return [r for r in app.url_map.iter_rules() if "POST" in (r.methods or ()) and r.rule not in ANYBODY]


def filled(rule: Rule, organisation: int) -> str:
    """An address of this rule, about this organisation where it has one, else about something with number 1."""

    def value(match: re.Match[str]) -> str:
        converter, name = match[1] or "", match[2]
        if converter.startswith("any"):
            return converter[4:-1].split(",")[0].strip()
        return str(organisation if name == "organisation_id" else 1)

    return re.sub(r"<(?:(.*?):)?(\w+)>", value, rule.rule)


@pytest.mark.parametrize("role", ROLES)
def test_nothing_is_posted_without_the_permission_and_never_for_another_organisation(
    role: str, app: Flask, as_role: Callable[[str], FlaskClient], town: Town
) -> None:
    access = app.extensions["platform"].access
    for rule in posts(app):
        permission = app.view_functions[rule.endpoint].permission
        allowed = role != "nobody" and access.allows(actor_with(Role(role)), permission)
        data = {"organisation_id": town.other}
        status = as_role(role).post(filled(rule, town.other), data=data).status_code
        if not allowed:
            assert (rule.rule, status) == (rule.rule, 403)
        elif role == "coordinator" and (permission in OF_AN_ORGANISATION):
            assert (rule.rule, status) == (rule.rule, 404)
        else:
            assert status < 500, rule.rule
