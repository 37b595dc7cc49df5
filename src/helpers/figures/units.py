"""Schools, or municipalities of a region, in one work: shares of failures with intervals.

Here: the choice of the work and the drawing. Not here: works of the whole territory
(`figures.results`).
"""

from __future__ import annotations

import pandas as pd

from helpers import style
from helpers.blocks import Column, Figure, Table
from helpers.figures import plane
from helpers.figures.plane import Axes
from helpers.figures.results import MOST_ROWS, percent_axis, room, rows_axis, values_at_right
from helpers.indicators import low_results
from helpers.indicators.rows import each
from helpers.indicators.unit_works import main_works
from helpers.indicators.works import Results
from helpers.tables import cells, results
from helpers.wording import numbers
from helpers.wording import results as words


def units(view: Results, place: int = 0) -> Figure | None:
    """Units of one work: share of failures with intervals, the highest first.

    Units are schools, or municipalities of a region. `place` chooses the work: 0 is the one
    that most units wrote among Russian and mathematics, 1 the next.
    """
    chosen = main_works(view)
    if place >= len(chosen):
        return None
    rows = view.failed_units
    rows = rows[rows["series"] == chosen[place]]
    rows = rows.sort_values(["value", "unit_name"], ascending=[False, True], kind="stable")
    return _units_figure(view, rows, f"units-{place + 1}")


def _units_figure(view: Results, rows: pd.DataFrame, block_id: str) -> Figure:
    rule = low_results.default_rule()
    first = rows.iloc[0]
    word = "муниципалитеты" if view.by_municipality else "школы"
    title = f"{words.upper_first(first['title'])}: {words.MEASURES[first['measure']]}, {word}"
    table = _units_table(view, rows, f"{block_id}-data", title)
    shown = rows.head(MOST_ROWS)
    labels = [fitted(name) for name in shown["unit_name"]]
    small = (shown["denominator"] < rule.small_n).to_list()
    near = bool(shown["high"].max() >= rule.low_share_pct / 2)
    notes = []
    if any(small):
        notes.append(f"Пустой кружок — малая группа, меньше {rule.small_n} участников.")
    if not near:
        notes.append(
            f"Порог низких результатов, {numbers.percent(rule.low_share_pct, 0)}, — правее рисунка."
        )
    if len(shown) < len(rows):
        what = "муниципалитетов" if view.by_municipality else "школ"
        notes.append(
            f"{numbers.shown_of(what, len(shown), len(rows))} — с наибольшей долей; все — в "
            "таблице."
        )
    with plane.sheet(
        len(shown) * 5.4 + 22, left_mm=room(labels), right_mm=30, top_mm=9, bottom_mm=9
    ) as (figure, axes):
        y = list(range(len(shown)))
        span = style.SUBJECT_COLOURS["school"]
        axes.hlines(y, shown["low"], shown["high"], color=span, linewidth=1.3)
        for mask, face in ((small, style.PAPER), ([not item for item in small], style.ACCENT)):
            axes.plot(
                shown.loc[mask, "value"], [i for i, hit in enumerate(mask) if hit],
                linestyle="none", marker="o", markersize=5.5, color=style.ACCENT,
                markerfacecolor=face, markeredgewidth=1.2, clip_on=False,
            )  # fmt: skip
        rows_axis(axes, labels)
        largest = shown["high"].max()
        percent_axis(axes, max(largest, rule.low_share_pct) if near else largest)
        if near:
            _threshold(axes, rule.low_share_pct)
        values_at_right(axes, each(shown))
        alt = _units_alt(view, rows, title)
        return plane.block(block_id, figure, title=title, alt=alt, table=table, notes=notes)


def _threshold(axes: Axes, share: float) -> None:
    """The threshold of low results as a dashed line with its name."""
    axes.axvline(share, color=style.TARGET, linewidth=1, linestyle=(0, (4, 3)))
    axes.annotate(
        f"порог {numbers.percent(share, 0)}", (share, 1), (0, 3), ha="center", va="bottom",
        color=style.TARGET, up="panel",
        fontsize=style.SMALL_FONT_SIZE,
    )  # fmt: skip


def fitted(name: str, most: int = 44) -> str:
    """A name that fits the label of a row; a longer one ends in an ellipsis."""
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def _units_alt(view: Results, rows: pd.DataFrame, title: str) -> str:
    rule = low_results.default_rule()
    high = int((rows["value"] >= rule.low_share_pct).sum())
    first = rows.iloc[0]
    return (
        f"{title}: точки с 95-процентными интервалами, всего {len(rows)}. На пороге "
        f"{numbers.percent(rule.low_share_pct, 0)} и выше — {high}. Наибольшая доля — "
        f"{first['unit_name']}, {words.share_words(first)}."
    )


def _units_table(view: Results, rows: pd.DataFrame, block_id: str, title: str) -> Table:
    rule = low_results.default_rule()
    return Table(
        block_id,
        title,
        [
            Column("unit", "Муниципалитет" if view.by_municipality else "Школа"),
            Column("part", "Человек", align="right"),
            Column("n", "Участников", align="right"),
            Column("share", "Доля", "%", "right"),
            Column("remark", "Замечание"),
        ],
        [
            [
                row.unit_name,
                cells.count(row.numerator),
                cells.count(row.denominator),
                cells.value_with_interval(row),
                "малая группа" if row.denominator < rule.small_n else "",
            ]
            for row in each(rows)
        ],
        notes=[results.INTERVAL_NOTE],
    )
