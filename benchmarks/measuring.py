"""How to measure on a machine that others use too: processor time, in turns, as a ratio to a baseline."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from lms.core.db import Database

Work = Callable[[], object]


@dataclass(frozen=True)
class Meter:
    """Reads the seconds used so far: of the processor, by this process and by the server's that work for it.

    Where the server's processes cannot be looked at it is the clock on the wall.
    """

    servers: tuple[int, ...] | None = ()

    @property
    def what(self) -> str:
        return "elapsed time" if self.servers is None else "processor time"

    def seconds(self) -> float:
        if self.servers is None:
            return time.perf_counter()
        return time.process_time() + sum(_used_by(pid) for pid in self.servers)


def meter_of(database: Database) -> Meter:
    """A meter that counts every process now connected to this database."""
    if database.is_sqlite:
        return Meter()
    with database.read() as session:
        wanted = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        pids = tuple(session.scalars(text(wanted)))
    try:
        Meter(pids).seconds()
    except OSError:
        return Meter(None)
    return Meter(pids)


def _used_by(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def in_turns(works: Mapping[str, Work], rounds: int, meter: Meter) -> dict[str, list[float]]:
    """Seconds of every piece of work in each round; each does all of them, from three rounds on after one to warm up."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(-1 if rounds > 2 else 0, rounds):
        for name, work in works.items():
            gc.collect()
            began = meter.seconds()
            work()
            if turn >= 0:
                found[name].append(meter.seconds() - began)
    return found


def ratios(times: Mapping[str, list[float]], name: str, baseline: str) -> str:
    """The ratio to the baseline within each round, as "median [lowest–highest]"."""
    each = [a / b for a, b in zip(times[name], times[baseline], strict=True)]
    return f"{median(each):.2f} [{min(each):.2f}–{max(each):.2f}]"


def milliseconds(times: Mapping[str, list[float]], name: str) -> str:
    return f"{median(times[name]) * 1000:.1f} ms"


Sent = list[tuple[str, Any]]


@contextmanager
def sent_to(database: Database) -> Iterator[Sent]:
    """The statements sent to the database meanwhile, with their parameters."""
    sent: Sent = []

    def listener(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        sent.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", listener)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", listener)


def repeat(session: Session, sent: Sent) -> None:
    """Send the same statements again and fetch their rows as the driver gives them, with nothing around it."""
    for statement, parameters in sent:
        session.connection().exec_driver_sql(statement, parameters).fetchall()
