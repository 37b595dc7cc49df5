"""Sentences about the frozen list of the base year: what changed in its schools since.

Here: the change of the cohort, and the part that selection by low results explains. Not here:
arithmetic (`indicators.cohort_change`). Nothing here speaks of causes: the same schools at two
times have no comparison group.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.blocks import Notice, Text
from helpers.indicators.rows import each
from helpers.wording import chance, numbers
from helpers.wording.results import (
    MEASURES,
    VERDICTS,
    movement_words,
    not_compared,
    some,
    verdicts,
)


def of_cohort(frame: pd.DataFrame) -> Text | Notice:
    """In which works the schools of the frozen list changed by more than chance."""
    if frame.empty:
        return Notice(
            "Изменение у школ базового списка не показано: нет списка ШНОР более раннего года, чем "
            "год отчёта, или в год отчёта у его школ нет результатов."
        )
    first = frame.iloc[0]
    start = (
        f"Базовый список — по результатам {int(first['base_year'])} года: "
        f"{numbers.counted(first['cohort'], 'школа', 'школы', 'школ')}."
    )
    compared = frame[frame["low"].notna()]
    if compared.empty:
        reasons = " ".join(not_compared(frame))
        return Notice(f"{start} Судить об изменении у его школ нельзя. {reasons}")
    judged = verdicts(compared)
    parts = [start, f"Сравнимых результатов {len(compared)}."]
    for verdict, words in (("better", "Лучше стало"), ("worse", "Хуже стало")):
        rows = compared[judged == verdict]
        if len(rows):
            cases = [
                f"{row.title}, {MEASURES[row.measure]}: {movement_words(row)}" for row in each(rows)
            ]
            parts.append(f"{words} — {some(cases, 1)}.")
    if not judged.isin(["better", "worse"]).any():
        parts.append("Ни одно изменение не больше случайных колебаний.")
    within = sum(is_within_expected(row) for row in each(compared[judged == "better"]))
    if within:
        parts.append(
            f"Из улучшений {within} не отличить от сдвига, который и без перемен ждут у школ, "
            "отобранных за низкий результат."
        )
    parts.append(chance.expected(len(compared)))
    return Text(" ".join(filter(None, parts)))


def is_within_expected(row: Any) -> bool:
    """Whether the interval of the change holds the change that selection alone explains."""
    return bool(row.expected == row.expected and row.low <= row.expected <= row.high)


def verdict_words(row: Any) -> str:
    """The verdict on one change; an improvement that selection alone explains is called so."""
    words = VERDICTS[row.verdict]
    if row.verdict == "better" and is_within_expected(row):
        return f"{words}; не отличить от ожидаемого сдвига"
    return words
