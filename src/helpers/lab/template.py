"""A new notebook from the template: a question of one's own in the shape of the others.

Here: the file name made from the question, filling in the template. Not here: the rules every
notebook keeps (`notebook_rules`).
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from helpers import notebooks, paths
from helpers.errors import ParameterError
from helpers.spelling import latin

#: Notebooks of one's own are numbered from here, behind the shipped ones.
FIRST_NUMBER = 70
_LAST_NUMBER = 89
_TEMPLATE = Path(__file__).with_name("question.ipynb")
_LONGEST_TITLE = 150


def create(title: str) -> Path:
    """Write the notebook of a question into `notebooks/`; gives its path.

    Raises `ParameterError` for a title that is empty, too long or holds a line break, for one
    that has a notebook already, and when all numbers are taken.
    """
    question = " ".join(title.split())
    if not re.search(r"\w", question) or not question.isprintable():
        raise ParameterError(f"Вопрос «{title}» пуст: напишите его словами, например «Мой вопрос».")
    if len(question) > _LONGEST_TITLE:
        raise ParameterError(
            f"Вопрос длиннее {_LONGEST_TITLE} знаков: сократите его, "
            "подробности напишите в самой тетради."
        )
    slug = re.sub(r"[^a-z0-9]+", "_", latin(question.casefold())).strip("_")[:40].strip("_")
    taken = [path.stem for path in paths.notebooks_folder().glob("*.ipynb")]
    for name in taken:
        if name.partition("_")[2] == slug:
            raise ParameterError(f"Тетрадь {name} уже есть: назовите вопрос иначе.")
    numbers = {name.partition("_")[0] for name in taken}
    free = [n for n in range(FIRST_NUMBER, _LAST_NUMBER + 1) if f"{n:02d}" not in numbers]
    if not free:
        raise ParameterError(
            f"Номера {FIRST_NUMBER}–{_LAST_NUMBER} заняты: удалите или переименуйте лишние тетради."
        )
    target = paths.notebooks_folder() / f"{free[0]}_{slug or 'vopros'}.ipynb"
    target.write_text(_filled(question, target.stem), encoding="utf-8")
    notebooks.read(target)
    return target


def _filled(question: str, name: str) -> str:
    content = json.loads(_TEMPLATE.read_text(encoding="utf-8"))
    words = {"ВОПРОС": _markdown_text(question), "ИМЯ_ТЕТРАДИ": name}
    for cell in content["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            words["ВОПРОС"] = json.dumps(question, ensure_ascii=False)[1:-1]
        for word, value in words.items():
            source = source.replace(f"<{word}>", value)
        cell["source"] = source.splitlines(keepends=True)
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _markdown_text(words: str) -> str:
    return re.sub(r"([\\`*_{}\[\]<>#|$])", r"\\\1", words)
