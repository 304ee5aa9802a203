"""The history of the demo region as the rows of a dataset, ready for the importer: text, dates in ISO form."""

from __future__ import annotations

from datetime import date

from .region import ORGANISATIONS
from .story import History

Row = dict[str, str]


def rows_of(history: History) -> dict[str, list[Row]]:
    """The tables of the dataset. Nothing in them happened after the history's day."""
    return {
        "organisations": _organisations(),
        "norms": _norms(history),
        "people": _people(history),
        "certificates": _certificates(history),
        "practice": _practice(history),
    }


def _day(day: date | None, today: date = date.max) -> str:
    """A date as text; nothing for one that is not there, or that still had to come."""
    return day.isoformat() if day is not None and day <= today else ""


def _organisations() -> list[Row]:
    return [
        {
            "organisation": fact.name,
            "type": fact.type,
            "region": fact.region,
            "parent": fact.parent,
            "serves": "|".join(fact.serves),
            "active_from": _day(fact.active_from),
            "active_until": _day(fact.active_until),
            "merged_into": fact.merged_into,
        }
        for fact in ORGANISATIONS
    ]


def _norms(history: History) -> list[Row]:
    return [
        {
            "organisation": norm.organisation,
            "competence": norm.competence,
            "from": _day(line.starts_on),
            "headcount": "" if line.headcount is None else str(line.headcount),
            "share": "" if line.share is None else str(line.share),
            "function": "" if line.function_id is None else norm.functions[line.function_id],
        }
        for norm in history.norms
        for line in norm.lines
        if line.starts_on <= history.today
    ]


def _people(history: History) -> list[Row]:
    return [
        {
            "person": worker.key,
            "name": worker.name,
            "email": worker.email,
            "organisation": job.organisation,
            "function": job.function,
            "fte": job.fte,
            "employed_from": _day(job.begins),
            "employed_until": _day(job.ends, history.today),
        }
        for worker in history.workers
        for job in worker.jobs
        if job.begins <= history.today
    ]


def _certificates(history: History) -> list[Row]:
    known = _known(history)
    return [
        {
            "person": award.worker.key,
            "competence": award.competence,
            "issued_on": _day(award.issued_on),
            "valid_until": _day(award.until) if award.stated else "",
            "revoked_on": _day(award.revoked_on, history.today),
            "issuer": award.issuer,
            "number": award.number,
        }
        for award in history.awards
        if award.issued_on <= history.today and award.worker.number in known
    ]


def _practice(history: History) -> list[Row]:
    events = {
        (event.worker.key, event.competence, event.kind, event.on): None
        for event in history.practice
        if event.on <= history.today
    }
    return [
        {"person": person, "competence": competence, "kind": kind, "on": _day(on)}
        for person, competence, kind, on in events
    ]


def _known(history: History) -> set[int]:
    """Who had begun working in the region by the day."""
    return {
        worker.number for worker in history.workers if any(job.begins <= history.today for job in worker.jobs)
    }
