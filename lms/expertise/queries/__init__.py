"""Coverage in SQL: the rules of `rules.py` over all people at once, for any day.

A property test holds these queries equal to the rules.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from ..models import PracticeKind
from .blocks import currency_of
from .coverage import coverage, coverage_and_totals, norm_basis
from .flows import flows
from .people import (
    CATEGORIES,
    Ending,
    Endings,
    Listed,
    count_categories,
    counts_for,
    ending_soon,
    facts_of,
    functions_of,
    functions_on,
    held,
    list_people,
    visible_to,
)
from .trends import (
    CacheState,
    Totals,
    cache_state,
    count_facts,
    ever_smaller,
    first_fact,
    norm_history,
    region_trend,
    totals,
    trends,
    wait_for_other_rebuilds,
)

__all__ = [
    "CATEGORIES",
    "CacheState",
    "Ending",
    "Endings",
    "Listed",
    "Totals",
    "all_practice_kind_keys",
    "cache_state",
    "count_categories",
    "count_facts",
    "counts_for",
    "coverage",
    "coverage_and_totals",
    "currency_of",
    "ending_soon",
    "ever_smaller",
    "facts_of",
    "first_fact",
    "flows",
    "functions_of",
    "functions_on",
    "held",
    "list_people",
    "norm_basis",
    "norm_history",
    "region_trend",
    "totals",
    "trends",
    "visible_to",
    "wait_for_other_rebuilds",
]


def all_practice_kind_keys(session: Session) -> list[str]:
    """The keys of the kinds of practice that are known."""
    return list(session.scalars(select(PracticeKind.key)))
