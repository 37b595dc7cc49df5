"""Tables of groups of schools of one year: listed schools beside the others.

Here: rows and columns a reader gets. Not here: arithmetic (`indicators.list_contrast`),
sentences (`wording.contrasts`).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.blocks import Cell, CellLike, Column, Table
from helpers.indicators.rows import each
from helpers.tables import cells
from helpers.wording import numbers
from helpers.wording.contrasts import MOVEMENTS
from helpers.wording.results import upper_first


def against_others(frame: pd.DataFrame) -> Table | None:
    """Listed schools, the others and their difference: one row per work of the year."""
    if frame.empty:
        return None
    return Table(
        "listed-others",
        "Доля «4» и «5»: школы списка ШНОР и остальные школы",
        [
            Column("work", "Работа"),
            Column("listed", "Школы списка", "%", "right"),
            Column("others", "Остальные школы", "%", "right"),
            Column("gap", "Разность (95 % интервал)", "п. п.", "right"),
            Column("to_district", "Разрыв с территорией", "п. п.", "right"),
            Column("verdict", "Вывод"),
        ],
        [_row(row) for row in each(frame)],
        notes=[
            "В скобках у долей — участников и школ. Интервал — по школам: независимыми считаются "
            "школы, а не ученики; это диапазон случайных колебаний, не ошибка измерения.",
            "«Не доказано» — интервал содержит ноль. «Малая группа» и «школ мало» — число "
            "показано, вывода нет. Разрыв с территорией — как его пишут дорожные карты.",
        ],
    )


def _row(row: Any) -> list[CellLike]:
    return [
        upper_first(row.title),
        _share(row.listed, row.whole, row.schools),
        _share(row.others, row.whole_others, row.schools_others),
        _gap(row),
        cells.points(row.to_district),
        MOVEMENTS[row.movement],
    ]


def _share(share: float, whole: float, schools: int) -> Cell:
    return Cell(
        float(share),
        f"{numbers.number(share, 1)} ({numbers.number(whole)}; "
        f"{numbers.counted(schools, 'школа', 'школы', 'школ')})",
    )


def _gap(row: Any) -> Cell:
    plain = cells.points(row.gap)
    if not cells.is_known(row.low):
        return plain
    return Cell(float(row.gap), f"{plain.text} ({numbers.interval(row.low, row.high)})")
