"""The sentences of sections with what triggers each, read from the code that writes them.

Here: walking the functions of `helpers.wording` with the conditions on the way to each text. A
number or a name that the data fill in stands as «…». Not here: findings with their rules and
the page itself (`tools.sentences`).
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Modules of numbers, names and pages: they write no sentence about data.
NO_SENTENCES = {"__init__", "catalogue_page", "numbers", "people", "rules"}
#: A text of fewer words is a part of a sentence that stands elsewhere.
_FEWEST_WORDS = 3
_LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)


@dataclass(frozen=True)
class Sentence:
    """A text, the function that writes it, the conditions that must all hold."""

    function: str
    conditions: tuple[str, ...]
    text: str


def sentences(path: Path) -> list[Sentence]:
    """Sentences of a module in the order of the code, each once."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: list[Sentence] = []
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        for conditions, text in _of_statements(function.body, ()):
            words = " ".join(re.sub("…[… ]*…", "…", text).split())
            if len(re.findall("[а-яё]+", words.lower())) >= _FEWEST_WORDS:
                found.append(Sentence(function.name, conditions, words))
    return list(dict.fromkeys(found))


def used_in(notebook_folder: Path, module: str) -> list[str]:
    """Names of the notebooks that take sentences of a module directly."""
    wanted = re.compile(rf"from helpers\.wording import {module}\b|helpers\.wording\.{module}\b")
    return [
        path.stem
        for path in sorted(notebook_folder.glob("[0-9]*.ipynb"))
        if any(
            wanted.search("".join(cell["source"]))
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        )
    ]


def _of_statements(
    body: Sequence[ast.stmt], held: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    for place, one in enumerate(body):
        if place == 0 and isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
            continue
        if isinstance(one, ast.If):
            told, other = ast.unparse(one.test), _not(one.test)
            yield from _of_expression(one.test, held)
            yield from _of_statements(one.body, (*held, told))
            yield from _of_statements(one.orelse, (*held, other))
            if isinstance(one.body[-1], _LEAVING):
                held = (*held, other)
        elif isinstance(one, ast.For | ast.While | ast.With):
            yield from _of_statements(one.body, held)
        elif not isinstance(one, ast.FunctionDef):
            yield from _of_expression(one, held)


def _of_expression(node: ast.AST, held: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
        return
    if isinstance(node, ast.IfExp):
        yield from _of_expression(node.body, (*held, ast.unparse(node.test)))
        yield from _of_expression(node.orelse, (*held, _not(node.test)))
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield held, node.value
    elif isinstance(node, ast.JoinedStr):
        parts = [one.value if isinstance(one, ast.Constant) else "…" for one in node.values]
        yield held, "".join(str(part) for part in parts)
        for one in node.values:
            if isinstance(one, ast.FormattedValue):
                yield from _of_expression(one.value, held)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _of_expression(child, held)


def _not(test: ast.expr) -> str:
    """The opposite of a condition, without a double negation."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return ast.unparse(test.operand)
    return ast.unparse(ast.UnaryOp(ast.Not(), test))
