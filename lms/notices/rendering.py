"""Writes a message out for its reader: the words that count, with the values filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .kinds import Wording
from .rules import filled


@dataclass(frozen=True)
class Paragraph:
    """Lines that belong together; `link` when it is nothing but the address of a page."""

    lines: tuple[str, ...]
    link: str = ""


@dataclass(frozen=True)
class Written:
    """A message written out for its reader."""

    language: str
    subject: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        return "\n\n".join("\n".join(one.lines) for one in self.paragraphs) + "\n"


def write_out(wording: Wording, values: Mapping[str, object], language: str, address: str) -> Written:
    """Fill in the values; a link that is a path of the site gets the address of the site before it."""
    told = {name: str(value) for name, value in values.items()}
    link = told.get("link", "")
    if link.startswith("/"):
        link = told["link"] = address + link
    subject = " ".join(filled(wording.subject, told).split())
    body = wording.body.replace("\r\n", "\n").strip()
    paragraphs = []
    for part in body.split("\n\n"):
        if part.strip():
            lines = tuple(line.rstrip() for line in filled(part.strip(), told).splitlines())
            paragraphs.append(Paragraph(lines, link if link and part.strip() == "{link}" else ""))
    return Written(language, subject, tuple(paragraphs))
