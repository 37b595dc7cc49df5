"""Schools against those in like conditions: own result and the median of the peers.

Here: the choice of the measure and the drawing. Not here: the comparison (`indicators.peers`),
the words. It names schools and is for the internal edition only.
"""

from __future__ import annotations

import pandas as pd

from helpers import style
from helpers.blocks import Figure
from helpers.figures import plane
from helpers.figures.plane import Axes
from helpers.figures.units import fitted
from helpers.indicators.peers.year import PeersYear
from helpers.indicators.rows import each
from helpers.tables import peers as tables
from helpers.wording import peers as words

#: Fewer schools with a comparison than this make no cloud of points.
LEAST_SCHOOLS = 5
#: Most schools that are named in the drawing; all stand in its table.
_NAMED = 8
_LOOKS = {
    "better": ("D", style.SUBJECT_COLOURS["municipality"]),
    "like": ("o", style.SUBJECT_COLOURS["school"]),
    "worse": ("s", style.SUBJECT_COLOURS["listed"]),
}


def scatter(year: PeersYear) -> Figure | None:
    """Each school by the median of its peers (across) and its own result (up), one measure.

    On the line the two are equal. The measure is the one whose medians differ most from school
    to school (a median that is the same for all compares nothing); None in the public edition
    and where fewer than `LEAST_SCHOOLS` schools can be compared.
    """
    rows = _of_one_measure(year)
    if len(rows) < LEAST_SCHOOLS:
        return None
    title = words.scatter_title(rows)
    values = pd.concat([rows["value"], rows["median"]])
    room = max(float(values.max() - values.min()) * 0.06, 2.0)
    low, high = max(float(values.min()) - room, 0.0), min(float(values.max()) + room, 100.0)
    with plane.sheet(94, left_mm=14, right_mm=6, top_mm=12, bottom_mm=12) as (figure, axes):
        axes.plot([low, high], [low, high], color=style.MUTED, linewidth=1, linestyle=(0, (4, 3)))
        for word, (sign, colour) in _LOOKS.items():
            chosen = rows[rows["word"] == word]
            axes.plot(
                chosen["median"], chosen["value"], linestyle="none", marker=sign, markersize=5.2,
                color=colour, markeredgewidth=0, clip_on=False,
                label=tables.WORDS[word] if len(chosen) else "_",
            )  # fmt: skip
        axes.set_xlim(low, high)
        axes.set_ylim(low, high)
        axes.bare("")
        axes.set_xlabel("медиана похожих школ, %")
        axes.set_ylabel("школа, %", -42)
        _name(axes, year, rows[rows["word"] != "like"])
        axes.legend(columns=3, on_sheet=True, after_sign=0.4, between_columns=1.4)
        return plane.block(
            "peers-scatter", figure, title=title, alt=words.scatter_alt(rows),
            table=tables.scatter(year, rows, title), notes=[words.SCATTER_LINE],
        )  # fmt: skip


def _of_one_measure(year: PeersYear) -> pd.DataFrame:
    judged = year.compared[year.compared["word"] != ""]
    medians = judged.groupby("indicator_id")["median"].nunique()
    chosen = max(year.rule.measures, key=lambda name: medians.get(name, 0), default="")
    return judged[judged["indicator_id"] == chosen].reset_index(drop=True)


def _name(axes: Axes, year: PeersYear, rows: pd.DataFrame) -> None:
    """Names of the schools that differ most, turned inwards near the right edge."""
    left, right = axes.get_xlim()
    far = rows.reindex(rows["difference"].abs().sort_values(ascending=False, kind="stable").index)
    for row in each(far.head(_NAMED)):
        is_right = (row.median - left) / (right - left) > 0.6
        axes.annotate(
            fitted(year.name(row.school_id), 30), (row.median, row.value),
            (-5 if is_right else 5, 0), va="center",
            ha="right" if is_right else "left", fontsize=style.SMALL_FONT_SIZE - 1,
        )  # fmt: skip
