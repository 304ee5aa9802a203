"""Everything that events say has words in the log."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

from lms.assembly import FEATURES
from lms.audit.queries import ACCOUNTS
from lms.audit.words import ACCOUNT_ACTIONS, ACTIONS, SUBJECTS
from lms.core.events import Event
from tests.sources import ROOT


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
