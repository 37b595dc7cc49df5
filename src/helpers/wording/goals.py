"""Sentences about targets: how many are reached, how many only by chance.

Here: words of a verdict and the claim about all targets. Not here: the verdict itself
(`indicators.goals`).
"""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from helpers.blocks import Notice, Text
from helpers.indicators.plain import texts
from helpers.indicators.rows import is_text
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
    of_goal: defaultdict[str, set[str]] = defaultdict(set)
    for name, standing in zip(texts(frame["indicator_id"]), texts(frame["standing"]), strict=True):
        of_goal[name].add(standing)
    total = len(of_goal)
    known = sum(not met <= {"unknown", "undirected"} for met in of_goal.values())
    all_met = [met for met in of_goal.values() if met <= {"met", "met_by_chance"}]
    reached, by_chance = len(all_met), sum("met_by_chance" in met for met in all_met)
    parts = [
        f"На {year} год {numbers.plural(total, 'задана', 'заданы', 'задано')} "
        f"{numbers.counted(total, 'цель', 'цели', 'целей')}; "
        + (
            f"оценить можно {numbers.number(known)}, достигнуто {numbers.number(reached)}."
            if known
            else "данных, чтобы их оценить, нет."
        )
    ]
    if by_chance:
        parts.append(
            f"Из достигнутых {by_chance} — в пределах случайных колебаний: при таком числе "
            "участников цель лежит внутри интервала."
        )
    missed = texts(frame["title"][is_text(frame, "standing", "missed")])
    if missed:
        shown = "; ".join(missed[:3]) + (f"; и ещё {len(missed) - 3}" if len(missed) > 3 else "")
        parts.append(f"Точно не достигнуты: {shown}.")
    if known < total and known:
        rest = numbers.counted(total - known, "цели", "целям", "целям")
        parts.append(f"По {rest} данных нет: это не ноль и не провал.")
    return " ".join(parts)
