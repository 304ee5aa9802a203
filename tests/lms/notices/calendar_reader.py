"""Reads a calendar by the letter of RFC 5545, sharing nothing with the program that wrote it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

LINE = re.compile(r'([A-Z-]+)((?:;[A-Z-]+=(?:"[^"\x00-\x1f]*"|[^";:,\x00-\x1f]*))*):(.*)', re.S)
PARAMETER = re.compile(r';([A-Z-]+)=("[^"]*"|[^";:,]*)')


@dataclass
class Part:
    """A component: its properties as (parameters, value), and the components in it."""

    name: str
    values: dict[str, tuple[dict[str, str], str]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The value of a TEXT property, without its escapes."""
        raw = self.values[name][1]
        assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", raw), f"{name} is not escaped: {raw}"
        return re.sub(r"\\([\\;,nN])", lambda found: "\n" if found[1] in "nN" else found[1], raw)

    def only(self, name: str) -> Part:
        [found] = [one for one in self.parts if one.name == name]
        return found


def read_calendar(text: str) -> Part:
    """The one calendar in the text; AssertionError when it breaks the rules of lines or of nesting."""
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    for line in text.encode().split(b"\r\n"):
        assert len(line) <= 75, line
        line.decode()  # no letter is cut through
    open_parts: list[Part] = [Part("")]
    for line in text.replace("\r\n ", "").replace("\r\n\t", "").removesuffix("\r\n").split("\r\n"):
        found = LINE.fullmatch(line)
        assert found, line
        name, parameters, value = found.groups()
        if name == "BEGIN":
            open_parts.append(Part(value))
        elif name == "END":
            done = open_parts.pop()
            assert done.name == value
            open_parts[-1].parts.append(done)
        else:
            assert name not in open_parts[-1].values, f"{name} twice"
            told = {key: content.strip('"') for key, content in PARAMETER.findall(parameters)}
            open_parts[-1].values[name] = told, value
    [root] = open_parts
    return root.only("VCALENDAR")


def instant_of(calendar: Part, name: str) -> datetime:
    """DTSTART or DTEND of the event as an instant, worked out from the zone that the calendar itself brings."""
    parameters, value = calendar.only("VEVENT").values[name]
    zone = calendar.only("VTIMEZONE")
    assert parameters == {"TZID": zone.text("TZID")}
    local = datetime.strptime(value, "%Y%m%dT%H%M%S")
    onsets = [(_onset(one, year), one) for one in zone.parts for year in (local.year - 1, local.year)]
    _when, counts = max((when, index, one) for index, (when, one) in enumerate(onsets) if when <= local)[::2]
    offset = counts.values["TZOFFSETTO"][1]
    hours = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:]))
    return local.replace(tzinfo=timezone(hours if offset[0] == "+" else -hours)).astimezone(UTC)


def _onset(rule: Part, year: int) -> datetime:
    """When a part of the zone begins in a year: the last Sunday of its month, at the hour of its DTSTART."""
    found = re.fullmatch(r"FREQ=YEARLY;BYMONTH=(\d+);BYDAY=-1SU", rule.values["RRULE"][1])
    assert found
    hour = int(rule.values["DTSTART"][1][9:11])
    day = datetime(year, int(found[1]), 31, hour)
    return day - timedelta(days=(day.weekday() + 1) % 7)
