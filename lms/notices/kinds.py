"""The kinds of messages: which variables each has, which its text cannot do without, and its built-in texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .dutch import DUTCH
from .english import ENGLISH

LANGUAGES = ("nl", "en")


@dataclass(frozen=True)
class Kind:
    """A kind of message. `needed`: variables that every text must name; `secret`: values emptied once it is out."""

    variables: tuple[str, ...]
    needed: tuple[str, ...]
    secret: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wording:
    """Subject and body in one language. Paragraphs are parted by an empty line."""

    subject: str
    body: str


_SEAT = ("name", "course", "when", "place", "link")

KINDS: Mapping[str, Kind] = {
    "invitation": Kind(("name", "email", "days", "link"), ("link",), ("link",)),
    "password_reset": Kind(("name", "days", "link"), ("link",), ("link",)),
    "enrolment_booked": Kind(_SEAT, ("course", "when")),
    "enrolment_waiting": Kind(("name", "course", "when", "position", "link"), ("course",)),
    "enrolment_offered": Kind(
        ("name", "course", "when", "place", "until", "link"), ("course", "until", "link")
    ),
    "enrolment_promoted": Kind(_SEAT, ("course", "when")),
    "enrolment_refused": Kind(("name", "course", "when", "reason", "link"), ("course", "reason")),
    "enrolment_cancelled": Kind(("name", "course", "when", "link"), ("course",)),
    "enrolment_passed_over": Kind(("name", "course", "when", "link"), ("course",)),
    "offer_expired": Kind(("name", "course", "when", "link"), ("course",)),
    "session_changed": Kind((*_SEAT, "changes"), ("course", "changes")),
    "session_cancelled": Kind(("name", "course", "when", "reason", "link"), ("course", "when")),
    "go_no_go": Kind(
        ("name", "course", "when", "booked", "minimum", "decide_by", "link"), ("course", "booked", "minimum")
    ),
    "reminder": Kind(_SEAT, ("course", "when")),
}
"""`link` is a path of the site, made whole when it is written out. Adding a kind: here, and its texts beside it."""

EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "nl": {
        "name": "Sanne de Vries",
        "email": "sanne@organisatie.nl",
        "days": "7",
        "link": "/welcome/voorbeeld",
        "course": "Basistraining",
        "when": "donderdag 4 maart 2027, 9.30–16.30 uur",
        "place": "Stadhuis, Alkmaar",
        "position": "3",
        "until": "maandag 1 februari 2027, 17.00 uur",
        "reason": "U hebt deze training al afgerond.",
        "changes": "De bijeenkomst begint om 10.00 uur in plaats van 9.30 uur.",
        "booked": "6",
        "minimum": "8",
        "decide_by": "18 februari 2027",
    },
    "en": {
        "name": "Sanne de Vries",
        "email": "sanne@organisation.nl",
        "days": "7",
        "link": "/welcome/example",
        "course": "Basic training",
        "when": "Thursday 4 March 2027, 9:30–16:30",
        "place": "Town hall, Alkmaar",
        "position": "3",
        "until": "Monday 1 February 2027, 17:00",
        "reason": "You completed this training before.",
        "changes": "The meeting starts at 10:00 instead of 9:30.",
        "booked": "6",
        "minimum": "8",
        "decide_by": "18 February 2027",
    },
}
"""Values for a preview."""


def built_in(kind: str, language: str) -> Wording:
    """The text that Paraat brings for a kind, in a language."""
    return Wording(*(DUTCH if language == "nl" else ENGLISH)[kind])
