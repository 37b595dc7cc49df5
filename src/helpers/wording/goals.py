"""Sentences about targets: how many are reached, how many only by chance.

Here: words of a verdict and the claim about all targets. Not here: the verdict itself
(`indicators.goals`).
"""

from __future__ import annotations

import pandas as pd

from helpers.blocks import Notice, Text
from helpers.indicators.rows import each
from helpers.wording import numbers

#: Standing of a target in words.
STANDINGS = {
    "met": "достигнута",
    "met_by_chance": "достигнута, но цель внутри интервала",
    "missed_by_chance": "не достигнута, но цель внутри интервала",
    "missed": "не достигнута",
    "unknown": "данных нет",
    "undirected": "направление не задано",
}


def goals(frame: pd.DataFrame, year: int) -> Text | Notice:
    """How many targets of the year are reached, which are missed for sure."""
    if frame.empty:
        return Notice(
            f"Целевых значений на {year} год в данных нет (таблица «Целевые показатели»): "
            "сравнить факт с планом нельзя."
        )
    return Text(sentence(frame, year))


def sentence(frame: pd.DataFrame, year: int) -> str:
    """The claim about all targets of a year; there must be some."""
    count = frame["standing"].value_counts().to_dict()
    known = len(frame) - count.get("unknown", 0) - count.get("undirected", 0)
    reached = count.get("met", 0) + count.get("met_by_chance", 0)
    parts = [
        f"На {year} год {numbers.plural(len(frame), 'задана', 'заданы', 'задано')} "
        f"{numbers.counted(len(frame), 'цель', 'цели', 'целей')}; "
        + (
            f"оценить можно {numbers.number(known)}, достигнуто {numbers.number(reached)}."
            if known
            else "данных, чтобы их оценить, нет."
        )
    ]
    if count.get("met_by_chance"):
        parts.append(
            f"Из достигнутых {count['met_by_chance']} — в пределах случайных колебаний: "
            "при таком числе участников цель лежит внутри интервала."
        )
    missed = frame[frame["standing"] == "missed"]
    if len(missed):
        names = [row.title for row in each(missed)]
        shown = "; ".join(names[:3]) + (f"; и ещё {len(names) - 3}" if len(names) > 3 else "")
        parts.append(f"Точно не достигнуты: {shown}.")
    if count.get("unknown") and known:
        parts.append(f"По {count['unknown']} данных нет: это не ноль и не провал.")
    return " ".join(parts)
