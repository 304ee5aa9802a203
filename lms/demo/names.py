"""Fictitious names: every family name ends in "-Voorbeeld", every address lies under example.org."""

from __future__ import annotations

import unicodedata
from random import Random

_FIRST = """
Anna Sanne Lotte Femke Marieke Ingrid Petra Monique Esther Judith Karin Wendy Linda Anouk Eva Iris
Roos Julia Noor Marloes Ellen Heleen Jolanda Saskia Daan Bram Jeroen Martijn Sander Bas Niels Tim
Wouter Joost Maarten Rik Thijs Kees Henk Peter Erik Mark Dennis Jasper Ruben Stefan Gerard Paul Ayşe
Elif Zeynep Fatma Emine Merve Derya Hatice Mehmet Emre Yusuf Kemal Murat Hakan Cem Fatima Samira
Naima Khadija Yasmina Hanane Loubna Soumaya Mohamed Youssef Karim Rachid Hicham Nabil Bilal Shanti
Cheryl Priya Sherida Gracia Melissa Urmila Romano Winston Dinesh Orlando Ramon Agnieszka Katarzyna
Magdalena Joanna Ewa Piotr Tomasz Krzysztof Marek Fenna Froukje Sjoukje Tjitske Hiske Wytske Sietske
Douwe Sjoerd Wiebe Jelle Hessel Sytse Rinske
"""

_LAST = """
Bakker, de Jong, Jansen, de Vries, van den Berg, van Dijk, Visser, Smit, Meijer, de Boer, Mulder
de Groot, Bos, Vos, Peters, Hendriks, van Leeuwen, Dekker, Brouwer, de Wit, Dijkstra, Smits
de Graaf, van der Meer, Kok, Jacobs, de Haan, Vermeulen, van der Heijden, Schouten, van Beek
Willems, van Vliet, Hoekstra, Maas, Verhoeven, Koster, van Dam, Prins, Blom, Huisman, Kuiper
Kuijpers, Veenstra, Kramer, van Wijk, Postma, Martens, Schipper, Groen, Bosman, Zwart, Kooij, Ruiter
Stam, Molenaar, Schaap, Appel, Wever, Rood, Duin, Buis, Zijp, Mooij, Slot, Bijl, Hoogland, Beemster
Wit, Tol, Veerman, Yılmaz, Kaya, Demir, Şahin, Çelik, Öztürk, Arslan, Doğan, Aydın, Koç, Yıldız
Polat, El Amrani, Benali, El Idrissi, Bouzid, Haddou, Amghar, El Khattabi, Azzouzi, Chaoui, Tahiri
Belhaj, Ouali, Ramdin, Pinas, Kartosen, Biervliet, Sewnath, Jagroep, Wijngaarde, Soekhoe, Lieveld
Tjin, Kowalska, Nowak, Wójcik, Zielińska, Lewandowski, Mazur, Kaczmarek, Wiśniewski, Hofstra
Bijlsma, Terpstra, Wiersma, Zijlstra, Sikkema, Boersma, Nauta, Jellema, Hiemstra
"""

FIRST_NAMES = tuple(_FIRST.split())
LAST_NAMES = tuple(name.strip() for name in _LAST.replace("\n", ",").split(",") if name.strip())


class Names:
    """Hands out names that were not given before."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def draw(self, random: Random) -> str:
        """A full name such as "Samira de Vries-Voorbeeld"."""
        while True:
            name = f"{random.choice(FIRST_NAMES)} {random.choice(LAST_NAMES)}-Voorbeeld"
            if name not in self._given:
                self._given.add(name)
                return name


def email_of(name: str, number: int) -> str:
    """The address of the person with this number, in plain letters under example.org."""
    plain = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ł", "l"))
    letters = "".join(c for c in plain.lower() if c.isascii() and (c.isalpha() or c == " "))
    first, *rest = letters.replace("voorbeeld", "").split()
    return f"{first}.{''.join(rest)}.{number:03d}@example.org"
