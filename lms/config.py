"""Configuration, read from the environment once; a wrong value fails loudly and says what would be right."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from lms.core.errors import Refused
from lms.core.mail import mail_server_of

ROOT = Path(__file__).resolve().parent.parent
_SENDER = re.compile(r"[^<>\s@]+@[^<>\s@]+|[^<>\r\n@]+<[^<>\s@]+@[^<>\s@]+>")


@dataclass(frozen=True)
class Config:
    """The settings of one installation.

    `demo` offers the demo accounts at sign-in. `https` marks cookies as secure and asks browsers to insist on it.
    `course_types` lists the enabled keys, None for all that are installed; `safe_mode` starts with none.
    `security_contact` is the address, of a page or for mail, where a weak spot can be reported.
    `mail` is the mail server, `mail_from` who mails come from, `address` that of the site itself, for links in mails.
    """

    database_url: str
    instance: Path = ROOT / "instance"
    demo: bool = False
    https: bool = False
    course_types: tuple[str, ...] | None = None
    safe_mode: bool = False
    secret_key: str = field(default="", repr=False)
    security_contact: str = ""
    mail: str = field(default="", repr=False)
    mail_from: str = ""
    address: str = ""

    @property
    def mails(self) -> bool:
        """Whether messages reach people: by mail, or in the demo on the page of the mailbox."""
        return self.demo or bool(self.mail)


def from_environment(environment: Mapping[str, str] | None = None) -> Config:
    """Read DATABASE_URL, SECRET_KEY and every LMS_… setting that docs/operations.md names."""
    env = os.environ if environment is None else environment
    instance = Path(env.get("LMS_INSTANCE") or ROOT / "instance")
    types = env.get("LMS_COURSE_TYPES")
    address = _address(env.get("LMS_ADDRESS", ""))
    return Config(
        database_url=env.get("DATABASE_URL") or f"sqlite:///{instance / 'paraat.db'}",
        instance=instance,
        demo=_switch(env, "LMS_DEMO"),
        https=_switch(env, "LMS_HTTPS"),
        course_types=tuple(key.strip() for key in types.split(",") if key.strip())
        if types is not None
        else None,
        safe_mode=_switch(env, "LMS_SAFE_MODE"),
        secret_key=env.get("SECRET_KEY", ""),
        security_contact=_contact(env.get("LMS_SECURITY_CONTACT", "")),
        address=address,
        **_mail(env.get("LMS_MAIL", ""), env.get("LMS_MAIL_FROM", ""), address),
    )


def _mail(server: str, sender: str, address: str) -> dict[str, str]:
    """The settings of mail; a server is of no use without who it comes from and what its links lead to."""
    if sender.strip() and not _SENDER.fullmatch(sender.strip()):
        raise Refused(
            f"LMS_MAIL_FROM is {sender!r}; write paraat@organisation.nl or Name <paraat@organisation.nl>."
        )
    if server.strip():
        mail_server_of(server)
        missing = [
            name for name, value in (("_MAIL_FROM", sender), ("_ADDRESS", address)) if not value.strip()
        ]
        if missing:
            raise Refused(f"LMS_MAIL needs LMS{' and LMS'.join(missing)} as well.")
    return {"mail": server.strip(), "mail_from": sender.strip()}


def _address(value: str) -> str:
    address = value.strip().rstrip("/")
    parts = urlsplit(address)
    if address and (parts.scheme not in {"http", "https"} or not parts.hostname or len(address.split()) > 1):
        raise Refused(
            f"LMS_ADDRESS is {value!r}; write the address of the site, like https://paraat.organisation.nl."
        )
    return address


def _switch(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "").strip().lower()
    if value not in {"", "0", "1"}:
        raise Refused(f"{name} is {env[name]!r}; write 1 to switch it on, 0 or nothing to leave it off.")
    return value == "1"


def _contact(value: str) -> str:
    contact = value.strip()
    if contact and (not contact.startswith(("mailto:", "https://", "tel:")) or len(contact.split()) > 1):
        raise Refused(
            f"LMS_SECURITY_CONTACT is {value!r}; write mailto:name@organisation.nl, https://… or tel:…."
        )
    return contact


def secret_key_of(config: Config) -> str:
    """The configured key, or one that is made once and kept in the instance folder, readable by its owner only."""
    if config.secret_key:
        return config.secret_key
    path = config.instance / "secret_key"
    config.instance.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    key = secrets.token_hex(32)
    with os.fdopen(descriptor, "w") as file:
        file.write(key)
    return key
