"""Drawings of the public edition, made from protected answers only.

Here: shares as points and bands. Not here: deciding what may be drawn (`disclosure`).

A coordinate says no more than the answer: a point stands at an exact share, a band is drawn
from end to end of its limits.
"""

from __future__ import annotations

from collections.abc import Sequence

from helpers import style
from helpers.blocks import Figure, Notice, Table
from helpers.disclosure.protected import Answer, Protected
from helpers.figures import plane
from helpers.figures.plane import Axes
from helpers.figures.stacked import wrapped
from helpers.tables import protected as tables
from helpers.tables import protected_places
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
    table = tables.of_answers(protected, f"{block_id}-data", title, rows)
    return protected.certify(_drawn(block_id, title, table, [(one.title, one) for one in rows]))


def places(protected: Protected, inside: Sequence[Protected], question_id: str) -> Figure | None:
    """One question, a row for each municipality of a region, by name; None where nothing can be
    shown, which the claim above says."""
    table = protected_places.compared(protected, inside, question_id)
    rows = [
        (name, one)
        for name, one in protected_places.rows_of(inside, question_id)
        if one.kind in ("exact", "band")
    ]
    if not rows or isinstance(table, Notice):
        return None
    return protected.certify(_drawn(f"{table.block_id}-figure", table.title, table, rows))


def _drawn(block_id: str, title: str, table: Table, rows: Sequence[tuple[str, Answer]]) -> Figure:
    """A row for each answer: a point or a band, and its words."""
    with plane.sheet(len(rows) * 8 + 20, left_mm=78, right_mm=26, top_mm=4, bottom_mm=10) as (
        figure, axes,
    ):  # fmt: skip
        for place, (_, one) in enumerate(rows):
            _draw(axes, place, one)
        axes.set_yticks(
            range(len(rows)), [wrapped(name, 52) for name, _ in rows],
            fontsize=style.SMALL_FONT_SIZE,
        )  # fmt: skip
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(0, 100)
        axes.bare("x", "left")
        axes.set_xlabel("%")
        alt = "; ".join(f"{name} — {words.share(one)}" for name, one in rows)
        return plane.block(
            block_id, figure, title=title, alt=f"{title}. {alt}.", table=table,
            notes=["Точка — точная доля, отрезок — полоса, внутри которой она лежит."],
        )  # fmt: skip


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
        across="panel",
        fontsize=style.SMALL_FONT_SIZE,
    )  # fmt: skip
