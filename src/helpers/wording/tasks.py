"""Sentences about tasks: where the level asks more, which skills never come.

Here: the claim and the description of the drawing. Not here: zones (`indicators.task_zones`).
"""

from __future__ import annotations

import pandas as pd

from helpers.blocks import Notice, Text
from helpers.indicators import task_zones
from helpers.indicators.rows import each
from helpers.wording import numbers
from helpers.wording.results import some

#: Zones of completion in words.
ZONES = {
    "insufficient": "ниже предела",
    "border": "у предела",
    "sufficient": "выше предела",
    "": "н/д",
}


def tasks(rows: pd.DataFrame, year: int) -> Text | Notice:
    """How many tasks are below the limit, which are worst, which skills are not reached."""
    if rows.empty:
        return Notice(
            f"Выполнения заданий территории за {year} год в данных нет: какие умения не даются, "
            "по отметкам не видно. Загрузите выгрузку «Выполнение заданий»."
        )
    return Text(" ".join(filter(None, [found(rows), _skills(rows), _weight(rows)])))


def found(rows: pd.DataFrame) -> str:
    """Tasks below the limit, the worst first."""
    below = rows[rows["zone"] == "insufficient"].sort_values("completion", kind="stable")
    known = rows[rows["zone"] != ""]
    start = f"Заданий с известным уровнем — {len(known)}, ниже предела — {len(below)}"
    border = int((rows["zone"] == "border").sum())
    tail = f", у предела — {border}." if border else "."
    if below.empty:
        return start + tail
    cases = [
        f"{row.title}, № {row.task} ({numbers.percent(row.completion)}"
        + (f", в регионе {numbers.percent(row.region)})" if row.region == row.region else ")")
        for row in each(below)
    ]
    return f"{start}{tail} Хуже всего выполнены: {some(cases)}."


def _skills(rows: pd.DataFrame) -> str:
    skills = task_zones.by_skill(rows)
    systemic = [f"«{row.skill}»" for row in each(skills[skills["is_systemic"]])]
    if not systemic:
        return ""
    return f"Не достигается больше чем в половине своих заданий: {some(systemic)}."


def _weight(rows: pd.DataFrame) -> str:
    few = rows["is_informative"].eq(False).fillna(False)
    if not few.any():
        return ""
    return f"Заданий, которые писали слишком немногие для вывода, — {int(few.sum())}."


def alt(rows: pd.DataFrame) -> str:
    """What the drawing shows."""
    first = rows.iloc[0]
    bar = ", черта — регион" if rows["region"].notna().any() else ""
    return f"{first['title']}: выполнение заданий точками{bar}, заданий {len(rows)}. {found(rows)}"


def widest(rows: pd.DataFrame) -> pd.DataFrame:
    """Tasks of the work to draw: the one with most tasks below the limit, then at it."""
    if rows.empty:
        return rows
    rank = rows.assign(
        low=rows["zone"].eq("insufficient").astype(int), near=rows["zone"].eq("border").astype(int)
    )
    counts = rank.groupby(["title", "variant"], sort=False)[["low", "near"]].sum()
    chosen = counts.sort_values(["low", "near"], ascending=False, kind="stable").index[0]
    is_chosen = (rows["title"] == chosen[0]) & (rows["variant"] == chosen[1])
    return rows[is_chosen].reset_index(drop=True)
