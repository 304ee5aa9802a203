"""Collects every text of code and templates into the catalogues: `python3 tasks.py translations`; needs no network."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = Path(__file__).with_name("translations")
LANGUAGES = ("nl", "en")
SOURCE_LANGUAGE = "en"
PLACES = ("lms", "courses")
HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
"""Without dates, so that collecting the same texts again changes no file."""

KEYWORDS = DEFAULT_KEYWORDS | {"_l": None, "lazy_gettext": None}


def collect(root: Path = ROOT) -> Catalog:
    """Every text in the files that babel.cfg names, with the files it stands in."""
    catalog = Catalog()
    with (root / "babel.cfg").open(encoding="utf-8") as configuration:
        methods, options = parse_mapping_cfg(configuration)
    for place in PLACES:
        found = extract_from_dir(root / place, methods, options, KEYWORDS)
        for file, line, message, _comments, context in found:
            catalog.add(message, None, [(f"{place}/{file}", line)], context=context)
    return catalog


def catalogue_path(language: str) -> Path:
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def read_catalogue(language: str) -> Catalog:
    """The catalogue of a language; an empty one where there is none yet."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str, texts: Catalog) -> list[Message]:
    """Write the catalogue anew: the translations there are, what is new, nothing obsolete; the untranslated ones."""
    catalog = read_catalogue(language)
    catalog.update(texts, no_fuzzy_matching=True)
    for message in catalog:
        if message.id and language == SOURCE_LANGUAGE and not _translated(message):
            message.string = message.id
    _write(language, catalog)
    return [message for message in catalog if message.id and not _translated(message)]


def _write(language: str, catalog: Catalog) -> None:
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.format(language=language).encode())
        options = {"omit_header": True, "sort_output": True, "ignore_obsolete": True, "include_lineno": False}
        write_po(file, catalog, width=0, **options)


def _translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return all(strings)


def main() -> int:
    """Update both catalogues and name what has no translation yet; 1 when there is any."""
    texts = collect()
    missing = [(language, message.id) for language in LANGUAGES for message in update(language, texts)]
    for language, text in missing:
        sys.stdout.write(f"{language}: no translation yet of {text!r}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
