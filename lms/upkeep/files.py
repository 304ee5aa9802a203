"""The list of people as the columns and rows of a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from .list_page import Row


def table_of(rows: Sequence[Row]) -> tuple[list[str], list[list[Any]]]:
    """A line for each employment; `account` says who can sign in."""
    columns = [_("Name"), _("E-mail address"), _("Function"), _("Fte"), _("First day"), _("Last day")]
    columns += [_("Organisation"), _("Account")]
    states = {"invited": _("invited"), "active": _("has an account"), "closed": _("closed"), "none": None}
    lines = []
    for row in rows:
        for one in row.employments:
            function = one.function.name if one.function else None
            days = (one.employed_from, one.employed_until, one.organisation.name)
            lines.append([row.name, one.person.email, function, one.fte, *days, states[row.account]])
    return columns, lines
