"""How large each organisation of the demo is, who works there and how it keeps its expertise: all of it invented."""

from __future__ import annotations

from dataclasses import dataclass

from .region import (
    BUCH,
    DIJK_EN_WAARD,
    DJGB,
    HEERHUGOWAARD,
    JBRA,
    LANGEDIJK,
    ORGANISATIONS,
    VEILIG_THUIS,
    WSG,
    Fact,
)

SOCIAL_WORK = ("gezinscoach", "jeugdbeschermer", "casemanager", "maatschappelijk werker", "consulent")
"""Functions between which people change when they change employer; in the others they stay what they are."""

MIXES: dict[str, dict[str, float]] = {
    "lokaal team": {
        "gezinscoach": 0.52,
        "maatschappelijk werker": 0.20,
        "consulent": 0.13,
        "gedragswetenschapper": 0.07,
        "manager": 0.08,
    },
    "gemeentelijke werkorganisatie": {"manager": 0.3, "gedragswetenschapper": 0.4, "consulent": 0.3},
    "Veilig Thuis": {
        "maatschappelijk werker": 0.52,
        "casemanager": 0.29,
        "gedragswetenschapper": 0.12,
        "manager": 0.07,
    },
    "gecertificeerde instelling": {
        "jeugdbeschermer": 0.72,
        "casemanager": 0.08,
        "gedragswetenschapper": 0.12,
        "manager": 0.08,
    },
    "Raad voor de Kinderbescherming": {
        "maatschappelijk werker": 0.68,
        "gedragswetenschapper": 0.24,
        "manager": 0.08,
    },
    "vrouwenopvang": {
        "maatschappelijk werker": 0.48,
        "casemanager": 0.24,
        "therapeut": 0.20,
        "manager": 0.08,
    },
    "ggz": {"therapeut": 0.50, "casemanager": 0.30, "gedragswetenschapper": 0.13, "manager": 0.07},
    "netwerk": {"casemanager": 0.78, "manager": 0.22},
    "GGD": {"maatschappelijk werker": 0.45, "consulent": 0.46, "manager": 0.09},
}
"""The share of each function in an organisation of a kind."""

TURNOVER = {
    "lokaal team": 0.155,
    "gemeentelijke werkorganisatie": 0.12,
    "Veilig Thuis": 0.17,
    "gecertificeerde instelling": 0.195,
    "Raad voor de Kinderbescherming": 0.11,
    "vrouwenopvang": 0.16,
    "ggz": 0.14,
    "netwerk": 0.12,
    "GGD": 0.12,
}
"""The share of its people that leaves an organisation of a kind in a year."""


@dataclass(frozen=True)
class Profile:
    """An organisation with people of its own.

    `size` is its number of positions today; `drive` says how eagerly it sent people in the years of building up
    (1 is usual); `care`, 0 to 1, how well it has kept its expertise since.
    """

    size: int
    drive: float
    care: float


PROFILES = {
    "Lokaal team Alkmaar": Profile(84, 1.1, 0.55),
    BUCH: Profile(14, 1.0, 0.45),
    "Team Bergen": Profile(20, 1.0, 0.20),
    "Team Castricum": Profile(24, 1.2, 0.80),
    "Team Heiloo": Profile(16, 1.0, 0.50),
    "Team Uitgeest": Profile(10, 0.6, 0.10),
    HEERHUGOWAARD: Profile(37, 1.3, 0.30),
    LANGEDIJK: Profile(21, 1.2, 0.30),
    DIJK_EN_WAARD: Profile(58, 1.3, 0.08),
    "Lokaal team Den Helder": Profile(52, 1.1, 0.55),
    "Incluzio Hollands Kroon": Profile(40, 0.7, 0.12),
    "Wijkteams Schagen": Profile(36, 1.0, 0.50),
    "Lokaal team Texel": Profile(12, 1.2, 0.85),
    "Lokaal team Drechterland": Profile(14, 0.9, 0.25),
    "Lokaal team Enkhuizen": Profile(15, 1.0, 0.30),
    "Lokaal team Hoorn": Profile(58, 1.2, 0.85),
    "Lokaal team Koggenland": Profile(16, 1.1, 0.78),
    "Team Jeugd / Sociaal Loket Medemblik": Profile(34, 0.9, 0.05),
    "Lokaal team Opmeer": Profile(9, 0.8, 0.20),
    "Lokaal team Stede Broec": Profile(16, 1.0, 0.50),
    VEILIG_THUIS: Profile(112, 1.3, 0.85),
    DJGB: Profile(12, 0.8, 0.45),
    f"{DJGB}, team Noord": Profile(66, 1.1, 0.55),
    f"{DJGB}, team Zuid": Profile(64, 1.0, 0.15),
    WSG: Profile(58, 0.8, 0.20),
    "Leger des Heils": Profile(46, 0.9, 0.50),
    JBRA: Profile(40, 1.2, 0.85),
    "Raad voor de Kinderbescherming": Profile(62, 0.7, 0.25),
    "Blijf Groep": Profile(72, 1.1, 0.60),
    "Vrouwenopvang": Profile(30, 1.0, 0.50),
    "GGZ Noord-Holland-Noord": Profile(88, 0.5, 0.25),
    "Zorg- en Veiligheidshuis NHN": Profile(14, 0.9, 0.78),
    "GGD Hollands Noorden": Profile(44, 0.7, 0.30),
}

FACTS: dict[str, Fact] = {fact.name: fact for fact in ORGANISATIONS}


def positions(name: str, share: float = 1.0) -> dict[str, int]:
    """How many positions an organisation has per function when it has `share` of its size today."""
    mix = MIXES[FACTS[name].type]
    size = round(PROFILES[name].size * share)
    wanted = {function: int(size * part) for function, part in mix.items()}
    # The largest remainders get what rounding down left over, so that the positions add up to the size.
    order = sorted(mix, key=lambda function: (wanted[function] - size * mix[function], function))
    for function in order[: size - sum(wanted.values())]:
        wanted[function] += 1
    return wanted
