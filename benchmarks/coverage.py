"""Coverage of a whole region: the queries, `lms coverage` and the region page, beside the bare aggregate in SQL.

Every figure is a ratio within one round, in which all pieces of work take turns. `benchmarks/README.md` says what
each baseline is. SQLite always; also PostgreSQL where --database or TEST_DATABASE_URL names a server on which
databases may be made. The databases are kept for the next time; --drop removes them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from flask import Flask, render_template
from flask.testing import FlaskClient

from lms.app import create_app
from lms.catalogue.models import Competence
from lms.catalogue.queries import all_competences
from lms.config import ROOT, Config
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.expertise.memo import CoverageMemo
from lms.expertise.pages import region_facts
from lms.expertise.permissions import Permission
from lms.expertise.queries import coverage, coverage_and_totals
from lms.organisations.queries import all_nodes
from lms.people.queries import find_account_by_email
from lms.people.sign_ins import open_sign_in
from lms.plugins.registry import Registry
from lms.web.routing import requires

from . import bare
from .generated import NOW, READER, TODAY, drop_generated, open_demo, open_generated
from .measuring import Work, in_turns, meter_of, milliseconds, ratios, repeat, sent_to

SIZES = "1200,100000"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default=SIZES, help="numbers of certificates (default: %(default)s)")
    parser.add_argument("--database", help="sqlite, or the address of a PostgreSQL server (default: both)")
    parser.add_argument(
        "--rounds", type=int, default=9, help="two from 1,000,000 certificates on (default: %(default)s)"
    )
    parser.add_argument("--only", choices=PARTS, help="only this part")
    parser.add_argument("--drop", action="store_true", help="only remove the databases of earlier runs")
    arguments = parser.parse_args()
    for server in _servers(arguments.database):
        if arguments.drop:
            drop_generated(server)
            continue
        if arguments.only in (None, "pages"):
            print(f"\n{'SQLite' if server is None else 'PostgreSQL'}, demo region")
            measure_pages(open_demo(server), 3 * arguments.rounds)
        for size in (int(text) for text in arguments.sizes.split(",")):
            print(f"\n{'SQLite' if server is None else 'PostgreSQL'}, {size:,} certificates")
            database = open_generated(server, size)
            rounds = arguments.rounds if size < 1_000_000 else min(2, arguments.rounds)
            for part in PARTS if arguments.only is None else (arguments.only,):
                PARTS[part](database, rounds)
            database.engine.dispose()


def _servers(asked: str | None) -> list[str | None]:
    if asked is not None:
        return [None if asked == "sqlite" else asked]
    server = os.environ.get("TEST_DATABASE_URL")
    return [None, server] if server else [None]


# ---- the queries ----------------------------------------------------------------------------------------------


def measure_queries(database: Database, rounds: int) -> None:
    with database.read() as session, closing(bare.connect(_address(database))) as connection:
        competences = all_competences(session)
        check_equal(database, connection, competences)
        works: dict[str, Work] = {
            "bare": lambda: bare.coverage(connection),
            "valid only": lambda: bare.rows(connection, bare.VALID_ONLY),
            "coverage": lambda: coverage(session, TODAY, competences),
            "page": lambda: region_facts(session, CoverageMemo(), TODAY, None, True),
            "month": lambda: coverage_and_totals(session, TODAY, competences),
        }
        sent = {}
        for name in ("coverage", "page"):
            with sent_to(database) as sent[name]:
                works[name]()
            works[f"{name} SQL"] = partial(repeat, session, sent[name])
        times = in_turns(works, rounds, meter_of(database))
    print(f"  bare aggregate {milliseconds(times, 'bare')}; ratios to it:")
    for name, title in (
        ("valid only", "valid only, no roll-up"),
        ("coverage SQL", f"coverage(): its {len(sent['coverage'])} statements"),
        ("coverage", "coverage(): with norms and gaps"),
        ("page SQL", f"cold region page: its {len(sent['page'])} statements"),
        ("page", "cold region page: all its facts"),
        ("month", "one month of trend lines"),
    ):
        print(f"  {title:40} {ratios(times, name, 'bare')}")


def check_equal(database: Database, connection: object, competences: Sequence[Competence]) -> None:
    """The bare aggregate must give the same numbers, or its time says nothing."""
    with database.read() as session:
        active = {node.id for node in all_nodes(session) if node.active(TODAY)}
        answers = coverage(session, TODAY, competences)
    numbers, employed = bare.coverage(connection)
    wanted = {(one, key): tuple(map(int, counts)) for one, key, *counts in numbers if one in active}
    found = {
        (c.organisation_id, c.competence_id): (c.certified, c.valid, c.current, c.expiring)
        for c in answers
        if c.certified
    }
    assert found == wanted
    heads = {one: number for one, number in employed if one in active}
    assert {c.organisation_id: c.employed for c in answers if c.employed} == heads


def _address(database: Database) -> str:
    return database.url.replace("postgresql+psycopg://", "postgresql://")


# ---- the command, as a whole process --------------------------------------------------------------------------


def measure_command(database: Database, rounds: int) -> None:
    commands = {
        "bare": [sys.executable, "-m", "benchmarks.bare", _address(database)],
        "lms": [sys.executable, "-m", "lms.cli", "coverage", "--format", "json", "--on", str(TODAY)],
    }
    env = {**os.environ, "DATABASE_URL": database.url}
    times: dict[str, list[float]] = {name: [] for name in commands}
    memory: dict[str, float] = {}
    said: dict[str, set[str]] = {}
    for _ in range(rounds):
        for name, command in commands.items():
            seconds, memory[name], output = _run(command, env, elapsed=not database.is_sqlite)
            times[name].append(seconds)
            said[name] = _numbers(output)
    assert said["bare"] <= said["lms"], "the command and the bare aggregate differ"
    peak = f"peak memory {memory['lms']:.0f} MB against {memory['bare']:.0f} MB"
    print(
        f"  lms coverage, whole process {ratios(times, 'lms', 'bare')}, {milliseconds(times, 'lms')}, {peak}"
    )


WATCH = """
import json, resource, subprocess, sys, time
began = time.perf_counter()
subprocess.run(sys.argv[1:], check=True)
took, used = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]), file=sys.stderr)
"""
"""A small process in between: a child's peak memory counts that of the process it was split off from."""


def _run(command: Sequence[str], env: dict[str, str], *, elapsed: bool) -> tuple[float, float, str]:
    """Seconds (of the processor, or by the clock where a server works too), peak memory in MB, and the output."""
    watched = [sys.executable, "-S", "-c", WATCH, *command]
    done = subprocess.run(watched, capture_output=True, text=True, check=True, env=env, cwd=ROOT)
    took, used, memory = json.loads(done.stderr.splitlines()[-1])
    return took if elapsed else used, memory, done.stdout


def _numbers(output: str) -> set[str]:
    keys = ("organisation", "competence", "employed", "certified", "valid", "current", "expiring")
    return {" ".join(str(row[key]) for key in keys) for row in json.loads(output)}


# ---- the page -------------------------------------------------------------------------------------------------


def measure_pages(database: Database, rounds: int) -> None:
    app = make_app(database)
    client = signed_in(app, database)

    def cold() -> None:
        object.__setattr__(app.extensions["platform"], "memo", CoverageMemo())
        get(client, "/region")

    works = {
        "empty": lambda: get(client, "/bench/empty"),
        "warm": lambda: get(client, "/region"),
        "cold": cold,
    }
    for work in works.values():
        work()
    times = in_turns(works, rounds, meter_of(database))
    size = len(client.get("/region").data) // 1024
    print(f"  empty page {milliseconds(times, 'empty')}; ratios to it of the region page ({size} kB):")
    for name in ("warm", "cold"):
        with sent_to(database) as sent:
            works[name]()
        print(
            f"  {name}  {ratios(times, name, 'empty')}, {milliseconds(times, name)}, {len(sent)} statements"
        )


def make_app(database: Database) -> Flask:
    """The application, with an empty page beside its own: the same layout and reader, nothing in it."""
    config = Config(database_url=database.url, secret_key="bench", instance=Path(tempfile.gettempdir()))
    app = create_app(config, clock=FixedClock(NOW), registry=Registry(), database=database)
    template = app.jinja_env.from_string('{% extends "layout.html" %}{% block content %}{% endblock %}')

    @app.get("/bench/empty")
    @requires(Permission.VIEW_REGION)
    def empty() -> str:
        return render_template(template)

    return app


def signed_in(app: Flask, database: Database) -> FlaskClient:
    with database.transaction(SYSTEM, NOW) as uow:
        account = find_account_by_email(uow.session, READER)
        assert account is not None
        key = open_sign_in(uow, account.id)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = key
    return client


def get(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status)


PARTS = {"queries": measure_queries, "command": measure_command, "pages": measure_pages}

if __name__ == "__main__":
    main()
