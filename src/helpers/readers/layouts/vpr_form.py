"""The form in which a school loads its ВПР results («Форма сбора результатов»).

Here: the header of its sheet «Протокол». Not here: what is made of the rows (`vpr_protocol`).
The form is about one school and does not name it; 1 499 rows are laid out beforehand with a
total of 0, and those nobody filled in are no participants.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from helpers.readers.layouts.vpr_columns import (
    Columns,
    Generation,
    Task,
    headed,
    position,
    task_of,
)


def _columns(words: Sequence[str], row: Sequence[Any]) -> Columns | None:
    class_ = position(words, "порядковый номер класса")
    total = headed(words, "итого баллов")
    code = position(words, "код участника")
    if class_ is None or total is None or code is None:
        return None
    tasks = tuple(Task(place, *found) for place, cell in enumerate(row) if (found := task_of(cell)))
    variant = position(words, "вариант")
    return Columns(
        tasks=tasks,
        total=total,
        code=code,
        variants=() if variant is None else (variant,),
        class_=class_,
        journal=position(words, "отметка за пред"),
    )


GENERATION = Generation(
    "vpr_form",
    "Форма сбора результатов ВПР",
    _columns,
    is_form=True,
    signs=("код участника", "порядковый номер класса", "итого баллов", "1 ("),
)
