"""What the command line does with enrolments."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from lms.core.access import SYSTEM
from lms.core.clock import Clock
from lms.core.db import Database
from lms.core.names import nearest

from .admission import Admission
from .checking import examine
from .invariants import Breach
from .queries.counting import (
    find_session_by_key,
    people_with_address,
    session_keys,
)
from .services import enrol
from .values import State
from .words import reason_text

Say = Callable[[str], object]
WRONG_INPUT = 2


def enrol_address(
    database: Database, clock: Clock, admission: Admission, key: str, email: str, auto_book: bool, say: Say
) -> int:
    """Enrol whoever has this address, as an administrator, and say in one JSON object what came of it."""
    now = clock.now()
    with database.transaction(SYSTEM, now) as uow:
        training = find_session_by_key(uow.session, key)
        if training is None:
            hint = nearest(key, session_keys(uow.session))
            return _say(say, f"There is no session {key!r}.{hint}")
        people = people_with_address(uow.session, email)
        if len(people) != 1:
            return _say(say, _who(email, people))
        [person_id] = people
        outcome = enrol(uow, training.id, person_id, admission, auto_book=auto_book)
    said = {
        "state": str(outcome.state),
        "position": outcome.position,
        "reason": reason_text(outcome.reason.why, outcome.reason.values),
    }
    say(json.dumps(said, ensure_ascii=False))
    return int(outcome.state is State.REFUSED)


def _who(email: str, people: dict[int, str]) -> str:
    if not people:
        return f"Nobody has the address {email!r}. Check it, or import this person first."
    names = ", ".join(people.values())
    return f"{len(people)} people have the address {email!r}: {names}. Give each an address of their own."


def _say(say: Say, reason: str) -> int:
    answer: dict[str, Any] = {"state": str(State.REFUSED), "position": None, "reason": reason}
    say(json.dumps(answer, ensure_ascii=False))
    return WRONG_INPUT


def audit_enrolments(
    database: Database, clock: Clock, admission: Admission, *, mend: bool, dry_run: bool, say: Say
) -> int:
    """Say which of the invariants do not hold, and with `mend` what is left after the repair."""
    found = examine(database, clock.now(), admission, mend=mend, dry_run=dry_run)
    if not found:
        say("All eight invariants hold in every session.")
        return 0
    for one in found:
        _print(one.key, one.wrong, say)
    if not mend:
        say("See what a repair would do: lms audit enrolments --repair --dry-run")
        return 1
    left = [one for one in found if one.left]
    say("Nothing was changed. After a repair there would remain:" if dry_run else "Repaired. There remain:")
    for one in left:
        _print(one.key, one.left, say)
    if not left:
        say("nothing.")
    return int(bool(left) or dry_run)


def _print(key: str, wrong: list[Breach], say: Say) -> None:
    for one in wrong:
        who = f"enrolment {one.enrolment_id} " if one.enrolment_id else ""
        say(f"{key}: invariant {one.invariant}: {who}{one.what}.")
