"""Every text of code and templates stands in the Dutch and the English catalogue, once, complete and fillable."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from babel.messages.catalog import Catalog, Message
from wtforms.i18n import get_translations

from lms.app import create_app
from lms.config import Config
from lms.plugins.registry import Registry
from lms.web.catalogues import LANGUAGES, collect, read_catalogue

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
TAG = re.compile(r"</?\w+[^>]*>")


@pytest.fixture(scope="module")
def collected() -> Catalog:
    return collect()


@pytest.fixture(scope="module", params=LANGUAGES)
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    return read_catalogue(request.param)


def entries(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def forms(text: str | Iterable[str]) -> tuple[str, ...]:
    """A text and its plurals; one form where there is no plural."""
    return (text,) if isinstance(text, str) else tuple(text)


def test_the_catalogue_holds_exactly_the_texts_of_code_and_templates(
    collected: Catalog, catalogue: Catalog
) -> None:
    assert {forms(m.id) for m in entries(catalogue)} == {forms(m.id) for m in entries(collected)}


def test_nothing_in_the_catalogue_is_obsolete(catalogue: Catalog) -> None:
    assert list(catalogue.obsolete) == []


def test_nothing_in_the_catalogue_waits_for_a_translator(catalogue: Catalog) -> None:
    assert [m.id for m in entries(catalogue) if m.fuzzy or not all(forms(m.string))] == []


def test_every_text_has_as_many_forms_as_the_language_asks(catalogue: Catalog) -> None:
    wanted = {True: catalogue.num_plurals, False: 1}
    assert [m.id for m in entries(catalogue) if len(forms(m.string)) != wanted[m.pluralizable]] == []


@pytest.mark.parametrize("mark", [PLACEHOLDER, TAG], ids=["placeholders", "tags"])
def test_translations_keep_placeholders_and_tags(mark: re.Pattern[str], catalogue: Catalog) -> None:
    def marks(text: str) -> list[str]:
        return sorted(mark.findall(text))

    differ = [
        m.id
        for m in entries(catalogue)
        if [marks(one) for one in forms(m.string)] != [marks(one) for one in forms(m.id)]
    ]
    assert differ == []


class AnyValue(dict[str, object]):
    """Holds a value for whatever placeholder is asked."""

    def __missing__(self, _name: str) -> int:
        return 1


def test_every_text_can_be_filled(catalogue: Catalog) -> None:
    """Templates fill every text, also one without placeholders: a bare percent sign would end in an error."""
    for message in entries(catalogue):
        for text in (*forms(message.id), *forms(message.string)):
            assert text % AnyValue()


def test_translations_end_as_the_text_does(catalogue: Catalog) -> None:
    """A sentence stays a sentence and a fragment a fragment, so that what is put beside it still fits."""

    def ending(text: str) -> str:
        return text[-1] if text[-1] in ".:;…?! " else ""

    differ = [
        m.id
        for m in entries(catalogue)
        if {ending(one) for one in forms(m.string)} != {ending(one) for one in forms(m.id)}
    ]
    assert differ == []


def test_the_messages_of_the_form_library_exist_in_dutch() -> None:
    dutch = get_translations(["nl"])
    assert dutch.gettext("This field is required.") == "Dit veld is vereist."
    assert dutch.gettext("Invalid input.") == "Ongeldige invoer."
    assert dutch.gettext("CSRF token missing.") != "CSRF token missing."


@pytest.mark.parametrize(
    ("asked", "language", "heading"),
    [
        ("nl-NL,nl;q=0.9,en;q=0.8", "nl", "Inloggen"),
        ("en-GB,en;q=0.9", "en", "Sign in"),
        ("fr-FR,fr;q=0.9", "nl", "Inloggen"),
    ],
)
def test_a_page_speaks_the_language_of_the_browser_and_dutch_when_in_doubt(
    registry: Registry, asked: str, language: str, heading: str
) -> None:
    app = create_app(Config(database_url="sqlite://", secret_key="test"), registry=registry)
    page = app.test_client().get("/sign-in", headers={"Accept-Language": asked}).text
    assert f'<html lang="{language}">' in page
    assert f">{heading}</button>" in page
