"""`lms course-types` and `lms db upgrade` say what is wrong with a type, and do their work for the others."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest
from click.testing import CliRunner, Result

from lms.cli import main
from lms.core.db import Database
from lms.plugins import registry as registry_module
from lms.plugins.registry import GROUP


@pytest.fixture
def lms(empty_database: Database, monkeypatch: pytest.MonkeyPatch):
    """Runs a command on an empty database, with the type of the tests and one that is not there."""
    monkeypatch.setenv("DATABASE_URL", empty_database.engine.url.render_as_string(hide_password=False))
    points = [
        EntryPoint("minimal", "tests.plugins.minimal:course_type", GROUP),
        EntryPoint("nowhere", "tests.plugins.nowhere:course_type", GROUP),
    ]
    monkeypatch.setattr(registry_module, "entry_points", lambda group: points)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments)

    return run


def test_the_command_says_what_the_page_says(lms) -> None:
    before = lms("course-types", "--check")
    assert (before.exit_code, "not added yet: minimal-care; run: lms db upgrade" in before.stdout) == (
        1,
        True,
    )
    lms("db", "upgrade")
    after = lms("course-types")
    assert after.exit_code == 0
    assert "courses: Care course" in after.stdout and "in use since" in after.stdout
    assert "problem: could not be loaded: ModuleNotFoundError" in after.stdout


def test_an_upgrade_names_the_types_that_are_not_used(lms) -> None:
    done = lms("db", "upgrade")
    assert done.exit_code == 0
    assert done.stderr.startswith("Course type nowhere is not used: could not be loaded: ModuleNotFoundError")


def test_in_safe_mode_types_are_named_and_not_loaded(lms, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_SAFE_MODE", "1")
    said = lms("course-types", "--check")
    assert (said.exit_code, said.stdout.count("not loaded (LMS_SAFE_MODE)")) == (0, 2)
