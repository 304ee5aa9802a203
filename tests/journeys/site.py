"""The site in this process: the demo region on a fixed day, served on a port of its own, and the facts behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from threading import Thread

from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from lms.app import create_app
from lms.assembly import make_database, make_registry, prepare
from lms.catalogue.queries import all_competences
from lms.config import Config
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.demo.services import build_demo
from lms.exchange import Dataset, import_dataset
from lms.expertise.queries import coverage
from lms.expertise.rules import Coverage
from lms.expertise.services import rebuild_trends
from lms.organisations.queries import organisation_names
from lms.people.queries import demo_accounts

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
CLOCK = FixedClock(NOW)
ACCOUNTS = (
    "professional",
    "trainer",
    "coordinator",
    "coordinator_buch",
    "programme_team",
    "steering_group",
    "administrator",
)
"""The demo accounts in the order in which the sign-in page offers them."""

SMALL_PLACE = "Steunpunt Voorbeeld"
"""Three people work here: too few for the steering group to see numbers. The demo region has no place so small."""


@dataclass(frozen=True)
class Site:
    """A site that runs: its address, and the database it stands on to compute what its pages should say."""

    address: str
    database: Database
    instance: Path = Path("instance")

    @cached_property
    def organisations(self) -> dict[str, int]:
        with self.facts() as facts:
            return organisation_names(facts)

    @cached_property
    def accounts(self) -> dict[str, str]:
        """The name of each demo account."""
        with self.facts() as facts:
            return dict(zip(ACCOUNTS, (a.name for a in demo_accounts(facts)), strict=True))

    @cached_property
    def people(self) -> dict[str, int]:
        """The persons that two of the accounts belong to."""
        with self.facts() as facts:
            found = zip(ACCOUNTS, demo_accounts(facts), strict=False)  # none outside the demo region
            return {key: account.person_id for key, account in found if account.person_id}

    def facts(self) -> Session:
        return self.database.read()

    def path(self, pattern: str) -> str:
        """An address with {Lokaal team Alkmaar} or {person professional} replaced by their numbers."""
        known = {f"person {key}": number for key, number in self.people.items()} | self.organisations
        return re.sub(r"\{(.+?)\}", lambda found: str(known[found[1]]), pattern)

    def coverage(self, on: date) -> dict[str, dict[str, Coverage]]:
        """Coverage per name of organisation and key of competence, as the queries answer it."""
        names = {number: name for name, number in self.organisations.items()}
        with self.facts() as facts:
            competences = all_competences(facts)
            keys = {competence.id: competence.key for competence in competences}
            answers: dict[str, dict[str, Coverage]] = {}
            for one in coverage(facts, on, competences):
                answers.setdefault(names[one.organisation_id], {})[keys[one.competence_id]] = one
        return answers


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: object, **__: object) -> None:
        pass


@contextmanager
def serving(config: Config) -> Iterator[Site]:
    """The site of this configuration in a thread, at nine o'clock UTC on 21 November 2026."""
    database = make_database(config)
    app = create_app(config, clock=CLOCK, database=database)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(f"http://127.0.0.1:{server.server_port}", database, config.instance)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        database.engine.dispose()


def build_region(folder: Path, *, small_place: bool = False) -> Config:
    """Build the demo region with its trend lines in a database in this folder; takes some ten seconds."""
    url = f"sqlite:///{folder / 'demo.db'}"
    config = Config(database_url=url, instance=folder, demo=True, secret_key="of the journeys")
    database, registry = make_database(config), make_registry(config)
    prepare(database, registry, CLOCK)
    build_demo(database, registry, CLOCK)
    if small_place:
        _add_small_place(database)
    rebuild_trends(database, CLOCK)
    database.engine.dispose()
    return config


def _add_small_place(database: Database) -> None:
    people = [(f"Bo {name}-Voorbeeld", SMALL_PLACE, "2021-01-01") for name in ("Een", "Twee", "Drie")]
    tables = {
        "organisations": [{"organisation": SMALL_PLACE, "type": "netwerk", "region": "West-Friesland"}],
        "norms": [
            {
                "organisation": SMALL_PLACE,
                "competence": "top3-basis",
                "from": "2022-01-01",
                "headcount": "3",
                "share": "",
                "function": "",
            }
        ],
        "people": [
            {"person": name, "name": name, "organisation": place, "employed_from": begins}
            for name, place, begins in people
        ],
        "certificates": [
            {"person": people[0][0], "competence": "top3-basis", "issued_on": "2026-01-15", "number": "VB-0"}
        ],
    }
    with database.transaction(SYSTEM, NOW) as uow:
        report = import_dataset(
            uow, Dataset.from_rows(tables, name="small"), source="small", today=TODAY, dry_run=False
        )
        assert not report.problems, report.problems
