"""Remembers coverage answers per revision of the facts: never stale, since every change makes a new revision."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any


class CoverageMemo:
    """The most recent answers, at most `size`. A key holds the revision, so an answer is right or absent.

    The revision is read before the facts: an answer can be newer than its key, never older.
    """

    def __init__(self, size: int = 48) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """The answer under this key, computed when it is not there."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        answer = compute()
        with self._lock:
            self._kept[key] = answer
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return answer
