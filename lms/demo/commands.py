"""What `lms demo` does and says."""

from __future__ import annotations

from collections.abc import Callable

from lms.core.clock import Clock
from lms.core.db import Database
from lms.organisations.queries import organisation_names
from lms.people.models import Account
from lms.people.queries import demo_accounts
from lms.plugins.registry import Registry

from .queries import is_empty
from .services import build_demo

Say = Callable[[str], object]


def build_and_say(
    database: Database, registry: Registry, clock: Clock, *, if_empty: bool = False, say: Say
) -> None:
    """Build the demo region; with `if_empty` leave a database that holds anything as it is."""
    if if_empty:
        with database.read() as session:
            if not is_empty(session):
                say("The database is not empty: it is left as it is.")
                return
    build_demo(database, registry, clock, lambda what: say(f"Demo region: {what} …"))
    say("The demo region is ready. Everybody in it is fictitious.")


def list_accounts(database: Database, *, say: Say) -> None:
    """Name the demo accounts with their roles, in the order of the sign-in page."""
    with database.read() as session:
        accounts = demo_accounts(session)
        names = {number: name for name, number in organisation_names(session).items()}
    if not accounts:
        say("This database has no demo accounts.")
        return
    say("Demo accounts; pick one on the sign-in page, no password is needed:")
    width = max(len(account.name) for account in accounts)
    for account in accounts:
        say(f"  {account.name:{width}}  {_roles(account, names)}")


def _roles(account: Account, organisations: dict[int, str]) -> str:
    words = []
    for assignment in account.roles:
        role = str(assignment.role).replace("_", " ")
        scope = organisations.get(assignment.organisation_id or 0)
        words.append(f"{role}, {scope}" if scope else role)
    return " and ".join(words)
