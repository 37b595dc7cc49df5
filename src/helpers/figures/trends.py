"""Small multiples over years: one panel per work, breaks marked, waves apart.

Here: the choice of works and the panels. Not here: changes and their intervals
(`indicators.series`), sentences (`wording.results`).

Years are joined by a line only where the series is unbroken: not across a missing year, a
break, or to an autumn wave, which is drawn as a hollow mark of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import attrgetter
from typing import Any

import pandas as pd

from helpers import style
from helpers.blocks import Figure
from helpers.figures import plane
from helpers.figures.plane import Axes
from helpers.figures.results import short_title
from helpers.indicators import unit_works
from helpers.indicators.rows import each
from helpers.indicators.works import Results, usable
from helpers.tables import results as tables
from helpers.wording import numbers
from helpers.wording import results as words

#: Panels of one figure, in two columns.
MOST_PANELS = 8
_COLUMNS = [
    "series", "title", "group", "procedure", "grade", "programme_grade", "subject", "level",
    "wave", "year", "measure", "value", "low", "high", "denominator", "status", "cell",
]  # fmt: skip
_MEASURES = ("mark_2_share", "below_min_share", "quality_share")
#: An autumn wave stands a little to the right of the spring of its year.
_AUTUMN_SHIFT = 0.03
_year = attrgetter("year")
_LOOK = {
    "quality_share": (style.ACCENT, "o", "«4» и «5»"),
    "mark_2_share": (style.SUBJECT_COLOURS["listed"], "D", "«2»"),
    "below_min_share": (style.SUBJECT_COLOURS["listed"], "D", "ниже мин."),
}


def rows(view: Results) -> pd.DataFrame:
    """Shares of the territory over years, of works that have at least two of them.

    A column `work` joins the waves of one work: they share a panel, not a line.
    """
    own = usable(view.own)
    own = own.loc[own["measure"].isin(_MEASURES), _COLUMNS]
    own = own.assign(work=own["series"].str.removesuffix("-autumn"))
    counts = own.groupby("work")["year"].nunique()
    return own[own["work"].isin(counts[counts > 1].index)].reset_index(drop=True)


def trends(view: Results, broken: pd.DataFrame) -> Figure | None:
    """Shares of «2» and of «4» and «5» over years, panel by panel; None without two years.

    `broken` as from `indicators.series.breaks`. All panels share one sheet of coordinates, so
    that eight of them cost little more than one.
    """
    found = rows(view)
    if found.empty:
        return None
    works = chosen_works(found)
    shown = found[found["work"].isin(works)]
    notes = ["Вертикальные чёрточки — 95-процентные интервалы. Пунктир — разрыв ряда: "
             "годы по разные стороны не сравниваются. Полые знаки — осенняя волна."]  # fmt: skip
    if len(works) < found["work"].nunique():
        whole = found["work"].nunique()
        notes.append(f"{numbers.shown_of('работ', len(works), whole)}; все — в таблице.")
    top = next((step for step in (20, 40, 60) if shown["high"].max() <= step), 100)
    years = range(int(found["year"].min()), int(found["year"].max()) + 1)
    grid = _Grid(top, years, math.ceil(len(works) / 2))
    of_work = _grouped(each(shown), "work")
    cuts: dict[str, list[int]] = {}
    for series, year in zip(broken["series"].tolist(), broken["year"].tolist(), strict=True):
        if years[0] < year <= years[-1]:
            cuts.setdefault(series.removesuffix("-autumn"), []).append(int(year))
    with plane.sheet(grid.rows * 42 + 6, left_mm=11, right_mm=1, top_mm=1, bottom_mm=2) as (
        figure,
        axes,
    ):
        _frames(axes, grid, len(works))
        for place, name in enumerate(works):
            _panel(axes, of_work[name], cuts.get(name, []), grid, place)
        return plane.block(
            "trends", figure, title="Доли «2» и «4»–«5» по годам",
            alt=_alt(view, [of_work[name] for name in works]), table=tables.trends(view, found),
            notes=notes,
        )  # fmt: skip


@dataclass(frozen=True)
class _Grid:
    """Panels in two columns on one sheet: where a year and a share of a panel lie."""

    top: int
    years: range
    rows: int

    @property
    def span(self) -> float:
        """Width of a panel with its labels, in units of which a panel has one."""
        return 1.52

    def x(self, place: int, year: float) -> float:
        """Position of a year in a panel."""
        steps = max(len(self.years) - 1, 1)
        return (place % 2) * self.span + 0.04 + 0.92 * (year - self.years[0]) / steps

    def y(self, place: int, share: float) -> float:
        """Position of a share in a panel; panels go down."""
        return -(place // 2) * 1.5 + share / self.top


def _frames(axes: Axes, grid: _Grid, count: int) -> None:
    """Lines of the scale, years and shares of all panels, and the limits of the sheet."""
    axes.set_xlim(0, 2 * grid.span)
    axes.set_ylim(-(grid.rows - 1) * 1.5 - 0.2, 1.28)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.bare("", "left", "bottom")
    lefts = [(place % 2) * grid.span for place in range(count)]
    for share in (0.0, grid.top / 2, grid.top):
        heights = [grid.y(place, share) for place in range(count)]
        axes.hlines(heights, lefts, [left + 1 for left in lefts], color=style.GRID,
                    linewidth=style.HAIR_WIDTH)  # fmt: skip
    for row in range(grid.rows):
        for share, text in ((0.0, "0"), (grid.top / 2, f"{grid.top // 2}"),
                            (grid.top, f"{grid.top} %")):  # fmt: skip
            _small(axes, -0.01, grid.y(2 * row, share), text, ha="right", va="center")
    for place in range(count):
        for year in grid.years:
            _small(axes, grid.x(place, year), grid.y(place, 0) - 0.05, str(year), ha="center",
                   va="top")  # fmt: skip


def _small(axes: Axes, x: float, y: float, text: str, **look: Any) -> None:
    axes.text(x, y, text, fontsize=style.SMALL_FONT_SIZE - 0.5, color=style.MUTED, **look)


def chosen_works(found: pd.DataFrame) -> list[str]:
    """Works of the panels: those of the rule of low results, then those with most years."""
    works = found.drop_duplicates("work")
    years = found.groupby("work")["year"].nunique()
    rank = pd.DataFrame(
        {
            "counted": (~unit_works.is_counted(works)).astype(int),
            "core": (~works["subject"].isin(["rus", "math"])).astype(int),
            "years": -works["work"].map(years).astype(float),
        }
    )
    best = works.loc[rank.sort_values([*rank.columns], kind="stable").index]
    kept = set(best["work"].head(MOST_PANELS))
    return [name for name in works["work"] if name in kept]


def _grouped(rows: Iterable[Any], by: str) -> dict[str, list[Any]]:
    """Rows by a text of theirs, groups in the order of their first rows."""
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(getattr(row, by), []).append(row)
    return groups


def _springs(of_work: list[Any]) -> list[Any]:
    """The rows of the spring wave; all rows where there is none."""
    return [row for row in of_work if row.wave == "spring"] or of_work


def _panel(
    axes: Axes, of_work: list[Any], cut_years: Sequence[int], grid: _Grid, place: int
) -> None:
    title = short_title(_springs(of_work)[0]).replace(" (осень)", "")
    axes.text((place % 2) * grid.span, grid.y(place, grid.top) + 0.08, title)
    for year in cut_years:
        x = grid.x(place, year - 0.5)
        axes.plot([x, x], [grid.y(place, 0), grid.y(place, grid.top)], color=style.MUTED,
                  linewidth=0.9, linestyle=(0, (3, 3)))  # fmt: skip
    for measure, of_measure in _grouped(of_work, "measure").items():
        _lines(axes, of_measure, measure, cut_years, grid, place)
    _labels(axes, of_work, grid, place)


def _lines(
    axes: Axes, of_measure: list[Any], measure: str, cuts: Sequence[int], grid: _Grid, place: int
) -> None:
    colour, sign, _ = _LOOK[measure]
    for wave, of_wave in sorted(_grouped(of_measure, "wave").items()):
        points = sorted(of_wave, key=_year)
        hollow = wave == "autumn"
        shift = _AUTUMN_SHIFT if hollow else 0.0
        x = [grid.x(place, float(point.year)) + shift for point in points]
        y, low, high = (
            [grid.y(place, getattr(point, name)) for point in points]
            for name in ("value", "low", "high")
        )
        for run in _segments([int(point.year) for point in points], cuts) if not hollow else []:
            axes.plot(x[run], y[run], color=colour, linewidth=style.LINE_WIDTH)
        axes.vlines(x, low, high, color=colour, linewidth=1, alpha=0.65)
        axes.plot(
            x, y, linestyle="none", marker=sign, markersize=4.6, color=colour,
            markerfacecolor=style.PAPER if hollow else colour,
        )  # fmt: skip


def _labels(axes: Axes, of_work: list[Any], grid: _Grid, place: int) -> None:
    """The last value of each measure beside it, the spring one where there are two; kept apart."""
    ordered = sorted(of_work, key=attrgetter("year", "wave"))
    last: dict[str, Any] = {}
    for row in ordered:
        last.pop(row.measure, None)
        last[row.measure] = row
    lowest = -float(grid.top)
    for row in sorted(last.values(), key=attrgetter("value")):
        lowest = max(float(row.value), lowest + 0.17 * grid.top)
        colour, _, label = _LOOK[row.measure]
        axes.text(
            (place % 2) * grid.span + 1.02, grid.y(place, lowest),
            f"{label} {numbers.number(row.value, 1)}", va="center",
            fontsize=style.SMALL_FONT_SIZE - 0.5, color=colour,
        )  # fmt: skip


def _segments(years: Sequence[int], cuts: Sequence[int]) -> list[slice]:
    """Runs of consecutive years without a break between them, of two years and more."""
    starts = [
        place
        for place, year in enumerate(years)
        if not place or year != years[place - 1] + 1 or year in cuts
    ]
    runs = pairwise([*starts, len(years)])
    return [slice(start, end) for start, end in runs if end - start > 1]


def _alt(view: Results, works: list[list[Any]]) -> str:
    parts = []
    for of_work in works:
        rows = _springs(of_work)
        rows = [row for row in rows if row.measure == "quality_share"] or rows
        ordered = sorted(rows, key=_year)
        first, last = ordered[0], ordered[-1]
        parts.append(
            f"{last.title}, {words.MEASURES[last.measure]}: {int(first.year)} год — "
            f"{numbers.percent(first.value)}, {int(last.year)} год — "
            f"{numbers.percent(last.value)}"
        )
    return f"{view.territory.name}, доли по годам. {'; '.join(parts)}."
