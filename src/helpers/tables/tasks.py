"""Tables of tasks: which are done worse than their level asks, and worse than in the region.

Here: rows and columns. Not here: zones (`indicators.task_zones`), sentences.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers import params, vocabulary
from helpers.blocks import Cell, Column, Table
from helpers.indicators import catalogue
from helpers.indicators.rows import each
from helpers.indicators.works import work_title
from helpers.tables import cells
from helpers.tables.columns import count, share, source
from helpers.wording import numbers
from helpers.wording.results import upper_first

#: Most rows of the table.
MOST = 40


def of_territory(tasks: pd.DataFrame, municipality_id: str) -> pd.DataFrame:
    """Tasks of the territory (a municipality or a region) with `title` of the work and
    `schools_below` of `schools`: how many schools with the task are below the limit."""
    work = ["wave", "procedure", "grade", "subject", "level", "variant", "task"]
    place = "region" if params.municipality(municipality_id).is_region else "municipality"
    own = tasks["scope_type"].eq(place) & tasks["scope_id"].eq(municipality_id)
    rows = tasks[own].reset_index(drop=True)
    schools = tasks[tasks["scope_type"] == "school"]
    by_task = schools.assign(below=schools["zone"].eq("insufficient")).groupby(work)["below"]
    keys = pd.MultiIndex.from_frame(rows[work])
    rows["schools"] = by_task.size().reindex(keys).fillna(0).astype(int).to_numpy()
    rows["schools_below"] = by_task.sum().reindex(keys).fillna(0).astype(int).to_numpy()
    rows["title"] = [title(row) for row in each(rows)]
    return rows


def title(row: Any) -> str:
    """The work of a task: «ВПР, 5 класс, математика», «ВПР осенью, программа 5 класса, …»."""
    slug = vocabulary.PROCEDURE_SLUGS.get(row.procedure, row.procedure)
    if slug not in catalogue.PROCEDURE_TITLES:
        return f"{row.procedure}, {row.grade} класс, {catalogue.subject_title(row.subject)}"
    grade = int(row.grade)
    is_earlier = row.wave == "autumn" and row.procedure in vocabulary.EARLIER_IN_AUTUMN
    return work_title(slug, grade, grade - is_earlier, row.subject, row.level, row.wave)


def weak(rows: pd.DataFrame) -> pd.DataFrame:
    """Tasks below the limit, those farthest below the region first within a work."""
    rows = rows[rows["zone"] == "insufficient"]
    return rows.sort_values(["title", "gap", "task"], kind="stable").reset_index(drop=True)


def tasks(rows: pd.DataFrame) -> Table | None:
    """Tasks of the territory below the limit of their level."""
    shown = weak(rows).head(MOST)
    if shown.empty:
        return None
    notes = [
        "Предел — по уровню задания: базовый (Б) или повышенный и высокий (П, В). Выполнение — "
        "доля набранных баллов от наибольших."
    ]
    if len(shown) < len(weak(rows)):
        notes.append(f"{numbers.shown_of('заданий', len(shown), len(weak(rows)))}.")
    return Table(
        "tasks-data",
        "Задания ниже предела",
        [
            Column("work", "Работа"),
            Column("task", "№"),
            Column("skill", "Умение"),
            Column("level", "Уровень"),
            share("done", "Выполнение"),
            share("region", "Регион"),
            Column("gap", "Разница", "п. п.", "right"),
            count("schools", "Школ ниже предела"),
        ],
        [
            [
                upper_first(row.title),
                f"{row.task}" + (f" (вар. {row.variant})" if row.variant else ""),
                row.skill or "—",
                row.task_level or "—",
                Cell.of(row.completion, 1),
                Cell.of(row.region, 1),
                cells.points(row.gap),
                f"{row.schools_below} из {row.schools}" if row.schools else Cell.absent(),
            ]
            for row in each(shown)
        ],
        notes,
        source("tasks"),
    )
