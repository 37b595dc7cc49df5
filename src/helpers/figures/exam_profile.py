"""Bands of ЕГЭ scores as parts of one bar for each subject.

Here: the drawing. Not here: arithmetic (`indicators.exam_profile`), the table, sentences.
"""

from __future__ import annotations

import pandas as pd

from helpers import style
from helpers.blocks import Figure
from helpers.figures import plane, stacked
from helpers.figures.stacked import Part
from helpers.indicators.rows import each
from helpers.tables import exam_profile as tables
from helpers.wording import exam_profile as words
from helpers.wording import numbers


def bands(frame: pd.DataFrame) -> Figure | None:
    """Shares of bands in the territory, one bar per subject; None without bands."""
    rows = tables.of_territory(frame)
    table = tables.bands(frame)
    if table is None:
        return None
    high = rows["score_81_99_pct"] + rows["score_100_pct"]
    colours = style.MARK_COLOURS
    parts = [
        Part("ниже минимума", colours[2], list(rows["score_below_min_pct"])),
        Part("минимум–60", colours[3], list(rows["score_to_60_pct"])),
        Part("61–80", colours[4], list(rows["score_61_80_pct"])),
        Part("81 и выше", colours[5], list(high)),
    ]
    names = [tables.subject(row.subject, row.level) for row in each(rows)]
    with plane.sheet(
        stacked.height_mm(len(rows)), left_mm=52, right_mm=4, top_mm=10, bottom_mm=4
    ) as (figure, axes):
        totals = [f"n = {numbers.number(n)}" for n in rows["sat"]]
        stacked.draw(axes, names, parts, totals=totals, label_width=28)
        return plane.block(
            "score-bands", figure, title="ЕГЭ: доли участников по полосам баллов, %",
            alt=f"Полосы баллов ЕГЭ по предметам. {words.found(rows)}", table=table,
        )  # fmt: skip
