"""Every page in both languages, wide and narrow, light and dark: axe finds nothing, and nothing falls off."""

from __future__ import annotations

import pytest

from .checks import PHONE, WIDE, faults
from .conftest import Visit
from .site import SMALL_PLACE

pytestmark = pytest.mark.browser

TEAM, OWN = "programme_team", "{Lokaal team Dijk en Waard}"
PAGES = {
    "sign in": (None, "/sign-in"),
    "welcome": (None, "/welcome/no-such-link"),
    "home of a professional": ("professional", "/"),
    "home of a trainer": ("trainer", "/"),
    "home of a coordinator": ("coordinator", "/"),
    "home of the programme team": (TEAM, "/"),
    "home of the steering group": ("steering_group", "/"),
    "region": (TEAM, "/region?region=1"),
    "region, filtered on a past date": (
        TEAM,
        "/region?on=31-12-2022&competence=top3-basis&region=1&gaps=1&sort=0",
    ),
    "region without a match": (TEAM, "/region?q=bestaat+niet"),
    "region before anything was certified": (TEAM, "/region?on=01-01-2015"),
    "region of the steering group": ("steering_group", "/region?competence=top3-basis&sort=name"),
    "organisations": (TEAM, "/organisations"),
    "organisations without a match": (TEAM, "/organisations?q=bestaat+niet"),
    "organisation": (TEAM, f"/organisations/{OWN}?competence=top3-basis"),
    "organisation on a past date": (TEAM, f"/organisations/{OWN}?competence=top3-basis&on=31-12-2022"),
    "organisation with its tables open": (TEAM, "/organisations/{Lokaal team Alkmaar}?on=30-06-2020"),
    "organisation with a tree": (TEAM, "/organisations/{Werkorganisatie BUCH}?status=ended"),
    "organisation where nobody matches": (TEAM, f"/organisations/{OWN}?q=bestaat+niet"),
    "organisation before it began": (TEAM, f"/organisations/{OWN}?on=01-06-2021"),
    "organisation after its merger": ("coordinator", "/organisations/{Lokaal team Langedijk}"),
    "organisation with nothing recorded": (TEAM, "/organisations/{Lokaal team Alkmaar}?on=01-01-2015"),
    "organisation withheld": ("steering_group", f"/organisations/{{{SMALL_PLACE}}}"),
    "organisation of the steering group": ("steering_group", f"/organisations/{OWN}"),
    "person": (TEAM, "/people/{person professional}"),
    "person on a past date": (TEAM, "/people/{person trainer}?on=31-12-2020"),
    "own page": ("professional", "/me"),
    "courses": ("professional", "/courses"),
    "course": ("professional", "/courses/3"),
    "course types": ("administrator", "/course-types"),
    "page of a course type": ("trainer", "/types/leertafels/about"),
    "forgotten password": (None, "/forgotten"),
    "own account": ("professional", "/account"),
    "accounts": ("administrator", "/accounts"),
    "new account": ("administrator", "/accounts/new"),
    "account": ("administrator", "/accounts/2"),
    "search": (TEAM, "/search?q=a"),
    "nothing found": ("coordinator", "/search?q=xyzzy"),
    "lists": (TEAM, "/lists"),
    "manage": ("administrator", "/manage"),
    "people of an organisation": ("coordinator", f"/organisations/{OWN}/people"),
    "who has left": ("coordinator", f"/organisations/{OWN}/people?who=left"),
    "add a person": ("coordinator", f"/organisations/{OWN}/people/new"),
    "add many people": ("coordinator", f"/organisations/{OWN}/people/new?many=1"),
    "new organisation": (TEAM, "/organisations/new"),
    "edit an organisation": (TEAM, f"/organisations/{OWN}/edit"),
    "merge an organisation": (TEAM, f"/organisations/{OWN}/merge"),
    "norms of an organisation": ("coordinator", f"/organisations/{OWN}/norms"),
    "norms": (TEAM, "/norms"),
    "new norm": (TEAM, "/norms/new"),
    "norm": (TEAM, "/norms/3/edit"),
    "remove a norm": (TEAM, "/norms/3/remove"),
    "competences": (TEAM, "/competences"),
    "new competence": (TEAM, "/competences/new"),
    "competence": (TEAM, "/competences/3"),
    "audit log": ("administrator", "/audit"),
    "imports": ("administrator", "/imports"),
    "exports": ("administrator", "/exports"),
    "sessions": (TEAM, "/sessions"),
    "calendar of sessions": (TEAM, "/sessions/calendar"),
    "new session": (TEAM, "/sessions/new"),
    "rooms": (TEAM, "/rooms"),
    "own sessions": ("professional", "/enrolments"),
    "availability": ("trainer", "/availability"),
    "messages": ("administrator", "/messages"),
    "texts of messages": ("administrator", "/messages/texts"),
    "mailbox": ("professional", "/mailbox"),
    "not allowed": ("professional", "/region"),
    "not found": (TEAM, "/organisations/999999"),
    "wrong date": (TEAM, "/people/{person professional}?on=31-13-2022"),
}
STATUSES = {"not allowed": 403, "not found": 404, "welcome": 404}
DARK_AT = {"nl": WIDE, "en": PHONE}
"""Colours do not depend on the language, so that one width in the dark per language covers both."""


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wrong_with(visit: Visit, name: str, language: str):
    account, path = PAGES[name]
    visitor = visit(account, language)
    page = visitor.open(path, status=STATUSES.get(name, 200))
    opened = "details" if "open" in name else "details.why"
    page.locator(opened).evaluate_all("all => all.forEach(one => one.open = true)")
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert page.locator("script").count() == 0
    assert faults(page, DARK_AT[language]) == []


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("path", ["/sign-in", "/forgotten"])
def test_nothing_is_wrong_with_errors_in_a_form(visit: Visit, path: str, language: str):
    visitor = visit(language=language)
    page = visitor.open(path)
    visitor.follow(page.locator("form[novalidate]").get_by_role("button"), status=422)
    assert page.locator("[aria-invalid=true]").count() >= 1
    assert faults(page, DARK_AT[language]) == []


def test_paper_shows_what_was_chosen_and_nothing_to_click(visit: Visit):
    visitor = visit("programme_team")
    page = visitor.open("/region?on=31-12-2022&region=1")
    page.emulate_media(media="print")
    for hidden in (".masthead", ".filters", ".skip", ".footer", ".date-card button", ".steps-in-time"):
        assert not page.locator(hidden).first.is_visible(), hidden
    assert page.locator(".chip:visible").all_inner_texts() == ["Regio Alkmaar"]
    assert page.locator("#on").input_value() == "31-12-2022"
    for shown in ("h1", "#on", ".demo-bar", ".matrix .coverage"):
        assert page.locator(shown).first.is_visible(), shown
