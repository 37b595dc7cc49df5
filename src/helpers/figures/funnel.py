"""A funnel: units by the number of their participants, between the lines of chance.

Here: the drawing of schools, or municipalities of a region, in one work. Not here: the limits
(`indicators.intervals`), who lies beyond them (`indicators.funnel`), the words.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
import pandas as pd

from helpers import style
from helpers.blocks import Figure
from helpers.figures import plane
from helpers.figures.plane import Axes
from helpers.figures.units import fitted
from helpers.indicators import funnel as shares
from helpers.indicators import intervals
from helpers.indicators.funnel import FunnelRule
from helpers.indicators.rows import each
from helpers.indicators.works import Results
from helpers.tables import funnel as tables
from helpers.wording import funnel as words
from helpers.wording import numbers

#: Numbers of participants that may stand under the drawing.
_TICKS = (5, 10, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)
#: Most points that are named, and how near a name may stand to another (parts of the drawing).
_NAMED, _HIGH, _WIDE = 6, 0.05, 0.36


def funnel(view: Results) -> Figure | None:
    """Units of the main work by number of participants, between the lines of chance.

    The number of participants is drawn by its square root: most units are small, and so are
    the steps of chance. None where there are too few units for a funnel.
    """
    rule, rows = FunnelRule.stated(), shares.of_main_work(view)
    if len(rows) < rule.least:
        return None
    title = words.title(view, rows.iloc[0])
    share = shares.together(rows)
    outside = shares.beyond(rows, share, rule.sure_pct)
    _, high = intervals.funnel_limits(share, np.array([_sizes(rows)[1]]), rule.sure_pct)
    top = min(max(float(rows["value"].max()) * 1.08, share * 2, float(high[0]), 1.0), 100.0)
    with plane.sheet(82, left_mm=14, right_mm=6, top_mm=9, bottom_mm=12) as (figure, axes):
        _lines(axes, rows, share, rule)
        for chosen, sign, colour, label in (
            (~outside, "o", style.SUBJECT_COLOURS["school"], "между линиями"),
            (outside, "D", style.SUBJECT_COLOURS["listed"], "за внешней линией"),
        ):
            axes.plot(
                np.sqrt(rows["denominator"].to_numpy()[chosen]), rows["value"].to_numpy()[chosen],
                linestyle="none", marker=sign, markersize=4.8, color=colour, markeredgewidth=0,
                label=label if chosen.any() else "_", clip_on=False,
            )  # fmt: skip
        _axes(axes, rows, top)
        _name_outside(axes, rows[outside], top)
        axes.legend(columns=4, on_sheet=True, after_sign=0.4, between_columns=1.4)
        return plane.block(
            "funnel", figure, title=title, alt=words.alt(view, rows),
            table=tables.funnel(view, rows, title), notes=[words.lines(rule)],
        )  # fmt: skip


def _lines(axes: Axes, rows: pd.DataFrame, share: float, rule: FunnelRule) -> None:
    grid = np.unique(np.round(np.geomspace(*_sizes(rows), 60)))
    dashes: tuple[tuple[float, tuple[int, tuple[float, float]]], ...] = (
        (95.0, (0, (4, 3))), (rule.sure_pct, (0, (1, 1.5))),
    )  # fmt: skip
    for inside, dash in dashes:
        low, high = intervals.funnel_limits(share, grid, inside)
        look: dict[str, Any] = {"color": style.MUTED, "linewidth": 1, "linestyle": dash}
        axes.plot(np.sqrt(grid), np.where(low > 0, low, np.nan), **look)
        label = numbers.percent(inside, 0 if inside == int(inside) else 1)
        axes.plot(np.sqrt(grid), high, label=label, **look)
    axes.axhline(share, color=style.INK, linewidth=0.9)


def _sizes(rows: pd.DataFrame) -> tuple[float, float]:
    """Ends of the axis of participants: far enough apart for lines, even where all are equal."""
    least, largest = float(rows["denominator"].min()), float(rows["denominator"].max())
    return max(min(least, largest / 2), 1.0), max(largest, 2.0)


def _axes(axes: Axes, rows: pd.DataFrame, top: float) -> None:
    least, largest = _sizes(rows)
    axes.set_ylim(0, top)
    axes.set_xlim(sqrt(least) - 0.03 * sqrt(largest), sqrt(largest) * 1.02)
    axes.bare("y")
    shown: list[int] = []
    are_equal = rows["denominator"].nunique() == 1
    ticks = (int(largest),) if are_equal else _TICKS
    for tick in (tick for tick in ticks if least <= tick <= largest):
        if not shown or sqrt(tick) - sqrt(shown[-1]) > 0.06 * sqrt(largest):
            shown.append(tick)
    axes.set_xticks([sqrt(tick) for tick in shown], [numbers.number(tick) for tick in shown])
    axes.set_xlabel("участников")
    axes.set_ylabel("%", -2)


def _name_outside(axes: Axes, rows: pd.DataFrame, top: float) -> None:
    """Names of the farthest points that have room, turned inwards near the right edge."""
    left, right = axes.get_xlim()
    taken: list[tuple[float, float]] = []
    for row in each(rows.sort_values("value", ascending=False, kind="stable")):
        x, y = (sqrt(row.denominator) - left) / (right - left), row.value / top
        near = any(abs(x - a) < _WIDE and abs(y - b) < _HIGH for a, b in taken)
        if near or len(taken) == _NAMED:
            continue
        taken.append((x, y))
        axes.annotate(
            fitted(row.unit_name, 30), (sqrt(row.denominator), row.value),
            (-5 if x > 0.6 else 5, 0), va="center",
            ha="right" if x > 0.6 else "left", fontsize=style.SMALL_FONT_SIZE - 1,
        )  # fmt: skip
