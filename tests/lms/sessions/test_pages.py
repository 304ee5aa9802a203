"""The pages of sessions: found by whom they are for, planned without loss, and as quick for thirty as for one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.organisations.models import Organisation
from lms.sessions.models import TrainingSession
from lms.sessions.queries import find_session_by_key, get_session
from tests.factories import make_course, make_room, make_session
from tests.lms.conftest import Town

AsRole = Callable[[str], FlaskClient]


def found(database: Database, session_id: int) -> TrainingSession:
    with database.read() as session:
        return get_session(session, session_id)


@pytest.fixture
def course(database: Database) -> int:
    with database.read() as session:
        return make_course(session, "top3-basis").id


def typed(course: int, **values: str) -> dict[str, str]:
    """A form filled in with one meeting on 17 December."""
    meeting = {"day": "17-12-2026", "starts": "9.30", "ends": "12u", "break_minutes": "15"}
    rows = {f"meetings-0-{name}": value for name, value in meeting.items()}
    return (
        {"course_id": str(course), "audience": "open", "language": "nl", "trainers_wanted": "1"}
        | rows
        | values
    )


def test_a_session_is_planned_published_and_found(
    database: Database, as_role: AsRole, town: Town, course: int
) -> None:
    planner = as_role("programme_team")
    answer = planner.post("/sessions/new", data=typed(course, key="basis-7", maximum="12"))
    assert answer.status_code == 302
    address = answer.headers["Location"]
    assert as_role("professional").get(address).status_code == 404
    planner.post(f"{address}/move", data={"to": "published"})
    assert as_role("professional").get(address).status_code == 200
    with database.read() as session:
        added = find_session_by_key(session, "basis-7")
        assert added is not None
        meeting = added.meetings[0]
        assert (meeting.starts_at, meeting.break_minutes) == (datetime(2026, 12, 17, 9, 30), 15)


def test_another_meeting_keeps_what_was_typed(as_role: AsRole, town: Town, course: int) -> None:
    answer = as_role("programme_team").post("/sessions/new", data=typed(course, more="1", costs="120 euro"))
    assert answer.status_code == 200
    for kept in ('value="17-12-2026"', 'value="9.30"', 'value="120 euro"', 'name="meetings-1-day"'):
        assert kept in answer.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"meetings-0-day": "31-02-2027"}, "is not a day"),
        ({"meetings-0-day": ""}, "Fill in the day of the meeting"),
        ({"meetings-0-starts": "later"}, "is no time"),
        ({"meetings-0-ends": "09:00"}, "ends before it starts"),
        ({"meetings-0-break_minutes": "150"}, "breaks last longer"),
        ({"key": "two words"}, "A key has no spaces"),
        ({"key": "open"}, "There is a session"),
        ({"minimum": "9", "maximum": "8"}, "lower than the minimum"),
        ({"course_id": "999999"}, "Not a valid choice"),
        ({"audience": "some"}, "Tick the organisations"),
        ({"enrol_from": "02-12-2026", "enrol_until": "01-12-2026"}, "Enrolment ends before it opens"),
        ({"meetings-0-link": "javascript:alert(1)"}, "A link starts with"),
    ],
)
def test_wrong_input_is_named_and_nothing_typed_is_lost(
    as_role: AsRole, town: Town, course: int, wrong: dict[str, str], said: str
) -> None:
    answer = as_role("programme_team").post("/sessions/new", data=typed(course, costs="120 euro") | wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="120 euro"' in answer.text


def test_who_saves_second_sees_what_the_first_changed(
    as_role: AsRole, town: Town, database: Database
) -> None:
    address = f"/sessions/{town.planned}/edit"
    first, second = as_role("programme_team"), as_role("administrator")
    shown = {browser: fields(browser.get(address).text) for browser in (first, second)}
    assert first.post(address, data=shown[first] | {"maximum": "9"}).status_code == 302
    refused = second.post(address, data=shown[second] | {"maximum": "10"})
    assert refused.status_code == 422
    assert "Changed while you were editing" in refused.text
    assert second.post(address, data=fields(refused.text)).status_code == 302
    assert found(database, town.planned).maximum == 10


def fields(page: str) -> dict[str, str]:
    """What a form on a page would send as it stands."""
    sent: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page.split("<main")[1]):
        told = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if told.get("type") in ("radio", "checkbox") and " checked" not in tag:
            continue
        if "name" in told and told["name"] != "csrf_token":
            sent[told["name"]] = told.get("value", "")
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', inner)
        sent[name] = chosen[1] if chosen else ""
    return sent


def test_cancelling_says_whom_it_touches_and_asks_why(
    as_role: AsRole, town: Town, database: Database
) -> None:
    planner, address = as_role("programme_team"), f"/sessions/{town.planned}/cancel"
    shown = planner.get(address)
    assert "This is whom it touches" in shown.text
    assert planner.post(address, data=fields(shown.text)).status_code == 422
    assert planner.post(address, data=fields(shown.text) | {"reason": "Storm"}).status_code == 302
    assert found(database, town.planned).cancelled_reason == "Storm"
    assert "Cancelled: Storm" in as_role("professional").get(f"/sessions/{town.planned}").text


def test_one_meeting_is_cancelled_on_a_page_of_its_own(
    as_role: AsRole, town: Town, database: Database
) -> None:
    planner = as_role("programme_team")
    address = f"/sessions/{town.planned}/meetings/{town.meeting}/cancel"
    planner.post(address, data=fields(planner.get(address).text) | {"reason": "Storm"})
    gone = [m.cancelled_at for m in found(database, town.planned).meetings]
    assert gone == [datetime(2026, 11, 21, 9, tzinfo=UTC), None]


def test_a_series_is_shown_first_and_then_added(as_role: AsRole, town: Town, database: Database) -> None:
    planner, address = as_role("programme_team"), f"/sessions/{town.planned}/series"
    preview = planner.post(address, data={"every": "month", "times": "2"})
    assert "3 January 2027" in preview.text and "3 February 2027" in preview.text
    assert planner.post(address, data=fields(preview.text)).status_code == 302
    with database.read() as session:
        made = find_session_by_key(session, "top3-basis-2027-01-03")
        assert made is not None
        assert [f"{m.starts_at:%d-%m-%Y %H:%M}" for m in made.meetings] == [
            "03-01-2027 09:00",
            "10-01-2027 09:00",
        ]


def test_trainers_sign_up_where_their_certificate_lets_them(as_role: AsRole, town: Town) -> None:
    trainer = as_role("trainer")
    page = trainer.get("/sessions/lacking").text
    assert "There is no certificate TOP-3 trainer on 03-12-2026." in page
    assert "I give this session" not in page
    refused = trainer.post(f"/sessions/{town.planned}/give", follow_redirects=True).text
    assert "You cannot sign up" in refused


def test_an_exception_is_assigned_with_its_reason(as_role: AsRole, town: Town, database: Database) -> None:
    planner, address = as_role("programme_team"), f"/sessions/{town.planned}/trainers"
    chosen = {"person": str(town.carol), "role": "trainer", "exception": ""}
    assert "say why this is an exception" in planner.post(address, data=chosen).text
    assert planner.post(address, data=chosen | {"exception": "Supervised"}).status_code == 302
    (trainer,) = found(database, town.planned).trainers
    assert (trainer.person_id, trainer.exception) == (town.carol, "Supervised")
    assert "Carol Example" in as_role("professional").get(f"/sessions/{town.planned}").text
    planner.post(f"{address}/{town.carol}/remove")
    assert found(database, town.planned).trainers == []


def test_a_trainer_states_availability_and_planners_see_it(as_role: AsRole, town: Town) -> None:
    trainer = as_role("trainer")
    period = {
        "periods-0-first_day": "01-12-2026",
        "periods-0-last_day": "05-12-2026",
        "periods-0-available": "0",
    }
    said = fields(trainer.get("/availability").text) | period | {"days_a_year": "1"}
    assert trainer.post("/availability", data=said).status_code == 302
    page = as_role("programme_team").get(f"/sessions/{town.planned}/trainers").text
    assert "Said not to be there on 03-12-2026." in page
    assert "Wants to give at most 1 days in 2026." in page
    wrong = trainer.post("/availability", data=said | {"periods-0-last_day": "30-11-2026"})
    assert wrong.status_code == 422


def test_rooms_are_kept_and_a_name_is_taken_once(as_role: AsRole, town: Town) -> None:
    planner = as_role("programme_team")
    assert planner.post("/rooms/new", data={"name": "Elm", "seats": "8"}).status_code == 302
    refused = planner.post("/rooms/new", data={"name": "Elm"})
    assert (refused.status_code, "with this name already" in refused.text) == (422, True)
    shown = fields(planner.get(f"/rooms/{town.room}").text)
    assert planner.post(f"/rooms/{town.room}", data=shown | {"name": "Ash"}).status_code == 302
    assert "Ash" in planner.get("/rooms").text


@pytest.mark.parametrize("post", ["move", "cancel", "trainers", "series", "edit", "give"])
def test_who_does_not_plan_changes_nothing(
    as_role: AsRole, town: Town, database: Database, post: str
) -> None:
    sent = {
        "to": "confirmed",
        "reason": "No",
        "person": "1",
        "role": "trainer",
        "every": "week",
        "times": "1",
    }
    for role in ("professional", "coordinator", "steering_group", "nobody"):
        assert as_role(role).post(f"/sessions/{town.planned}/{post}", data=sent).status_code in (403, 404)
    assert found(database, town.planned).status == "published"


def test_in_house_sessions_are_for_whoever_works_there(
    database: Database, as_role: AsRole, town: Town, clock: FixedClock
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        s = uow.session
        for key, place in (("here", town.works), ("there", town.other)):
            make_session(s, key, "2026-12-04T09:00", organisation_id=place, audience="one")
        north = make_session(s, "some", "2026-12-05T09:00", audience="some")
        north.open_to = [s.get_one(Organisation, town.north)]
        s.flush()
        ids = {one: find_session_by_key(s, one).id for one in ("here", "there", "some")}  # type: ignore[union-attr]

    def opened(role: str) -> list[str]:
        browser = as_role(role)
        listed = browser.get("/sessions").text
        by_page = [key for key, one in ids.items() if browser.get(f"/sessions/{one}").status_code == 200]
        assert by_page == [key for key, one in ids.items() if f'"/sessions/{one}"' in listed]
        return by_page

    assert opened("professional") == ["here", "some"]
    assert opened("coordinator") == ["here", "some"]
    assert opened("programme_team") == ["here", "there", "some"]
    assert as_role("coordinator").get(f"/sessions/{ids['here']}/edit").status_code == 200
    assert as_role("coordinator").get(f"/sessions/{ids['there']}/edit").status_code == 404


@pytest.mark.parametrize(
    "address", ["/sessions", "/sessions?only=free", "/sessions/calendar?month=12-2026", "/sessions/lacking"]
)
def test_thirty_sessions_take_as_many_queries_as_one(
    database: Database,
    as_role: AsRole,
    town: Town,
    clock: FixedClock,
    count_statements: Callable[[Callable[[], object]], int],
    address: str,
) -> None:
    browser = as_role("trainer")
    browser.get(address)
    few = count_statements(lambda: browser.get(address))
    with database.transaction(SYSTEM, clock.now()) as uow:
        for n in range(1, 30):
            room = make_room(uow.session, f"Room {n}")
            more = make_session(uow.session, f"more-{n}", f"2026-12-{n:02d}T14:00")
            more.meetings[0].room = room
    assert count_statements(lambda: browser.get(address)) == few


def test_filters_narrow_and_nonsense_is_answered_with_a_page(as_role: AsRole, town: Town) -> None:
    browser, link = as_role("professional"), f'"/sessions/{town.planned}"'
    assert link in browser.get("/sessions?from=01-12-2026&until=03-12-2026").text
    assert link not in browser.get("/sessions?from=04-12-2026").text
    assert link not in browser.get("/sessions?status=closed").text
    assert "is not a date" in browser.get("/sessions?from=tomorrow").text
    for nonsense in ("course=x", "place=r", "place=o99999999999999", "page=-4", "only=mine"):
        assert browser.get(f"/sessions?{nonsense}").status_code == 200
    for nonsense in ("month=99-2026", "month=x", "course=-1", "month=01-1900", "month=12-2200"):
        assert browser.get(f"/sessions/calendar?{nonsense}").status_code == 200


def test_a_double_click_on_a_button_is_answered_kindly(
    as_role: AsRole, town: Town, database: Database
) -> None:
    planner = as_role("programme_team")
    for _ in range(2):
        answer = planner.post(
            f"/sessions/{town.planned}/move", data={"to": "confirmed"}, follow_redirects=True
        )
        assert answer.status_code == 200
    assert found(database, town.planned).status == "confirmed"
    assert planner.post(f"/sessions/{town.planned}/move", data={"to": "nonsense"}).status_code == 404
