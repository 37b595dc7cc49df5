"""The test kit of notebooks: the rules every story keeps, also one made by `shnor new`.

`faults` reads a stored notebook and says in words what is wrong with it. Run it over your
own notebook with `python -m pytest tests/notebooks/test_every_notebook.py -k NAME`.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import nbformat

from helpers.notebooks import Notebook, read

#: A cell holds the order of the argument; anything that decides or repeats is a helper.
_BANNED = {
    ast.FunctionDef: "определение функции",
    ast.ClassDef: "определение класса",
    ast.For: "цикл",
    ast.While: "цикл",
    ast.If: "условие",
    ast.IfExp: "условие",
    ast.comprehension: "цикл в скобках",
    ast.Lambda: "функция без имени",
    ast.Try: "обработка ошибок",
}
#: Lines of a cell of code beyond which it does more than one thing (imports, sources aside).
MOST_LINES = 8
_CYRILLIC = re.compile("[А-Яа-яЁё]")


def faults(path: Path) -> list[str]:
    """What is wrong with a stored notebook; nothing when it keeps the rules."""
    content = nbformat.read(path, as_version=4)
    found = [*_of_text(content), *_of_storage(content)]
    for cell in content.cells:
        if cell.cell_type == "code":
            found += [f"{cell.id}: {words}" for words in _of_code(cell)]
    return [*found, *_of_parameters(read(path), content)]


def _of_text(content: Any) -> list[str]:
    texts = [cell.source for cell in content.cells if cell.cell_type == "markdown"]
    found = []
    if not texts or not re.match(r"# \S", texts[0]):
        found.append("первая ячейка: нет заголовка с вопросом")
    found += [f"текст не по-русски: {text[:40]}" for text in texts if not _CYRILLIC.search(text)]
    headings = [line for text in texts for line in text.splitlines() if line.startswith("#")]
    if not any("не показывает" in line for line in headings):
        found.append("нет раздела «Чего этот отчёт не показывает»")
    return found


def _of_storage(content: Any) -> list[str]:
    code = [cell for cell in content.cells if cell.cell_type == "code"]
    found = [f"{cell.id}: есть вывод" for cell in code if cell.outputs]
    found += [f"{cell.id}: есть номер запуска" for cell in code if cell.execution_count]
    ids = [cell.id for cell in content.cells]
    return found + [f"{one}: такое имя ячейки дважды" for one in set(ids) if ids.count(one) > 1]


def _of_code(cell: Any) -> list[str]:
    tree = ast.parse(cell.source)
    found = [
        words
        for node in ast.walk(tree)
        for kind, words in _BANNED.items()
        if isinstance(node, kind)
    ]
    is_list = all(isinstance(one, ast.ImportFrom | ast.Import) for one in tree.body)
    is_call = len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr | ast.Assign)
    long = len([line for line in cell.source.splitlines() if line.strip()]) > MOST_LINES
    tags = cell.metadata.get("tags", [])
    if long and not (is_list or is_call or "parameters" in tags or _makes_run(tree)):
        found.append(f"больше {MOST_LINES} строк")
    if sum(isinstance(one, ast.Expr) for one in tree.body) > 1:
        found.append("показывает больше одного предмета")
    return found


def _makes_run(tree: ast.Module) -> bool:
    return "RunParams" in ast.dump(tree)


def _of_parameters(notebook: Notebook, content: Any) -> list[str]:
    found = [
        f"нет параметра {name}"
        for name in ("municipality_id", "year", "edition")
        if name not in notebook.parameters
    ]
    found += [f"{one.name}: нет пояснения" for one in notebook.parameters.values() if not one.help]
    code = [c for c in content.cells if c.cell_type == "code"]
    place = [index for index, c in enumerate(code) if "parameters" in c.metadata.get("tags", [])]
    if len(place) != 1:
        return [*found, "ячеек параметров не одна"]
    used = {
        node.id
        for cell in code[place[0] + 1 :]
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Name)
    }
    found += [
        f"{name}: объявлен и не используется" for name in notebook.parameters if name not in used
    ]
    if not any("lab" in c.metadata.get("tags", []) for c in code[: place[0]]):
        found.append("над параметрами нет формы: ячейки с тегом lab")
    return found
