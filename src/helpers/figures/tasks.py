"""Completion of the tasks of one work beside the region.

Here: the drawing. Not here: zones (`indicators.task_zones`), the table, sentences.
"""

from __future__ import annotations

import pandas as pd

from helpers import style
from helpers.blocks import Cell, Column, Figure, Table
from helpers.figures import plane
from helpers.figures.results import room, rows_axis
from helpers.figures.units import fitted
from helpers.indicators.rows import each
from helpers.tables import cells
from helpers.tables.columns import share
from helpers.wording import numbers
from helpers.wording import tasks as words
from helpers.wording.results import upper_first

_SIGNS = {
    "insufficient": ("D", "listed"),
    "border": ("s", "school"),
    "sufficient": ("o", "municipality"),
}
_MOST = 26


def tasks_of_work(rows: pd.DataFrame) -> Figure | None:
    """Tasks of the work with most of them below the limit; None without tasks.

    A diamond is below the limit of its level, a square at it, a circle above; the bar is the
    region, where it is known.
    """
    shown = words.widest(rows)
    shown = shown[shown["completion"].notna()].head(_MOST).reset_index(drop=True)
    if shown.empty:
        return None
    labels = [
        fitted(f"№ {row.task}{f' ({row.task_level})' if row.task_level else ''} {row.skill or ''}")
        for row in each(shown)
    ]
    title = f"{upper_first(str(shown.loc[0, 'title']))}: выполнение заданий"
    with plane.sheet(
        len(shown) * 5.6 + 20, left_mm=room(labels), right_mm=14, top_mm=9, bottom_mm=9
    ) as (figure, axes):
        if shown["region"].notna().any():
            axes.plot(
                shown["region"], range(len(shown)), linestyle="none", marker="|", markersize=9,
                markeredgewidth=2.2, color=style.MUTED, label="регион",
            )  # fmt: skip
        for zone, (sign, subject) in _SIGNS.items():
            chosen = shown[shown["zone"] == zone]
            if len(chosen):
                axes.plot(
                    chosen["completion"], chosen.index, linestyle="none", marker=sign,
                    markersize=5.5, markeredgewidth=0, label=words.ZONES[zone],
                    color=style.SUBJECT_COLOURS[subject],
                )  # fmt: skip
        for place, value in enumerate(shown["completion"]):
            axes.annotate(
                numbers.percent(value, 0), (1, place), (6, 0), va="center",
                across="panel",
                fontsize=style.SMALL_FONT_SIZE,
            )  # fmt: skip
        rows_axis(axes, labels)
        axes.set_xlim(0, 100)
        axes.set_xlabel("%")
        axes.legend(columns=4, on_sheet=True, after_sign=0.3, between_columns=1.4)
        return plane.block(
            "tasks", figure, title=title, alt=words.alt(shown), table=_table(shown, title)
        )


def _table(rows: pd.DataFrame, title: str) -> Table:
    return Table(
        "tasks-of-work",
        title,
        [
            Column("task", "№"),
            Column("level", "Уровень"),
            Column("skill", "Умение"),
            share("done", "Выполнение"),
            share("region", "Регион"),
            Column("gap", "Разница", "п. п.", "right"),
            Column("zone", "Зона"),
        ],
        [
            [str(row.task), row.task_level or "—", row.skill or "—", Cell.of(row.completion, 1),
             Cell.of(row.region, 1), cells.points(row.gap), words.ZONES[row.zone]]
            for row in each(rows)
        ],
    )  # fmt: skip
