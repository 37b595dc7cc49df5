"""Tables of results: level, places, units, changes, gaps, journal, coverage, targets.

Here: which rows and columns a reader gets, with units, marks of absence and references to
indicator cells. Not here: arithmetic (`indicators`), sentences (`wording.results`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from helpers.blocks import Cell, CellLike, Column, Table
from helpers.indicators.rows import each, is_text, only
from helpers.indicators.works import (
    GROUP_TITLES,
    PLACES,
    Results,
    failed,
    of_group,
    placed,
    usable,
)
from helpers.tables import cells
from helpers.wording import numbers
from helpers.wording import results as words

#: Heads of measures in tables.
HEADS = {
    "mark_2_share": "Доля «2»",
    "below_min_share": "Ниже минимума",
    "positive_share": "Доля «3»–«5»",
    "quality_share": "Доля «4» и «5»",
    "mean_mark": "Средняя отметка",
    "mean_score": "Средний балл",
    "passed_share": "Преодолели минимум",
    "passed_share.first": "Преодолели минимум до пересдач",
    "passed_share.final": "Преодолели минимум с пересдачами",
}
_UNITLESS = ("mean_mark", "mean_score")
_DECIMALS = {"mean_mark": 2, "mean_score": 1}
INTERVAL_NOTE = "В скобках — 95-процентный интервал: диапазон случайных колебаний при таком числе."
PUBLISHED_NOTE = (
    "Взята опубликованная строка: она охватывает больше участников, чем присланные школами данные."
)


def place_titles(view: Results) -> dict[str, str]:
    """Names of the places of a comparison, as heads and legends have them."""
    return {
        "listed": "Школы списка ШНОР",
        "own": view.territory.name,
        "region": view.territory.region_name or "Регион",
        "country": "Вся выборка",
    }


def level(view: Results, group: str) -> Table | None:
    """Level of a family of procedures in the territory: one row per work of the year."""
    rows = of_group(view.own_now, group)
    if usable(failed(rows)).empty:
        return None
    measures = _measures_of(rows, group)
    works = rows[rows["procedure"] != "egegve"].drop_duplicates("series")
    by_work = _by_work(rows)
    table_rows = []
    for work in each(works):
        found = by_work[work.series]
        main = found.get("mark_2_share") or found.get("below_min_share") or found.get("mean_score")
        cells_of_work: list[Any] = [
            words.upper_first(work.title),
            cells.count(main.denominator if main else None),
        ]
        cells_of_work += [_measured(found.get(measure), measure) for measure in measures]
        table_rows.append(cells_of_work)
    return Table(
        f"level-{group}",
        f"{GROUP_TITLES[group]}: уровень результатов",
        [
            Column("work", "Работа"),
            Column("n", "Участников", align="right"),
            *(_share_column(measure) for measure in measures),
        ],
        table_rows,
        notes=[INTERVAL_NOTE, *_origin_notes(rows)],
    )


def _measures_of(rows: pd.DataFrame, group: str) -> list[str]:
    """Columns of the level table: marks where marks are given, the minimum and scores in ЕГЭ."""
    if group == "gia11":
        order = ["below_min_share", "mark_2_share", "quality_share", "mean_score"]
        works = rows[rows["procedure"] != "egegve"]
        by_score = works["procedure"] == "ege"
        rows = works[~(by_score & (works["measure"] == "mark_2_share"))]
    else:
        order = ["mark_2_share", "positive_share", "quality_share", "mean_mark"]
    present = set(usable(rows)["measure"])
    return [measure for measure in order if measure in present]


def _share_column(measure: str) -> Column:
    return Column(measure, HEADS[measure], "" if measure in _UNITLESS else "%", align="right")


def _by_work(rows: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Rows as series → measure → row."""
    found: dict[str, dict[str, Any]] = {}
    for row in each(rows):
        found.setdefault(row.series, {})[row.measure] = row
    return found


def _measured(row: Any, measure: str) -> Cell:
    if row is None:
        return Cell.absent(cells.MARKERS["not_applicable"])
    return cells.value_with_interval(row, _DECIMALS.get(measure, 1))


def _origin_notes(rows: pd.DataFrame) -> list[str]:
    return [PUBLISHED_NOTE] if (usable(rows)["origin"] == "published").any() else []


def by_place(view: Results, rows: pd.DataFrame, block_id: str, title: str) -> Table:
    """One measure of works side by side for the list, the territory and what is above it.

    `rows` as from `works.placed`; one row per work, for each place the share and its n.
    """
    titles = place_titles(view)
    found = {(row.series, row.place): row for row in each(rows)}
    present = {place for _, place in found}
    places = [place for place in PLACES if place in present]
    works: dict[str, Any] = {}
    for (series, _), first in found.items():
        works.setdefault(series, first)
    columns = [Column("work", "Работа")]
    for place in places:
        columns.append(Column(place, titles[place], "%", align="right"))
        columns.append(Column(f"n_{place}", "n", align="right"))
    table_rows = []
    for work in works.values():
        row: list[Any] = [words.upper_first(work.title)]
        for place in places:
            held = found.get((work.series, place))
            row.append(cells.value_with_interval(held))
            row.append(cells.count(held.denominator if held is not None else None))
        table_rows.append(row)
    return Table(block_id, title, columns, table_rows, notes=[INTERVAL_NOTE])


def compared(view: Results, group: str, measure: str) -> pd.DataFrame:
    """Rows of one measure at every place of a comparison, with a value in the territory.

    `failed` means the share of failures: «2», or below the minimum where there are no marks.
    """
    rows = of_group(view.current, group)
    chosen = failed(rows) if measure == "failed" else rows[rows["measure"] == measure]
    made = usable(placed(view, chosen))
    names = made["series"].to_numpy()
    own = set(names[is_text(made, "place", "own")])
    return only(made, np.array([name in own for name in names], dtype=bool))


def changes(frame: pd.DataFrame) -> Table | None:
    """Changes since the last comparable year: one row per work."""
    rows = frame[frame["low"].notna()]
    if rows.empty:
        return None
    rows = rows.assign(
        side=rows["measure"].isin(words.FAILURES).map({True: "failed", False: "quality"}),
        verdict=words.verdicts(rows),
    )
    by_side = {(row.series, row.side): row for row in each(rows)}
    return Table(
        "changes",
        "Изменение с последнего сравнимого года",
        [
            Column("work", "Работа"),
            Column("year", "Год до"),
            Column("n", "Участников", align="right"),
            Column("failed", "«2», ниже минимума: доли и разность", "%", "right"),
            Column("quality", "«4» и «5»: доли и разность", "%", "right"),
            Column("verdict", "Вывод"),
        ],
        [
            _change_row(by_side.get((row.series, "failed")), by_side.get((row.series, "quality")))
            for row in each(rows.drop_duplicates("series"))
        ],
        notes=[
            "Доли двух лет через стрелку, затем разность в п. п. и в скобках её 95-процентный "
            "интервал. «Не доказано» — изменение в пределах случайных колебаний.",
            "Если в два года писали не одни и те же школы, сравниваются только те, что писали в "
            "оба года: числа могут отличаться от таблицы уровня.",
            *words.not_compared(frame),
        ],
    )


def _change_row(failures: Any, quality: Any) -> list[CellLike]:
    row = failures if failures is not None else quality
    return [
        words.upper_first(row.title),
        str(int(row.year_before)),
        f"{numbers.number(row.whole_before)} → {numbers.number(row.whole)}",
        _change(failures),
        _change(quality),
        words.change_verdict(failures, quality),
    ]


def _change(row: Any) -> Cell:
    """«39,3 → 16,1; −23,2 (−38,1…−7,0)», or «х» where nothing is compared."""
    if row is None or not cells.is_known(row.low):
        return Cell.absent(cells.MARKERS["not_applicable"])
    shares = f"{numbers.number(row.before, 1)} → {numbers.number(row.now, 1)}"
    bounds = numbers.interval(row.low, row.high)
    change = numbers.number(row.change, 1, signed=True)
    return Cell(float(row.change), f"{shares}; {change} ({bounds})")


def trends(view: Results, rows: pd.DataFrame) -> Table:
    """Shares of works over years: one row per work and measure, one column per year.

    `rows` as from `figures.trends.rows`; an empty year has its mark, a break stands in words.
    """
    years = sorted(int(year) for year in rows["year"].unique())
    found = {(row.series, row.measure, int(row.year)): row for row in each(rows)}
    works = rows.drop_duplicates(["series", "measure"])
    return Table(
        "trends-data",
        "Доли по годам",
        [
            Column("work", "Работа"),
            Column("measure", "Показатель"),
            *(Column(f"y{year}", str(year), "%", "right") for year in years),
        ],
        [
            [
                words.upper_first(work.title),
                HEADS[work.measure],
                *(
                    cells.value_with_count(found.get((work.series, work.measure, year)))
                    for year in years
                ),
            ]
            for work in each(works)
        ],
        notes=["В скобках — число участников. н/д — в этот год результатов работы нет."],
    )


def passed(view: Results) -> Table | None:
    """Who reached the minimum in final exams: at first, finally, how many did not.

    «В итоге» is with resits where they are known, else the only result there is. The pool of
    ЕГЭ and ГВЭ has a row only where both forms were sat.
    """
    rows = view.own_now
    rows = rows[rows["procedure"].isin(["oge", "gve", "ege", "egegve"])]
    both = rows.loc[(rows["procedure"] == "gve") & (rows["grade"] == 11), "subject"]
    rows = rows[(rows["procedure"] != "egegve") | rows["subject"].isin(list(both))]
    measures = ["passed_share.first", "passed_share.final", "passed_share"]
    known = usable(rows[rows["measure"].isin(measures)])
    if known.empty:
        return None
    by_work = _by_work(known)
    has_first = (known["measure"] == "passed_share.first").any()
    table_rows: list[list[CellLike]] = []
    for work in each(known.drop_duplicates("series")):
        found = by_work[work.series]
        best = found.get("passed_share.final") or found.get("passed_share")
        first = [_measured_or_missing(found.get("passed_share.first"))] if has_first else []
        table_rows.append(
            [
                words.upper_first(work.title),
                cells.count(best.denominator if best else None),
                *first,
                _measured_or_missing(best),
                cells.count(best.denominator - best.numerator if best else None),
            ]
        )
    return Table(
        "passed",
        "Государственная итоговая аттестация: минимум",
        [
            Column("work", "Экзамен"),
            Column("n", "Сдавали", align="right"),
            *([Column("first", "Преодолели до пересдач", "%", "right")] if has_first else []),
            Column("final", "Преодолели в итоге", "%", "right"),
            Column("below", "Не преодолели в итоге", "человек", "right"),
        ],
        table_rows,
        notes=[INTERVAL_NOTE, *_origin_notes(known)],
    )


def _measured_or_missing(row: Any) -> Cell:
    return Cell.absent(cells.NO_DATA) if row is None else cells.value_with_interval(row)


def journal(frame: pd.DataFrame, block_id: str = "journal") -> Table:
    """Marks against the journal: one row per work and place."""
    titles = {"own": "все школы", "listed": "школы списка"}
    return Table(
        block_id,
        "Отметки за работу и отметки в журнале",
        [
            Column("work", "Работа"),
            Column("place", "Чьи результаты"),
            Column("n", "Сравнено", "человек", "right"),
            Column("lowered", "Понизили", "%", "right", decimals=1),
            Column("confirmed", "Подтвердили", "%", "right", decimals=1),
            Column("raised", "Повысили", "%", "right", decimals=1),
        ],
        [
            [
                words.upper_first(row.title),
                titles[row.place],
                cells.count(row.whole),
                float(row.lowered_pct),
                float(row.confirmed_pct),
                float(row.raised_pct),
            ]
            for row in each(frame)
        ],
        notes=["«Понизили» — отметка за работу ниже отметки в журнале (в ГИА — годовой)."],
    )
