"""The rules of the house, held by reading the code: who imports whom, who reads the clock, how big things are."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterable
from importlib import import_module
from statistics import median, quantiles

import pytest

from lms.assembly import FEATURES, all_models
from lms.core.db import Base

from .sources import ROOT, Source, read

PLATFORM, COURSES = read("lms"), read("courses")
OURS = PLATFORM + COURSES
GROUND = ("core", "config", "plugins", "web")
"""What stands under the features, from the ground up."""

TOP = ("assembly", "app", "schedule", "server", "cli")
"""What stands on top and puts everything together."""

STAIRCASE = (*GROUND, *FEATURES, *TOP)


def part_of(module: str) -> str:
    """The feature (or other part of the house) that a module in `lms` belongs to; '' for the package itself."""
    return [*module.split("."), ""][1]


def breaches(sources: Iterable[Source], pattern: str) -> list[str]:
    """Every line of these files that matches."""
    found = re.compile(pattern)
    return [
        source.at(number)
        for source in sources
        for number, line in enumerate(source.lines, 1)
        if found.search(line)
    ]


# ---- who imports whom -----------------------------------------------------------------------------------------


def test_everything_in_the_house_stands_on_the_staircase():
    assert {part_of(source.module) for source in PLATFORM} - {""} <= set(STAIRCASE)


def test_nothing_imports_what_stands_above_it():
    assert [
        source.at(one.line)
        for source in PLATFORM
        for one in source.imports
        if one.inside("lms") and part_of(source.module) and part_of(one.name)
        if STAIRCASE.index(part_of(one.name)) > STAIRCASE.index(part_of(source.module))
    ] == []


def test_of_the_plugins_features_know_the_contract_and_the_registry_of_who_is_enabled_only():
    assert [
        source.at(one.line)
        for source in PLATFORM
        if part_of(source.module) in FEATURES
        for one in source.imports
        if one.inside("lms.plugins") and not one.inside("lms.plugins.api")
        if one.name != "lms.plugins.registry.Registry"
    ] == []


def test_the_platform_never_imports_a_course_type():
    assert [s.at(one.line) for s in PLATFORM for one in s.imports if one.inside("courses")] == []


def test_course_types_import_the_contract_themselves_and_what_features_offer():
    def allowed(own: str, name: str) -> bool:
        public = {f"lms.{feature}" for feature in FEATURES}
        return (
            not name.startswith(("lms.", "courses."))
            or name.startswith(("lms.plugins.api.", own + "."))
            or name.rpartition(".")[0] in public
        )

    assert [
        source.at(one.line)
        for source in COURSES
        for one in source.imports
        if not allowed(".".join(source.module.split(".")[:2]), one.name)
    ] == []


def test_no_private_name_crosses_a_file():
    assert [s.at(one.line) for s in OURS for one in s.imports if re.search(r"\._(?!_)", one.name)] == []


def test_an_import_inside_a_function_carries_its_reason_on_its_line_or_the_one_above():
    assert [
        source.at(one.line)
        for source in OURS
        for one in source.imports
        if one.inline and not any("#" in line for line in source.lines[one.line - 2 : one.line])
    ] == []


def test_starting_the_site_loads_nothing_heavy():
    heavy = (
        "xhtml2pdf",
        "reportlab",
        "numpy",
        "alembic",
        "apscheduler",
        "python_calamine",
        "psycopg",
        "xlsxwriter",
    )
    code = (
        "import sys; from lms.app import create_app; from lms.config import Config; from pathlib import Path\n"
        "create_app(Config('sqlite://', instance=Path('unused'), secret_key='only for this test'))\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


# ---- what stands where ----------------------------------------------------------------------------------------

CLOCK = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("datetime", "today"),
    ("time", "time"),
}


def reads_clock(source: Source) -> list[str]:
    return [
        source.at(node.lineno)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and (ast.unparse(node.value).rpartition(".")[2], node.attr) in CLOCK
    ]


def test_only_the_clock_reads_the_clock():
    readers = {str(source.path): reads_clock(source) for source in OURS}
    assert len(readers.pop("lms/core/clock.py")) == 1
    assert [place for places in readers.values() for place in places] == []


def test_only_queries_select():
    def is_queries(source: Source) -> bool:
        return source.path.name == "queries.py" or source.path.parent.name == "queries"

    others = [s for s in OURS if not is_queries(s) and not s.module.startswith("lms.core.")]
    assert [
        source.at(one.line)
        for source in others
        for one in source.imports
        if one.name in {"sqlalchemy.select", "sqlalchemy.orm.aliased"}
    ] == []


def test_only_the_unit_of_work_commits():
    others = [source for source in OURS if source.module != "lms.core.db"]
    assert breaches(others, r"\.(commit|rollback)\(") == []


def test_rules_know_neither_sql_nor_flask():
    rules = [source for source in OURS if source.path.name == "rules.py"]
    assert len(rules) > 2
    assert [
        source.at(one.line)
        for source in rules
        for one in source.imports
        if one.name.startswith(("sqlalchemy", "flask", "lms.web", "lms.core.db", "lms.core.clock"))
    ] == []


def test_only_pages_know_flask():
    behind = (
        "models.py",
        "queries.py",
        "services.py",
        "events.py",
        "listeners.py",
        "jobs.py",
        "permissions.py",
    )
    assert [
        source.at(one.line)
        for source in PLATFORM
        if part_of(source.module) in FEATURES
        and (source.path.name in behind or source.path.parent.name == "queries")
        for one in source.imports
        if one.name.startswith(("flask.", "flask_login", "flask_wtf", "wtforms", "lms.web."))
    ] == []


def test_no_file_is_called_utils_helpers_common_or_manager():
    everything = [*OURS, *read("tests", "benchmarks", "migrations")]
    banned = re.compile(r"(^|_)(utils?|helpers?|common|managers?)(_|$)")
    assert [s for s in everything if any(banned.search(part) for part in s.path.with_suffix("").parts)] == []


def test_an_ignored_type_or_lint_error_names_its_code():
    sources = [*OURS, *read("benchmarks", "migrations"), Source(ROOT / "tasks.py")]
    assert breaches(sources, r"#\s*type:\s*ignore(?!\[)|#\s*noqa(?!:)") == []


# ---- sizes ----------------------------------------------------------------------------------------------------


def test_files_and_functions_stay_small(record_property: pytest.FixtureRequest):
    counted = [source for source in OURS if source.lines]
    files = [len(source.lines) for source in counted]
    functions = [function.lines for source in counted for function in source.functions]
    ninetieth = quantiles(files, n=10)[-1]
    record_property(
        "Size",
        f"{len(files)} files: median {median(files):.0f} lines, 90% at most {ninetieth:.0f}, longest {max(files)}; "
        f"{len(functions)} functions: median {median(functions):.0f}, longest {max(functions)}",
    )
    assert (median(files) <= 90, ninetieth <= 260, median(functions) <= 10) == (True, True, True)


def test_no_file_and_no_function_passes_its_cap():
    sources = [
        *OURS,
        *read("tests", "benchmarks"),
        Source(ROOT / "tasks.py"),
        Source(ROOT / "migrations/env.py"),
    ]
    assert [f"{source}: {len(source.lines)} lines" for source in sources if len(source.lines) > 400] == []
    assert [
        source.at(function.line) for source in sources for function in source.functions if function.lines > 60
    ] == []


# ---- tables ---------------------------------------------------------------------------------------------------


def misnamed(tables: Iterable[tuple[str, str]]) -> list[str]:
    """Of (module, table): the tables of a course type without its prefix, and those of others that have one."""
    wrong = []
    for module, table in tables:
        home, _, rest = module.partition(".")
        prefix = f"ct_{rest.partition('.')[0]}_" if home == "courses" else ""
        if not table.startswith(prefix) or (not prefix and table.startswith("ct_")):
            wrong.append(f"{module}: {table}")
    return wrong


def test_tables_of_course_types_start_with_their_key():
    all_models()
    for source in COURSES:
        import_module(source.module)
    assert misnamed((m.class_.__module__, str(m.local_table)) for m in Base.registry.mappers) == []
    assert misnamed([("courses.top3.models", "ct_top3_log"), ("lms.people.models", "person")]) == []
    assert len(misnamed([("courses.top3.models", "log"), ("lms.people.models", "ct_person")])) == 2


def test_every_constraint_has_a_name():
    all_models()
    assert [
        f"{table}: {constraint}"
        for table in Base.metadata.tables.values()
        for constraint in [*table.constraints, *table.indexes]
        if constraint.name is None
    ] == []


# ---- course types ---------------------------------------------------------------------------------------------


def test_the_platform_names_no_particular_course_type():
    ours = sorted(path.parent.name for path in (ROOT / "courses").glob("*/course_type.py"))
    assert ours == ["drakentemmers", "leertafels", "top3"]
    named = re.compile("|".join([*ours, "top-3", "leertafel", "learning table"]), re.IGNORECASE)
    files = [path for ending in ("*.py", "*.html", "*.css") for path in sorted((ROOT / "lms").rglob(ending))]
    assert len(files) > 150
    assert [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files
        if not path.is_relative_to(ROOT / "lms/demo") and "translations" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if named.search(line)
    ] == []
