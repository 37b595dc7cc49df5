"""Tables of the overview: indicators of the plan, data there are, lists, main results, steps.

Here: rows and columns. Not here: the picture itself (`indicators.overview`), sentences.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.blocks import Cell, CellLike, Column, Table
from helpers.indicators import unit_works
from helpers.indicators.overview import Overview
from helpers.indicators.rows import each
from helpers.indicators.works import failed, placed, usable
from helpers.tables import cells, results
from helpers.wording import numbers
from helpers.wording import results as words
from helpers.wording.steps import steps as derived_steps


def planned(picture: Overview) -> Table | None:
    """Indicators of the plan: listed schools and the whole territory side by side."""
    rows = picture.planned
    if rows.empty:
        return None
    titles = results.place_titles(picture.results)
    return Table(
        "planned",
        "Показатели плана",
        [
            Column("title", "Показатель"),
            Column("unit", "Единица"),
            Column("listed", titles["listed"], align="right"),
            Column("n_listed", "n", align="right"),
            Column("own", titles["own"], align="right"),
            Column("n_own", "n", align="right"),
        ],
        [_planned_row(row) for row in each(rows)],
        notes=[results.INTERVAL_NOTE, "n — знаменатель доли."],
    )


def _planned_row(row: Any) -> list[CellLike]:
    season = " (осень)" if row.wave == "autumn" else ""
    line: list[CellLike] = [f"{row.title}{season}", row.unit or "нет"]
    for held in (row.listed, row.own):
        line.append(cells.value_with_interval(held))
        known = held is not None and held.status == "ok" and cells.is_known(held.denominator)
        line.append(cells.count(held.denominator) if known else Cell.absent(_marker(held)))
    return line


def _marker(held: Any) -> str:
    """Why there is no denominator: a count has none, a missing value is missing."""
    if held is not None and held.status == "ok":
        return cells.MARKERS["not_applicable"]
    return cells.NO_DATA if held is None else cells.MARKERS.get(held.status, cells.NO_DATA)


def held(picture: Overview) -> Table:
    """What data the year has: one row per kind."""
    return Table(
        "held",
        "Какие данные есть",
        [
            Column("kind", "Данные"),
            Column("rows", "Строк за этот год", align="right"),
            Column("years", "Годы, за которые есть"),
        ],
        [
            [row.kind, int(row.rows) if row.rows else Cell.absent(), row.years or Cell.absent()]
            for row in each(picture.held)
        ],
    )


def lists(picture: Overview, block_id: str = "lists") -> Table:
    """Lists by year: how many schools, who came, stayed and left."""
    return Table(
        block_id,
        "Списки ШНОР по годам результатов",
        [
            Column("year", "Год результатов"),
            Column("count", "В списке", "школ", "right"),
            Column("share", "Доля", "%", "right", decimals=1),
            Column("entered", "Вошли", align="right"),
            Column("stayed", "Остались", align="right"),
            Column("left", "Вышли", align="right"),
        ],
        [
            [
                str(int(row.year)),
                int(row.listed),
                100 * row.listed / row.schools if _has_share(row) else Cell.absent(),
                *(_flow(value) for value in (row.entered, row.stayed, row.left)),
            ]
            for row in each(picture.lists)
        ],
        notes=["х — предыдущего списка в данных нет, движение не посчитать."]
        if picture.lists["before"].isna().any()
        else [],
    )


def _has_share(row: Any) -> bool:
    return not pd.isna(row.schools) and row.schools >= row.listed


def _flow(value: Any) -> Cell:
    return Cell.absent("х") if pd.isna(value) else Cell.of(int(value), 0)


def main_results(picture: Overview) -> Table | None:
    """Works of the rule of low results: this year, listed schools, region, change."""
    view = picture.results
    rows = usable(placed(view, failed(view.current)))
    rows = rows[unit_works.is_counted(rows) & (rows["procedure"] != "egegve")]
    if rows.empty:
        return None
    titles = results.place_titles(view)
    places = [place for place in ("own", "listed", "region") if (rows["place"] == place).any()]
    found = {(row.series, row.place): row for row in each(rows)}
    verdicts = _verdicts(picture)
    own = view.failed_own
    works = own[own["series"].isin(rows["series"])].drop_duplicates("series")
    return Table(
        "main-results",
        "Доля «2» (в ЕГЭ — ниже минимума) в работах, по которым выявляют ШНОР",
        [
            Column("work", "Работа"),
            Column("n", "Участников", align="right"),
            *(Column(place, titles[place], "%", "right") for place in places),
            Column("change", "С последнего сравнимого года"),
        ],
        [
            [
                words.upper_first(work.title),
                cells.count(work.denominator),
                *(cells.value_with_interval(found.get((work.series, place))) for place in places),
                verdicts.get(work.series, "прежних лет нет"),
            ]
            for work in each(works)
        ],
        notes=[results.INTERVAL_NOTE, "Изменение названо, только если оно больше случайного."],
    )


def _verdicts(picture: Overview) -> dict[str, str]:
    rows = picture.changes[picture.changes["measure"].isin(words.FAILURES)]
    judged = words.verdicts(rows)
    made = {}
    for row, verdict in zip(each(rows), judged, strict=True):
        reason = f": {row.reason}" if row.reason else ""
        points = f", {numbers.points(row.change)}" if verdict in ("better", "worse") else ""
        made[row.series] = f"{words.VERDICTS[verdict]}{points}{reason}"
    return made


def steps(picture: Overview) -> Table | None:
    """Next steps derived by rules: what, why, who, by when, where from."""
    found = derived_steps(picture)
    if not found:
        return None
    return Table(
        "steps",
        "Что дальше",
        [
            Column("what", "Шаг"),
            Column("why", "Почему"),
            Column("owner", "Кто (роль)"),
            Column("due", "Срок"),
            Column("basis", "Основание"),
        ],
        [
            [
                step.what,
                step.why,
                step.owner or Cell.absent(),
                numbers.date_short(step.due) if step.due else Cell.absent(),
                step.basis,
            ]
            for step in found
        ],
        notes=[
            "Шаги выведены правилами из чисел отчёта; роли и сроки взяты из дорожной карты, где в "
            "ней есть подходящее мероприятие. Решение остаётся за руководителем."
        ],
    )
