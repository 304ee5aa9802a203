"""Texts of an import that can be said again later, to another reader in another language."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

Packed = str | int | dict[str, Any]


class Message(str):
    """A text in the language of the moment that remembers what it was made of."""

    msgid: str
    values: dict[str, Any]

    def __new__(cls, msgid: str, values: dict[str, Any]) -> Message:
        made = super().__new__(cls, gettext(msgid, **values))
        made.msgid, made.values = msgid, values
        return made

    def __str__(self) -> str:
        # So that it is still a message after str(), which is how an exception gives its text.
        return self


def message(msgid: str, **values: Any) -> str:
    """The text in the language of the moment; take it for gettext, and call it `_`."""
    return Message(msgid, values)


def pack(text: Any) -> Packed:
    """What can be kept as JSON: the id and the values of a message, or a plain text or number as it is."""
    if isinstance(text, Message):
        return {"id": text.msgid, "values": {name: pack(value) for name, value in text.values.items()}}
    return text if isinstance(text, int) else str(text)


def unpack(packed: Packed) -> str:
    """A kept text in the language of who reads it now."""
    if isinstance(packed, dict):
        msgid, values = packed["id"], packed["values"]
        return gettext(msgid, **{name: unpack(value) for name, value in values.items()})
    return str(packed)
