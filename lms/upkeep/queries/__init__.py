"""Every select of upkeep: lists of people, steps, who may be meant, and confirmations."""

from __future__ import annotations

from .confirmations import Confirmation, confirmations_due, last_confirmations
from .lists import (
    PAGE,
    SORTS,
    Wanted,
    active_organisations,
    all_functions,
    count_listed,
    count_people,
    employments_in,
    find_function,
    functions_in,
    here_or_coming,
    list_people,
    list_seal,
)
from .matches import Match, find_matches
from .steps import (
    as_employed,
    count_unknown,
    employments_of,
    get_step,
    hold_organisation,
    last_changes,
    lock_newcomers,
    lock_people,
    names_of,
    people_of_employments,
    recent_steps,
)

__all__ = [
    "PAGE",
    "SORTS",
    "Confirmation",
    "Match",
    "Wanted",
    "active_organisations",
    "all_functions",
    "as_employed",
    "confirmations_due",
    "count_listed",
    "count_people",
    "count_unknown",
    "employments_in",
    "employments_of",
    "find_function",
    "find_matches",
    "functions_in",
    "get_step",
    "here_or_coming",
    "hold_organisation",
    "last_changes",
    "last_confirmations",
    "list_people",
    "list_seal",
    "lock_newcomers",
    "lock_people",
    "names_of",
    "people_of_employments",
    "recent_steps",
]
