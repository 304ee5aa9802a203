"""Whether a value is what an annotation of the contract promises; course types are not ours to trust with that."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from functools import cache
from inspect import isclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from .api import CourseType


@cache
def promised(hook: str) -> Any:
    """What this method of a course type promises to answer."""
    return get_type_hints(getattr(CourseType, hook))["return"]


def misfit(value: Any, hint: Any) -> str:
    """In what a value is not what the annotation says, in a few words; '' when it fits, down to every field."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is Any:
        return ""
    if origin in (types.UnionType, Union):
        found = [misfit(value, one) for one in arguments]
        return min(found, key=len) and found[0]
    if origin is type:
        return "" if isclass(value) and issubclass(value, arguments[0]) else _said(value, hint)
    if origin is Callable:
        return "" if callable(value) else "something that cannot be called"
    if origin in (Mapping, dict):
        return _inside(
            value, hint, Mapping, arguments, lambda: [part for pair in value.items() for part in pair]
        )
    if origin in (tuple, frozenset, AbstractSet, Sequence):
        kinds = (list, tuple) if origin is Sequence else origin
        return _inside(value, hint, kinds, arguments[:1], lambda: list(value))
    kind = (int, float) if hint is float else hint
    if not isinstance(value, kind):
        return _said(value, hint)
    return _fields(value) if is_dataclass(value) else ""


def _inside(
    value: Any, hint: Any, kind: Any, arguments: tuple[Any, ...], parts: Callable[[], list[Any]]
) -> str:
    if not isinstance(value, kind):
        return _said(value, hint)
    hints = arguments * len(parts())
    return next(
        (wrong for part, one in zip(parts(), hints, strict=False) if (wrong := misfit(part, one))), ""
    )


def _fields(value: Any) -> str:
    hints = get_type_hints(type(value))
    for one in fields(value):
        if wrong := misfit(getattr(value, one.name), hints[one.name]):
            return f"{type(value).__name__}.{one.name} with {wrong}"
    return ""


def _said(value: Any, hint: Any) -> str:
    wanted = getattr(hint, "__name__", "") if isclass(hint) else str(hint).replace("collections.abc.", "")
    return f"{type(value).__name__} where {wanted.replace('lms.plugins.values.', '')} belongs"
