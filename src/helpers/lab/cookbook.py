"""What can be shown and how: every call of the notebooks under the heading it stands in.

Here: the list of calls for a person who writes a notebook. Not here: the functions, and their
docstrings (`?` behind a name shows them).

The list is read from the notebooks themselves, so it cannot name a call that is not made.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator

from helpers import blocks, notebooks
from helpers.spelling import did_you_mean

#: Packages whose calls are shown, by the word a person asks for.
KINDS = {
    "figures": "рисунки",
    "tables": "таблицы",
    "wording": "предложения",
    "indicators": "показатели",
    "readers": "чтение файлов",
}


def calls(kind: str = "") -> blocks.Table:
    """One row per call: what it shows, the call, its module, the notebook.

    `kind` keeps one package: `figures`, `tables`, `wording` or `indicators`.
    """
    from helpers.errors import ParameterError

    if kind and kind not in KINDS:
        raise ParameterError(f"Нет раздела «{kind}». {did_you_mean(kind, KINDS)}")
    rows = [row for row in _rows() if not kind or row[2].startswith(f"helpers.{kind}")]
    return blocks.Table(
        "cookbook",
        f"Что можно показать: {KINDS[kind]}" if kind else "Что можно показать",
        [
            blocks.Column("what", "Где показано"),
            blocks.Column("call", "Вызов"),
            blocks.Column("module", "Модуль"),
            blocks.Column("notebook", "Тетрадь"),
        ],
        rows,
        notes=[
            "Справка о функции: поставьте после её имени знак вопроса, например figures.shares?"
        ],
    )


def _rows() -> Iterator[list[str]]:
    seen = set()
    for notebook in notebooks.notebooks():
        content = json.loads(notebook.path.read_text(encoding="utf-8"))
        modules: dict[str, str] = {}
        heading = notebook.title
        for cell in content["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                found = re.findall(r"^#+ (.+)$", source, re.MULTILINE)
                heading = found[-1] if found else heading
                continue
            tree = ast.parse(source)
            modules |= _imported(tree)
            for name, call in _calls(tree):
                module = modules.get(name.partition(".")[0], "")
                if module.startswith("helpers.") and (module, call) not in seen:
                    seen.add((module, call))
                    yield [heading, call, module, notebook.name]


def _imported(tree: ast.Module) -> dict[str, str]:
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def _calls(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        value = getattr(node, "value", None)
        if isinstance(value, ast.Call):
            yield ast.unparse(value.func), ast.unparse(value)
