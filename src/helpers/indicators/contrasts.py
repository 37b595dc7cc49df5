"""Differences between places of one year, with their intervals: territory and region.

Here: gaps to the region, the marks of a work as counts. Not here: the gap of listed schools
(`results`, `list_contrast`), differences between years (`series`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from helpers.indicators import intervals, low_results
from helpers.indicators.once import once
from helpers.indicators.rows import each, is_text
from helpers.indicators.works import Results, placed, usable
from helpers.schemas.frames import TEXT

MARKS = (2, 3, 4, 5)


def to_region(view: Results, measure: str) -> pd.DataFrame:
    """Territory − published region (or country, for a region), one row per work of the year.

    Columns: series, title, group, own, above (percent), whole, whole_above, gap (points), low,
    high (95 % bounds; the territory is a part of what is above it), movement: `above`, `below`
    (the interval excludes zero), `none`. Works without a figure above and small groups are
    left out.
    """
    return once(view, ("to region", measure), lambda: _to_region(view, measure))


def _to_region(view: Results, measure: str) -> pd.DataFrame:
    rows = usable(placed(view, view.current[is_text(view.current, "measure", measure)]))
    small_n = low_results.default_rule().small_n
    above: dict[str, Any] = {}
    for row in each(rows):
        if row.place in ("region", "country"):
            above.setdefault(row.series, row)
    pairs = [
        (row, above[row.series])
        for row in each(rows)
        if row.place == "own"
        and row.series in above
        and above[row.series].denominator > row.denominator >= small_n
    ]
    own, upper, part, whole, part_above, whole_above = np.array(
        [
            (row.value, over.value, row.numerator, row.denominator, over.numerator,
             over.denominator)
            for row, over in pairs
        ],
        dtype=float,
    ).reshape(-1, 6).T  # fmt: skip
    low, high = intervals.difference_from_whole(part, whole, part_above, whole_above)
    apart = np.where(high < 0, "below", np.where(low > 0, "above", "none"))
    texts = {
        name: pd.array([getattr(row, name) for row, _ in pairs], dtype=TEXT)
        for name in ("series", "title", "group")
    }
    return pd.DataFrame(
        {
            **texts, "own": own, "above": upper, "whole": whole, "whole_above": whole_above,
            "gap": own - upper, "low": low, "high": high,
            "movement": pd.array(apart.tolist(), dtype=TEXT),
        }
    )  # fmt: skip


def mark_counts(view: Results) -> pd.DataFrame:
    """Marks of each work of the territory as counts and shares, one row per work of the year.

    Made from the same values as the shares: «2» is counted, «3» is positive less quality, «5»
    follows from the sum of marks. Columns: series, title, group, whole, mark_2 … mark_5,
    share_2 … share_5 (percent). Works without all four marks are left out.
    """
    return once(view, "mark counts", lambda: _mark_counts(view))


def _mark_counts(view: Results) -> pd.DataFrame:
    own = usable(view.own_now)
    measures = ["mark_2_share", "positive_share", "quality_share", "mean_mark"]
    own = own[own["measure"].isin(measures)]
    first: dict[str, Any] = {}
    parts: dict[str, dict[str, float]] = {}
    for row in each(own):
        first.setdefault(row.series, row)
        if row.numerator == row.numerator:
            parts.setdefault(row.series, {}).setdefault(row.measure, row.numerator)
    rows = []
    for series, work in first.items():
        counts = [parts.get(series, {}).get(measure) for measure in measures]
        if None not in counts and work.denominator == work.denominator:
            rows.append((series, work.title, work.group, work.denominator, *counts))
    columns = ["series", "title", "group", "whole", *measures]
    made = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[3:], float))
    made["mark_2"] = made["mark_2_share"]
    made["mark_3"] = made["positive_share"] - made["quality_share"]
    of_high = made["mean_mark"] - 2 * made["mark_2"] - 3 * made["mark_3"]
    made["mark_5"] = of_high - 4 * made["quality_share"]
    made["mark_4"] = made["quality_share"] - made["mark_5"]
    for mark in MARKS:
        made[f"share_{mark}"] = 100 * made[f"mark_{mark}"] / made["whole"]
    return made.drop(columns=measures)
