"""Municipalities of a region (schools where it has none): dots in a fixed order.

Here: the drawing. Not here: verdicts (`indicators.against_rest`), units by descending share
(`figures.units`), the funnel (`figures.funnel`).

The order is that of names, so that nobody reads a rank into overlapping intervals.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers import style
from helpers.blocks import Figure
from helpers.figures import plane
from helpers.figures.plane import Axes
from helpers.figures.results import percent_axis, room, rows_axis, values_at_right
from helpers.figures.units import fitted
from helpers.indicators import low_results
from helpers.indicators.against_rest import SURE
from helpers.indicators.funnel import together
from helpers.indicators.region_year import RegionYear
from helpers.indicators.rows import each
from helpers.tables import region as tables
from helpers.wording import numbers
from helpers.wording import region_results as words

#: Rows of one column of the drawing; more units stand in two columns.
_ONE_COLUMN = 34
#: Most units of one drawing; the table under it has all of them.
_MOST = 150
_TALLEST_MM = 215.0
_GAP_MM = 3.0


def dots(year: RegionYear, place: int = 0) -> Figure | None:
    """Units of one work in the order of names: share of failures with its interval.

    `place` chooses the work among the main ones. A diamond is a unit that differs from the
    others together, a circle one that does not, an empty circle a small group; the line is the
    share of all units together.
    """
    if place >= len(year.beside) or len(year.beside[place]) < 2:
        return None
    rows = year.beside[place]
    shown = rows.head(_MOST)
    columns = 1 if len(shown) <= _ONE_COLUMN else 2
    per_column = -(-len(shown) // columns)
    row_mm = min(5.4, (_TALLEST_MM - 20) / per_column)
    size = min(style.SMALL_FONT_SIZE, row_mm * 2.4)
    labels = [fitted(name, 44 if columns == 1 else 27) for name in shown["unit_name"]]
    left = room(labels) * size / style.SMALL_FONT_SIZE
    right = 30.0 if columns == 1 else 4.0
    with plane.panels(
        per_column * row_mm + 20, columns, left + _GAP_MM,
        left_mm=left, right_mm=right, top_mm=10, bottom_mm=9,
    ) as (figure, axes):  # fmt: skip
        share = together(rows)
        widest = float(np.nanmax([*shown["high"], share]))
        for column, panel in enumerate(axes):
            part = shown.iloc[column * per_column : (column + 1) * per_column]
            _panel(panel, part, share)
            names = labels[column * per_column : (column + 1) * per_column]
            rows_axis(panel, names, size)
            panel.set_ylim(per_column - 0.4, -0.6)
            percent_axis(panel, widest)
            if columns == 1:
                values_at_right(panel, each(part))
        _key(axes[0], rows, share)
        first = rows.iloc[0]
        title = words.dots_title(year, first)
        notes = [words.ORDER_NOTE]
        if len(shown) < len(rows):
            notes.append(f"На рисунке первые {len(shown)} из {len(rows)}, все — в таблице.")
        return plane.block(
            f"dots-{place + 1}", figure, title=title, alt=words.dots_alt(year, rows),
            table=tables.beside(year, rows, f"dots-{place + 1}-data", title), notes=notes,
        )  # fmt: skip


def _marks(rows: pd.DataFrame) -> list[tuple[str, np.ndarray, str, str]]:
    """Sign, which rows, colour of the face, words of the key."""
    small_n = low_results.default_rule().small_n
    sure = rows["verdict"].isin(SURE).to_numpy()
    small = (rows["denominator"] < small_n).to_numpy() & ~sure
    return [
        ("D", sure, style.SUBJECT_COLOURS["listed"], "отличается от остальных"),
        ("o", ~sure & ~small, style.ACCENT, "отличие не доказано"),
        ("o", small, style.PAPER, "малая группа"),
    ]


def _panel(axes: Axes, rows: pd.DataFrame, share: float) -> None:
    y = np.arange(len(rows))
    axes.axvline(share, color=style.INK, linewidth=0.9, linestyle=(0, (4, 3)))
    axes.hlines(y, rows["low"], rows["high"], color=style.SUBJECT_COLOURS["school"], linewidth=1.2)
    for sign, chosen, face, _ in _marks(rows):
        edge = face if face != style.PAPER else style.ACCENT
        axes.plot(
            rows["value"].to_numpy()[chosen], y[chosen], linestyle="none", marker=sign,
            markersize=5.0, color=edge, markerfacecolor=face, markeredgewidth=1.1, clip_on=False,
        )  # fmt: skip


def _key(axes: Axes, rows: pd.DataFrame, share: float) -> None:
    """The key above the drawing: signs that occur and the line."""
    handles = [
        axes.plot(
            [], [], linestyle="none", marker=sign, markersize=5.0, markerfacecolor=face,
            color=face if face != style.PAPER else style.ACCENT, markeredgewidth=1.1, label=label,
        )
        for sign, chosen, face, label in _marks(rows)
        if chosen.any()
    ]  # fmt: skip
    line = axes.plot(
        [], [], color=style.INK, linewidth=0.9, linestyle=(0, (4, 3)),
        label=f"все вместе, {numbers.percent(share)}",
    )  # fmt: skip
    axes.legend([*handles, line], columns=4, on_sheet=True, after_sign=0.3, between_columns=1.4)
