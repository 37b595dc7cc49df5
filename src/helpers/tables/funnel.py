"""The table under a funnel: every unit with the limits for its number of participants.

Here: rows and columns. Not here: arithmetic (`indicators.funnel`), sentences.
"""

from __future__ import annotations

import pandas as pd

from helpers.blocks import CellLike, Column, Table
from helpers.indicators import funnel as shares
from helpers.indicators.funnel import FunnelRule
from helpers.indicators.rows import each
from helpers.indicators.works import Results
from helpers.tables import cells
from helpers.tables.columns import count, share
from helpers.wording import numbers


def funnel(view: Results, rows: pd.DataFrame, title: str) -> Table:
    """Share of each unit, the limits of both pairs of lines, and where the point lies."""
    whole, sure_pct = shares.together(rows), FunnelRule.stated().sure_pct
    pairs = [shares.limits(rows, whole, pct) for pct in (95.0, sure_pct)]
    outside = shares.beyond(rows, whole, sure_pct)
    table_rows: list[list[CellLike]] = []
    for place, row in enumerate(each(rows)):
        line: list[CellLike] = [row.unit_name, cells.count(row.denominator), cells.value(row)]
        line += [numbers.interval(low[place], high[place]) for low, high in pairs]
        table_rows.append([*line, "за внешней" if outside[place] else "между"])
    return Table(
        "funnel-data",
        title,
        [
            Column("unit", "Муниципалитет" if view.by_municipality else "Школа"),
            count("n", "Участников"),
            share("share", "Доля"),
            Column("inner", "Внутренние линии", "%", "right"),
            Column("outer", "Внешние линии", "%", "right"),
            Column("place", "Место"),
        ],
        table_rows,
        [f"Линии — для доли всех вместе, {numbers.percent(whole)}, при том же числе участников."],
    )
