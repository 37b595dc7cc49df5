"""Tables of schools, or municipalities of a region: failures work by work, completeness.

Here: which works and units a table has. Not here: the territory as a whole
(`tables.results`), sentences (`wording.units`).
"""

from __future__ import annotations

import pandas as pd

from helpers.blocks import Cell, CellLike, Column, Table
from helpers.indicators import low_results
from helpers.indicators.rows import each
from helpers.indicators.unit_works import works_with_units
from helpers.indicators.works import Results, failed
from helpers.tables import cells
from helpers.vocabulary import natural
from helpers.wording.results import upper_first, work_head

#: How many works have a figure of their own with all units in its table.
FIGURES_OF_UNITS = 2


def units(view: Results) -> Table | None:
    """Failures of every unit in the main works: one row per unit, one column per work.

    Units are schools, or municipalities of a region; sorted by name. A cell says the share
    and the number of participants. None where the figures of units show every work already.
    """
    works = works_with_units(view)
    if len(works) <= FIGURES_OF_UNITS:
        return None
    rows = failed(view.units)
    rows = rows[rows["series"].isin(works)]
    found = {(row.unit_id, row.series): row for row in each(rows)}
    heads = {row.series: work_head(row) for row in each(rows.drop_duplicates("series"))}
    units_shown = rows.drop_duplicates("unit_id")
    names = units_shown.loc[units_shown["unit_name"].map(natural).sort_values().index]
    word = "Муниципалитет" if view.by_municipality else "Школа"
    return Table(
        "units-table",
        f"{word}: доля «2» (в ЕГЭ — ниже минимума)",
        [
            Column("unit", word),
            *(Column(name, heads[name], "%", "right") for name in works),
        ],
        [
            [
                unit.unit_name,
                *(cells.value_with_count(found.get((unit.unit_id, name))) for name in works),
            ]
            for unit in each(names)
        ],
        notes=["В скобках — число участников.", small_note()],
    )


def small_note() -> str:
    """What a small group is."""
    return (
        f"Меньше {low_results.default_rule().small_n} участников — малая группа: один человек "
        "меняет долю больше чем на 10 п. п."
    )


def coverage(view: Results, frame: pd.DataFrame) -> Table | None:
    """Who is in the results: schools and pupils with and without data, work by work.

    `frame` as from `indicators.coverage.by_work`. Works known only as a total of the territory
    are counted in a note.
    """
    rows = frame[(frame["units"] > 0) | (frame["units_before"] > 0)]
    if rows.empty:
        return None
    unit = "Муниципалитетов" if view.by_municipality else "Школ"
    has_enrolled = bool((rows["enrolled"] > 0).any())
    columns = [
        Column("work", "Работа"),
        Column("units", f"{unit} с результатами", align="right"),
        Column("before", "Год назад", align="right"),
        Column("gone", "Были год назад, нет сейчас", align="right"),
        Column("participants", "Участников", align="right"),
    ]
    if has_enrolled:
        columns.append(Column("enrolled", "Обучающихся", align="right"))
        columns.append(Column("share", "Участвовали", "%", "right", decimals=1))
    table_rows: list[list[CellLike]] = []
    for row in each(rows):
        line: list[CellLike] = [
            upper_first(row.title),
            int(row.units),
            int(row.units_before),
            len(row.gone),
            cells.count(row.participants),
        ]
        if has_enrolled:
            known = row.enrolled > 0 and cells.is_known(row.participants)
            line.append(cells.count(row.enrolled))
            line.append(100 * row.participants / row.enrolled if known else Cell.absent())
        table_rows.append(line)
    notes = ["Нет строки — не ноль: результаты такой школы неизвестны."]
    if (rows["units_before"] > 0).any():
        notes.append("«Были год назад, нет сейчас» — ни весной, ни осенью.")
    totals = int(frame.drop(rows.index)["participants"].notna().sum())
    if totals:
        notes.append(f"Ещё работ, известных только итогом по территории: {totals}.")
    return Table("coverage", "Полнота данных по работам", columns, table_rows, notes=notes)
