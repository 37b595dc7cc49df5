"""Sentences about groups of schools of one year: listed schools beside the others.

Here: what the difference is, how sure it is, why there is none. Not here: arithmetic
(`indicators.list_contrast`), the gap to the territory as the plans write it (`results`).
"""

from __future__ import annotations

import pandas as pd

from helpers.blocks import Notice, Text
from helpers.indicators.clusters import ClusterRule
from helpers.indicators.rows import each
from helpers.wording import chance, numbers
from helpers.wording.results import in_works, some

#: What is concluded from a difference, in words.
MOVEMENTS = {
    "above": "школы списка выше",
    "below": "школы списка ниже",
    "none": "не доказано",
    "undecided": "школ мало: без интервала",
    "small": "малая группа",
}


def against_others(frame: pd.DataFrame) -> Text | Notice:
    """In how many works listed schools differ from the others by more than schools do by chance."""
    if frame.empty:
        return Notice(
            "Школы списка рядом с остальными не показаны: нет списка ШНОР, построенного на "
            "результатах этого года, или нет работ, по которым полностью известны результаты и "
            "школ списка, и остальных."
        )
    judged = frame[frame["movement"].isin(["above", "below", "none"])]
    described = frame[frame["movement"] == "undecided"]
    parts = []
    if len(judged):
        parts += _judged(judged)
    if len(described):
        parts.append(_described(described, rest=bool(len(judged))))
    small = int((frame["movement"] == "small").sum())
    if small:
        parts.append(f"О малых группах ({in_works(small)}) не судим.")
    return Text(" ".join(filter(None, parts)))


def _judged(rows: pd.DataFrame) -> list[str]:
    sides = [
        f"{words} — {in_works(len(chosen))} ({some(_cases(chosen), 1)})"
        for words, movement in (("ниже", "below"), ("выше", "above"))
        if len(chosen := rows[rows["movement"] == movement])
    ]
    start = (
        f"По доле «4» и «5» школы списка можно судить рядом с остальными {in_works(len(rows))}: "
        "там хватает школ для интервала."
    )
    found = (
        f"Разность больше случайных различий между школами: {'; '.join(sides)}."
        if sides
        else "Ни в одной из них разность не больше случайных различий между школами."
    )
    return [start, found, chance.expected(len(rows))]


def _cases(rows: pd.DataFrame) -> list[str]:
    return [
        f"{row.title}: {numbers.points(row.gap)}, 95{numbers.NBSP}% интервал "
        f"{numbers.interval(row.low, row.high)}"
        for row in each(rows.sort_values("gap", kind="stable"))
    ]


def _described(rows: pd.DataFrame, *, rest: bool) -> str:
    rule = ClusterRule.stated()
    lower, higher = int((rows["gap"] < 0).sum()), int((rows["gap"] > 0).sum())
    where = f"Ещё {in_works(len(rows))}" if rest else f"{in_works(len(rows)).capitalize()}"
    return (
        f"{where} сравнение только описательное (для интервала нужно не меньше "
        f"{numbers.counted(rule.min_schools, 'школы', 'школ', 'школ')}, и с каждой стороны не "
        f"меньше {rule.min_side}): доля «4» и «5» в школах списка ниже, чем в остальных, — "
        f"{lower}, выше — {higher}. Больше ли это случайного, сказать нельзя."
    )
