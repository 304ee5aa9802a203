"""The lease: of several schedulers one works; when it dies its lease runs out and another takes over."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from lms.core.access import SYSTEM
from lms.core.clock import Clock
from lms.core.db import Database

from .models import Lease

LASTS = timedelta(seconds=30)
"""How long a lease holds without being renewed; it is renewed three times as often."""


class HeldLease:
    """One scheduler's hold on the lease called `name`."""

    def __init__(self, database: Database, clock: Clock, name: str = "scheduler") -> None:
        self._database = database
        self._clock = clock
        self._name = name
        self._until: datetime | None = None
        self.holder = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"

    @property
    def held(self) -> bool:
        """Whether it is ours at this moment, as far as we could make sure."""
        return self._until is not None and self._clock.now() < self._until

    def renew(self) -> bool:
        """Take the lease when nobody holds it, keep it when it is ours; whether it is. Never waits for a writer."""
        now = self._clock.now()
        until = now + LASTS
        values = {"name": self._name, "holder": self.holder, "until": until}
        insert = insert_sqlite if self._database.is_sqlite else insert_postgresql
        taking = insert(Lease).values(values)
        taking = taking.on_conflict_do_update(
            index_elements=[Lease.name],
            set_={"holder": self.holder, "until": until},
            where=or_(Lease.holder == self.holder, Lease.until <= now),
        )
        with self._database.transaction(SYSTEM, now, patient=False) as uow:
            taken = uow.session.scalar(taking.returning(Lease.name)) is not None
        self._until = until if taken else None
        return taken

    def release(self) -> None:
        """Let go, so that another scheduler need not wait."""
        if self._until is None:
            return
        now, self._until = self._clock.now(), None
        ours = update(Lease).where(Lease.name == self._name, Lease.holder == self.holder)
        with self._database.transaction(SYSTEM, now, patient=False) as uow:
            uow.session.execute(ours.values(until=now))
