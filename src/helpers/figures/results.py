"""Drawings of results: shares with intervals, units, distributions, gaps, comparisons.

Here: one function per drawing, each with its table and a description that states what is
seen. Not here: trends (`trends`), arithmetic, sentences.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from helpers import style
from helpers.blocks import Cell, Column, Figure, Table
from helpers.figures import plane
from helpers.figures.plane import Axes
from helpers.indicators import contrasts
from helpers.indicators.plain import texts
from helpers.indicators.rows import each, is_text, keyed
from helpers.indicators.works import (
    GROUP_TITLES,
    PLACES,
    Results,
)
from helpers.tables import cells
from helpers.tables import results as tables
from helpers.wording import gaps as gap_words
from helpers.wording import numbers
from helpers.wording import results as words

#: Most rows of one drawing; the table has all of them.
MOST_ROWS = 20
_ROW_MM = 6.2
#: Points between the name of a row and the axis: a sign at zero must not touch the name.
_NAME_GAP_PT = 7
#: How far from the middle of its row each place is drawn, and with which sign.
_OFFSETS = {"listed": -0.24, "own": 0.0, "region": 0.24, "country": 0.24}
_SIZES = {"own": 5.5, "listed": 5.0, "region": 8.0, "country": 8.0}
_SIGNS = {"own": "o", "listed": "D", "region": "|", "country": "|"}


def shares(view: Results, group: str, measure: str = "failed") -> Figure | None:
    """Shares of one measure by work: dots with 95 % intervals for every place there is.

    `measure` is `failed` («2», in ЕГЭ below the minimum) or `quality_share`.
    """
    rows = tables.compared(view, group, measure)
    if rows.empty:
        return None
    name = "quality" if measure == "quality_share" else "failed"
    title = f"{GROUP_TITLES[group]}: {_measure_title(rows)}"
    table = tables.by_place(view, rows, f"{name}-{group}-data", title)
    shown, note = _most(rows, measure)
    works: dict[str, Any] = {}
    for row in each(shown):
        if row.place == "own":
            works[row.series] = row
    height = len(works) * _ROW_MM + 20
    labels = [short_title(row) for row in works.values()]
    with plane.sheet(height, left_mm=room(labels), right_mm=30, top_mm=9, bottom_mm=9) as (
        figure,
        axes,
    ):
        places = _drawn_places(shown)
        _dots(axes, shown, places)
        rows_axis(axes, labels)
        percent_axis(axes, shown["high"].fillna(shown["value"]).max())
        values_at_right(axes, works.values())
        _signs_above(axes, places, tables.place_titles(view))
        return plane.block(
            f"{name}-{group}", figure, title=title, alt=_shares_alt(view, rows, group),
            table=table, notes=note,
        )  # fmt: skip


def _drawn_places(rows: pd.DataFrame) -> list[str]:
    """Places worth drawing: of the region and the country only the nearer one."""
    drawn = set(texts(rows["place"]))
    places = [place for place in PLACES if place in drawn]
    return [place for place in places if place != "country" or "region" not in places]


def _measure_title(rows: pd.DataFrame) -> str:
    names = list(dict.fromkeys(words.MEASURES[measure] for measure in rows["measure"]))
    return " и ".join(names)


def _most(rows: pd.DataFrame, measure: str) -> tuple[pd.DataFrame, list[str]]:
    """Rows that fit: all of them, or those of the works with the worst shares."""
    of_place = is_text(rows, "place", "own")
    if of_place.sum() <= MOST_ROWS:
        return rows, []
    own = rows[of_place]
    worst = own.sort_values("value", ascending=measure == "quality_share", kind="stable")
    kept = set(worst["series"].head(MOST_ROWS))
    return rows[rows["series"].isin(kept)], [
        f"{numbers.shown_of('работ', MOST_ROWS, len(own))} — с худшими долями; все — в таблице под "
        "рисунком."
    ]


def _shares_alt(view: Results, rows: pd.DataFrame, group: str) -> str:
    own = np.flatnonzero(is_text(rows, "place", "own"))
    order = own[rows["value"].to_numpy()[own].argsort(kind="stable")]
    low, high = rows.iloc[order[0]], rows.iloc[order[-1]]
    drawn = set(texts(rows["place"])) - {"own"}
    others = [tables.place_titles(view)[place] for place in PLACES if place in drawn]
    beside = f" Рядом показаны: {', '.join(others)}." if others else ""
    return (
        f"{view.territory.name}, {_measure_title(rows)}, {GROUP_TITLES[group]}: точки с "
        f"95-процентными интервалами, работ {len(own)}. Больше всего — {high['title']}, "
        f"{words.share_words(high)}; меньше всего — {low['title']}, {words.share_words(low)}."
        f"{beside}"
    )


def short_title(row: Any) -> str:
    """The work as the label of a row: «5 класс, математика», «ОГЭ, математика»."""
    _, _, rest = row.title.partition(", ")
    grade, _, subject = rest.partition(", ")
    subject = subject.replace(" уровень)", ")")
    if row.group == "vpr":
        season = " (осень)" if row.wave == "autumn" else ""
        dr = "ДР, " if row.procedure == "dr" else ""
        grade = f"{row.programme_grade} класс" if season else grade
        return f"{dr}{grade}{season}, {subject}"
    return f"{row.title.partition(',')[0]}, {subject}"


def _dots(axes: Axes, rows: pd.DataFrame, places: list[str]) -> None:
    positions = {name: place for place, name in enumerate(rows["series"].unique())}
    lines = np.array([positions[name] for name in rows["series"].tolist()], dtype=float)
    value, low, high = (rows[name].to_numpy() for name in ("value", "low", "high"))
    several = len(places) > 1
    for place in places:
        own = is_text(rows, "place", place)
        y = lines[own] + (_OFFSETS[place] if several else 0.0)
        colour = style.SUBJECT_COLOURS["municipality" if place == "own" else place]
        if _SIGNS[place] != "|":
            axes.hlines(y, low[own], high[own], color=colour, linewidth=1.4)
        axes.plot(
            value[own], y, linestyle="none", marker=_SIGNS[place], color=colour,
            markersize=_SIZES[place], clip_on=False,
            markeredgewidth=2.4 if _SIGNS[place] == "|" else 0,
        )  # fmt: skip


def room(labels: list[str]) -> float:
    """Millimetres that labels of rows need on the left."""
    return min(max(max(len(label) for label in labels) * 1.62 + 4, 24.0), 70.0)


def rows_axis(axes: Axes, labels: list[str], size: float = style.SMALL_FONT_SIZE) -> None:
    axes.set_yticks(range(len(labels)), labels, size, _NAME_GAP_PT)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.bare("x", "left")


def percent_axis(axes: Axes, largest: float) -> None:
    top = next((step for step in (5, 10, 20, 30, 40, 50, 60, 80) if step >= largest * 1.02), 100)
    axes.set_xlim(0, top)
    axes.set_xlabel("%")


def values_at_right(axes: Axes, rows: Iterable[Any]) -> None:
    """Value and size of each row, from the top down."""
    for place, row in enumerate(rows):
        axes.annotate(
            f"{numbers.percent(row.value)}", (1, place), (34, 0), ha="right", va="center",
            across="panel",
            fontsize=style.SMALL_FONT_SIZE,
        )  # fmt: skip
        axes.annotate(
            f"n = {numbers.number(row.denominator)}", (1, place), (40, 0), ha="left",
            va="center", across="panel",
            fontsize=style.SMALL_FONT_SIZE - 1, color=style.MUTED,
        )  # fmt: skip


def _signs_above(axes: Axes, places: list[str], titles: dict[str, str]) -> None:
    """The key in one line above the drawing, in the order of the places."""
    handles = [
        axes.plot(
            [], [], linestyle="none", marker=_SIGNS[place], markersize=_SIZES[place],
            markeredgewidth=2.4 if _SIGNS[place] == "|" else 0, label=titles[place],
            color=style.SUBJECT_COLOURS["municipality" if place == "own" else place],
        )
        for place in places
    ]  # fmt: skip
    axes.legend(handles, columns=len(places), on_sheet=True, after_sign=0.2, between_columns=1.4)


def distribution(view: Results, group: str) -> Figure | None:
    """Marks of each work as bars that part between «3» and «4»: the right side is quality."""
    rows = contrasts.mark_counts(view)
    rows = rows[rows["group"] == group]
    if rows.empty:
        return None
    works = keyed(view.current.drop_duplicates("series"), ["series"])
    rows = rows.head(MOST_ROWS)
    labels = [short_title(works[name]) for name in rows["series"]]
    title = f"{GROUP_TITLES[group]}: распределение отметок"
    with plane.sheet(
        len(rows) * _ROW_MM + 18, left_mm=room(labels), right_mm=16, top_mm=8, bottom_mm=8
    ) as (
        figure,
        axes,
    ):
        _mark_bars(axes, rows)
        rows_axis(axes, labels)
        axes.set_xlim(-100, 100)
        axes.set_xticks([-100, -50, 0, 50, 100], ["100 %", "50 %", "0", "50 %", "100 %"])
        axes.axvline(0, color=style.INK, linewidth=0.8)
        for place, row in enumerate(each(rows)):
            axes.annotate(
                f"n = {numbers.number(row.whole)}", (1, place), (4, 0), ha="left", va="center",
                across="panel",
                fontsize=style.SMALL_FONT_SIZE - 1, color=style.MUTED,
            )  # fmt: skip
        axes.legend(columns=4, sign=1, after_sign=0.4, between_columns=1.4)
        return plane.block(
            f"marks-{group}", figure, title=title, alt=_distribution_alt(view, rows, group),
            table=_distribution_table(rows, group, title),
        )  # fmt: skip


def _mark_bars(axes: Axes, rows: pd.DataFrame) -> None:
    y = list(range(len(rows)))
    zero = rows["share_2"] * 0
    starts = {
        2: -(rows["share_2"] + rows["share_3"]), 3: -rows["share_3"], 4: zero,
        5: rows["share_4"],
    }  # fmt: skip
    for mark in contrasts.MARKS:
        share = rows[f"share_{mark}"]
        axes.barh(
            y, share, left=starts[mark], height=0.68, color=style.MARK_COLOURS[mark],
            label=f"«{mark}»",
        )  # fmt: skip
        ink = style.PAPER if mark in (2, 5) else style.INK
        for place, (width, left) in enumerate(zip(share, starts[mark], strict=True)):
            if width >= 9:
                axes.text(
                    left + width / 2, place, numbers.number(width), ha="center", va="center",
                    fontsize=style.SMALL_FONT_SIZE - 1, color=ink,
                )  # fmt: skip


def _distribution_alt(view: Results, rows: pd.DataFrame, group: str) -> str:
    best = rows.assign(quality=rows["share_4"] + rows["share_5"]).sort_values("quality")
    low, high = best.iloc[0], best.iloc[-1]
    return (
        f"{view.territory.name}, {GROUP_TITLES[group]}: доли отметок «2», «3», «4», «5» по "
        f"работам ({len(rows)}). Больше всего «4» и «5» — {high['title']}, "
        f"{numbers.percent(high['quality'])}; меньше всего — {low['title']}, "
        f"{numbers.percent(low['quality'])}."
    )


def _distribution_table(rows: pd.DataFrame, group: str, title: str) -> Table:
    columns = [Column("work", "Работа"), Column("n", "Участников", align="right")]
    for mark in contrasts.MARKS:
        columns.append(Column(f"mark_{mark}", f"«{mark}»", "человек", "right"))
        columns.append(Column(f"share_{mark}", f"«{mark}»", "%", "right", decimals=1))
    table_rows = []
    for row in each(rows):
        line: list[Any] = [words.upper_first(row.title), cells.count(row.whole)]
        for mark in contrasts.MARKS:
            line.append(cells.count(getattr(row, f"mark_{mark}")))
            line.append(float(getattr(row, f"share_{mark}")))
        table_rows.append(line)
    return Table(f"marks-{group}-data", title, columns, table_rows)


def gaps(view: Results) -> Figure | None:
    """Quality in listed schools minus that of the whole territory, in points, by work."""
    rows = gap_words.gap_rows(view)
    if rows.empty:
        return None
    table = Table(
        "gaps-data",
        "Доля «4» и «5»: школы списка минус вся территория",
        [
            Column("work", "Работа"),
            Column("gap", "Разрыв", "п. п.", "right"),
            Column("interval", "95 % интервал", align="right"),
            Column("counts", "Из каких чисел"),
        ],
        [
            [
                words.upper_first(row.title),
                Cell(float(row.value), cells.points(row.value).text, ref=row.cell),
                cells.bounds(row.low, row.high),
                row.note,
            ]
            for row in each(rows)
        ],
    )
    shown = rows.head(MOST_ROWS)
    labels = [short_title(row) for row in each(shown)]
    title = "Разрыв по доле «4» и «5»: школы списка ШНОР минус вся территория"
    with plane.sheet(
        len(shown) * _ROW_MM + 16, left_mm=room(labels), right_mm=24, top_mm=4, bottom_mm=10
    ) as (figure, axes):
        y = list(range(len(shown)))
        colour = style.SUBJECT_COLOURS["listed"]
        low, high = min(shown["low"].min(), 0.0), max(shown["high"].max(), 0.0)
        axes.set_xlim(low - 0.05 * (high - low), high + 0.05 * (high - low))
        axes.axvline(0, color=style.INK, linewidth=0.9)
        axes.hlines(y, shown["low"], shown["high"], color=colour, linewidth=1.5)
        axes.plot(shown["value"], y, "D", color=colour, markersize=5.5, markeredgewidth=0)
        rows_axis(axes, labels)
        for place, row in enumerate(each(shown)):
            axes.annotate(
                numbers.points(row.value), (1, place), (48, 0), ha="right", va="center",
                across="panel",
                fontsize=style.SMALL_FONT_SIZE,
            )  # fmt: skip
        axes.set_xlabel("п. п.; левее нуля — школы списка ниже")
        return plane.block(
            "gaps", figure, title=title, alt=gap_words.gap_sentence(rows), table=table,
            notes=["Отрезок считает учеников независимыми; о различиях школ он не говорит."],
        )  # fmt: skip


def journal(view: Results, frame: pd.DataFrame) -> Figure | None:
    """Lowered marks to the left, raised ones to the right of the journal, by work.

    `frame` as from `indicators.journal.comparison`.
    """
    own = frame[frame["place"] == "own"]
    if own.empty:
        return None
    works = keyed(view.rows.drop_duplicates("title"), ["title"])
    shown = own.head(MOST_ROWS)
    title = "Отметки за работу по сравнению с журналом"
    labels = [
        short_title(works[row.title]) if row.title in works else row.title for row in each(shown)
    ]
    with plane.sheet(
        len(shown) * _ROW_MM + 18, left_mm=room(labels), right_mm=46, top_mm=8, bottom_mm=8
    ) as (figure, axes):
        y = list(range(len(shown)))
        sides = (("lowered_pct", -1, style.MARK_COLOURS[2], "понизили"),
                 ("raised_pct", 1, style.MARK_COLOURS[5], "повысили"))  # fmt: skip
        for column, sign, colour, label in sides:
            axes.barh(y, sign * shown[column], height=0.62, color=colour, label=label)
            for place, share in enumerate(shown[column]):
                axes.annotate(
                    numbers.number(share, 1), (sign * share, place), (sign * 3, 0),
                    ha="left" if sign > 0 else "right", va="center",
                    fontsize=style.SMALL_FONT_SIZE - 1,
                )  # fmt: skip
        rows_axis(axes, labels)
        axes.axvline(0, color=style.INK, linewidth=0.9)
        widest = max(20.0, float(shown[["lowered_pct", "raised_pct"]].max().max()) * 1.25)
        axes.set_xlim(-widest, widest)
        axes.set_xticks([])
        for place, row in enumerate(each(shown)):
            axes.annotate(
                f"подтвердили {numbers.percent(row.confirmed_pct)}, "
                f"n = {numbers.number(row.whole)}", (1, place), (4, 0),
                across="panel", va="center",
                fontsize=style.SMALL_FONT_SIZE - 1, color=style.MUTED,
            )  # fmt: skip
        axes.legend(columns=2, sign=1, after_sign=0.4)
        return plane.block(
            "journal", figure, title=title, alt=words.journal(frame).text,
            table=tables.journal(frame, "journal-data"),
        )  # fmt: skip
