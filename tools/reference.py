"""The reference of the public face, written from docstrings: `python -m tools.reference`.

Here: `docs/reference.md`, one heading per module and one line per public function or class.
Not here: the docstrings themselves.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "reference.md"
#: Packages that notebooks call, in the order of the path of a number.
PACKAGES = ("readers", "indicators", "tables", "figures", "wording", "lab")

_OPENING = """# Public face

Made from docstrings by `make reference`; do not edit by hand. In a notebook: `from helpers import
figures`, then the tab key; `figures.results.shares?` shows the whole docstring. Which call shows
what is listed by `lab.cookbook.calls()` from the notebooks themselves.
"""


def page() -> str:
    """The whole reference as Markdown."""
    parts = [_OPENING]
    for package in PACKAGES:
        folder = ROOT / "src" / "helpers" / package
        parts.append(f"## {package}\n\n{_first_line(_tree(folder / '__init__.py'))}\n")
        for path in sorted(folder.glob("*.py")):
            module = ".".join(path.relative_to(folder).with_suffix("").parts)
            tree = _tree(path)
            lines = list(_functions(tree))
            if lines and not module.endswith("__init__"):
                parts.append(f"### {package}.{module}\n\n{_first_line(tree)}\n")
                parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _functions(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield f"* `{_signature(node)}` — {_first_line(node)}"


def _signature(node: ast.FunctionDef | ast.ClassDef) -> str:
    if isinstance(node, ast.ClassDef):
        return f"class {node.name}"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{node.name}({ast.unparse(node.args)}){returns}"


def _first_line(node: ast.Module | ast.FunctionDef | ast.ClassDef) -> str:
    first = (ast.get_docstring(node) or "").partition("\n\n")[0]
    return re.sub(r"\s+", " ", first)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
