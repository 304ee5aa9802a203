"""Lists the benchmarks, or runs one: `python3 tasks.py bench [NAME] [its options]`."""

from __future__ import annotations

import ast
import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent


def benchmarks() -> dict[str, str]:
    """Every module here with a `main` to run, and the first sentence of what it says about itself."""
    found = {}
    for path in sorted(HERE.glob("[a-z]*.py")):
        tree = ast.parse(path.read_text())
        named = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        if "main" in named and (about := ast.get_docstring(tree)):
            found[path.stem] = about.split("\n")[0]
    return found


def main() -> None:
    known = benchmarks()
    name = sys.argv[1] if len(sys.argv) > 1 else None
    if name in known:
        sys.argv[:2] = [f"bench {name}"]
        import_module(f"benchmarks.{name}").main()
        return
    for key, about in known.items():
        print(f"{key:12} {about}")
    print("\nRun one with: python3 tasks.py bench NAME (its options: NAME --help)")
    if name not in (None, "-h", "--help", "help"):
        sys.exit(f"There is no benchmark {name!r}.")


if __name__ == "__main__":
    main()
