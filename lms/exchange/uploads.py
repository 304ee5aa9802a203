"""Uploaded files on their way to the database: kept under a random name, with the progress of the work beside them."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from lms.core.clock import Clock
from lms.core.errors import Refused

from .messages import Packed, pack
from .messages import message as _
from .sources import TEXT_SUFFIXES

MOST_BYTES = 50 << 20
"""How large an upload may be."""

MOST_UNPACKED = 1 << 30
"""How large the files in an uploaded ZIP may be together."""

LONGEST_NAME = 200
BEAT_SECONDS = 1.0
TRACES = ("", ".progress", ".progress.new", ".copy.db", ".copy.db-wal", ".copy.db-shm")
"""What stands in the folder for one upload: itself, how far it is, and the copy on which SQLite checks it."""

Sent = tuple[str, BinaryIO]
"""A file as the browser sent it: its name there, and its content."""


@dataclass(frozen=True)
class Sign:
    """A sign of life of the worker: what it is doing, how far it is, and when it said so."""

    step: Packed
    done: int
    total: int | None
    at: datetime


class Uploads:
    """The folder of uploads. Nothing in it has a name that somebody else chose; only the owner may read it."""

    def __init__(self, instance: Path) -> None:
        self.folder = instance / "uploads"

    def path(self, stored_as: str) -> Path:
        return self.folder / stored_as

    def keep(self, sent: Sequence[Sent]) -> tuple[str, str]:
        """Store one ZIP or XLSX, or one or more CSV files as a ZIP; (its name here, what to call it)."""
        files = [(own_name(name), content) for name, content in sent]
        names = [name for name, _content in files]
        _refuse_odd_files(files)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        stored_as = secrets.token_hex(16)
        try:
            with os.fdopen(
                os.open(self.path(stored_as), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b"
            ) as kept:
                if len(files) == 1 and _is_zip(files[0][1]):
                    shutil.copyfileobj(files[0][1], kept)
                else:
                    _pack_together(files, kept)
        except BaseException:
            self.remove(stored_as)
            raise
        return stored_as, ", ".join(names)[:LONGEST_NAME]

    def remove(self, stored_as: str | None) -> None:
        """Remove an upload and everything beside it; what is not there is fine."""
        if stored_as is not None:
            for trace in TRACES:
                self.path(stored_as + trace).unlink(missing_ok=True)

    def names(self) -> dict[str, float]:
        """The uploads that are there, with the instant of their last change."""
        if not self.folder.is_dir():
            return {}
        found: dict[str, float] = {}
        for path in self.folder.iterdir():
            name, changed = path.name.partition(".")[0], path.stat().st_mtime
            found[name] = max(changed, found.get(name, 0))
        return found

    def sign_of(self, stored_as: str | None) -> Sign | None:
        """The last sign of life of whoever works on this upload."""
        try:
            kept = json.loads(self.path(f"{stored_as}.progress").read_text(encoding="utf-8"))
            return Sign(kept["step"], kept["done"], kept["total"], datetime.fromisoformat(kept["at"]))
        except (OSError, ValueError, KeyError):
            return None

    @contextmanager
    def at_work(self, stored_as: str, clock: Clock) -> Iterator[Working]:
        """Give signs of life from a thread of its own, also while the database or a spreadsheet is silent."""
        working = Working(self, stored_as, clock)
        thread = threading.Thread(target=working.keep_beating, daemon=True)
        working.beat()
        thread.start()
        try:
            yield working
        finally:
            working.ended.set()
            thread.join()
            self.path(f"{stored_as}.progress").unlink(missing_ok=True)


class Working:
    """The progress of one worker; call it with a step and how far that is."""

    def __init__(self, uploads: Uploads, stored_as: str, clock: Clock) -> None:
        self.uploads, self.stored_as, self.clock = uploads, stored_as, clock
        self.ended = threading.Event()
        self._now: tuple[str, int, int | None] = ("", 0, None)

    def __call__(self, step: str, done: int, total: int | None) -> None:
        self._now = (step, done, total)

    def keep_beating(self) -> None:
        while not self.ended.wait(BEAT_SECONDS):
            self.beat()

    def beat(self) -> None:
        """Write how far it is, in one stroke: a reader sees the old or the new, never half of it."""
        step, done, total = self._now
        said = {"step": pack(step), "done": done, "total": total, "at": self.clock.now().isoformat()}
        fresh = self.uploads.path(f"{self.stored_as}.progress.new")
        try:
            fresh.write_text(json.dumps(said), encoding="utf-8")
            fresh.replace(self.uploads.path(f"{self.stored_as}.progress"))
        except OSError:
            # Without room on the disk the work itself will say so; the signs stop, and that is all they can do.
            return


def own_name(name: str) -> str:
    """The last part of a file's name as a browser sends it, without what no name should hold."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable()).strip()[-LONGEST_NAME:] or _("unnamed")


def _is_zip(content: BinaryIO) -> bool:
    start = content.read(4)
    content.seek(0)
    return start == b"PK\x03\x04"


def _is_empty(content: BinaryIO) -> bool:
    nothing = not content.read(1)
    content.seek(0)
    return nothing


def _refuse_odd_files(files: Sequence[Sent]) -> None:
    """By what they hold, never by what the browser calls them."""
    if not files:
        raise Refused(_("Choose a file first: a ZIP, an XLSX, or one or more CSV files."), field="files")
    for name, content in files:
        if _is_empty(content):
            raise Refused(_("%(file)s is empty.", file=name), field="files")
        if len(files) > 1 and _is_zip(content):
            message = _(
                "Upload a ZIP or XLSX by itself; only CSV files can go together. (%(file)s)", file=name
            )
            raise Refused(message, field="files")
        if not _is_zip(content) and PurePosixPath(name).suffix.lower() not in TEXT_SUFFIXES:
            message = _(
                "%(file)s is not a ZIP, an XLSX or a CSV file. In Excel, choose “Save as” and then “Excel workbook "
                "(.xlsx)”.",
                file=name,
            )
            raise Refused(message, field="files")
    names = [name.casefold() for name, _content in files]
    for name, _content in files:
        if names.count(name.casefold()) > 1:
            raise Refused(_("%(file)s was chosen twice.", file=name), field="files")


def _pack_together(files: Sequence[Sent], kept: BinaryIO) -> None:
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            with archive.open(name, "w") as member:
                shutil.copyfileobj(content, member)
