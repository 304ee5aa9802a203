"""What must hold within one row of each table, and what it may refer to. Cells that could not be read are passed over."""

from __future__ import annotations

from datetime import date

from lms.catalogue.rules import Period, last_valid_day

from .days import OPEN_END
from .known import Known
from .messages import message as _
from .reading import Check, RowReading
from .report import Remark


def check_reference(reading: RowReading, known: Known, column: str, table: str) -> None:
    """The name in this column must be known in that table."""
    name = reading.values.get(column)
    if name is not None and (message := known.unknown(table, name)):
        reading.wrong(column, message)


def check_order(reading: RowReading, first: str, last: str) -> None:
    """The last day may not lie before the first."""
    if reading.has(first, last) and reading.values[last] < reading.values[first]:
        reading.wrong(
            last,
            _(
                "this day lies before %(first)s (%(day)s)",
                first=first,
                day=f"{reading.values[first]:%d-%m-%Y}",
            ),
        )


def read_open_end(reading: RowReading, column: str) -> None:
    """A last day that was stated as never is no last day."""
    if reading.values.get(column) == OPEN_END:
        reading.values[column] = None
        reading.remark(Remark.OPEN_END)


def check_organisation(reading: RowReading, known: Known) -> None:
    """Its days are in order; parent and successor are looked at when all organisations are read."""
    if reading.has("organisation"):
        known.organisations.setdefault(reading.values["organisation"], None)
    check_order(reading, "active_from", "active_until")
    read_open_end(reading, "active_until")


def check_competence(reading: RowReading, known: Known) -> None:
    """Its key is remembered also when the rest cannot be read."""
    if not reading.has("competence"):
        return
    key = reading.values["competence"]
    known.competences.setdefault(key, None)
    if not reading.sound:
        known.validities[key] = False
    elif "validity" in reading.values:
        known.validities[key] = reading.values["validity"]
    else:
        known.validities.setdefault(key, None)


def check_person(reading: RowReading, known: Known) -> None:
    """An employment has an organisation and a first day; without organisation there is only a person."""
    values = reading.values
    if reading.has("person"):
        _remember_person(reading, known)
    check_reference(reading, known, "organisation", "organisations")
    check_order(reading, "employed_from", "employed_until")
    if reading.unreadable("organisation"):
        return
    if values.get("organisation") is None:
        for column in ("employed_from", "employed_until"):
            if reading.has(column):
                reading.wrong(column, _("an employment needs an organisation; fill it in or empty this cell"))
        if reading.has("function") or reading.has("fte"):
            reading.remark(Remark.FUNCTION_WITHOUT_ORGANISATION)
            values.update({c: None for c in ("function", "fte") if c in values})
    elif values.get("employed_from") is None and not reading.unreadable("employed_from"):
        reading.wrong("employed_from", _("an employment needs its first day"))
    read_open_end(reading, "employed_until")
    if reading.has("function"):
        values["function"] = known.functions.take(values["function"])


def _remember_person(reading: RowReading, known: Known) -> None:
    person = reading.values["person"]
    if known.people.setdefault(person, None) is not None:
        return
    if reading.has("name") or reading.unreadable("name"):
        known.named.add(person)
    else:
        known.nameless.setdefault(person, reading.row)


def check_norm(reading: RowReading, known: Known) -> None:
    """Exactly one of headcount and share; a zero beside the other counts as empty."""
    check_reference(reading, known, "organisation", "organisations")
    check_reference(reading, known, "competence", "competences")
    values = reading.values
    if reading.has("function"):
        values["function"] = known.functions.take(values["function"])
    if reading.unreadable("headcount", "share"):
        return
    headcount, share = values.get("headcount"), values.get("share")
    if headcount is None and share is None:
        reading.wrong(
            "headcount" if "headcount" in reading.raw else "share",
            _("a norm has a headcount or a share; fill in one of them"),
        )
    elif headcount and share:
        reading.wrong("share", _("a norm has a headcount or a share, not both; empty one of them"))
    elif share and not headcount:
        headcount = None
    elif headcount is not None:
        share = None
    values.update(headcount=headcount, share=share)


def check_certificate(today: date) -> Check:
    """A check that derives an empty last valid day from the competence's validity, and remarks on days after today."""

    def check(reading: RowReading, known: Known) -> None:
        check_reference(reading, known, "person", "people")
        check_reference(reading, known, "competence", "competences")
        check_order(reading, "issued_on", "valid_until")
        check_order(reading, "issued_on", "revoked_on")
        values = reading.values
        if reading.has("issued_on") and values["issued_on"] > today:
            reading.remark(Remark.FUTURE)
        values["validity"] = None
        if values.get("valid_until") == OPEN_END:
            read_open_end(reading, "valid_until")
        elif values.get("valid_until") is None:
            _derive_last_day(reading, known)
        values["number"] = values.get("number") or ""

    return check


def _derive_last_day(reading: RowReading, known: Known) -> None:
    values = reading.values
    if reading.unreadable("valid_until"):
        return
    values["valid_until"] = None
    validity = known.validities.get(values.get("competence", ""))
    if not isinstance(validity, str) or not reading.has("issued_on"):
        return
    try:
        values["valid_until"] = last_valid_day(values["issued_on"], Period.parse(validity))
    except OverflowError:
        reading.wrong(
            "issued_on",
            _("with a validity of %(validity)s it would end outside the calendar", validity=validity),
        )
    values["validity"] = validity


def check_practice(reading: RowReading, known: Known) -> None:
    """Person and competence are known; the kind may be new."""
    check_reference(reading, known, "person", "people")
    check_reference(reading, known, "competence", "competences")
    if reading.has("kind"):
        reading.values["kind"] = known.kinds.take(reading.values["kind"])


def check_session(reading: RowReading, known: Known) -> None:
    """Course and organisation are known; a meeting ends after it starts; the largest group is not the smaller one."""
    check_reference(reading, known, "course", "courses")
    check_reference(reading, known, "organisation", "organisations")
    values = reading.values
    if reading.has("start", "end") and values["end"] <= values["start"]:
        started = f"{values['start']:%Y-%m-%dT%H:%M}"
        reading.wrong("end", _("the meeting ends before it starts (%(start)s)", start=started))
    if reading.has("min", "max") and values["max"] < values["min"]:
        reading.wrong("max", _("this is less than min (%(number)s)", number=values["min"]))
