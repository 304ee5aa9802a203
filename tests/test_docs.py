"""The documents name what exists, and all of it: commands, tasks, settings, the contract, files, decisions."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from lms.cli import main
from lms.core.access import Role
from lms.plugins import api, values

from .sources import ROOT

README, CONTRIBUTING = ROOT / "README.md", ROOT / "CONTRIBUTING.md"
DOCUMENTS = [README, CONTRIBUTING, *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs/decisions").glob("*.md"))
SMALL = {README: 80, CONTRIBUTING: 100, ROOT / "docs/architecture.md": 150} | dict.fromkeys(DECISIONS, 40)


def text(path: Path | str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def everything() -> str:
    return "\n".join(text(path) for path in DOCUMENTS)


# ---- what exists is mentioned ---------------------------------------------------------------------------------


def commands(group: click.Group, name: str) -> Iterator[str]:
    """Every command that can be typed, in full."""
    for part, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {part}")
        else:
            yield f"{name} {part}"


def test_every_command_is_documented():
    found = everything()
    assert [name for name in commands(main, "lms") if not re.search(rf"{name}\b(?!-)", found)] == []


def test_every_task_is_documented():
    listed = subprocess.run([sys.executable, "tasks.py", "help"], cwd=ROOT, capture_output=True, text=True)
    tasks = re.findall(r"^    (\w+)", listed.stdout, re.M)
    assert {"run", "test", "check", "setup", "help"} <= set(tasks)
    found = everything()
    assert [task for task in tasks if not re.search(rf"python3 tasks\.py {task}\b", found)] == []


def test_every_setting_is_documented_with_its_meaning():
    names = set(re.findall(r'"((?:LMS_[A-Z_]+|DATABASE_URL|SECRET_KEY))"', text("lms/config.py")))
    assert len(names) == len(re.findall(r'env(?:\.get\(|, )"', text("lms/config.py")))
    rows = set(re.findall(r"^\| `(\w+)` \|", text("docs/operations.md"), re.M))
    assert names == rows


def test_what_only_the_tests_read_is_documented():
    read = re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', text("tasks.py") + text("tests/conftest.py"))
    found = everything()
    assert [name for name in read if name not in found and not name.startswith("PYTEST_")] == []


def test_every_role_is_documented():
    assert [role for role in Role if f"`{role.value}`" not in text("docs/operations.md")] == []


def test_every_part_of_the_contract_is_documented():
    ours = {api.__name__, values.__name__}
    classes = [one for _, one in inspect.getmembers(api, inspect.isclass) if one.__module__ in ours]
    parts = {one.__name__ for one in classes}
    for one in classes:
        parts |= {name for name in [*vars(one), *one.__annotations__] if not name.startswith("_")}
    found = text("docs/plugins.md")
    assert [part for part in sorted(parts) if not re.search(rf"`{part}(\(\))?`|\b{part}\(", found)] == []


# ---- what is mentioned exists ---------------------------------------------------------------------------------

LOOKS_LIKE_A_PATH = re.compile(r"[\w.-]+/|[\w.-]+(?:/[\w.-]+)+/?|[\w.-]+\.(?:py|md|toml|cfg)")
LOCAL = ("instance/", "path/to/")
"""Made on the machine itself, or an example."""


def mentioned(path: Path) -> list[str]:
    """What stands in backticks outside code blocks and looks like a path of the project."""
    prose = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    found = re.findall(r"`([^`\n]+)`", prose)
    return [one for one in found if LOOKS_LIKE_A_PATH.fullmatch(one) and not one.startswith(LOCAL)]


def exists(name: str) -> bool:
    """At this place; a bare name may stand anywhere in the program, as each feature has its `models.py`."""
    bare = "/" not in name.rstrip("/")
    return (ROOT / name).exists() or (bare and any((ROOT / "lms").rglob(name.rstrip("/"))))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_a_document_names_exist(path: Path):
    assert [one for one in mentioned(path) if not exists(one)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path):
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))
    assert [one for one in links if "://" not in one and not (path.parent / one).exists()] == []


def test_every_command_that_a_document_shows_exists():
    known = set(commands(main, "lms"))
    groups = {name for name, one in main.commands.items() if isinstance(one, click.Group)}
    shown = set()
    for first, second in re.findall(
        r"(?<![\w/.-])(?:\.venv/bin/)?lms (?:--demo )?([a-z][a-z-]*)(?: ([a-z][a-z-]*))?", shell()
    ):
        shown.add(f"lms {first} {second}" if first in groups else f"lms {first}")
    assert shown and sorted(shown - known) == []


def shell() -> str:
    """The code of all documents: blocks and backticks."""
    found = everything()
    return "\n".join(
        re.findall(r"^```\w*\n(.*?)^```", found, re.M | re.S) + re.findall(r"`([^`\n]+)`", found)
    )


def test_names_in_architecture_stand_in_the_code():
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "lms").rglob("*.py"))
    named = re.findall(r"`([A-Za-z_]+)(?:\.([a-z_]+))?`", text("docs/architecture.md"))
    named = {name for pair in named for name in pair if name}
    assert len(named) > 25
    assert [name for name in sorted(named) if not re.search(rf"\b{name}\b", code)] == []


# ---- form -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", SMALL, ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_stay_short(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= SMALL[path]


def test_the_test_command_stands_alone_in_a_block_of_the_readme():
    assert text(README).count("```sh\npython3 tasks.py test\n```") == 1


def test_decisions_are_numbered_without_gaps_and_have_their_three_parts():
    assert [path.name[:5] for path in DECISIONS] == [f"{n:04}-" for n in range(1, len(DECISIONS) + 1)]
    heads = [re.findall(r"^#+ (.*?)\.? ", path.read_text(encoding="utf-8") + " ", re.M) for path in DECISIONS]
    assert [head[0] for head in heads] == [str(n) for n in range(1, len(DECISIONS) + 1)]
    parts = [re.findall(r"^## (.*)$", path.read_text(encoding="utf-8"), re.M) for path in DECISIONS]
    assert parts == [["Context", "Decision", "Consequences"]] * len(DECISIONS)


REGISTRY = r"pypi\.(?:org|python)|pythonhosted|registry\.npmjs|[\w-]*mirror[\w-]*\.\w+/|/simple/|--(?:extra-)?index-url"
MACHINE = r"(?<![\w/])/(?:work|root|home/\w+)/"


def test_no_text_file_names_a_registry_or_a_machine():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    wrong = re.compile(f"{REGISTRY}|{MACHINE}")
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path == Path(__file__).resolve() or not path.exists():
            continue
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        found += [
            f"{name}:{n}: {line.strip()[:100]}" for n, line in enumerate(lines, 1) if wrong.search(line)
        ]
    assert found == []
