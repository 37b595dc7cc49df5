"""Drawings of the overview: lists over years.

Here: the drawing. Not here: the picture itself (`indicators.overview`), targets (`figures.goals`).
"""

from __future__ import annotations

from helpers import style
from helpers.blocks import Figure
from helpers.figures import plane
from helpers.indicators.overview import Overview
from helpers.indicators.rows import each
from helpers.tables import overview as tables
from helpers.wording import numbers
from helpers.wording import overview as words


def lists(picture: Overview) -> Figure | None:
    """Lists over years: stayed and entered upwards, left downwards; None with fewer than two."""
    rows = picture.lists
    if len(rows) < 2:
        return None
    with plane.sheet(70, left_mm=12, right_mm=4, top_mm=9, bottom_mm=9) as (figure, axes):
        x = list(range(len(rows)))
        stayed = rows["stayed"].fillna(rows["listed"]).astype(float)
        entered = rows["entered"].fillna(0).astype(float)
        left = rows["left"].fillna(0).astype(float)
        axes.bar(x, stayed, width=0.5, color=style.ACCENT, label="остались (или первый список)")
        axes.bar(x, entered, bottom=stayed, width=0.5, color=style.SUBJECT_COLOURS["listed"],
                 label="вошли")  # fmt: skip
        axes.bar(x, -left, width=0.5, color=style.ABSENT, hatch=plane.HATCH, edgecolor=style.MUTED,
                 linewidth=0.4, label="вышли")  # fmt: skip
        axes.axhline(0, color=style.INK, linewidth=0.8)
        for place, row in enumerate(each(rows)):
            axes.annotate(str(int(row.listed)), (place, float(row.listed)), (0, 3), ha="center")
            if left.iloc[place]:
                axes.annotate(
                    numbers.number(-left.iloc[place]), (place, -left.iloc[place] / 2),
                    ha="center", va="center",
                    fontsize=style.SMALL_FONT_SIZE,
                )  # fmt: skip
        axes.set_xticks(x, [str(int(year)) for year in rows["year"]])
        axes.set_xlim(-0.6, len(rows) - 0.4)
        axes.set_ylim(-1.25 * left.max(), 1.2 * rows["listed"].astype(float).max())
        axes.set_yticks([])
        axes.bare("", "left", "bottom")
        axes.legend(columns=3, sign=1)
        return plane.block(
            "lists-figure", figure, title="Школы в списках ШНОР по годам результатов",
            alt=words.lists(picture).text, table=tables.lists(picture, "lists-data"),
        )  # fmt: skip
