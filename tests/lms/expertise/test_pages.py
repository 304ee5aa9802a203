"""What the pages show, in how many queries, and that remembered answers are never old."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from lms.catalogue.models import Competence
from lms.catalogue.queries import all_competences
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.core.events import Event
from lms.expertise.disclosure import MANY
from lms.expertise.memo import CoverageMemo
from lms.expertise.overview import Filters
from lms.expertise.pages import RegionFacts, region_page
from lms.expertise.queries import Totals
from lms.expertise.rules import Coverage
from lms.organisations.models import Organisation
from tests.factories import certify, day, employ, make_organisation, make_person, set_norm
from tests.lms.conftest import Town

Count = Callable[[Callable[[], object]], int]


def grow(database: Database, clock: FixedClock, town: Town, number: int, first: int = 0) -> None:
    """So many more organisations, each with a certified person, and so many more people at north."""
    with database.transaction(SYSTEM, clock.now()) as uow:
        s = uow.session
        competence = next(c for c in all_competences(s) if c.key == "first-aid")
        north = s.get_one(Organisation, town.north)
        for n in range(first, first + number):
            for place in (make_organisation(s, f"More {n}"), north):
                person = make_person(s, f"Person {n} {place.name}")
                employ(person, place, day("2020-01-01"))
                certify(person, competence, day("2026-01-01"), valid_until=day("2026-12-31"))
        uow.publish(Event())


@pytest.mark.parametrize("role", ["programme_team", "coordinator", "steering_group"])
@pytest.mark.parametrize(
    "address", ["/", "/region", "/organisations", "/organisations/{north}", "/people/{anna}"]
)
def test_a_page_takes_as_many_queries_for_30_rows_as_for_1(
    role: str,
    address: str,
    database: Database,
    clock: FixedClock,
    town: Town,
    as_role: Callable[[str], FlaskClient],
    count_statements: Count,
) -> None:
    address = address.format(**vars(town))
    browser = as_role(role)
    grow(database, clock, town, 3)  # five people, so that the steering group sees numbers both times
    few = count_statements(lambda: browser.get(address))
    grow(database, clock, town, 30, first=3)
    many = count_statements(lambda: browser.get(address))
    assert few == many
    assert 1 <= many <= 25


def test_the_region_page_remembers_and_never_shows_old_numbers(
    database: Database,
    clock: FixedClock,
    town: Town,
    as_role: Callable[[str], FlaskClient],
    count_statements: Count,
) -> None:
    browser = as_role("programme_team")
    cold = count_statements(lambda: browser.get("/region"))
    warm = count_statements(lambda: browser.get("/region"))
    assert (warm, cold > warm) == (4, True)
    assert "More 0" not in browser.get("/region").text
    grow(database, clock, town, 1)
    assert "More 0" in browser.get("/region").text


def test_the_memo_keeps_the_most_recent_answers() -> None:
    memo = CoverageMemo(size=2)
    assert [memo.get(key, lambda key=key: key * 10) for key in (1, 2, 1, 3)] == [10, 20, 10, 30]
    assert [memo.get(key, lambda: "anew") for key in (1, 3, 2)] == [10, 30, "anew"]


def test_the_region_page_filters_and_sorts(as_role: Callable[[str], FlaskClient], town: Town) -> None:
    def order(query: str) -> list[str]:
        table = as_role("programme_team").get(f"/region?{query}").text.split("<tbody>")[1]
        found = {name: table.find(f">{name}</a>") for name in ("Works", "North", "Other")}
        return [name for name, place in sorted(found.items(), key=lambda pair: pair[1]) if place >= 0]

    assert order("") == ["Other", "Works", "North"]
    assert order("sort=name") == ["North", "Other", "Works"]
    assert order("q=NOR") == ["North"]
    assert order("gaps=1&on=2026-06-01") == ["Other", "Works", "North"]
    assert order("region=999") == []


def test_the_organisation_page_explains_its_numbers(
    as_role: Callable[[str], FlaskClient], town: Town
) -> None:
    page = as_role("coordinator").get(f"/organisations/{town.north}").text
    assert "<b>1 of 2</b>" in page
    assert "Norm since 1 January 2020: 2 people." in page or "Norm since 1 january 2020" in page
    assert "Ever certified: 2." in page
    assert page.index("Bob Example") < page.index("Anna Example")


def test_an_employer_stops_seeing_the_name_when_the_employment_ends(
    database: Database, clock: FixedClock, town: Town, as_role: Callable[[str], FlaskClient]
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        leaver = make_person(uow.session, "Dora Example")
        employ(leaver, uow.session.get_one(Organisation, town.north), day("2020-01-01"), day("2025-06-30"))
    address = f"/organisations/{town.north}?on=2025-01-01&competence=first-aid"
    coordinator, programme = (
        as_role("coordinator").get(address).text,
        as_role("programme_team").get(address).text,
    )
    assert "Dora Example" not in coordinator and "1 person who no longer works here" in coordinator
    assert "Dora Example" in programme
    assert as_role("coordinator").get(f"/people/{leaver.id}").status_code == 404


def test_a_past_day_shows_the_state_of_that_day(as_role: Callable[[str], FlaskClient], town: Town) -> None:
    page = as_role("programme_team").get(f"/organisations/{town.north}?on=31-12-2021&status=expiring").text
    assert "Bob Example" in page and "Anna Example" not in page


def test_a_surplus_at_one_team_is_said_to_fill_no_gap_at_another(
    as_role: Callable[[str], FlaskClient], town: Town, database: Database, clock: FixedClock
) -> None:
    grow(database, clock, town, 3)
    said = "What one team has too many fills no gap in another."
    team = as_role("programme_team")
    before = [said in team.get(address).text for address in ("/", "/region", f"/organisations/{town.works}")]
    with database.transaction(SYSTEM, clock.now()) as uow:
        competence = uow.session.query(Competence).filter_by(key="first-aid").one()
        south = make_organisation(uow.session, "South", parent=uow.session.get_one(Organisation, town.works))
        set_norm(south, competence, day("2020-01-01"), headcount=1)
        for number in range(4):
            person = make_person(uow.session, f"Extra {number}")
            employ(person, south, day("2020-01-01"))
            certify(person, competence, day("2026-01-01"), valid_until=day("2027-12-31"))
        set_norm(uow.session.get_one(Organisation, town.north), competence, day("2026-01-01"), headcount=20)
        uow.publish(Event())
    after = [said in team.get(address).text for address in ("/", "/region", f"/organisations/{town.works}")]
    assert (before, after) == ([False] * 3, [True] * 3)


def test_only_planners_read_the_month_of_the_peak() -> None:
    on, month = day("2026-11-21"), day("2024-05-31")
    competence = Competence(id=1, key="first-aid", name_nl="ehbo", name_en="first aid")
    places = [Organisation(id=n, name=f"Place {n}") for n in range(MANY)]
    answers = [Coverage(n, 1, on, 10, 3, 2, 2, 0, 5, 3) for n in range(MANY)]
    facts = RegionFacts(
        "key", on, [competence], places, [], [], answers, {1: Totals(2)}, {}, [(month, 90), (on, 20)], None
    )
    seen = [region_page(facts, Filters(on), whole).peak for whole in (True, False)]
    assert seen[0] == (month, 90)
    assert seen[1] is not None and seen[1][0] is None


def test_own_page_says_what_is_due(as_role: Callable[[str], FlaskClient], town: Town) -> None:
    page = as_role("trainer").get("/me").text
    assert "Carol Example" in page and "ends in 41 days" in page
