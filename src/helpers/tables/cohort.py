"""The table of the frozen list: its results in the base year and now, one row per result.

Here: rows and columns a reader gets. Not here: arithmetic (`indicators.cohort_change`),
sentences (`wording.cohort`).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.blocks import Cell, CellLike, Column, Table
from helpers.indicators.rows import each
from helpers.tables import cells
from helpers.wording import cohort as words
from helpers.wording import numbers
from helpers.wording.results import MEASURES, not_compared, upper_first, verdicts

_INTERVALS = {"cluster": "по школам", "newcombe": "по ученикам"}


def of_cohort(frame: pd.DataFrame) -> Table | None:
    """Results that the schools of the list have in both years; None when there are none."""
    rows = frame[frame["change"].notna()]
    if rows.empty:
        return None
    return Table(
        "cohort-change",
        "Школы базового списка: базовый год и год отчёта",
        [
            Column("work", "Работа"),
            Column("measure", "Показатель"),
            Column("schools", "Школ", align="right"),
            Column("n", "Участников", align="right"),
            Column("shares", "Доля тогда → теперь", "%", "right"),
            Column("change", "Изменение (95 % интервал)", "п. п.", "right"),
            Column("interval", "Интервал"),
            Column("expected", "Ожидаемый сдвиг из-за отбора", "п. п.", "right"),
            Column("verdict", "Вывод"),
        ],
        [_row(row) for row in each(rows.assign(verdict=verdicts(rows)))],
        notes=[
            "Одни и те же школы, программа, волна и шкала. «По школам» — независимыми считаются "
            "школы, «по ученикам» — школ мало, и независимыми считаются ученики. «Не доказано» — "
            "интервал содержит ноль; малые группы показаны без вывода.",
            "Ожидаемый сдвиг — насколько изменился бы результат школ, выбранных за него в базовом "
            "году, если бы их уровень и средняя школа остались прежними: случайная часть низкого "
            "результата не повторяется (возврат к среднему).",
            *not_compared(frame[frame["change"].isna()]),
        ],
    )


def _row(row: Any) -> list[CellLike]:
    shares = f"{numbers.number(row.before, 1)} → {numbers.number(row.now, 1)}"
    change = cells.points(row.change)
    if cells.is_known(row.low):
        bounds = numbers.interval(row.low, row.high)
        change = Cell(float(row.change), f"{change.text} ({bounds})")
    return [
        upper_first(row.title),
        MEASURES[row.measure],
        cells.count(row.schools),
        f"{numbers.number(row.whole_before)} → {numbers.number(row.whole)}",
        Cell(float(row.now), shares),
        change,
        _INTERVALS.get(row.interval, "нет"),
        cells.points(row.expected),
        words.verdict_words(row),
    ]
