"""Raw ВПР protocols since 2022: sheets «Классы» and «Протокол», maxima in the header.

Here: the header of «Протокол». Not here: what is made of the rows (`vpr_protocol`). The sheet
«Классы» (letters of classes, textbooks) is not needed: school rows come from the protocol.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from helpers.readers.layouts.vpr_columns import (
    Columns,
    Generation,
    Task,
    exactly,
    first_of,
    headed,
    position,
    task_of,
)


def _columns(words: Sequence[str], row: Sequence[Any]) -> Columns | None:
    login = position(words, "пользователь")
    total = headed(words, "итого баллов")
    if login is None or total is None:
        return None
    tasks = tuple(Task(place, *found) for place, cell in enumerate(row) if (found := task_of(cell)))
    variants = tuple(place for place, word in enumerate(words) if word.startswith("вариант"))
    return Columns(
        tasks=tasks,
        total=total,
        login=login,
        code=exactly(words, "код"),
        school=position(words, "школа"),
        municipality=position(words, "муниципалитет"),
        uploaded=position(words, "дата загрузки"),
        variants=variants,
        class_=first_of(exactly(words, "наименование класса"), exactly(words, "класс")),
        sex=exactly(words, "пол"),
        journal=position(words, "отметка за пред"),
    )


GENERATION = Generation(
    "vpr_2022",
    "Протоколы ВПР 2022 года и позже",
    _columns,
    signs=("пользователь", "итого баллов", "1 (", "вариант", "наименование класса"),
    companions=("классы",),
)
