"""Drawings of the overview: targets as bullets, lists over years.

Here: one function per drawing. Not here: the picture itself (`indicators.overview`).
"""

from __future__ import annotations

from helpers import style
from helpers.blocks import Figure
from helpers.figures import canvas
from helpers.figures.stacked import wrapped
from helpers.indicators.overview import Overview
from helpers.indicators.rows import each
from helpers.tables import goals as goal_tables
from helpers.tables import overview as tables
from helpers.wording import goals as goal_words
from helpers.wording import numbers
from helpers.wording import overview as words

_BAR = {"met": style.ACCENT, "met_by_chance": style.SUBJECT_COLOURS["school"],
        "missed_by_chance": style.SUBJECT_COLOURS["school"]}  # fmt: skip


def goals(picture: Overview) -> Figure | None:
    """Targets in percent as bars with the plan as a line; None without such targets."""
    rows = picture.aims
    rows = rows[(rows["unit"] == "%") & rows["value"].notna() & rows["value"].between(0, 100)]
    if rows.empty:
        return None
    table = goal_tables.goals(picture.aims, "goals-data")
    assert table is not None
    title = "Цели года в процентах: факт и план"
    labels = [wrapped(str(name), 44) for name in rows["title"]]
    with canvas.sheet(len(rows) * 10 + 20, left_mm=72, right_mm=30, top_mm=9, bottom_mm=9) as (
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
        axes.set_yticks(y, labels, fontsize=style.SMALL_FONT_SIZE)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(0, 100)
        canvas.bare(axes, "x")
        axes.spines["left"].set_visible(False)
        axes.set_xlabel("%", loc="right", labelpad=1)
        for place, row in enumerate(each(rows)):
            axes.annotate(
                f"{numbers.percent(row.value)}", (1, place), (6, 0), va="center",
                xycoords=("axes fraction", "data"), textcoords="offset points",
                fontsize=style.SMALL_FONT_SIZE,
            )  # fmt: skip
        axes.plot([], [], color=style.TARGET, linewidth=2.6, label="план")
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0.2, handlelength=0.8)
        return canvas.block(
            "goals-figure", figure, title=title,
            alt=goal_words.sentence(picture.aims, picture.run.year), table=table,
        )  # fmt: skip


def lists(picture: Overview) -> Figure | None:
    """Lists over years: stayed and entered upwards, left downwards; None with fewer than two."""
    rows = picture.lists
    if len(rows) < 2:
        return None
    with canvas.sheet(70, left_mm=12, right_mm=4, top_mm=9, bottom_mm=9) as (figure, axes):
        x = list(range(len(rows)))
        stayed = rows["stayed"].fillna(rows["listed"]).astype(float)
        entered = rows["entered"].fillna(0).astype(float)
        left = rows["left"].fillna(0).astype(float)
        axes.bar(x, stayed, width=0.5, color=style.ACCENT, label="остались (или первый список)")
        axes.bar(x, entered, bottom=stayed, width=0.5, color=style.SUBJECT_COLOURS["listed"],
                 label="вошли")  # fmt: skip
        axes.bar(x, -left, width=0.5, color=style.ABSENT, hatch="////", edgecolor=style.MUTED,
                 linewidth=0.4, label="вышли")  # fmt: skip
        axes.axhline(0, color=style.INK, linewidth=0.8)
        for place, row in enumerate(each(rows)):
            axes.annotate(
                str(int(row.listed)), (place, float(row.listed)), (0, 3), ha="center",
                textcoords="offset points",
            )  # fmt: skip
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
        canvas.bare(axes, "")
        axes.spines[["left", "bottom"]].set_visible(False)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2,
                    handlelength=1)  # fmt: skip
        return canvas.block(
            "lists-figure", figure, title="Школы в списках ШНОР по годам результатов",
            alt=words.lists(picture).text, table=tables.lists(picture, "lists-data"),
        )  # fmt: skip
