"""Accounts for administrators: the list, changing, closing, and links that are shown once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from lms.audit.queries import history_of
from lms.core.access import SYSTEM, Actor, Role
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.core.errors import Refused
from lms.people.models import Account
from lms.people.queries import (
    active_administrators,
    find_account_by_email,
    get_account,
    get_account_to_change,
)
from lms.people.services import change_account, close_account, create_account
from tests.lms.conftest import Town

Browse = Callable[[str], FlaskClient]
Count = Callable[[Callable[[], object]], int]


@pytest.fixture
def admin(as_role: Browse) -> FlaskClient:
    return as_role("administrator")


def account(database: Database, email: str) -> Account:
    with database.read() as session:
        found = find_account_by_email(session, email)
        assert found is not None
        return get_account(session, found.id)


def typed(account: Account, page: str, **other: object) -> dict[str, object]:
    """What the form of an account sends, with some of it changed."""
    seen = page.partition('name="seen"')[2].partition('value="')[2].partition('"')[0]
    roles = [str(Role(one.role)) for one in account.roles if one.organisation_id is None]
    places = [one.organisation_id or 0 for one in account.roles if one.organisation_id]
    return {
        "name": account.name,
        "email": account.email,
        "roles": roles,
        "places": places,
        "seen": seen,
    } | other


def test_the_list_searches_filters_and_turns_pages(
    admin: FlaskClient, database: Database, clock: FixedClock, town: Town
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        for number in range(30):
            create_account(
                uow, f"extra{number}@example.org", f"Extra {number:02}", [(Role.PROFESSIONAL, None)]
            )
        close_account(uow, get_account_to_change(uow.session, town.account))

    def names(query: str) -> list[str]:
        table = admin.get(f"/accounts?{query}").text.partition("<tbody>")[2]
        return [row.partition("</a>")[0].rpartition(">")[2] for row in table.split('scope="row"')[1:]]

    assert [len(names(f"page={page}")) for page in ("", 1, 2, 99, -1, "x")] == [30, 30, 6, 6, 30, 30]
    assert names("q=EXTRA+07") == ["Extra 07"]
    assert names("q=%25") == []
    assert names("role=coordinator") == ["Coordinator"]
    assert names("state=closed") == ["Professional"]
    assert len(names("role=nonsense&state=nonsense")) == 30


def test_the_list_takes_as_many_queries_for_30_rows_as_for_1(
    admin: FlaskClient, database: Database, clock: FixedClock, count_statements: Count
) -> None:
    few = count_statements(lambda: admin.get("/accounts?q=administrator"))
    with database.transaction(SYSTEM, clock.now()) as uow:
        for number in range(30):
            create_account(uow, f"extra{number}@example.org", "Extra", [(Role.TRAINER, None)])
    assert count_statements(lambda: admin.get("/accounts?q=extra")) == few


def test_the_list_can_be_kept_as_a_file(admin: FlaskClient) -> None:
    answer = admin.get("/accounts?role=coordinator&form=csv")
    assert answer.text.removeprefix("\ufeff").replace('"', "").splitlines() == [
        "Name;E-mail address;Roles;State",
        "Coordinator;coordinator@example.org;coordinator (Works);no password yet",
    ]
    assert admin.get("/accounts?form=xlsx").data[:2] == b"PK"


def test_an_account_is_added_with_roles_organisations_and_a_person(
    admin: FlaskClient, database: Database, town: Town
) -> None:
    data = {
        "name": "Bob",
        "email": "Bob@Example.org",
        "roles": ["professional"],
        "places": [town.north, 0, town.north],
    }
    found = admin.post("/accounts/new", data=data | {"search": "bob ex", "find": "1"}).text
    assert f'id="person-{town.bob}"' in found and f'id="person-{town.anna}"' not in found
    assert 'value="Bob@Example.org"' in found
    assert admin.post("/accounts/new", data=data | {"search": "bob ex"}).status_code == 200
    answer = admin.post("/accounts/new", data=data | {"search": "bob ex", "person": town.bob})
    made = account(database, "bob@example.org")
    assert (answer.location, made.person_id) == (f"/accounts/{made.id}", town.bob)
    assert [(str(r.role), r.organisation_id) for r in made.roles] == [
        ("professional", None),
        ("coordinator", town.north),
    ]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"email": "administrator@example.org"}, "has an account already"),
        ({"email": "bob at home"}, "is not an e-mail address"),
        ({"name": ""}, "Fill in the name."),
        ({"roles": [], "places": [0]}, "Choose at least one role"),
        ({"roles": ["emperor"]}, "not a valid choice"),
        ({"places": ["x"]}, "Invalid choice"),
    ],
)
def test_a_wrong_account_is_refused_at_the_field_and_nothing_typed_is_lost(
    admin: FlaskClient, other: dict[str, object], said: str
) -> None:
    data: dict[str, object] = {"name": "Bob", "email": "bob@example.org", "roles": ["trainer"]}
    answer = admin.post("/accounts/new", data=data | other)
    assert answer.status_code == 422 and said in answer.text
    assert other.get("roles") is not None or 'value="trainer" checked' in answer.text


def test_what_changes_is_saved_and_the_history_says_by_whom(
    admin: FlaskClient, database: Database, town: Town
) -> None:
    address, trainer = "/accounts/{}", account(database, "trainer@example.org")
    address = address.format(trainer.id)
    data = typed(trainer, admin.get(address).text, name="Tess", places=[town.other], roles=[])
    assert admin.post(address, data=data).location == address
    changed = account(database, "trainer@example.org")
    assert (changed.name, [r.organisation_id for r in changed.roles]) == ("Tess", [town.other])
    page = admin.get(address).text
    assert "<b>Administrator</b>" in page and "account changed" in page
    assert "<del>Trainer</del>" in page and "<ins>Tess</ins>" in page
    assert "<del>trainer</del>" in page and "<ins>coordinator (Other)</ins>" in page


def test_a_second_tab_does_not_undo_what_the_first_saved(admin: FlaskClient, database: Database) -> None:
    trainer = account(database, "trainer@example.org")
    address = f"/accounts/{trainer.id}"
    page = admin.get(address).text
    admin.post(address, data=typed(trainer, page, roles=["trainer", "professional"]))
    late = admin.post(address, data=typed(trainer, page, name="Tess"))
    assert late.status_code == 422 and "Somebody else changed this account" in late.text
    assert 'value="Tess"' in late.text
    assert account(database, "trainer@example.org").name == "Trainer"


def test_nobody_raises_or_closes_oneself(admin: FlaskClient, database: Database, town: Town) -> None:
    own = account(database, "administrator@example.org")
    address = f"/accounts/{own.id}"
    data = typed(own, admin.get(address).text, roles=["administrator", "programme_team"])
    answer = admin.post(address, data=data)
    assert answer.status_code == 422 and "You cannot change your own roles" in answer.text
    assert admin.post(f"{address}/close").status_code == 409
    assert admin.post(address, data=data | {"roles": ["administrator"], "name": "Ada"}).status_code == 302


def test_the_last_administrator_stays(database: Database, clock: FixedClock, town: Town) -> None:
    last = account(database, "administrator@example.org")
    for change in (
        close_account,
        lambda uow, one: change_account(uow, one, "A", one.email, [(Role.TRAINER, None)]),
    ):
        with (
            pytest.raises(Refused, match="last administrator"),
            database.transaction(SYSTEM, clock.now()) as uow,
        ):
            change(uow, get_account_to_change(uow.session, last.id))


@pytest.mark.parametrize("how", ["close", "demote"])
def test_two_administrators_cannot_remove_each_other_at_the_same_moment(
    database: Database, clock: FixedClock, town: Town, how: str
) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        create_account(uow, "second@example.org", "Second", [(Role.ADMINISTRATOR, None)])
    first, second = (account(database, f"{name}@example.org") for name in ("administrator", "second"))
    start = Barrier(2)

    def remove(by: Account, whom: Account) -> str:
        start.wait()
        try:
            with database.transaction(Actor(by.name, by.id), clock.now()) as uow:
                target = get_account_to_change(uow.session, whom.id)
                if how == "close":
                    close_account(uow, target)
                else:
                    change_account(uow, target, target.name, target.email, [(Role.TRAINER, None)])
        except (Refused, OperationalError) as refused:
            return type(refused).__name__
        return "done"

    with ThreadPoolExecutor(2) as pool:
        done = sorted(pool.map(remove, (first, second), (second, first)))
    assert done == ["Refused", "done"]
    with database.read() as session:
        assert len(active_administrators(session)) == 1


def test_a_closed_account_opens_again_with_a_new_link(
    admin: FlaskClient, as_role: Browse, database: Database, town: Town
) -> None:
    address, browser = f"/accounts/{town.account}", as_role("professional")
    admin.post(f"{address}/close")
    assert browser.get("/account").status_code == 302
    assert admin.post(f"{address}/link").status_code == 409
    admin.post(f"{address}/reopen")
    assert browser.get("/account").status_code == 302
    assert admin.post(f"{address}/link").status_code == 200


def test_a_link_is_shown_once_and_stands_nowhere_else(
    admin: FlaskClient, as_role: Browse, database: Database, town: Town
) -> None:
    address = f"/accounts/{town.account}"
    shown = admin.post(f"{address}/link")
    token = shown.text.partition("/welcome/")[2].partition("<")[0].strip()
    assert len(token) > 30
    assert shown.headers["Cache-Control"] == "no-store"
    with admin.session_transaction() as cookie:
        assert token not in str(dict(cookie))
    assert admin.get(f"{address}/link").status_code == 405
    with database.read() as session:
        told = [(line.before, line.after) for line in history_of(session, "account", [town.account])]
    assert token not in str(told)
    data = {"password": "een lange zin die ik onthoud", "again": "een lange zin die ik onthoud"}
    assert as_role("nobody").post(f"/welcome/{token}", data=data).location == "/"


def test_an_administrator_signs_somebody_out_everywhere(
    admin: FlaskClient, as_role: Browse, town: Town
) -> None:
    browsers = [as_role("professional"), as_role("professional")]
    assert admin.post(f"/accounts/{town.account}/sign-ins/end").status_code == 302
    assert [browser.get("/account").status_code for browser in browsers] == [302, 302]


@pytest.mark.parametrize(
    "role", ["coordinator", "programme_team", "steering_group", "professional", "trainer"]
)
@pytest.mark.parametrize("step", ["", "/close", "/reopen", "/link", "/sign-ins/end"])
def test_only_administrators_change_accounts(as_role: Browse, town: Town, role: str, step: str) -> None:
    assert as_role(role).post(f"/accounts/{town.account}{step}").status_code == 403


def test_nobody_is_of_the_steering_group_and_coordinates(
    database: Database, clock: FixedClock, town: Town
) -> None:
    both = [(Role.STEERING_GROUP, None), (Role.COORDINATOR, town.works)]
    with database.transaction(SYSTEM, clock.now()) as uow:
        with pytest.raises(Refused, match="two accounts"):
            create_account(uow, "both@example.org", "Both", both)
        one = create_account(uow, "one@example.org", "One", both[:1])
        with pytest.raises(Refused, match="two accounts"):
            change_account(uow, one, "One", one.email, both)


def test_another_address_ends_the_link_that_was_handed_over(
    admin: FlaskClient, as_role: Browse, database: Database, clock: FixedClock, town: Town
) -> None:
    shown = admin.post(f"/accounts/{town.account}/link").text
    token = shown.partition("/welcome/")[2].partition("<")[0].strip()
    guest, roles = as_role("nobody"), [(Role.PROFESSIONAL, None)]

    def rename(name: str, email: str) -> int:
        with database.transaction(SYSTEM, clock.now()) as uow:
            change_account(uow, get_account_to_change(uow.session, town.account), name, email, roles)
        return guest.get(f"/welcome/{token}").status_code

    assert rename("Another name", "professional@example.org") == 200
    assert rename("Another name", "another@example.org") == 404
