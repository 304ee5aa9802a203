"""What happened to certificates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True)
class CertificateIssued(Event):
    """Somebody completed a session and holds the certificate of its course."""

    subject: ClassVar[str] = "certificate"
