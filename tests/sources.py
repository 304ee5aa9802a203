"""The project's own Python files, read for the tests that hold the architecture."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Import:
    """One imported name, in full: `from lms.core import db` is lms.core.db."""

    name: str
    line: int
    inline: bool

    def inside(self, package: str) -> bool:
        return self.name == package or self.name.startswith(package + ".")


@dataclass(frozen=True)
class Function:
    name: str
    line: int
    lines: int


class Source:
    """One Python file."""

    def __init__(self, path: Path) -> None:
        self.path = path.relative_to(ROOT)
        self.text = path.read_text(encoding="utf-8")
        self.lines = self.text.splitlines()
        parts = self.path.with_suffix("").parts
        self.package = ".".join(parts[:-1])
        self.module = self.package if parts[-1] == "__init__" else ".".join(parts)

    def __repr__(self) -> str:
        return str(self.path)

    def at(self, line: int) -> str:
        """A place in the file with its text, to show when a rule is broken."""
        return f"{self.path}:{line}: {self.lines[line - 1].strip()}"

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @cached_property
    def imports(self) -> list[Import]:
        inline = {id(one) for function in _functions(self.tree) for one in ast.walk(function)}
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                base = self._absolute(node)
                names = [f"{base}.{alias.name}" for alias in node.names]
            else:
                continue
            found += [Import(name, node.lineno, id(node) in inline) for name in names]
        return found

    def _absolute(self, node: ast.ImportFrom) -> str:
        parts = self.package.split(".")
        above = parts[: len(parts) - node.level + 1] if node.level else []
        return ".".join([*above, *([node.module] if node.module else [])])

    @cached_property
    def functions(self) -> list[Function]:
        return [
            Function(node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1)
            for node in _functions(self.tree)
        ]


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def read(*folders: str) -> list[Source]:
    """Every Python file in these folders, by path."""
    return [Source(path) for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
