"""What is known of Noord-Holland Noord: regions, municipalities and organisations. Sources: `docs/demo.md`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

ALKMAAR, KOP, WEST_FRIESLAND = "Regio Alkmaar", "Kop van Noord-Holland", "West-Friesland"

MUNICIPALITIES = {
    ALKMAAR: ("Alkmaar", "Bergen (NH)", "Castricum", "Dijk en Waard", "Heiloo", "Uitgeest"),
    KOP: ("Den Helder", "Hollands Kroon", "Schagen", "Texel"),
    WEST_FRIESLAND: (
        "Drechterland",
        "Enkhuizen",
        "Hoorn",
        "Koggenland",
        "Medemblik",
        "Opmeer",
        "Stede Broec",
    ),
}

ALL_MUNICIPALITIES = tuple(name for names in MUNICIPALITIES.values() for name in names)

TYPES = {
    "lokaal team": "local team",
    "gemeentelijke werkorganisatie": "municipal service organisation",
    "Veilig Thuis": "Veilig Thuis (domestic violence and child abuse)",
    "gecertificeerde instelling": "certified youth protection institution",
    "Raad voor de Kinderbescherming": "Child Care and Protection Board",
    "vrouwenopvang": "women's shelter",
    "ggz": "mental health care",
    "netwerk": "network",
    "GGD": "public health service",
}
"""Kinds of organisation, Dutch and English."""


@dataclass(frozen=True)
class Fact:
    """An organisation as it is known; without a region it works for all of them."""

    name: str
    type: str
    region: str = ""
    serves: tuple[str, ...] = ()
    parent: str = ""
    active_from: date | None = None
    active_until: date | None = None
    merged_into: str = ""


MERGER = date(2022, 1, 1)
"""Heerhugowaard and Langedijk became the municipality Dijk en Waard."""

DIJK_EN_WAARD = "Lokaal team Dijk en Waard"
HEERHUGOWAARD = "Lokaal team Heerhugowaard"
LANGEDIJK = "Lokaal team Langedijk"
BUCH = "Werkorganisatie BUCH"
DJGB = "De Jeugd- & Gezinsbeschermers"
VEILIG_THUIS = "Veilig Thuis Noord-Holland Noord"
JBRA = "Jeugdbescherming Regio Amsterdam"
WSG = "William Schrikker Groep"

_GI, _TEAM = "gecertificeerde instelling", "lokaal team"


def _local_team(municipality: str, region: str) -> Fact:
    return Fact(f"Lokaal team {municipality}", _TEAM, region, (municipality,))


def _predecessor(municipality: str) -> Fact:
    last = date(2021, 12, 31)
    name = f"Lokaal team {municipality}"
    return Fact(name, _TEAM, ALKMAAR, (), active_until=last, merged_into=DIJK_EN_WAARD)


ORGANISATIONS = (
    _local_team("Alkmaar", ALKMAAR),
    Fact(
        BUCH,
        "gemeentelijke werkorganisatie",
        ALKMAAR,
        ("Bergen (NH)", "Uitgeest", "Castricum", "Heiloo"),
    ),
    Fact("Team Bergen", _TEAM, ALKMAAR, ("Bergen (NH)",), parent=BUCH),
    Fact("Team Castricum", _TEAM, ALKMAAR, ("Castricum",), parent=BUCH),
    Fact("Team Heiloo", _TEAM, ALKMAAR, ("Heiloo",), parent=BUCH),
    Fact("Team Uitgeest", _TEAM, ALKMAAR, ("Uitgeest",), parent=BUCH),
    Fact(DIJK_EN_WAARD, _TEAM, ALKMAAR, ("Dijk en Waard",), active_from=MERGER),
    _predecessor("Heerhugowaard"),
    _predecessor("Langedijk"),
    _local_team("Den Helder", KOP),
    Fact("Incluzio Hollands Kroon", _TEAM, KOP, ("Hollands Kroon",)),
    Fact("Wijkteams Schagen", _TEAM, KOP, ("Schagen",)),
    _local_team("Texel", KOP),
    _local_team("Drechterland", WEST_FRIESLAND),
    _local_team("Enkhuizen", WEST_FRIESLAND),
    _local_team("Hoorn", WEST_FRIESLAND),
    _local_team("Koggenland", WEST_FRIESLAND),
    Fact("Team Jeugd / Sociaal Loket Medemblik", _TEAM, WEST_FRIESLAND, ("Medemblik",)),
    _local_team("Opmeer", WEST_FRIESLAND),
    _local_team("Stede Broec", WEST_FRIESLAND),
    Fact(VEILIG_THUIS, "Veilig Thuis", serves=ALL_MUNICIPALITIES),
    Fact(DJGB, _GI, serves=ALL_MUNICIPALITIES),
    Fact(f"{DJGB}, team Noord", _GI, parent=DJGB),
    Fact(f"{DJGB}, team Zuid", _GI, parent=DJGB),
    Fact(WSG, _GI, serves=ALL_MUNICIPALITIES),
    Fact("Leger des Heils", _GI, serves=ALL_MUNICIPALITIES),
    Fact(JBRA, _GI, serves=ALL_MUNICIPALITIES),
    Fact(
        "Raad voor de Kinderbescherming",
        "Raad voor de Kinderbescherming",
        serves=ALL_MUNICIPALITIES,
    ),
    Fact("Blijf Groep", "vrouwenopvang", serves=ALL_MUNICIPALITIES),
    Fact("Vrouwenopvang", "vrouwenopvang", serves=ALL_MUNICIPALITIES),
    Fact("GGZ Noord-Holland-Noord", "ggz", serves=ALL_MUNICIPALITIES),
    Fact("Zorg- en Veiligheidshuis NHN", "netwerk", serves=ALL_MUNICIPALITIES),
    Fact(
        "GGD Hollands Noorden",
        "GGD",
        serves=tuple(name for name in ALL_MUNICIPALITIES if name != "Uitgeest"),
    ),
)
