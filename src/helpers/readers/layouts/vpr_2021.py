"""Raw ВПР protocols of 2021: one sheet with «логин школы», numbers stored as text.

Here: its header. Not here: what is made of the rows (`vpr_protocol`). Maxima of tasks do not
stand in the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from helpers.readers.layouts.vpr_columns import (
    Columns,
    Generation,
    Task,
    exactly,
    headed,
    position,
    task_name,
)

_TASK = re.compile(r"балл за\s+(?:задание\s+)?(.+)")


def _columns(words: Sequence[str], _row: Sequence[Any]) -> Columns | None:
    login = position(words, "логин школы", "логин оо")
    total = headed(words, "всего баллов")
    if login is None or total is None:
        return None
    tasks = tuple(
        Task(place, task_name(hit[1]))
        for place, word in enumerate(words)
        if (hit := _TASK.fullmatch(word))
    )
    variant = position(words, "вариант")
    return Columns(
        tasks=tasks,
        total=total,
        login=login,
        code=position(words, "код обучающ", "код участника"),
        municipality=position(words, "муниципалитет"),
        variants=() if variant is None else (variant,),
        class_=exactly(words, "класс"),
        sex=exactly(words, "пол"),
        journal=position(words, "отметка за пред"),
        textbook=exactly(words, "учебник"),
    )


GENERATION = Generation(
    "vpr_2021",
    "Протоколы ВПР 2021 года",
    _columns,
    year=2021,
    signs=("логин школы", "всего баллов", "балл за", "вариант", "код обучающегося"),
)
