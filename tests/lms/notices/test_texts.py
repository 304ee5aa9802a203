"""The texts of messages: built in for every kind and language, made one's own with checked variables, put back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.core.errors import ChangedMeanwhile, Refused
from lms.core.events import fingerprint
from lms.notices.kinds import EXAMPLES, KINDS, LANGUAGES, Wording, built_in
from lms.notices.mails import html_of
from lms.notices.queries import wording_of
from lms.notices.rendering import write_out
from lms.notices.text_services import check_wording, restore_text, save_text, values_of
from lms.notices.words import KIND_WORDS, VARIABLE_WORDS

Browse = Callable[[str], FlaskClient]
BOTH = [(kind, language) for kind in KINDS for language in LANGUAGES]
ADDRESS = "/messages/text?kind=reminder&language=nl"
OWN = Wording("Tot {when}", "Dag {name},\n\n{course} begint {when}.")


@pytest.mark.parametrize(("kind", "language"), BOTH)
def test_every_built_in_text_is_right_by_its_own_rules(kind: str, language: str) -> None:
    check_wording(kind, built_in(kind, language))
    written = write_out(built_in(kind, language), EXAMPLES[language], language, "https://paraat.test")
    assert "{" not in written.subject + written.text
    assert "https://paraat.test/welcome/" in written.text


def test_every_kind_and_every_variable_has_words() -> None:
    assert set(KIND_WORDS) == set(KINDS)
    assert set(VARIABLE_WORDS) == {name for kind in KINDS.values() for name in kind.variables}


@pytest.mark.parametrize(
    ("subject", "body", "field", "message"),
    [
        ("{course}", "{whn} {when}", "body", "This message has no variable {whn}."),
        ("{colour} {course}", "{when}", "subject", "This message has no variable {colour}."),
        ("{course}", "Tot straks", "body", "The text cannot do without {when}."),
        ("{course}", "{when} {", "body", "There is a { or } that belongs to no variable."),
        ("{course!r}", "{when}", "subject", "There is a { or }"),
    ],
)
def test_a_wrong_variable_is_named(subject: str, body: str, field: str, message: str) -> None:
    with pytest.raises(Refused) as refused:
        check_wording("reminder", Wording(subject, body))
    assert refused.value.message.startswith(message)
    assert refused.value.field == field


def test_a_link_that_opens_an_account_stays_out_of_the_subject() -> None:
    with pytest.raises(Refused, match="out of the subject"):
        check_wording("invitation", Wording("{link}", "{link}"))


def test_what_a_value_says_is_no_variable_no_header_and_no_html() -> None:
    values = EXAMPLES["nl"] | {"name": "{link} <b>Bob</b>", "course": "Basis\r\nBcc: everybody@example.org"}
    written = write_out(built_in("reminder", "nl"), values, "nl", "")
    assert written.subject == "Binnenkort: Basis Bcc: everybody@example.org"
    assert written.paragraphs[0].lines == ("Beste {link} <b>Bob</b>,",)
    assert "&lt;b&gt;Bob" in html_of(written) and "<b>Bob" not in html_of(written)


def test_a_mail_loads_nothing_from_elsewhere() -> None:
    page = html_of(write_out(built_in("invitation", "nl"), EXAMPLES["nl"], "nl", "https://paraat.test"))
    assert re.findall(r"src=|url\(|<link|<script|<img", page) == []


def test_an_own_text_counts_until_it_is_put_back(database: Database, clock: FixedClock) -> None:
    def seen(wording: Wording) -> str:
        return fingerprint(values_of(wording))

    first = built_in("reminder", "nl")
    with database.transaction(SYSTEM, clock.now()) as uow:
        save_text(uow, "reminder", "nl", OWN, seen(first))
    with database.transaction(SYSTEM, clock.now()) as uow:
        assert wording_of(uow.session, "reminder", "nl") == OWN
        assert wording_of(uow.session, "reminder", "en") == built_in("reminder", "en")
        with pytest.raises(ChangedMeanwhile):
            save_text(uow, "reminder", "nl", Wording("x", "{course} {when}"), seen(first))
        with pytest.raises(ChangedMeanwhile):
            restore_text(uow, "reminder", "nl", seen(first))
    with database.transaction(SYSTEM, clock.now()) as uow:
        save_text(uow, "reminder", "nl", first, seen(OWN))  # typing the built-in text is going back to it
    with database.transaction(SYSTEM, clock.now()) as uow:
        assert wording_of(uow.session, "reminder", "nl") == first


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form."""
    return dict(re.findall(r'name="(seen|confirmed)" type="hidden" value="([^"]*)"', page))


def test_an_administrator_sees_the_text_before_it_is_saved_and_puts_it_back(as_role: Browse) -> None:
    browser = as_role("administrator")
    typed = {"subject": OWN.subject, "body": OWN.body.replace("\n", "\r\n")}
    shown = browser.post(ADDRESS, data=hidden(browser.get(ADDRESS).text) | typed)
    assert shown.status_code == 200
    assert "Not saved yet" in shown.text and "Dag Sanne de Vries," in shown.text
    assert "own text</span>" not in browser.get("/messages/texts").text
    assert browser.post(ADDRESS, data=hidden(shown.text) | typed).location == "/messages/texts"
    assert browser.get("/messages/texts").text.count("own text</span>") == 1
    page = browser.get(ADDRESS).text
    assert "text of a message changed" in page
    restored = browser.post(ADDRESS.replace("text?", "text/restore?"), data=hidden(page))
    assert restored.location == "/messages/texts"
    assert "own text</span>" not in browser.get("/messages/texts").text


def test_a_wrong_text_keeps_what_was_typed_and_says_what_is_wrong(as_role: Browse) -> None:
    browser = as_role("administrator")
    typed = {"subject": "{course}", "body": "Morgen om {whn}, {when}"}
    answer = browser.post(ADDRESS, data=hidden(browser.get(ADDRESS).text) | typed)
    assert answer.status_code == 422
    assert "This message has no variable {whn}." in answer.text and "Morgen om {whn}" in answer.text


def test_of_two_administrators_the_second_is_told(as_role: Browse) -> None:
    first, second = as_role("administrator"), as_role("administrator")
    marks = hidden(second.get(ADDRESS).text)
    typed = {"subject": OWN.subject, "body": OWN.body}
    shown = first.post(ADDRESS, data=hidden(first.get(ADDRESS).text) | typed)
    first.post(ADDRESS, data=hidden(shown.text) | typed)
    other = {"subject": "Mijn {course}", "body": "{when}"}
    shown = second.post(ADDRESS, data=marks | other)
    told = second.post(ADDRESS, data=hidden(shown.text) | other)
    assert told.status_code == 422
    assert "Somebody else changed this" in told.text and "Mijn {course}" in told.text
    saved = second.post(ADDRESS, data=hidden(told.text) | other)
    assert saved.location == "/messages/texts"
