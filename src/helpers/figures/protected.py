"""Drawings of the public edition, made from protected answers only.

Here: shares as points and bands. Not here: deciding what may be drawn (`disclosure`).

A coordinate says no more than the answer: a point stands at an exact share, a band is drawn
from end to end of its limits.
"""

from __future__ import annotations

from matplotlib.axes import Axes

from helpers import style
from helpers.blocks import Figure, Notice
from helpers.disclosure.protected import Answer, Protected
from helpers.figures import canvas
from helpers.figures.stacked import wrapped
from helpers.tables import protected as tables
from helpers.wording import protected as words

#: Most rows of one drawing.
MOST = 14


def shares(
    protected: Protected, block_id: str, title: str, measure: str, *fields: str
) -> Figure | Notice:
    """Answers of some fields whose name ends in `measure`, one row each."""
    rows = [
        one
        for one in protected.of_year(*fields)
        if one.question_id.endswith(measure) and one.kind in ("exact", "band")
    ][:MOST]
    if not rows:
        return protected.certify(Notice("Показать рисунком нечего: данных нет или они скрыты."))
    with canvas.sheet(len(rows) * 8 + 20, left_mm=78, right_mm=26, top_mm=4, bottom_mm=10) as (
        figure, axes,
    ):  # fmt: skip
        for place, one in enumerate(rows):
            _draw(axes, place, one)
        axes.set_yticks(
            range(len(rows)), [wrapped(one.title, 46) for one in rows],
            fontsize=style.SMALL_FONT_SIZE,
        )  # fmt: skip
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(0, 100)
        canvas.bare(axes, "x")
        axes.spines["left"].set_visible(False)
        axes.set_xlabel("%", loc="right", labelpad=1)
        table = tables.of_answers(protected, f"{block_id}-data", title, rows)
        alt = "; ".join(f"{one.title} — {words.share(one)}" for one in rows)
        made = canvas.block(
            block_id, figure, title=title, alt=f"{title}. {alt}.", table=table,
            notes=["Точка — точная доля, отрезок — полоса, внутри которой она лежит."],
        )  # fmt: skip
    return protected.certify(made)


def _draw(axes: Axes, place: int, one: Answer) -> None:
    if one.value is not None:
        axes.plot([one.value], [place], "o", color=style.ACCENT, markersize=6)
    elif one.low is not None and one.high is not None:
        axes.plot(
            [one.low, one.high], [place, place], color=style.SUBJECT_COLOURS["listed"],
            linewidth=5, solid_capstyle="butt",
        )  # fmt: skip
    axes.annotate(
        words.share(one), (1, place), (5, 0), va="center",
        xycoords=("axes fraction", "data"), textcoords="offset points",
        fontsize=style.SMALL_FONT_SIZE,
    )  # fmt: skip
