"""Which browser and system somebody signs in with; nothing more is kept of a device."""

from __future__ import annotations

from collections.abc import Mapping

SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "ChromeOS",
    "Windows": "Windows",
    "Macintosh": "macOS",
    "Linux": "Linux",
}
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
"""What gives a browser or a system away, and its name; the first that is found counts."""


def device_of(user_agent: str) -> str:
    """Browser and system as `Firefox|Windows`; what is not recognised stays empty, and nothing more is kept."""

    def first(known: Mapping[str, str]) -> str:
        return next((name for mark, name in known.items() if mark in user_agent), "")

    return f"{first(BROWSERS)}|{first(SYSTEMS)}"
