"""The walk-through in docs/plugins.md, followed to the letter: every block of code in it is used."""

from __future__ import annotations

import importlib
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from lms.cli import main
from lms.core.db import Database
from lms.plugins.registry import discover
from tests.sources import ROOT

BLOCKS = re.findall(
    r"^```(\w+)\n(.*?)^```", (ROOT / "docs/plugins.md").read_text(encoding="utf-8"), re.M | re.S
)
FILES = {
    re.match(r"# (\S+)\n", code).group(1): code  # type: ignore[union-attr]
    for language, code in BLOCKS
    if language != "sh"
}
COMMANDS = [line for language, code in BLOCKS if language == "sh" for line in code.splitlines()]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The package as a stranger writes it, installed: its files, and the entry point of its pyproject.toml."""
    for name, code in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(code, encoding="utf-8")
    project = tomllib.loads(FILES["pyproject.toml"])["project"]
    info = tmp_path / f"{project['name']}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n")
    points = [
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in named.items())
        for group, named in project["entry-points"].items()
    ]
    (info / "entry_points.txt").write_text("\n".join(points))
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in [name for name in sys.modules if name.partition(".")[0] == project["name"]]:
        del sys.modules[name]


def test_every_block_is_a_file_or_commands():
    assert [language for language, _ in BLOCKS] == ["python", "python", "python", "toml", "python", "sh"]
    assert len(FILES) == 5 and len(COMMANDS) == 3
    assert sum(len(code.splitlines()) for name, code in FILES.items() if name.endswith(".py")) <= 150


def test_the_tests_of_the_walk_through_pass(package: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(package / "tests")
    module = importlib.import_module("test_intervisie")
    tests = [one for name, one in vars(module).items() if name.startswith("test_")]
    del sys.modules["test_intervisie"]
    for test in tests:
        test()
    assert len(tests) == 3


def test_the_commands_install_the_type_and_its_course_page_and_table_are_there(
    package: Path,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    app: Flask,
    as_role: Callable[[str], FlaskClient],
):
    monkeypatch.setenv("DATABASE_URL", database.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("LMS_INSTANCE", str(package))
    done = [CliRunner().invoke(main, line.removeprefix("lms ").split()) for line in COMMANDS]
    assert [one.exit_code for one in done] == [1, 0, 0], [one.output for one in done]
    assert "its tables are not there" in done[0].output
    assert "ct_intervisie_new" in done[2].output
    platform = app.extensions["platform"]
    app.extensions["platform"] = replace(platform, registry=discover())
    browser = as_role("professional")
    assert "Supervision course" in browser.get("/courses").text
    assert "intervisie-begeleider" in browser.get("/types/intervisie/new").text
    assert "You work at an organisation in the region." in browser.get(_course(browser)).text


def _course(browser: FlaskClient) -> str:
    found = re.search(r'href="(/courses/\d+)">Supervision course', browser.get("/courses").text)
    assert found
    return found.group(1)
