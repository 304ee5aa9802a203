"""Accounts with a password."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.people.commands import new_link
from lms.people.passwords import choose_password

PASSWORD = "een lange zin die ik onthoud"


@pytest.fixture
def with_password(database: Database, clock: FixedClock) -> Callable[[str], str]:
    """Gives the account with this address a password, and answers with it."""

    def choose(email: str) -> str:
        token = new_link(database, clock, email, "x").rpartition("/welcome/")[2]
        with database.transaction(SYSTEM, clock.now()) as uow:
            choose_password(uow, token, PASSWORD)
        return PASSWORD

    return choose
