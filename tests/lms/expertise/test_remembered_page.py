"""The drawn region page is remembered, and still belongs to who may see it, their language and the present facts."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select

from lms.certification.models import Certificate
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.core.events import Event
from tests.factories import day
from tests.lms.conftest import Town

Browser = Callable[[str], FlaskClient]


def test_a_remembered_page_never_shows_withheld_numbers_to_another_reader(as_role: Browser, town: Town):
    whole = as_role("programme_team").get("/region").text
    withheld = as_role("steering_group").get("/region").text
    assert "<b>1</b>/2" in whole and "<b>1</b>/2" not in withheld
    assert "<b>1</b>/2" in as_role("programme_team").get("/region").text


def test_a_remembered_page_is_in_the_language_of_the_reader(as_role: Browser, town: Town):
    client = as_role("programme_team")
    english, dutch, again = (
        client.get("/region", headers={"Accept-Language": code}).text for code in ("en", "nl", "en")
    )
    assert "Only gaps" in english and "Only gaps" not in dutch and "Only gaps" in again


def test_every_address_is_remembered_by_itself(as_role: Browser, town: Town):
    client = as_role("programme_team")
    assert ">Other</a>" in client.get("/region").text
    assert ">Other</a>" not in client.get("/region?q=north").text
    assert "<b>0</b>/2" in client.get("/region?on=2025-06-01").text


def test_the_page_is_drawn_anew_once_a_fact_changed(
    as_role: Browser, town: Town, database: Database, clock: FixedClock
):
    client = as_role("programme_team")
    assert client.get("/region").text.count("<b>1</b>/2") == 3
    with database.transaction(SYSTEM, clock.now()) as uow:
        certificate = uow.session.scalar(select(Certificate).where(Certificate.person_id == town.carol))
        certificate.revoked_on = day("2026-06-01")
        uow.publish(Event())
    assert client.get("/region").text.count("<b>1</b>/2") == 2


def test_a_remembered_page_asks_less_of_the_database(
    as_role: Browser, town: Town, count_statements: Callable[[Callable[[], object]], int]
):
    client = as_role("programme_team")
    first = count_statements(lambda: client.get("/region"))
    assert count_statements(lambda: client.get("/region")) < first
