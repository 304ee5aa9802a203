"""What each role may see and do, as a table made from the permissions themselves: `lms permissions`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from flask import Flask

from lms.core.access import Access, Actor, Predicate, Role

TITLES = {
    Role.PROFESSIONAL: "professional",
    Role.TRAINER: "trainer",
    Role.COORDINATOR: "coordinator",
    Role.PROGRAMME_TEAM: "programme team",
    Role.STEERING_GROUP: "steering group",
    Role.ADMINISTRATOR: "administrator",
}
INTRODUCTION = """# Who may see and do what

Made by `lms permissions` from the permissions themselves; a test holds this page equal to them. **yes**: everywhere;
**own**: oneself, or for a coordinator the own organisation and what lies under it; –: not at all, and then the page
does not open (403), or does not exist for the one who asks (404). An account can have several roles; it may what any
of them may. Everything that is not named here is refused.
"""


class Sample(int):
    """A thing to ask about: the id of an organisation, a person who works there, and a session in-house for it."""

    roles: frozenset[Role] = frozenset()
    status, audience, own = "published", "one", frozenset[int]()

    @property
    def organisation_id(self) -> int:
        return int(self)

    @property
    def organisations(self) -> frozenset[int]:
        return frozenset({int(self)})

    @property
    def trainers(self) -> frozenset[int]:
        return frozenset({int(self)})

    @property
    def person_id(self) -> int:
        return int(self)

    @property
    def organisation_ids(self) -> frozenset[int]:
        return frozenset({int(self)})


OWN, ANOTHERS = Sample(1), Sample(2)


def actor_with(role: Role) -> Actor:
    """Somebody with this role only; a coordinator of organisation 1, else person 1."""
    if role is Role.COORDINATOR:
        return Actor(role, 1, None, frozenset({role}), frozenset({1}), frozenset({1}))
    return Actor(role, 1, 1, frozenset({role}))


def answer(predicate: Predicate, role: Role) -> str:
    """How far a role reaches: everywhere, the own, or not at all."""
    actor = actor_with(role)
    if predicate(actor, ANOTHERS):
        return "yes"
    return "own" if predicate(actor, OWN) else "–"


def permission_table(app: Flask, access: Access) -> str:
    """The page in Markdown."""
    return "\n".join([INTRODUCTION, *_permissions(access), "", "## Pages", "", *_pages(app)]) + "\n"


def _permissions(access: Access) -> Iterator[str]:
    yield "| permission | " + " | ".join(TITLES.values()) + " | rule |"
    yield "|---" * (len(TITLES) + 2) + "|"
    for permission, predicate in sorted(access.rules.items()):
        rule = (predicate.__doc__ or "").split("\n")[0]
        cells = " | ".join(answer(predicate, role) for role in TITLES)
        yield f"| `{permission}` | {cells} | {rule} |"


def _pages(app: Flask) -> Iterator[str]:
    pages: dict[str, list[str]] = defaultdict(list)
    for rule in app.url_map.iter_rules():
        permission = getattr(app.view_functions[rule.endpoint], "permission", None)
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        address = re.sub(r"<(?:.*?:)?(\w+)>", r"<\1>", rule.rule)
        pages[permission or ""].append(f"`{' '.join(methods)} {address}`")
    yield "| permission | pages |"
    yield "|---|---|"
    for permission, addresses in sorted(pages.items()):
        yield f"| {f'`{permission}`' if permission else 'none: open to everybody'} | {' · '.join(sorted(addresses))} |"
