"""Coverage in SQL: the rules of `rules.py` over all people at once, for any day.

A property test holds these queries equal to the rules.
"""

from .blocks import currency_of
from .coverage import coverage
from .flows import flows

__all__ = ["coverage", "currency_of", "flows"]
