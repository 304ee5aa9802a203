"""The audit log: who reads which lines, runs as one row, filters, pages and files."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import ClassVar

from flask.testing import FlaskClient

from lms.audit.pages import PAGE
from lms.core.access import Actor
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.core.events import Change, Event
from tests.lms.conftest import Town

AsRole = Callable[[str], FlaskClient]


@dataclass(frozen=True)
class PersonRenamed(Event):
    """Somebody got another name."""

    subject: ClassVar[str] = "person"


def rename(
    database: Database, clock: FixedClock, ids: list[int], *, minutes: int = 0, actor: str = "Ineke"
) -> None:
    with database.transaction(Actor(name=actor), clock.now() + timedelta(minutes=minutes)) as uow:
        changes = (
            Change(one, {"name": "Old", "email": "same"}, {"name": "New", "email": "same"}) for one in ids
        )
        uow.publish(PersonRenamed(tuple(changes)))


def rows(page: str) -> list[str]:
    """The names (or words of a run) of the rows."""
    found = re.findall(r'<th scope="row">(.*?)(?:<br>|</th>)', page, re.DOTALL)
    return [re.sub(r"<.*?>", "", one) for one in found]


def test_a_line_shows_only_what_changed_and_the_name_of_today(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    rename(database, clock, [town.anna])
    page = as_role("administrator").get("/audit?who=ineke").text
    assert rows(page) == ["Anna Example"]
    assert "<del>Old</del>" in page and "<ins>New</ins>" in page and "same" not in page


def test_moments_and_numbers_are_told_the_readers_way(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    with database.transaction(Actor(name="Ineke"), clock.now()) as uow:
        told = {"list_confirmed_at": clock.now(), "fte": Decimal("0.8"), "state": "checked"}
        uow.publish(PersonRenamed((Change(town.anna, None, told),)))
    page = as_role("programme_team").get("/audit?who=ineke").text
    assert re.findall("<dt>(.*?)</dt><dd><ins>(.*?)</ins>", page) == [
        ("list confirmed on", "21-11-2026 10:00"),
        ("fte", "0.8"),
        ("state", "checked, not imported yet"),
    ]
    client = as_role("programme_team")
    client.post("/language", data={"language": "nl"})
    assert "<dd><ins>0,8</ins>" in client.get("/audit?who=ineke").text


def test_a_line_leads_to_the_page_of_what_changed(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    rename(database, clock, [town.anna, 999])
    page = as_role("administrator").get("/audit?who=ineke").text
    assert re.findall('<th scope="row"><a href="(.*?)">(.*?)</a>', page) == [
        (f"/people/{town.anna}", "Anna Example")
    ]


def test_the_programme_team_reads_everything_but_accounts(as_role: AsRole, town: Town) -> None:
    administrator, team = (
        as_role("administrator").get("/audit").text,
        as_role("programme_team").get("/audit").text,
    )
    assert "account created" in administrator and "account created" not in team
    assert "account" not in as_role("programme_team").get("/audit?what=account&form=csv").text
    run = re.search(r'href="(/audit\?run=[^"]*account_created[^"]*)"', administrator)
    assert run is not None
    assert "steering_group@example.org" in as_role("administrator").get(run[1]).text
    assert "steering_group@example.org" not in as_role("programme_team").get(run[1]).text


def test_many_lines_of_one_moment_are_one_row_that_opens(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    rename(database, clock, list(range(1000, 1000 + PAGE + 10)))
    client = as_role("programme_team")
    page = client.get("/audit?what=person").text
    assert rows(page) == ["person renamed: 60 lines"]
    opened = client.get(re.findall(r'href="(/audit\?[^"]*run=[^"]*)"', page)[0].replace("&amp;", "&")).text
    assert (len(rows(opened)) == PAGE and rows(opened)[0] == "Old") or rows(opened)[0] == "New"
    older = re.findall(r'href="(/audit\?[^"]*below=[^"]*)"', opened)[0].replace("&amp;", "&")
    assert len(rows(client.get(older).text)) == 10


def test_pages_follow_each_other_without_gap_or_repeat(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    for minute in range(PAGE + 20):
        rename(database, clock, [2000 + minute], minutes=minute)
    client = as_role("programme_team")
    first = client.get("/audit?what=person").text
    older = re.findall(r'href="(/audit\?[^"]*after=[^"]*)"', first)[0].replace("&amp;", "&")
    second = client.get(older).text
    moments = [re.findall(r"21-11-2026 \d\d:\d\d", page) for page in (first, second)]
    assert (len(moments[0]), len(moments[1]), "Older" in second) == (PAGE, 20, False)
    assert moments[0] + moments[1] == sorted({*moments[0], *moments[1]}, reverse=True)


def test_filters_on_days_who_action_and_name(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    rename(database, clock, [town.anna])
    rename(database, clock, [town.bob], minutes=-2 * 24 * 60, actor="Piet")
    client = as_role("programme_team")

    def found(**arguments: str) -> list[str]:
        return rows(client.get("/audit", query_string={"what": "person"} | arguments).text)

    assert found(until="20-11-2026") == ["Bob Example"]
    assert found(**{"from": "21-11-2026"}) == ["Anna Example"]
    assert found(who="PIE") == ["Bob Example"]
    assert found(action="person_renamed") == ["Anna Example", "Bob Example"]
    assert found(q="anna exa") == ["Anna Example"]
    assert found(q=str(town.bob)) == ["Bob Example"]
    assert found(q="nobody%") == []
    assert len(found(**{"from": "31-02-2026"})) == 2


def test_nonsense_in_the_address_is_answered_with_a_page(as_role: AsRole, town: Town) -> None:
    client = as_role("administrator")
    for argument in (
        "after=x",
        "run=~~~",
        "run=2026-01-01~a~b~c",
        "run=2026-01-01T00:00:00%2B00:00~person~x~y&below=x",
        "below=99999999999999999999",
        "run=2026-01-01T00:00:00%2B00:00~person~x~y&below=99999999999999999999",
        "q=99999999999999999999",
        "run=2026-01-01T00:00:00%2B00:00~~x~y",
    ):
        assert client.get(f"/audit?{argument}").status_code == 200, argument


def test_the_file_holds_the_filtered_lines(
    as_role: AsRole, town: Town, database: Database, clock: FixedClock
) -> None:
    rename(database, clock, [town.anna])
    lines = as_role("programme_team").get("/audit?who=ineke&form=csv").text.replace('"', "").splitlines()
    assert lines[1:] == [
        f"21-11-2026 10:00;Ineke;person renamed;person;{town.anna};Anna Example;name: Old;name: New"
    ]
    assert as_role("programme_team").get("/audit?form=xlsx").data[:2] == b"PK"


def test_the_log_sends_as_many_queries_for_many_lines(
    as_role: AsRole,
    town: Town,
    database: Database,
    clock: FixedClock,
    count_statements: Callable[[Callable[[], object]], int],
) -> None:
    client = as_role("programme_team")
    rename(database, clock, [town.anna])
    client.get("/audit")
    few = count_statements(lambda: client.get("/audit?what=person"))
    for minute in range(30):
        rename(database, clock, [town.anna, town.bob], minutes=minute)
    assert count_statements(lambda: client.get("/audit?what=person")) == few
