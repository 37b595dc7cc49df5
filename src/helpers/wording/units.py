"""Sentences about schools, or municipalities of a region: where results are low, who is missing.

Here: how many units reach the threshold of low results and in how many this is sure; who
sent nothing. Not here: the territory as a whole (`wording.results`).
"""

from __future__ import annotations

import pandas as pd

from helpers.blocks import Notice, Text
from helpers.indicators import coverage, low_results
from helpers.indicators.works import GROUP_TITLES, Results
from helpers.wording import numbers
from helpers.wording.results import some


def units(view: Results) -> Text | Notice:
    """How many units are at or above the threshold of low results, and in how many for sure."""
    rule = low_results.default_rule()
    rows = view.failed_units
    counts = rows.groupby("series")["unit_id"].nunique()
    rows = rows[rows["series"].isin(counts[counts > 1].index)]
    if rows.empty:
        what = "муниципалитетов" if view.by_municipality else "школ"
        return Notice(
            f"Результатов отдельных {what} за {view.run.period} в данных нет или они есть только "
            "по одной школе: сравнивать нечего."
        )
    forms = ("муниципалитете", "муниципалитетах", "муниципалитетах") if (
        view.by_municipality) else ("школе", "школах", "школах")  # fmt: skip
    total = rows["unit_id"].nunique()
    high = rows[rows["value"] >= rule.low_share_pct]
    sure = high[high["low"] >= rule.low_share_pct]
    limit = numbers.percent(rule.low_share_pct, 0)
    if high.empty:
        start = f"Ни в одной из работ доля «2» (ниже минимума) не достигает {limit}"
        return Text(f"{start}: данные есть по {_units_dative(view, total)}.")
    count = high["unit_id"].nunique()
    sure_count = sure["unit_id"].nunique()
    sentence = (
        f"Хотя бы в одной работе доля «2» (ниже минимума) не меньше {limit} — в {count} "
        f"{numbers.plural(count, *forms)} из {total}. "
    )
    if sure_count:
        sentence += f"С учётом случайных колебаний это надёжно в {sure_count} из них."
    else:
        sentence += (
            "Ни в одном случае это не надёжно: нижняя граница интервала везде меньше порога, "
            "то есть участников мало для вывода."
        )
    return Text(sentence)


def _units_dative(view: Results, count: int) -> str:
    if view.by_municipality:
        return numbers.counted(count, "муниципалитету", "муниципалитетам", "муниципалитетам")
    return numbers.counted(count, "школе", "школам", "школам")


def coverage_claim(view: Results, frame: pd.DataFrame, silent: pd.DataFrame) -> Text:
    """Who is missing: procedures, units, pupils."""
    parts = []
    for group, reason in coverage.absent_groups(view):
        parts.append(reason or f"Результатов {GROUP_TITLES[group]} за этот год в данных нет")
    gone = sorted({name for names in frame["gone"] for name in names})
    if len(silent):
        forms = (
            ("муниципалитет", "муниципалитета", "муниципалитетов")
            if view.by_municipality
            else ("школа", "школы", "школ")
        )
        names = some([str(name) for name in silent["unit_name"]], 6)
        parts.append(
            f"Без единой строки результатов — {numbers.counted(len(silent), *forms)}: {names}"
        )
    else:
        every = "всех муниципалитетов" if view.by_municipality else "всех действующих школ"
        parts.append(f"Хотя бы одна строка результатов есть от {every}")
    if gone:
        parts.append(
            f"По {_units_dative(view, len(gone))} не хватает работ, которые были год назад"
        )
    known = frame[(frame["enrolled"] > 0) & frame["participants"].notna()]
    if len(known):
        missed = known["enrolled"].sum() - known["participants"].sum()
        share = 100 * known["participants"].sum() / known["enrolled"].sum()
        parts.append(
            f"В работах участвовали {numbers.percent(share)} обучающихся (не писали "
            f"{numbers.number(max(missed, 0))} раз)"
        )
    return Text(". ".join(parts) + ". Отсутствие данных — не ноль: такие школы и работы не входят "
                "ни в числитель, ни в знаменатель.")  # fmt: skip
