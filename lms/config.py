"""Configuration, read from the environment once; a wrong value fails loudly and says what would be right."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lms.core.errors import Refused

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Config:
    """The settings of one installation.

    `demo` offers the demo accounts at sign-in. `https` marks cookies as secure and asks browsers to insist on it.
    `course_types` lists the enabled keys, None for all that are installed; `safe_mode` starts with none.
    `security_contact` is the address, of a page or for mail, where a weak spot can be reported.
    """

    database_url: str
    instance: Path = ROOT / "instance"
    demo: bool = False
    https: bool = False
    course_types: tuple[str, ...] | None = None
    safe_mode: bool = False
    secret_key: str = field(default="", repr=False)
    security_contact: str = ""


def from_environment(environment: Mapping[str, str] | None = None) -> Config:
    """Read DATABASE_URL, LMS_INSTANCE, LMS_DEMO, LMS_HTTPS, LMS_COURSE_TYPES, LMS_SAFE_MODE, LMS_SECURITY_CONTACT, SECRET_KEY."""
    env = os.environ if environment is None else environment
    instance = Path(env.get("LMS_INSTANCE") or ROOT / "instance")
    types = env.get("LMS_COURSE_TYPES")
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
    )


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
