"""Forms that change a thing which others may change too: nobody's work is overwritten unseen, nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

from lms.core.errors import ChangedMeanwhile, Refused
from lms.core.events import Values, fingerprint

from .request import facts, platform

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
"""Days outside these are typing errors."""
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")


class DayField(StringField):
    """A day as people write it, 31-12-2026 (or 2026-12-31); `day` is the date, None when it was left empty."""

    def __init__(self, label: str, validators: list[Any] | None = None, **options: Any) -> None:
        options.setdefault("render_kw", {"inputmode": "numeric", "autocomplete": "off", "maxlength": "20"})
        super().__init__(label, validators, **options)
        self.day: date | None = None

    def process_data(self, value: date | str | None) -> None:
        self.day = value if isinstance(value, date) else None
        self.data = f"{value:%d-%m-%Y}" if isinstance(value, date) else value

    def pre_validate(self, form: Any) -> None:
        """Read what was typed; anything that is no day is refused with an example."""
        text = (self.data or "").strip()
        self.day = read_day(text) if text else None
        if text and self.day is None:
            raise ValidationError(_("“%(text)s” is not a day. Write it like 31-12-2026.", text=text[:40]))


def read_day(text: str) -> date | None:
    """The day that was typed; None when it is none, or lies outside 1900–2200."""
    try:
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year = (int(part) for part in found.groups())
            read = date(year, month, day)
        else:
            read = date.fromisoformat(text)
    except ValueError:
        return None
    return read if EARLIEST <= read <= LATEST else None


def choices(*pairs: tuple[object, object], then: Iterable[tuple[object, object]] = ()) -> list[SelectChoice]:
    """What a list offers, as (value, words); first these pairs, then those."""
    return [SelectChoice(value=str(value), label=words) for value, words in [*pairs, *then]]


def asked_number(name: str) -> int | None:
    """The number of a thing in the address; None when it is none that a thing could have."""
    number = request.args.get(name, type=int)
    return number if number is not None and 0 <= number < 2**31 else None


class EditForm(FlaskForm):
    """A form that remembers what it showed (`seen`) and of what an effect was shown (`confirmed`)."""

    seen = HiddenField()
    confirmed = HiddenField()

    meanwhile: Sequence[Any] = ()
    """The audit lines of what others changed since the form was shown."""

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the values that the form showed."""
        return (self.seen.data or "").partition(".")[0]

    def show(self, values: Values, subject: str, subject_id: int) -> None:
        """Remember, in a form that is shown for the first time, which values it shows."""
        if not self.is_submitted():
            self.seen.data = self._mark(values, platform().history(facts(), subject, [subject_id]))

    def refuse(self, refused: Refused, values: Values, subject: str, subject_id: int) -> None:
        """Say why it was not saved; after a change by others, what they changed, and go on from there."""
        if isinstance(refused, ChangedMeanwhile):
            lines = platform().history(facts(), subject, [subject_id])
            known = (self.seen.data or "").partition(".")[2]
            since = int(known) if known.isdecimal() else 0
            self.meanwhile = [line for line in lines if line.id > since]
            self.seen.data = self._mark(values, lines)
            refused = Refused(
                _("Somebody else changed this while you were editing. Look at what changed and save again.")
            )
        put(self, refused)

    def has_shown_effect(self, **typed: object) -> bool:
        """Whether the reader saw what exactly these values come to; else the next answer shows it."""
        mark = fingerprint(typed)
        seen, self.confirmed.data = self.confirmed.data, mark
        return seen == mark

    def _mark(self, values: Values, lines: Sequence[Any]) -> str:
        return f"{fingerprint(values)}.{max((line.id for line in lines), default=0)}"


def put(form: FlaskForm, refused: Refused) -> None:
    """A refusal at the field it is about, or above the form."""
    field: Field | None = form._fields.get(refused.field or "")
    if field is None:
        form.form_errors.append(refused.message)
    else:
        field.errors = [*field.errors, refused.message]
