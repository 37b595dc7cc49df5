"""Raw ВПР protocols of 2020: one sheet with English heads.

Here: the header `groups, user, id, code, otc, gender, klass, var-1, var-2, sum, a-1-grade …`.
Not here: what is made of the rows (`vpr_protocol`). Tasks are numbered by place, without maxima;
the column «Учебник» among them is no task. What `groups` holds varies: it is not used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from helpers.readers.layouts.vpr_columns import Columns, Generation, Task

_TASK = re.compile(r"a-?([0-9]{1,3})-grade")


def _columns(words: Sequence[str], _row: Sequence[Any]) -> Columns | None:
    at = {word: place for place, word in reversed(list(enumerate(words)))}
    if not {"user", "klass", "sum"} <= set(at):
        return None
    tasks = tuple(
        Task(place, hit[1]) for place, word in enumerate(words) if (hit := _TASK.fullmatch(word))
    )
    return Columns(
        tasks=tasks,
        total=at["sum"],
        login=at["user"],
        code=at.get("code"),
        variants=tuple(at[word] for word in ("var-1", "var-2") if word in at),
        class_=at["klass"],
        sex=at.get("gender"),
        journal=at.get("otc"),
        textbook=at.get("учебник"),
    )


GENERATION = Generation(
    "vpr_2020",
    "Протоколы ВПР 2020 года",
    _columns,
    year=2020,
    signs=("user", "klass", "sum", "gender", "a-1-grade"),
)
