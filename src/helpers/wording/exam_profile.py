"""Sentences about what exams show beyond passing: bands of scores.

Here: the claim and the description of the drawing. Not here: arithmetic
(`indicators.exam_profile`).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.blocks import Notice, Text
from helpers.indicators import low_results
from helpers.indicators.exam_profile import BANDS
from helpers.indicators.rows import each
from helpers.tables.exam_profile import of_territory, subject
from helpers.wording import numbers
from helpers.wording.results import some


def bands(frame: pd.DataFrame, year: int) -> Text | Notice:
    """How scores spread: who failed, who reached 81."""
    rows = of_territory(frame)
    if rows.empty:
        return Notice(
            f"Полос баллов ЕГЭ за {year} год в данных нет: виден только средний балл и доля ниже "
            "минимума."
        )
    return Text(
        f"{found(rows)} Полосы описывают тех, кто выбрал предмет; малый предмет меняется от одного "
        "участника."
    )


def found(rows: pd.DataFrame) -> str:
    """Failures and high scores by subject."""
    large = rows[rows["sat"] >= low_results.default_rule().small_n]
    failed = [
        f"{subject(row.subject, row.level).lower()} — "
        f"{numbers.part_of(int(row.score_below_min), int(row.sat))}"
        for row in each(rows.sort_values("score_below_min", ascending=False, kind="stable"))
        if row.score_below_min > 0
    ]
    text = f"Ниже минимума: {some(failed)}." if failed else "Ниже минимума нет никого."
    if large.empty:
        return f"{text} Во всех предметах участников мало, доли не называем."
    high = large["score_81_99_pct"] + large["score_100_pct"]
    rows = large.assign(high=high, count=large["score_81_99"] + large["score_100"],
                        of=large[list(BANDS)].sum(axis=1))  # fmt: skip
    best: Any = next(each(rows.sort_values("high", ascending=False, kind="stable").head(1)))
    if not best.count > 0:
        return f"{text} 81 и выше нет ни у кого там, где участников достаточно."
    return (
        f"{text} Доля работ на 81 и выше больше всего — "
        f"{subject(best.subject, best.level).lower()}, {numbers.percent(best.high)} "
        f"({numbers.part_of(int(best.count), int(best.of))})."
    )
