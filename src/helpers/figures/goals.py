"""Targets of a year as bullets: the fact as a bar, the plan as a line.

Here: the drawing. Not here: the verdict (`indicators.goals`), the table, sentences.
"""

from __future__ import annotations

import pandas as pd

from helpers import style
from helpers.blocks import Figure
from helpers.figures import plane
from helpers.figures.stacked import wrapped
from helpers.indicators.rows import each
from helpers.tables import goals as goal_tables
from helpers.wording import goals as goal_words
from helpers.wording import numbers

_BAR = {"met": style.ACCENT, "met_by_chance": style.SUBJECT_COLOURS["school"],
        "missed_by_chance": style.SUBJECT_COLOURS["school"]}  # fmt: skip


def goals(aims: pd.DataFrame, year: int) -> Figure | None:
    """Targets in percent as bars with the plan as a line; None without such targets.

    `aims` as from `indicators.goals.judged`.
    """
    rows = aims[(aims["unit"] == "%") & aims["value"].notna() & aims["value"].between(0, 100)]
    if rows.empty:
        return None
    table = goal_tables.goals(aims, "goals-data")
    assert table is not None
    title = "Цели года в процентах: факт и план"
    labels = [wrapped(str(name), 44) for name in rows["title"]]
    with plane.sheet(len(rows) * 10 + 20, left_mm=72, right_mm=30, top_mm=9, bottom_mm=9) as (
        figure, axes,
    ):  # fmt: skip
        y = list(range(len(rows)))
        colours = [
            _BAR.get(standing, style.SUBJECT_COLOURS["listed"]) for standing in rows["standing"]
        ]
        axes.barh(y, rows["value"], height=0.45, color=colours)
        axes.vlines(
            rows["target"], [place - 0.36 for place in y], [place + 0.36 for place in y],
            color=style.TARGET, linewidth=2.6,
        )  # fmt: skip
        axes.set_yticks(y, labels, style.SMALL_FONT_SIZE)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(0, 100)
        axes.bare("x", "left")
        axes.set_xlabel("%")
        for place, row in enumerate(each(rows)):
            axes.annotate(
                f"{numbers.percent(row.value)}", (1, place), (6, 0), va="center",
                across="panel",
                fontsize=style.SMALL_FONT_SIZE,
            )  # fmt: skip
        axes.plot([], [], color=style.TARGET, linewidth=2.6, label="план")
        axes.legend(sign=0.8)
        return plane.block(
            "goals-figure", figure, title=title,
            alt=goal_words.sentence(aims, year), table=table,
        )  # fmt: skip
