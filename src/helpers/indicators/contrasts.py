"""Differences between places of one year, with their intervals: territory and region.

Here: gaps to the region, the marks of a work as counts. Not here: the gap of listed schools
(`results`, `list_contrast`), differences between years (`series`).
"""

from __future__ import annotations

import pandas as pd

from helpers.indicators import intervals, low_results
from helpers.indicators.once import once
from helpers.indicators.works import Results, placed, usable

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
    rows = usable(placed(view, view.current[view.current["measure"] == measure]))
    upper = rows[rows["place"].isin(["region", "country"])].drop_duplicates("series")
    pairs = rows[rows["place"] == "own"].merge(upper, on="series", suffixes=("", "_above"))
    pairs = pairs[pairs["denominator_above"] > pairs["denominator"]]
    pairs = pairs[pairs["denominator"] >= low_results.default_rule().small_n]
    low, high = intervals.difference_from_whole(
        pairs["numerator"], pairs["denominator"],
        pairs["numerator_above"], pairs["denominator_above"],
    )  # fmt: skip
    made = pd.DataFrame(
        {
            "series": pairs["series"], "title": pairs["title"], "group": pairs["group"],
            "own": pairs["value"], "above": pairs["value_above"],
            "whole": pairs["denominator"], "whole_above": pairs["denominator_above"],
            "gap": pairs["value"] - pairs["value_above"], "low": low, "high": high,
        }
    )  # fmt: skip
    movement = pd.Series("none", index=made.index, dtype="str")
    made["movement"] = movement.mask(made["low"] > 0, "above").mask(made["high"] < 0, "below")
    return made.reset_index(drop=True)


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
    parts = own.pivot_table(
        index="series", columns="measure", values="numerator", sort=False, aggfunc="first"
    ).reindex(columns=measures)
    works = own.drop_duplicates("series").set_index("series")[["title", "group", "denominator"]]
    made = works.rename(columns={"denominator": "whole"}).join(parts, how="inner").dropna()
    made["mark_2"] = made["mark_2_share"]
    made["mark_3"] = made["positive_share"] - made["quality_share"]
    of_high = made["mean_mark"] - 2 * made["mark_2"] - 3 * made["mark_3"]
    made["mark_5"] = of_high - 4 * made["quality_share"]
    made["mark_4"] = made["quality_share"] - made["mark_5"]
    for mark in MARKS:
        made[f"share_{mark}"] = 100 * made[f"mark_{mark}"] / made["whole"]
    return made.drop(columns=measures).reset_index()
