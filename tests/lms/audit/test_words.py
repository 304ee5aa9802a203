"""Everything that events say has words in the log."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module

from lms.assembly import FEATURES
from lms.audit.queries import ACCOUNTS
from lms.audit.words import ACCOUNT_ACTIONS, ACTIONS, FIELDS, SUBJECTS
from lms.core.db import Base
from lms.core.events import Event
from lms.exchange.tables import TABLES
from tests.sources import ROOT, read


def events() -> Iterator[type[Event]]:
    """Every event of the platform that can be published."""
    for feature in FEATURES:
        if (ROOT / "lms" / feature / "events.py").exists():
            import_module(f"lms.{feature}.events")
    waiting = list(Event.__subclasses__())
    while waiting:
        one = waiting.pop()
        waiting.extend(one.__subclasses__())
        if one.__module__.startswith("lms.") and one.subject and not one.__subclasses__():
            yield one


def action_of(event: type[Event]) -> str:
    """What the log calls an event."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", event.__name__).lower()


def test_every_kind_of_thing_and_every_action_has_words() -> None:
    actions = {action_of(one) for one in events()}
    assert sorted(actions - set(ACTIONS)) == []
    assert sorted({one.subject for one in events()} - set(SUBJECTS)) == []


def test_no_words_are_left_of_what_no_longer_happens() -> None:
    actions = {action_of(one) for one in events()}
    assert sorted(set(ACTIONS) - actions) == []


def test_what_accounts_do_is_for_administrators() -> None:
    told = {one.subject for one in events() if one.__module__ == "lms.people.events"}
    assert told <= set(ACCOUNTS)
    named = {action_of(one) for one in events() if one.subject in ACCOUNTS}
    assert named == ACCOUNT_ACTIONS


UNTOLD = {"password_hash", "demo_order", "id"}
"""Columns that no audit line may hold."""


def told_fields() -> Iterator[str]:
    """Every name under which an event tells a value: columns of what changed, and what the code writes beside them."""
    told = {one.subject for one in events()} - {"import_run"}
    for name, table in Base.metadata.tables.items():
        if name in told:
            yield from table.columns.keys()
    yield from TABLES
    for source in read("lms"):
        for function in ast.walk(source.tree):
            if isinstance(function, ast.FunctionDef) and _tells(function):
                yield from _written(function)


def _tells(function: ast.FunctionDef) -> bool:
    calls = [one for one in ast.walk(function) if isinstance(one, ast.Call)]
    named = {one.func.id for one in calls if isinstance(one.func, ast.Name)}
    return (
        function.name == "values_of"
        or "Change" in named
        or any(keyword.arg == "details" for one in calls for keyword in one.keywords)
    )


def _written(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        keys: list[ast.expr | None] = list(node.keys) if isinstance(node, ast.Dict) else []
        if function.name == "values_of" and isinstance(node, ast.Tuple):
            keys = list(node.elts)
        yield from (key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str))


def test_every_field_of_a_change_has_words() -> None:
    assert sorted(set(told_fields()) - UNTOLD - set(FIELDS)) == []
