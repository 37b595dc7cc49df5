"""Sentences about municipalities of a region side by side in one work: who differs for sure.

Here: the finding, the claims and the words of the dots. Not here: lists, help, roadmaps and the
order of findings (`wording.region`), arithmetic (`indicators.against_rest`).

Municipalities are never ranked: a sentence names those whose difference from the others
outlives the number of comparisons, in the order of names, and counts the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from helpers.blocks import Finding, Notice, Text
from helpers.indicators import discoveries, funnel
from helpers.indicators.region_year import RegionYear
from helpers.wording import numbers
from helpers.wording.results import MEASURES, in_period, some, upper_first

#: What is concluded about a unit, in words of a table.
VERDICTS = {
    "above": "доля выше",
    "below": "доля ниже",
    "maybe_above": "выше, но не доказано",
    "maybe_below": "ниже, но не доказано",
    "none": "не доказано",
    "small": "малая группа",
}
#: What the order of the dots is.
ORDER_NOTE = "Порядок — по названию, а не по результату: пересекающиеся отрезки мест не дают."
UNIT = ("муниципалитет", "муниципалитета", "муниципалитетов")
SCHOOL = ("школа", "школы", "школ")


def counted(count: int, forms: tuple[str, str, str] = UNIT) -> str:
    """A number of units with its noun."""
    return numbers.counted(count, *forms)


def _of_units(year: RegionYear) -> tuple[str, str, str]:
    return UNIT if year.results.by_municipality else SCHOOL


def plural_units(year: RegionYear) -> str:
    """«муниципалитеты», or «школы» where the region has no municipalities with results."""
    return "муниципалитеты" if year.results.by_municipality else "школы"


def finding(year: RegionYear) -> Iterator[Finding]:
    """How many units differ from the others in the first main work; none with one unit."""
    if not year.beside or len(year.beside[0]) < 2:
        return
    rows = year.beside[0]
    high, judged = rows[rows["verdict"] == "above"], rows[rows["verdict"] != "small"]
    low = rows[rows["verdict"] == "below"]
    yield Finding(
        "finding-region-differences", "attention" if len(high) else "neutral",
        _differences_words(year, rows),
        "разность доли одного и всех остальных вместе; 95-процентный интервал без нуля и "
        f"поправка на число сравнений: ошибочных среди названных не больше "
        f"{numbers.percent(100 * discoveries.limit(), 0)}",
        {"judged": len(judged), "above": len(high), "below": len(low)},
    )  # fmt: skip


def _differences_words(year: RegionYear, rows: pd.DataFrame) -> str:
    first = rows.iloc[0]
    judged = rows[rows["verdict"] != "small"]
    forms = _of_units(year)
    start = f"{upper_first(first['title'])}, {MEASURES[first['measure']]}: "
    if judged.empty:
        return start + "участников всюду мало, ни об одном отличии судить нельзя."
    sides = [
        f"{words} — {some([str(name) for name in chosen['unit_name']], 5)}"
        for words, verdict in (("больше, чем у остальных", "above"), ("меньше", "below"))
        if len(chosen := judged[judged["verdict"] == verdict])
    ]
    named = judged["verdict"].isin(["above", "below"])
    if not sides:
        return (
            f"{start}ни {'один муниципалитет' if forms is UNIT else 'одна школа'} из "
            f"{len(judged)} не отличается от остальных больше, чем бывает случайно."
        )
    rest = len(judged) - int(named.sum())
    tail = f"; у остальных {rest} отличие не доказано" if rest else ""
    return f"{start}{'; '.join(sides)}{tail}."


def differences(year: RegionYear, place: int = 0) -> Text | Notice | None:
    """Which units differ from the others in a main work, and which intervals overlap."""
    if place >= len(year.beside):
        if place:
            return None
        return Notice(
            f"Результатов {in_period(year.run.year)}, которые можно положить рядом, в данных нет: "
            "нужны работы хотя бы двух муниципалитетов или школ."
        )
    rows = year.beside[place]
    if len(rows) < 2:
        return None
    return Text(" ".join([_differences_words(year, rows), *_overlap(year, rows)]))


def _overlap(year: RegionYear, rows: pd.DataFrame) -> Iterator[str]:
    share = funnel.together(rows)
    crossing = int(((rows["low"] <= share) & (rows["high"] >= share)).sum())
    yield (
        f"Доля всех вместе — {numbers.percent(share)}; отрезок с нею пересекается у "
        f"{numbers.part_of(crossing, len(rows))}."
    )
    maybe = int(rows["verdict"].isin(["maybe_above", "maybe_below"]).sum())
    judged = int((rows["verdict"] != "small").sum())
    if maybe:
        yield (
            f"Ещё у {maybe} интервал разности не содержит нуля, но при {judged} сравнениях так "
            "бывает и без всякой причины: поправку на их число эти отличия не выдерживают."
        )
    small = len(rows) - judged
    if small:
        yield f"Малых групп — {small}: о них не судим."
    if "cluster" in set(rows["gap_interval"]):
        yield "Разности посчитаны по школам: независимы школы, а не ученики."
    elif year.results.by_municipality:
        yield (
            "Школы муниципалитетов здесь не видны, поэтому независимыми приняты ученики: "
            "интервалы узкие, и отличие может держаться на одной школе."
        )


def _named(first: Any) -> str:
    return f"{upper_first(first['title'])}: {MEASURES[first['measure']]}"


def dots_title(year: RegionYear, first: pd.Series) -> str:
    """The title of the dots."""
    return f"{_named(first)}, {plural_units(year)} по алфавиту"


def dots_alt(year: RegionYear, rows: pd.DataFrame) -> str:
    """What the dots show."""
    return (
        f"{_named(rows.iloc[0])}; {counted(len(rows), _of_units(year))} в порядке названий, "
        f"точки с 95-процентными интервалами и линия общей доли. {_differences_words(year, rows)}"
    )
