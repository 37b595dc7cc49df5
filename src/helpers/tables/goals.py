"""Plan and fact: targets of the year beside what was measured.

Here: the table of targets. Not here: the verdict (`indicators.goals`), its sentence
(`wording.goals`).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.blocks import Cell, CellLike, Column, Table
from helpers.indicators.rows import each
from helpers.tables import cells
from helpers.vocabulary import DIRECTIONS
from helpers.wording import numbers
from helpers.wording.goals import STANDINGS


def goals(frame: pd.DataFrame, block_id: str = "goals") -> Table | None:
    """One row per target: plan, fact with its interval, on which schools, verdict."""
    if frame.empty:
        return None
    return Table(
        block_id,
        "Цели года: план и факт",
        [
            Column("title", "Показатель"),
            Column("unit", "Единица"),
            Column("target", "План", align="right"),
            Column("value", "Факт (95 % интервал)", align="right"),
            Column("n", "Из скольких", align="right"),
            Column("place", "По каким школам"),
            Column("standing", "Итог"),
        ],
        [_row(row) for row in each(frame)],
        notes=[
            "Цель судят по школам базового списка, если он есть: школа, которая улучшилась, из "
            "текущего списка выбывает."
        ],
    )


def _row(row: Any) -> list[CellLike]:
    sign = {"up": "≥", "down": "≤", "equal": "="}.get(str(row.direction), "")
    plan = f"{sign}{numbers.NBSP}{numbers.number(row.target, _decimals(row.target))}".strip()
    place = "н/д" if row.status != "ok" else row.place
    return [
        row.title,
        row.unit or "нет",
        Cell(float(row.target), plan),
        cells.value_with_interval(row),
        cells.count(row.denominator) if row.status == "ok" else Cell.absent(),
        Cell.absent() if place == "н/д" else place,
        STANDINGS.get(row.standing, DIRECTIONS.label("none")),
    ]


def _decimals(value: float) -> int:
    return 0 if float(value).is_integer() else 1
