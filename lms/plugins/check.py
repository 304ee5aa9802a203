"""Everything in which a course type breaks the contract: what the registry asks at the start, and a stranger's tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from lms.core.access import Role

from .api import (
    CONTRACT,
    TERMS,
    Applicant,
    CourseType,
    Held,
    Participation,
    Presence,
    Text,
)
from .guard import Guarded
from .store import EmptyStore

KEY = re.compile(r"[a-z][a-z0-9]{1,19}")
BROUGHT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")
KIND = re.compile(r"[a-z][a-z0-9_]{1,79}")
PATH = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
VERSION = re.compile(r"\d+(\.\d+)*")
PERIOD = re.compile(r"P(?=\d)(?=.*[1-9])(\d{1,3}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,5}D)?")
LONGEST_KEY, LONGEST_NAME, LONGEST_KIND = 80, 200, 120
"""Characters that the database has room for."""


def problems_of(course_type: object) -> list[str]:
    """Every problem in words for its maker; empty when the object keeps the contract."""
    if not isinstance(course_type, CourseType):
        return [
            f"the entry point gives {type(course_type).__name__}, not an object of lms.plugins.api.CourseType"
        ]
    return problems_in(Guarded(course_type))


def problems_in(guarded: Guarded) -> list[str]:
    """The problems of a type that was asked already; the first ones alone when the rest would only follow."""
    found = list(guarded.problems)
    if not KEY.fullmatch(guarded.key):
        found.append(f"key {guarded.key!r} is not 2 to 20 lower-case letters and digits")
    if guarded.contract != CONTRACT:
        found.append(f"written for contract {guarded.contract}; this Paraat speaks contract {CONTRACT}")
    if found:
        return found
    for check in CHECKS:
        found += check(guarded)
    return list(dict.fromkeys(found + _questions(guarded)))


def _itself(one: CourseType) -> Iterator[str]:
    if not VERSION.fullmatch(one.version):
        yield f"version {one.version!r} is not numbers with dots between, such as '1.0'"
    for what, text in _texts(one):
        if not (text.nl.strip() and text.en.strip()):
            yield f"the {what} has no words in one of the two languages"
    for what, text, longest in _names(one):
        if max(len(text.nl), len(text.en)) > longest:
            yield f"the {what} is longer than {longest} characters"


def _keys(one: CourseType) -> Iterator[str]:
    prefix = one.key + "-"
    brought = {"competence": [c.key for c in one.competences()], "course": [c.key for c in one.courses()]}
    for keys in brought.values():
        for key in dict.fromkeys(keys):
            if not key.startswith(prefix):
                yield f"key {key!r} does not start with {prefix!r}"
            elif not BROUGHT.fullmatch(key) or len(key) > LONGEST_KEY:
                yield f"key {key!r} is not lower-case letters, digits and dashes, at most {LONGEST_KEY}"
    kinds = [kind.key for kind in one.practice_kinds()]
    yield from (
        f"key {key!r} is not lower-case letters, digits and _" for key in kinds if not KIND.fullmatch(key)
    )
    everything = brought | {"practice kind": kinds, "page": [page.path for page in one.pages()]}
    for what, keys in everything.items():
        yield from (
            f"{what} {key!r} is declared twice" for key in sorted({k for k in keys if keys.count(k) > 1})
        )


def _references(one: CourseType) -> Iterator[str]:
    competences = {competence.key for competence in one.competences()}
    courses = {course.key for course in one.courses()}
    kinds = {kind.key for kind in one.practice_kinds()}
    for course in one.courses():
        if course.competence is not None and course.competence not in competences:
            yield f"course {course.key!r} leads to {course.competence!r}, which the type does not bring"
    for setting in one.settings():
        if setting.course is not None and setting.course not in courses:
            yield f"a setting is about course {setting.course!r}, which the type does not bring"
    for weight in one.practice_weights():
        if weight.kind not in kinds:
            yield f"a weight is about kind {weight.kind!r}, which the type does not bring"
        if not (weight.weight.is_finite() and 0 <= weight.weight <= 10):
            yield f"the weight of {weight.kind!r} is not between 0 and 10"
    yield from (
        f"{term!r} is not one of the words {', '.join(TERMS)}" for term in one.wording() if term not in TERMS
    )


def _periods(one: CourseType) -> Iterator[str]:
    for competence in one.competences():
        for period in (competence.validity, competence.currency_period):
            if period is not None and not PERIOD.fullmatch(period):
                yield f"competence {competence.key!r}: {period!r} is not a duration such as 'P36M' or 'P365D'"
        if (competence.currency_count is None) != (competence.currency_period is None):
            yield f"competence {competence.key!r} has half a currency: give both the count and the period"
        elif competence.currency_count is not None and not 1 <= competence.currency_count <= 1000:
            yield f"competence {competence.key!r} asks for {competence.currency_count} practice events, not 1 to 1000"


def _facets(one: CourseType) -> Iterator[str]:
    roles = {role.value for role in Role}
    for page in one.pages():
        if not PATH.fullmatch(page.path):
            yield f"the path of page {page.path!r} is not lower-case letters, digits and dashes"
        if page.roles - roles:
            yield f"page {page.path!r} is for {', '.join(sorted(page.roles - roles))}, which is no role"
    for listener in one.listeners():
        if listener.event.inside_only:
            yield f"{listener.event.__name__} is never told after the commit, which is when a type listens"


def _tables(one: CourseType) -> Iterator[str]:
    own = one.tables()
    if own is None:
        return
    prefix, names = f"ct_{one.key}_", set(own.metadata.tables)
    if not names:
        yield "tables() declares no table; give None"
    for name in sorted(names):
        if not name.startswith(prefix) or name == prefix + "version":
            yield f"table {name!r} does not start with {prefix!r}, or is the table of versions"
        yield from (
            f"table {name!r} refers to {target!r}; a type only refers to its own tables"
            for key in own.metadata.tables[name].foreign_keys
            if (target := key.target_fullname.rpartition(".")[0]) not in names
        )
    if not own.migrations.is_dir():
        yield f"there is no folder of migrations {Path(own.migrations).name!r}"


def _demo(one: CourseType) -> Iterator[str]:
    competences = {competence.key for competence in one.competences()}
    for story in one.demo():
        named = f"the demo story of {story.competence!r}"
        if story.competence not in competences or story.given_by not in competences | {None}:
            yield f"{named} tells of a competence the type does not bring"
        if story.requires not in (competences - {story.competence}) | {None}:
            yield f"{named} requires {story.requires!r}, which the type does not bring"
        shares = [story.renewal, *story.trained.values()]
        if not (story.functions and all(0 <= share <= 1 for share in shares)):
            yield f"{named} has no functions, or a share that is not between 0 and 1"
        if not _possible(story.norm_share) or (story.norm_one_per or 1) <= 0:
            yield f"{named} has a norm that is not possible"
        if any(practice.times_a_year <= 0 for practice in story.practice):
            yield f"{named} has practice that never happens"


def _possible(share: str | None) -> bool:
    try:
        return share is None or 0 <= Decimal(share) <= 1
    except InvalidOperation:
        return False


CHECKS: Sequence[Callable[[CourseType], Iterable[str]]] = (
    _itself,
    _keys,
    _references,
    _periods,
    _facets,
    _tables,
    _demo,
)

WHOLE = Participation((Presence.WHOLE,) * 3, {})
PROBES = (
    Participation(),
    WHOLE,
    Participation((Presence.ABSENT, Presence.PART, Presence.EXCUSED), {"any": False}),
)


def _questions(guarded: Guarded) -> list[str]:
    """What goes wrong when every question is asked of every course and page, by nobody and by who holds all."""
    holds = {competence.key: Held(True, True) for competence in guarded.competences()}
    for course in (spec.key for spec in guarded.courses()):
        for applicant in (Applicant(), Applicant(holds, frozenset({"manager"}))):
            guarded.ask("may_enrol", course, applicant)
        for participation in PROBES:
            guarded.ask("is_completed", course, participation)
        key = guarded.ask("trainer_competence", course)
        if key is not None and not BROUGHT.fullmatch(key):
            guarded.note(f"trainer_competence() gives {key!r}, which is no key of a competence")
        guarded.ask("certificate", course)
    for page in guarded.pages():
        guarded.ask("page", page.path, EmptyStore())
    return list(guarded.problems)


def _names(one: CourseType) -> Iterator[tuple[str, Text, int]]:
    yield "name", one.name, LONGEST_NAME
    for competence in one.competences():
        yield f"name of {competence.key!r}", competence.name, LONGEST_NAME
    for course in one.courses():
        yield f"name of {course.key!r}", course.name, LONGEST_NAME
    for kind in one.practice_kinds():
        yield f"name of {kind.key!r}", kind.name, LONGEST_KIND


def _texts(one: CourseType) -> Iterator[tuple[str, Text]]:
    yield from ((what, text) for what, text, _ in _names(one))
    yield from ((f"title of page {page.path!r}", page.title) for page in one.pages())
    yield from ((f"menu entry of page {page.path!r}", page.menu) for page in one.pages() if page.menu)
    yield from ((f"own word for {term!r}", word) for term, word in one.wording().items())
    for setting in one.settings():
        yield from (("name of a setting", setting.name), (f"value of {setting.name.en!r}", setting.value))
