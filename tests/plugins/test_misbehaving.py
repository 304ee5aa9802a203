"""Whatever a course type does wrong, in any of its hooks, is said to its maker and takes nothing else down."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

from lms.core.events import Event
from lms.exchange.events import RowsImported
from lms.plugins import registry as registry_module
from lms.plugins.api import (
    Applicant,
    CompetenceSpec,
    CourseSpec,
    CourseType,
    Decision,
    DemoStory,
    Listener,
    OwnTables,
    PageSpec,
    PracticeKindSpec,
    PracticeWeight,
    Setting,
    Text,
)
from lms.plugins.check import problems_of
from lms.plugins.guard import FACETS, QUESTIONS, Guarded
from lms.plugins.registry import GROUP, Found, discover, make_registry

from .logbook import Logbook, course_type
from .minimal import course_type as minimal

WORDS = Text("woorden", "words")


class Mute(Exception):
    """Cannot even say what is wrong."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


def raising(failure: BaseException) -> Callable[..., Any]:
    def hook(*_: object) -> None:
        raise failure

    return hook


def answering(answer: object) -> Callable[..., Any]:
    return lambda *_: answer


def variant(**attributes: object) -> CourseType:
    """The logbook with other attributes."""
    return type("Variant", (Logbook,), attributes)()


HOOKS = (*FACETS, *QUESTIONS)
FAILURES = (RuntimeError("broken"), Mute(), SystemExit(1), RecursionError())
NONSENSE = (7, "text", object(), [None], {"a": 1}, (Text("nl", "en"), 3), lambda: None)


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_a_hook_that_raises_is_a_problem_and_the_others_go_on(hook: str, failure: BaseException):
    registry = make_registry(
        [Found("logbook", "theirs", variant(**{hook: raising(failure)})), Found("minimal", "ours", minimal)]
    )
    assert list(registry.enabled) == ["minimal"]
    assert registry.found[0].problems[0].startswith(f"{hook}() raised {type(failure).__name__}")


@pytest.mark.parametrize("hook", HOOKS)
@pytest.mark.parametrize("nonsense", NONSENSE, ids=lambda one: type(one).__name__)
def test_a_hook_that_answers_nonsense_is_a_problem_and_the_others_go_on(hook: str, nonsense: object):
    registry = make_registry(
        [
            Found("logbook", "theirs", variant(**{hook: answering(nonsense)})),
            Found("minimal", "ours", minimal),
        ]
    )
    assert list(registry.enabled) == ["minimal"]
    assert registry.found[0].problems[0].startswith(f"{hook}() gives ")


@pytest.mark.parametrize("attribute", ["key", "name", "version", "contract", "order"])
@pytest.mark.parametrize("wrong", [None, [], property(raising(ValueError("no"))), object()])
def test_an_attribute_that_is_none_is_a_problem(attribute: str, wrong: object):
    assert problems_of(variant(**{attribute: wrong}))[0].startswith(attribute)


def test_a_field_that_is_not_what_it_should_be_is_named():
    half = replace(CourseSpec("logbook-course", WORDS), name="just text")  # type: ignore[arg-type]
    assert problems_of(variant(courses=answering((half,)))) == [
        "courses() gives CourseSpec.name with str where Text belongs"
    ]


class Liar:
    """Not even asking what it is goes well."""

    @property
    def __class__(self) -> type:
        raise RuntimeError("who is asking?")


@pytest.mark.parametrize("make", [lambda: None, lambda: 7, lambda: Logbook, Liar])
def test_what_is_no_course_type_at_all_takes_nothing_down(make: Callable[[], Any]):
    registry = make_registry([Found("thing", "theirs", make()), Found("minimal", "ours", minimal)])
    assert list(registry.enabled) == ["minimal"]
    assert (registry.found[0].course_type, len(registry.found[0].problems)) == (None, 1)


METADATA = MetaData()
Table("ct_other_note", METADATA, Column("id", Integer, primary_key=True))
Table("ct_logbook_more", METADATA, Column("person", ForeignKey("person.id"), primary_key=True))
HERE = Path(__file__).parent
STORY = DemoStory("logbook-keeping", ("coach",), {2020: 0.1}, 0.5)

WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"version": "new"}, ["version 'new' is not numbers with dots between, such as '1.0'"]),
    ({"name": Text("alleen", " ")}, ["the name has no words in one of the two languages"]),
    (
        {"competences": (CompetenceSpec("logbook-keeping", WORDS, validity="3 years"),)},
        ["competence 'logbook-keeping': '3 years' is not a duration such as 'P36M' or 'P365D'"],
    ),
    (
        {"competences": (CompetenceSpec("logbook-keeping", WORDS, validity="P0D"),)},
        ["competence 'logbook-keeping': 'P0D' is not a duration such as 'P36M' or 'P365D'"],
    ),
    (
        {"competences": (CompetenceSpec("logbook-keeping", WORDS, currency_count=2),)},
        ["competence 'logbook-keeping' has half a currency: give both the count and the period"],
    ),
    (
        {"practice_kinds": (PracticeKindSpec("logbook_line", WORDS), PracticeKindSpec("Loud!", WORDS))},
        ["key 'Loud!' is not lower-case letters, digits and _"],
    ),
    (
        {"practice_weights": (PracticeWeight("unknown", "logbook-keeping", Decimal("NaN")),)},
        [
            "a weight is about kind 'unknown', which the type does not bring",
            "the weight of 'unknown' is not between 0 and 10",
        ],
    ),
    (
        {"settings": (Setting(WORDS, WORDS, course="top3-basis"),)},
        ["a setting is about course 'top3-basis', which the type does not bring"],
    ),
    ({"wording": {"colour": WORDS}}, ["'colour' is not one of the words course, courses"]),
    (
        {"pages": (PageSpec("../secret", WORDS, roles=frozenset({"king"})),) * 2},
        [
            "page '../secret' is declared twice",
            "the path of page '../secret' is not lower-case letters, digits and dashes",
            "page '../secret' is for king, which is no role",
        ],
    ),
    (
        {"listeners": (Listener(RowsImported, raising(RuntimeError())),)},
        ["RowsImported is never told after the commit, which is when a type listens"],
    ),
    (
        {"tables": OwnTables(METADATA, HERE / "nowhere", "1")},
        [
            "table 'ct_logbook_more' refers to 'person'; a type only refers to its own tables",
            "table 'ct_other_note' does not start with 'ct_logbook_', or is the table of versions",
            "there is no folder of migrations 'nowhere'",
        ],
    ),
    ({"tables": OwnTables(MetaData(), HERE, "1")}, ["tables() declares no table; give None"]),
    (
        {"demo": (replace(STORY, requires="top3-basis", renewal=2, norm_share="half"),)},
        [
            "the demo story of 'logbook-keeping' requires 'top3-basis', which the type does not bring",
            "the demo story of 'logbook-keeping' has no functions, or a share that is not between 0 and 1",
            "the demo story of 'logbook-keeping' has a norm that is not possible",
        ],
    ),
]


@pytest.mark.parametrize(("attributes", "problems"), WRONG, ids=lambda one: next(iter(one)) if one else "")
def test_what_does_not_fit_is_said_in_words(attributes: dict[str, Any], problems: list[str]):
    changed = {
        name: value if name in ("version", "name") else answering(value) for name, value in attributes.items()
    }
    found = problems_of(variant(**changed))
    assert [problem for problem in found if problem in problems] == problems
    assert len(set(found)) == len(found)


def test_a_type_that_fails_later_gets_the_harmless_default_and_its_problems_are_kept():
    class Moody(Logbook):
        asked = 0

        def may_enrol(self, course: str, applicant: Applicant) -> Decision:
            type(self).asked += 1
            if type(self).asked > 4:
                raise RuntimeError(f"tired after {type(self).asked}")
            return Decision(False, (WORDS,))

    registry = make_registry([Found("logbook", "theirs", Moody())])
    moody = registry.enabled["logbook"]
    answers = [moody.may_enrol("logbook-course", Applicant()).yes for _ in range(60)]
    assert (answers[0], answers[-1]) == (False, True)
    assert moody.problems[0] == "may_enrol() raised RuntimeError: tired after 5"
    assert len(moody.problems) == 20


def test_what_a_type_brings_cannot_change_while_the_program_runs():
    changing = Logbook()
    guarded = Guarded(changing)
    changing.courses = answering(())  # type: ignore[method-assign]
    assert [course.key for course in guarded.courses()] == ["logbook-course"]


def test_a_type_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(registry_module, "PATIENCE", 0.05)
    hanging = variant(courses=lambda self: time.sleep(0.3) or ())
    registry = make_registry([Found("logbook", "theirs", hanging), Found("minimal", "ours", minimal)])
    assert list(registry.enabled) == ["minimal"]
    assert registry.found[0].problems == ("could not be checked: it took longer than 0.05 seconds",)


def test_a_module_that_hangs_or_exits_while_it_is_loaded_is_left_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    (tmp_path / "hangs.py").write_text("import time\ntime.sleep(0.3)\n")
    (tmp_path / "exits.py").write_text("raise SystemExit(3)\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(registry_module, "PATIENCE", 0.1)
    points = [EntryPoint(name, f"{name}:course_type", GROUP) for name in ("hangs", "exits")]
    points.append(EntryPoint("minimal", "tests.plugins.minimal:course_type", GROUP))
    monkeypatch.setattr(registry_module, "entry_points", lambda group: points)
    registry = discover()
    assert [one.problems for one in registry.found] == [
        ("could not be loaded: it took longer than 0.1 seconds",),
        ("could not be loaded: SystemExit: 3",),
        (),
    ]
    assert list(registry.enabled) == ["minimal"]


def test_a_sound_listener_hears_every_event_class_it_names():
    assert course_type.listeners()[0].event.inside_only is False
    assert problems_of(variant(listeners=answering((Listener(Event, print),)))) == []
