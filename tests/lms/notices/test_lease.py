"""Of several schedulers one holds the lease, until it stops renewing it."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from threading import Barrier, Thread

from sqlalchemy.exc import OperationalError

from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.notices.lease import LASTS, HeldLease


def test_the_second_waits_until_the_lease_of_the_first_ran_out(database: Database, clock: FixedClock) -> None:
    first, second = HeldLease(database, clock), HeldLease(database, clock)
    assert (first.renew(), second.renew(), first.held, second.held) == (True, False, True, False)
    clock.instant += LASTS - timedelta(seconds=1)
    assert (second.renew(), first.held) == (False, True)
    clock.instant += timedelta(seconds=1)
    assert first.held is False
    assert (second.renew(), first.renew(), first.held, second.held) == (True, False, False, True)


def test_who_renews_keeps_it(database: Database, clock: FixedClock) -> None:
    first, second = HeldLease(database, clock), HeldLease(database, clock)
    for _turn in range(5):
        assert (first.renew(), second.renew()) == (True, False)
        clock.instant += LASTS * 0.9


def test_who_lets_go_hands_over_at_once(database: Database, clock: FixedClock) -> None:
    first, second = HeldLease(database, clock), HeldLease(database, clock)
    first.renew()
    second.release()
    assert first.held
    first.release()
    assert (first.held, second.renew()) == (False, True)


def test_of_many_who_ask_at_once_one_gets_it(database: Database, clock: FixedClock) -> None:
    leases, together = [HeldLease(database, clock) for _ in range(6)], Barrier(6)

    def ask(lease: HeldLease) -> None:
        together.wait()
        with suppress(OperationalError):  # SQLite: another writer is busy, and this one does not wait
            lease.renew()

    threads = [Thread(target=ask, args=(lease,)) for lease in leases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(lease.held for lease in leases) == 1
