"""Why something is impossible or odd, and what a step did, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from babel.numbers import format_decimal
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.web.filters import long_date
from lms.web.language import language

from .details import Details
from .rules import Due, Employed, Kind, Planned, Reason, Why


def written(day: date | None) -> str:
    """14 maart 2028; a dash where there is none."""
    return long_date(day) if day else "–"


def fte_text(fte: Decimal) -> str:
    """0,8 in Dutch, 0.8 in English."""
    return format_decimal(fte, locale=language())


def refusal(reason: Reason, names: Mapping[int, str]) -> str:
    """Why this cannot be recorded, and what would be right; `names` are those of organisations."""
    day, place = written(reason.day), names.get(reason.organisation_id or 0, "")
    if reason.why is Why.NOT_ACTIVE and place:
        return _(
            "this organisation no longer exists on %(day)s; its successor is %(name)s", day=day, name=place
        )
    if reason.why is Why.NOTHING_CHANGES:
        return _("this is what is recorded already")
    return {
        Why.BEFORE_START: _("works here from %(day)s only; choose that day or a later one", day=day),
        Why.ENDS_BEFORE_START: _("the last day would lie before the first, %(day)s", day=day),
        Why.ENDED: _("left already, last day %(day)s; choose an earlier day", day=day),
        Why.SAME_ORGANISATION: _("works at %(name)s already; choose another organisation", name=place),
        Why.NOT_ACTIVE: _("the organisation does not exist on %(day)s; choose another day", day=day),
        Why.SAME_START: _(
            "began at %(name)s on %(day)s already; choose another first day", name=place, day=day
        ),
        Why.OVERLAP: _(
            "would have the same function at %(name)s twice at a time; one is recorded there from %(day)s",
            name=place,
            day=day,
        ),
    }[reason.why]


def warning(reason: Reason) -> str:
    """What is odd and allowed."""
    day = written(reason.day)
    return {
        Why.ENDS_LATER: _("Was recorded until %(day)s and now works longer.", day=day),
        Why.PLANNED_END: _("Was recorded until %(day)s.", day=day),
        Why.FAR_AHEAD: _("%(day)s is more than a year ahead.", day=day),
        Why.LONG_AGO: _("%(day)s is more than a year ago.", day=day),
        Why.MORE_THAN_FULL: _("An fte above 1 is more than a full week."),
        Why.FROM_THE_START: _("Began on %(day)s, so it changes from the first day on.", day=day),
    }[reason.why]


def step_title(kind: str, count: int) -> str:
    """What a step did, for how many people."""
    return {
        Kind.ADDED: ngettext("%(num)s person added", "%(num)s people added", count),
        Kind.LEFT: ngettext("%(num)s person left", "%(num)s people left", count),
        Kind.MOVED: ngettext("%(num)s person moved", "%(num)s people moved", count),
        Kind.FUNCTION: ngettext("%(num)s person: other function", "%(num)s people: other function", count),
        Kind.FTE: ngettext("%(num)s person: other fte", "%(num)s people: other fte", count),
        Kind.DATES: ngettext("%(num)s person: days corrected", "%(num)s people: days corrected", count),
        Kind.DETAILS: ngettext(
            "%(num)s person: details put right", "%(num)s people: details put right", count
        ),
    }[Kind(kind)]


def due_reason(due: Due) -> str:
    """Why the list should be looked at, or when."""
    if due.never:
        return _(
            "It was never confirmed. Twice a year somebody looks at the list, so that the numbers stay right."
        )
    if due.now:
        return _("It was due on %(day)s: every six months somebody looks at the list.", day=written(due.day))
    return _("Next time: %(day)s.", day=written(due.day))


def post(one: Employed, functions: Mapping[int, str]) -> str:
    """Function and fte of an employment, as far as they are known."""
    function = functions.get(one.function_id) if one.function_id is not None else None
    fte = _("%(number)s fte", number=fte_text(one.fte)) if one.fte is not None else None
    return ", ".join(part for part in (function, fte) if part) or _("no function recorded")


def details_told(was: Details, now: Details) -> list[str]:
    """What is different, a sentence for each thing."""
    told = []
    if was.name != now.name:
        told.append(_("The name is “%(now)s” instead of “%(was)s”.", now=now.name, was=was.name))
    if was.email != now.email:
        if now.email and was.email:
            told.append(_("The e-mail address is %(now)s instead of %(was)s.", now=now.email, was=was.email))
        elif now.email:
            told.append(_("The e-mail address %(now)s comes with it.", now=now.email))
        else:
            told.append(_("The e-mail address %(was)s is taken away.", was=was.email))
    return told


def describe(change: Planned, places: Mapping[int, str], functions: Mapping[int, str]) -> list[str]:
    """What happens to one employment, a sentence for each thing."""
    before, after = change.before, change.after
    if after is None:
        return [_("The employment is removed.")]
    place, what = places.get(after.organisation_id, "–"), post(after, functions)
    if before is None:
        first = written(after.employed_from)
        if after.employed_until is not None:
            last = written(after.employed_until)
            return [
                _(
                    "At %(name)s from %(day)s until %(last)s: %(what)s.",
                    name=place,
                    day=first,
                    last=last,
                    what=what,
                )
            ]
        return [_("At %(name)s from %(day)s: %(what)s.", name=place, day=first, what=what)]
    said = []
    if before.employed_from != after.employed_from:
        was, now = written(before.employed_from), written(after.employed_from)
        said.append(_("First day %(now)s instead of %(was)s.", now=now, was=was))
    if before.employed_until != after.employed_until:
        last = written(after.employed_until)
        said.append(
            _("Last day at %(name)s: %(day)s.", name=place, day=last)
            if after.employed_until
            else _("No last day any more: still works at %(name)s.", name=place)
        )
    if (before.function_id, before.fte) != (after.function_id, after.fte):
        said.append(_("Instead of “%(was)s”: %(now)s.", was=post(before, functions), now=what))
    return said
