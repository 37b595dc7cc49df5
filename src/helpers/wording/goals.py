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
    """The claim about all targets of a year; there must be some.

    A target judged in two waves counts once: as reached when both reach it.
    """
    held = frame.assign(
        known=~frame["standing"].isin(["unknown", "undirected"]),
        met=frame["standing"].isin(["met", "met_by_chance"]),
        by_chance=frame["standing"] == "met_by_chance",
    )
    by_goal = held.groupby("indicator_id").agg(
        known=("known", "any"), met=("met", "all"), by_chance=("by_chance", "any")
    )
    total, known = len(by_goal), int(by_goal["known"].sum())
    reached, by_chance = by_goal["met"].sum(), int((by_goal["met"] & by_goal["by_chance"]).sum())
    parts = [
        f"На {year} год {numbers.plural(total, 'задана', 'заданы', 'задано')} "
        f"{numbers.counted(total, 'цель', 'цели', 'целей')}; "
        + (
            f"оценить можно {numbers.number(known)}, достигнуто {numbers.number(int(reached))}."
            if known
            else "данных, чтобы их оценить, нет."
        )
    ]
    if by_chance:
        parts.append(
            f"Из достигнутых {by_chance} — в пределах случайных колебаний: при таком числе "
            "участников цель лежит внутри интервала."
        )
    missed = [row.title for row in each(frame[frame["standing"] == "missed"])]
    if missed:
        shown = "; ".join(missed[:3]) + (f"; и ещё {len(missed) - 3}" if len(missed) > 3 else "")
        parts.append(f"Точно не достигнуты: {shown}.")
    if known < total and known:
        rest = numbers.counted(total - known, "цели", "целям", "целям")
        parts.append(f"По {rest} данных нет: это не ноль и не провал.")
    return " ".join(parts)
