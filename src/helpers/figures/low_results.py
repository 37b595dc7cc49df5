"""Drawings of the list by the rule: results of schools around the limit, variants of the rule.

Here: how each is drawn and what it says in its alternative text. Not here: verdicts
(`indicators.low_results`), tables.
"""

from __future__ import annotations

from helpers import style
from helpers.blocks import Figure
from helpers.figures import plane
from helpers.figures.results import percent_axis, room, rows_axis, values_at_right
from helpers.figures.units import fitted
from helpers.indicators.low_results import LowResultsList
from helpers.indicators.rows import each
from helpers.tables import low_results as tables
from helpers.wording import low_results as words
from helpers.wording import numbers

#: Most results of one drawing; the table has all of them.
MOST_ROWS = 24


def triggers(made: LowResultsList) -> Figure | None:
    """Low results of listed schools: shares with intervals against the limit."""
    table = tables.triggers(made)
    if table is None:
        return None
    rows = made.triggers[made.triggers["listed"].astype(bool) & made.triggers["low"].notna()]
    shown = rows.head(MOST_ROWS).reset_index(drop=True)
    if shown.empty:
        return None
    labels = [f"{fitted(row.school_name, 26)}: {_short(row)}" for row in each(shown)]
    limit = made.rule.low_share_pct
    sure = int((rows["low"] >= limit).sum())
    notes = ["Если отрезок пересекает границу, результат по одному году не отличить от неё."]
    if len(shown) < len(rows):
        notes.append(f"{numbers.shown_of('результатов', len(shown), len(rows))}; все — в таблице.")
    with plane.sheet(
        len(shown) * 5.4 + 22, left_mm=room(labels) + 12, right_mm=30, top_mm=9, bottom_mm=9
    ) as (figure, axes):
        y = list(range(len(shown)))
        span = style.SUBJECT_COLOURS["school"]
        axes.hlines(y, shown["low"], shown["high"], color=span, linewidth=1.3)
        axes.plot(shown["share"], y, "o", color=style.ACCENT, markersize=5.5, clip_on=False)
        rows_axis(axes, labels)
        percent_axis(axes, float(shown["high"].max()))
        axes.axvline(limit, color=style.TARGET, linewidth=1, linestyle=(0, (4, 3)))
        axes.annotate(
            f"граница {numbers.percent(limit, 0)}", (limit, 1), (0, 3), ha="center", va="bottom",
            color=style.TARGET, up="panel",
            fontsize=style.SMALL_FONT_SIZE,
        )  # fmt: skip
        counted = shown.assign(value=shown["share"], denominator=shown["participants"])
        values_at_right(axes, each(counted))
        return plane.block(
            "low-triggers-figure", figure, title=table.title,
            alt=f"Точки с 95-процентными интервалами, низких результатов {len(rows)}. Интервал "
            f"целиком не ниже границы {numbers.percent(limit, 0)} у {sure} из них.",
            table=table, notes=notes,
        )  # fmt: skip


def _short(row: object) -> str:
    """«ВПР 5, математика, 2022»."""
    return (
        words.work_title(row).replace(" класс", "").replace(" год", "")  # type: ignore[arg-type]
    )
