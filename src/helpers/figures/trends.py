"""Small multiples over years: one panel per work, breaks marked, waves apart.

Here: the choice of works and the panels. Not here: changes and their intervals
(`indicators.series`), sentences (`wording.results`).

Years are joined by a line only where the series is unbroken: not across a missing year, a
break, or to an autumn wave, which is drawn as a hollow mark of its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from helpers import style
from helpers.blocks import Figure
from helpers.figures import canvas
from helpers.figures.results import short_title
from helpers.indicators.rows import each
from helpers.indicators.works import Results, own_rows, usable
from helpers.tables import results as tables
from helpers.wording import numbers
from helpers.wording import results as words

#: Panels of one figure, in two columns.
MOST_PANELS = 8
_MEASURES = ("mark_2_share", "below_min_share", "quality_share")
#: An autumn wave stands a little to the right of the spring of its year.
_AUTUMN_SHIFT = 0.16
_LOOK = {
    "quality_share": (style.ACCENT, "o", "«4» и «5»"),
    "mark_2_share": (style.SUBJECT_COLOURS["listed"], "D", "«2»"),
    "below_min_share": (style.SUBJECT_COLOURS["listed"], "D", "ниже мин."),
}


def rows(view: Results) -> pd.DataFrame:
    """Shares of the territory over years, of works that have at least two of them.

    A column `work` joins the waves of one work: they share a panel, not a line.
    """
    own = usable(own_rows(view, view.rows))
    own = own[own["measure"].isin(_MEASURES)]
    own = own.assign(work=own["series"].str.removesuffix("-autumn"))
    counts = own.groupby("work")["year"].nunique()
    return own[own["work"].isin(counts[counts > 1].index)].reset_index(drop=True)


def trends(view: Results, broken: pd.DataFrame) -> Figure | None:
    """Shares of «2» and of «4» and «5» over years, panel by panel; None without two years.

    `broken` as from `indicators.series.breaks`.
    """
    found = rows(view)
    if found.empty:
        return None
    works = chosen_works(found)
    title = "Доли «2» и «4»–«5» по годам"
    notes = ["Вертикальные чёрточки — 95-процентные интервалы. Пунктир — разрыв ряда: "
             "годы по разные стороны не сравниваются. Полые знаки — осенняя волна."]  # fmt: skip
    if len(works) < found["work"].nunique():
        notes.append(f"Показаны {len(works)} из {found['work'].nunique()} работ, все — в таблице.")
    panel_rows = math.ceil(len(works) / 2)
    years = [int(found["year"].min()), int(found["year"].max())]
    largest = found.loc[found["work"].isin(works), "high"].max()
    top = next((step for step in (20, 40, 60) if largest <= step), 100)
    with canvas.sheet(
        panel_rows * 42 + 8, left_mm=10, right_mm=24, top_mm=8, bottom_mm=8,
        rows=panel_rows, columns=2, squeeze=False, sharex=True, sharey=True,
        gridspec_kw={"wspace": 0.42, "hspace": 0.3},
    ) as (figure, axes):  # fmt: skip
        for place, panel in enumerate(axes.flat):
            if place < len(works):
                _panel(panel, found[found["work"] == works[place]], broken, years, top)
            else:
                panel.set_visible(False)
        return canvas.block(
            "trends", figure, title=title, alt=_alt(view, found, works),
            table=tables.trends(view, found), notes=notes,
        )  # fmt: skip


def chosen_works(found: pd.DataFrame) -> list[str]:
    """Works of the panels: those of the rule of low results, then those with most years."""
    works = found.drop_duplicates("work")
    years = found.groupby("work")["year"].nunique()
    rank = pd.DataFrame(
        {
            "counted": (~tables.is_counted(works)).astype(int),
            "core": (~works["subject"].isin(["rus", "math"])).astype(int),
            "years": -works["work"].map(years).astype(float),
        }
    )
    best = works.loc[rank.sort_values([*rank.columns], kind="stable").index]
    kept = set(best["work"].head(MOST_PANELS))
    return [name for name in works["work"] if name in kept]


def _panel(
    axes: Axes, of_work: pd.DataFrame, broken: pd.DataFrame, years: Sequence[int], top: int
) -> None:
    first = of_work.iloc[0]
    spring = of_work[of_work["wave"] == "spring"]
    title = short_title(next(each(spring if len(spring) else of_work)))
    axes.set_title(title.replace(" (осень)", ""), loc="left", fontsize=style.SMALL_FONT_SIZE + 0.5)
    cuts = broken[broken["series"].str.removesuffix("-autumn") == first["work"]]
    cut_years = [int(year) for year in cuts["year"] if years[0] < year <= years[1]]
    for year in cut_years:
        axes.axvline(year - 0.5, color=style.MUTED, linewidth=0.9, linestyle=(0, (3, 3)))
    for measure, rows_of in of_work.groupby("measure", sort=False):
        _lines(axes, rows_of, str(measure), cut_years)
    _labels(axes, of_work, top)
    axes.set_xlim(years[0] - 0.3, years[1] + 0.3)
    axes.set_ylim(0, top)
    axes.set_xticks(range(years[0], years[1] + 1))
    axes.set_yticks([0, top / 2, top], ["0", f"{top // 2}", f"{top} %"])
    axes.tick_params(axis="y", labelsize=style.SMALL_FONT_SIZE, labelcolor=style.MUTED)
    canvas.bare(axes, "y")


def _lines(axes: Axes, of_measure: pd.DataFrame, measure: str, cuts: Sequence[int]) -> None:
    colour, sign, _ = _LOOK[measure]
    for wave, points in of_measure.groupby("wave", sort=True):
        points = points.sort_values("year")
        hollow = wave == "autumn"
        x = points["year"].astype(float) + (_AUTUMN_SHIFT if hollow else 0.0)
        for part in _segments(points, cuts) if not hollow else []:
            axes.plot(
                part["year"], part["value"], color=colour, linewidth=style.LINE_WIDTH,
                clip_on=False,
            )  # fmt: skip
        axes.vlines(x, points["low"], points["high"], color=colour, linewidth=1, alpha=0.65)
        axes.plot(
            x, points["value"], linestyle="none", marker=sign, markersize=4.6, color=colour,
            markerfacecolor=style.PAPER if hollow else colour, clip_on=False,
        )  # fmt: skip


def _labels(axes: Axes, of_work: pd.DataFrame, top: int) -> None:
    """The last value of each measure beside it, the spring one where there are two; kept apart."""
    ordered = of_work.sort_values(["year", "wave"], ascending=[True, True], kind="stable")
    last = ordered.drop_duplicates("measure", keep="last").sort_values("value")
    lowest = -float(top)
    for row in each(last):
        height = max(float(row.value), lowest + 0.17 * top)
        lowest = height
        colour, _, label = _LOOK[row.measure]
        axes.annotate(
            f"{label} {numbers.number(row.value, 1)}", (1, height), (2, 0), va="center",
            xycoords=("axes fraction", "data"), textcoords="offset points",
            fontsize=style.SMALL_FONT_SIZE - 0.5, color=colour, annotation_clip=False,
        )  # fmt: skip


def _segments(points: pd.DataFrame, cuts: Sequence[int]) -> list[pd.DataFrame]:
    """Runs of consecutive years without a break between them."""
    runs: list[list[int]] = []
    previous: int | None = None
    for index, year in zip(points.index, points["year"].astype(int), strict=True):
        joined = previous is not None and year == previous + 1 and year not in cuts
        if joined:
            runs[-1].append(index)
        else:
            runs.append([index])
        previous = year
    return [points.loc[run] for run in runs if len(run) > 1]


def _alt(view: Results, found: pd.DataFrame, works: list[str]) -> str:
    parts = []
    for name in works:
        of_work = found[(found["work"] == name) & (found["wave"] == "spring")]
        of_work = of_work if len(of_work) else found[found["work"] == name]
        measure = "quality_share" if (of_work["measure"] == "quality_share").any() else None
        of_work = of_work[of_work["measure"] == measure] if measure else of_work
        of_work = of_work.sort_values("year")
        first, last = of_work.iloc[0], of_work.iloc[-1]
        parts.append(
            f"{last['title']}, {words.MEASURES[last['measure']]}: {int(first['year'])} год — "
            f"{numbers.percent(first['value'])}, {int(last['year'])} год — "
            f"{numbers.percent(last['value'])}"
        )
    return f"{view.territory.name}, доли по годам. {'; '.join(parts)}."
