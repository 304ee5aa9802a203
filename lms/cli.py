"""The command line: `lms --help`. Thin; every command opens the database, calls one use case and prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from functools import cached_property, wraps
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    NoSuchModuleError,
    ProgrammingError,
)

from lms.assembly import make_admission, make_database, make_registry, prepare, prepare_if_empty
from lms.config import Config, from_environment
from lms.core.access import Role
from lms.core.clock import Clock, SystemClock, civil_date
from lms.core.db import Database
from lms.core.errors import NotFound, Refused
from lms.core.schema import find_version
from lms.plugins.own_tables import require_tables
from lms.plugins.registry import Registry


class Here:
    """What a command stands on: configuration, clock and a database that is ready for use."""

    def __init__(self, config: Config, clock: Clock) -> None:
        self.config = config
        self.clock = clock

    @cached_property
    def database(self) -> Database:
        try:
            return make_database(self.config)
        except (OSError, ModuleNotFoundError) as error:
            raise Refused(f"The database of DATABASE_URL cannot be used: {error}") from error

    def close(self) -> None:
        if "database" in vars(self):
            self.database.engine.dispose()

    @property
    def today(self) -> date:
        return civil_date(self.clock.now())

    def ready(self) -> Database:
        """The database, made and filled with what course types ship when it was empty."""
        prepare_if_empty(self.database, make_registry(self.config), self.clock)
        return self.database


def command(group: click.Group, name: str | None = None) -> Callable[[Callable[..., Any]], click.Command]:
    """A sub-command whose refusals become one line on standard error and exit status 2, never a stack trace."""

    def make(function: Callable[..., Any]) -> click.Command:
        @wraps(function)
        def guarded(*args: Any, **kwargs: Any) -> None:
            here = click.get_current_context().obj
            try:
                sys.exit(function(here, *args, **kwargs) or 0)
            except Refused as refused:
                click.echo(f"lms: {refused.message}", err=True)
                sys.exit(2)
            except (ArgumentError, NoSuchModuleError, DatabaseError) as error:
                if isinstance(error, ProgrammingError | IntegrityError | DataError):
                    raise  # our mistake, not the database's
                reason = str(getattr(error, "orig", None) or error).splitlines()[0]
                click.echo(f"lms: the database of DATABASE_URL cannot be used: {reason}", err=True)
                sys.exit(2)
            except NotFound:
                click.echo("lms: there is no such thing.", err=True)
                sys.exit(2)
            finally:
                here.close()

        return group.command(name)(guarded)

    return make


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="paraat", prog_name="lms")
@click.option(
    "--demo", is_flag=True, help="Use the demo region in instance/demo.db instead of your own database."
)
@click.pass_context
def main(context: click.Context, demo: bool) -> None:
    """Paraat: which organisation still has the expertise it trained for, and how fast it leaks away.

    The database is the SQLite file instance/paraat.db, or what DATABASE_URL names
    (for example postgresql://user@host/paraat). An empty database is made ready by the first command.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
            # A terminal that cannot show a sign, or a cell that is no text, may not end the command.
            stream.reconfigure(errors="backslashreplace")
    try:
        config = from_environment()
    except Refused as refused:
        click.echo(f"lms: {refused.message}", err=True)
        sys.exit(2)
    if demo:
        config = Config(
            database_url=f"sqlite:///{config.instance / 'demo.db'}",
            instance=config.instance,
            demo=True,
            course_types=config.course_types,
            safe_mode=config.safe_mode,
            security_contact=config.security_contact,
            address=config.address,
        )
    context.obj = Here(config, SystemClock())


def in_own_language(here: Here) -> AbstractContextManager[None]:
    """Dutch where the terminal is set to Dutch (LANG=nl_NL.UTF-8), English elsewhere."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    if not spoken.startswith("nl"):
        return nullcontext()
    from lms.app import create_app  # slow: only the texts of the interface need the application
    from lms.web.language import speaking  # slow: as above

    return speaking(create_app(here.config, registry=Registry(), database=here.database), "nl")


# ---- facts and answers ----------------------------------------------------------------------------------------


@command(main)
@click.option(
    "--on", type=click.DateTime(["%Y-%m-%d", "%d-%m-%Y"]), help="The day to look at (default: today)."
)
@click.option("--organisation", metavar="NAME", help="Only this organisation.")
@click.option("--competence", metavar="KEY", help="Only this competence.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
def coverage(here: Here, on: Any, organisation: str | None, competence: str | None, form: str) -> int:
    """Who counts per organisation and competence on a day, against the norm."""
    from lms.expertise.commands import print_coverage  # slow: only this command needs the queries

    day = on.date() if on else here.today
    return print_coverage(here.ready(), day, organisation, competence, form, click.echo)


@command(main, "import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change and name every bad row; store nothing.")
@click.option(
    "--source", default="default", show_default=True, metavar="NAME", help="Whose keys of people these are."
)
def import_(here: Here, path: Path, dry_run: bool, source: str) -> int:
    """Import a dataset: a folder, a ZIP or one XLSX. All or nothing."""
    from lms.exchange.commands import run_import  # slow: only this command reads spreadsheets
    from lms.expertise.commands import refresh_trends  # slow: only after an import

    database = here.ready()
    with in_own_language(here):
        status = run_import(database, path, source=source, dry_run=dry_run, clock=here.clock)
    if status == 0 and not dry_run:
        refresh_trends(database, here.clock, click.echo, only_when_small=True)
    return status


@command(main, "export")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--source", default="default", show_default=True, metavar="NAME", help="Whose keys of people to write."
)
def export_(here: Here, path: Path, source: str) -> None:
    """Write everything to PATH as a dataset that imports again: .xlsx, or .zip with CSV files."""
    from lms.exchange.commands import run_export  # slow: only this command writes spreadsheets

    with in_own_language(here):
        run_export(here.ready(), path, source=source, clock=here.clock)


@command(main)
@click.argument("session", metavar="SESSION")
@click.argument("email")
@click.option("--auto-book", is_flag=True, help="Take a seat at once when one comes free, without an offer.")
def enrol(here: Here, session: str, email: str, auto_book: bool) -> int:
    """Enrol the person with address EMAIL in SESSION (its key), and print one JSON object: state, position, reason."""
    from lms.enrolments.commands import enrol_address  # slow: only this command needs the queries

    database = here.ready()
    admission = make_admission(make_registry(here.config))
    with in_own_language(here):
        return enrol_address(database, here.clock, admission, session, email, auto_book, click.echo)


@command(main)
def trends(here: Here) -> None:
    """Compute the monthly cache behind the trend lines anew from the facts."""
    from lms.expertise.commands import refresh_trends  # slow: only this command needs the queries

    refresh_trends(here.ready(), here.clock, click.echo)


@command(main, "course-types")
@click.option("--check", is_flag=True, help="End with status 1 when any of them has a problem.")
def course_types(here: Here, check: bool) -> int:
    """The installed course types: version, package, what each brings, whether it is used, and problems."""
    from lms.course_types.commands import print_course_types  # slow: only this command needs the queries

    registry = make_registry(here.config)
    if find_version(here.database):
        require_tables(here.database, registry)
    reports = print_course_types(here.database, registry, click.echo)
    return int(check and any(report.problems for report in reports))


@command(main)
def permissions(here: Here) -> None:
    """What each role may see and do, as the table of docs/permissions.md."""
    from lms.app import create_app  # slow: commands do without the site
    from lms.web.permission_table import permission_table  # as above

    app = create_app(here.config, database=here.database)
    click.echo(permission_table(app, app.extensions["platform"].access), nl=False)


# ---- running --------------------------------------------------------------------------------------------------


@command(main)
@click.option("--if-empty", is_flag=True, help="Do nothing when the database holds people already.")
@click.option("--accounts", is_flag=True, help="Only list the demo accounts.")
def demo(here: Here, if_empty: bool, accounts: bool) -> None:
    """Build the demo region: fictitious people in the real region of Noord-Holland Noord."""
    from lms.demo.commands import build_and_say, list_accounts  # slow: only this command simulates
    from lms.expertise.commands import refresh_trends  # slow: only after building

    database = here.ready()
    if not accounts:
        build_and_say(database, make_registry(here.config), here.clock, if_empty=if_empty, say=click.echo)
        refresh_trends(database, here.clock, click.echo)
    list_accounts(database, say=click.echo)


@command(main)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True)
@click.option(
    "--workers", default=2, show_default=True, help="Web processes; each answers four requests at a time."
)
def serve(here: Here, host: str, port: int, workers: int) -> None:
    """Serve the site."""
    from lms.server import serve as start  # slow: only this command starts a server

    here.ready()
    start(here.config, host, port, workers)


@command(main)
def scheduler(here: Here) -> None:
    """Do the work that comes by itself: messages, trend lines, uploads, old sign-ins. Runs until it is stopped."""
    from lms.schedule import work  # slow: only this command needs APScheduler

    work(here.ready(), here.config, here.clock)


@main.group()
def audit() -> None:
    """Checks on what is stored."""


@command(audit)
@click.option("--repair", is_flag=True, help="Do what is due, and record who sits beyond the maximum.")
@click.option("--dry-run", is_flag=True, help="With --repair: say what would remain; store nothing.")
def enrolments(here: Here, repair: bool, dry_run: bool) -> int:
    """Check what always holds for seats and waiting lists, and explain every breach. Status 1 when there is one."""
    from lms.enrolments.commands import audit_enrolments  # slow: only this command needs the queries

    database = here.ready()
    admission = make_admission(make_registry(here.config))
    return audit_enrolments(database, here.clock, admission, mend=repair, dry_run=dry_run, say=click.echo)


# ---- upkeep ---------------------------------------------------------------------------------------------------


@main.group()
def db() -> None:
    """The schema of the database."""


@command(db)
def upgrade(here: Here) -> None:
    """Bring the database to the newest version and add what enabled course types ship."""
    registry = make_registry(here.config)
    prepare(here.database, registry, here.clock)
    click.echo("The database is up to date.")
    for found in registry.found:
        for problem in found.problems:
            click.echo(f"Course type {found.key} is not used: {problem}", err=True)


@main.group()
def user() -> None:
    """Accounts."""


@command(user)
@click.argument("email")
@click.option("--name", default="", help="Shown in the interface.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--organisation", metavar="NAME", help="For a coordinator: the organisation.")
@click.option(
    "--person", metavar="KEY", help="Whose own page it opens: the key in the source's list of people."
)
@click.option("--source", default="default", show_default=True, metavar="NAME", help="Of --person.")
@click.option(
    "--address", default="http://127.0.0.1:5000", show_default=True, help="Of the site, for the link."
)
def add(
    here: Here,
    email: str,
    name: str,
    role: str,
    organisation: str | None,
    person: str | None,
    source: str,
    address: str,
) -> None:
    """Give somebody an account and print the one-time link with which to choose a password."""
    from lms.people.commands import add_account  # slow: password hashing

    who = (source, person) if person is not None else None
    args = (here.ready(), here.clock, email, name, Role(role), organisation, address)
    click.echo(add_account(*args, person=who))


@command(user)
@click.argument("email")
@click.option(
    "--address", default="http://127.0.0.1:5000", show_default=True, help="Of the site, for the link."
)
def link(here: Here, email: str, address: str) -> None:
    """Print a new one-time link, for a link that expired or a password that was forgotten."""
    from lms.people.commands import new_link  # slow: password hashing

    click.echo(new_link(here.ready(), here.clock, email, address))


@command(user)
@click.argument("email")
def close(here: Here, email: str) -> None:
    """Close an account: nobody can sign in with it any more, and its sessions end."""
    from lms.people.commands import close as close_it  # slow: password hashing

    click.echo(close_it(here.ready(), here.clock, email))


@command(user, "first-link")
@click.option(
    "--address", default="http://127.0.0.1:5000", show_default=True, help="Of the site, for the link."
)
def first_link(here: Here, address: str) -> None:
    """Print a one-time administrator link when nobody can sign in yet."""
    from lms.people.commands import first_administrator  # slow: password hashing

    click.echo(first_administrator(here.ready(), here.clock, address))


if __name__ == "__main__":
    main()
