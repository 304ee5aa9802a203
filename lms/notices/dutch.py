"""The built-in Dutch texts of messages: subject and body per kind. Mails say "u"."""

from __future__ import annotations

DUTCH: dict[str, tuple[str, str]] = {
    "invitation": (
        "Uw account voor Paraat",
        """Beste {name},

U kunt Paraat gebruiken. Daar ziet u uw certificaten en trainingen.

Kies eerst een wachtwoord. Dat kan één keer met deze link, binnen {days} dagen:

{link}

Daarna meldt u zich aan met het e-mailadres {email}.

Werkt de link niet meer? Vraag op de aanmeldpagina om een nieuwe, bij “Wachtwoord vergeten?”.""",
    ),
    "password_reset": (
        "Een nieuw wachtwoord voor Paraat",
        """Beste {name},

Iemand vroeg om een nieuw wachtwoord voor uw account. Was u dat? Kies dan een wachtwoord met deze link. Dat kan één keer, binnen {days} dagen:

{link}

Was u dat niet? Dan hoeft u niets te doen. Uw wachtwoord blijft zoals het is. Geef de link aan niemand door.""",
    ),
    "enrolment_booked": (
        "U doet mee: {course}",
        """Beste {name},

U hebt een plek bij {course}.

Wanneer: {when}
Waar: {place}

Kunt u toch niet? Meld u dan op tijd af. Dan kan iemand anders mee.

{link}""",
    ),
    "enrolment_waiting": (
        "U staat op de wachtlijst: {course}",
        """Beste {name},

Alle plekken bij {course} ({when}) zijn bezet. U staat op de wachtlijst, op plaats {position}.

Komt er een plek vrij, dan hoort u dat van ons. U hoeft niets te doen.

{link}""",
    ),
    "enrolment_offered": (
        "Er is een plek voor u: {course}",
        """Beste {name},

Er is een plek vrij bij {course}. Wij houden die voor u vast tot {until}.

Wanneer: {when}
Waar: {place}

Wilt u de plek? Neem hem dan op tijd aan. Daarna gaat de plek naar de volgende op de wachtlijst.

{link}""",
    ),
    "enrolment_promoted": (
        "Er kwam een plek vrij, u doet mee: {course}",
        """Beste {name},

Er kwam een plek vrij bij {course}. U staat niet meer op de wachtlijst: u doet mee.

Wanneer: {when}
Waar: {place}

Kunt u toch niet? Meld u dan op tijd af. Dan kan iemand anders mee.

{link}""",
    ),
    "enrolment_refused": (
        "Uw aanmelding ging niet door: {course}",
        """Beste {name},

Uw aanmelding voor {course} ({when}) is niet doorgegaan.

De reden: {reason}

Hebt u een vraag? Overleg met uw coördinator.

{link}""",
    ),
    "enrolment_cancelled": (
        "U bent afgemeld: {course}",
        """Beste {name},

U bent afgemeld voor {course} ({when}). Uw plek gaat naar iemand anders.

Was dit niet de bedoeling? Meld u dan opnieuw aan, of overleg met uw coördinator.

{link}""",
    ),
    "enrolment_passed_over": (
        "U houdt uw plaats op de wachtlijst: {course}",
        """Beste {name},

Er kwam een plek vrij bij {course} ({when}), maar u kon die nu niet krijgen. Bijvoorbeeld omdat u op dat moment al een andere training hebt. U houdt uw plaats op de wachtlijst.

Hier leest u waarom, en wat u kunt doen:

{link}""",
    ),
    "offer_expired": (
        "De plek is niet meer voor u: {course}",
        """Beste {name},

U had een plek kunnen nemen bij {course} ({when}). De tijd daarvoor is voorbij. De plek gaat naar de volgende op de wachtlijst.

Wilt u nog meedoen? Meld u dan opnieuw aan. U komt achteraan op de wachtlijst.

{link}""",
    ),
    "session_changed": (
        "Er is iets veranderd: {course}",
        """Beste {name},

Er is iets veranderd aan {course}, waar u aan meedoet.

{changes}

Zo staat het nu gepland:

Wanneer: {when}
Waar: {place}

{link}""",
    ),
    "session_cancelled": (
        "Gaat niet door: {course}",
        """Beste {name},

{course} op {when} gaat niet door.

De reden: {reason}

U hoeft zich niet af te melden. Hier ziet u of er een andere datum is:

{link}""",
    ),
    "go_no_go": (
        "Gaat {course} door?",
        """Beste {name},

Voor {course} ({when}) zijn er {booked} deelnemers. Het minimum is {minimum}.

Op {decide_by} moet duidelijk zijn of de training doorgaat. Wilt u dat met elkaar beslissen? Er wordt niets vanzelf afgezegd.

{link}""",
    ),
    "reminder": (
        "Binnenkort: {course}",
        """Beste {name},

Binnenkort doet u mee aan {course}.

Wanneer: {when}
Waar: {place}

Kunt u toch niet? Meld u dan zo snel mogelijk af.

{link}""",
    ),
}
