"""Listed schools beside the schools that are not on the list: one row per work of the year.

Here: the difference of two groups without a common school, and its interval. Not here: the gap
to the whole territory as the plans write it (`results`), which stays a value beside it, and
the list itself (`scopes`).

The territory contains the listed schools, so the gap to it is smaller than the difference from
the others: where half of all pupils are in listed schools, twice as small.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.indicators import clusters, low_results, scopes
from helpers.indicators.clusters import ClusterRule
from helpers.indicators.rows import each, grouped
from helpers.indicators.scopes import Tables
from helpers.indicators.works import Results, usable

COLUMNS = [
    "series", "grade", "title", "group", "measure", "listed", "part", "whole", "schools",
    "others", "part_others", "whole_others", "schools_others", "gap", "low", "high",
    "to_district", "interval", "movement",
]  # fmt: skip
_WORK = ["series", "grade"]
_NAMES = [*_WORK, "title", "group", "measure"]
#: Parts and wholes of the schools of one side, in the order of their ids.
_Side = tuple[NDArray[np.float64], NDArray[np.float64]]


def against_others(
    data: Tables, view: Results, measure: str = "quality_share", rule: ClusterRule | None = None
) -> pd.DataFrame:
    """Share of listed schools − share of the other schools, one row per work of the run's year.

    Columns: the work (series, grade, title, group) and measure; listed, part, whole, schools
    (percent, counts) and the same of the others; gap (points) with low and high; to_district
    (points, the gap to the whole territory as the plans write it; only of `quality_share`);
    interval: `cluster`, or `none` where there are too few schools (`ClusterRule`); movement:
    `above`, `below` (the interval excludes zero), `none` (it does not), `undecided` (no
    interval), `small` (a side with too few pupils: nothing is judged). A work is left out when
    a part of its numbers is unknown, or when nobody else wrote it.
    """
    rule = rule or ClusterRule.stated()
    chosen = scopes.places(data, view.run).listed.school_ids
    rows = view.current[view.current["origin"] == "computed"]
    shares = usable(rows[rows["measure"] == measure])
    known = _works(shares, "listed") & _works(shares, view.own_scope)
    schools = shares[shares["scope"] == "school"]
    if not chosen or not known or schools.empty:
        return pd.DataFrame(columns=COLUMNS)
    written = usable(rows[rows["measure"] == "quality_gap_to_district"])
    gaps = written.drop_duplicates(_WORK).set_index(_WORK)["value"]
    least = low_results.default_rule().small_n
    on_list = schools["school_id"].isin(list(chosen)).to_numpy()
    part, whole = (schools[name].to_numpy(dtype=float) for name in ("numerator", "denominator"))
    works, first = grouped(schools, _WORK)
    by_name = np.argsort(schools["school_id"].to_numpy(), kind="stable")
    made = []
    for number, row in enumerate(each(schools[_NAMES].iloc[first])):
        here = by_name[works[by_name] == number]
        listed, others = here[on_list[here]], here[~on_list[here]]
        key = row.series, row.grade
        if key not in known or not len(listed) or not len(others):
            continue
        beside = gaps.get(key) if measure == "quality_share" else None
        ours, theirs = ((part[side], whole[side]) for side in (listed, others))
        contrast = _contrast(ours, theirs, rule, least)
        made.append(row._asdict() | contrast | {"to_district": beside})
    return pd.DataFrame(made, columns=COLUMNS).astype({"to_district": "float64"})


def _works(rows: pd.DataFrame, scope: str) -> set[Any]:
    """Works that have a sum at a scope: no part of it is unknown."""
    found = rows.loc[(rows["scope"] == scope).to_numpy(), _WORK]
    return {(row.series, row.grade) for row in each(found)}


def _contrast(listed: _Side, others: _Side, rule: ClusterRule, least: int) -> dict[str, Any]:
    (part, whole), (part_others, whole_others) = (
        [c.sum() for c in side] for side in (listed, others)
    )
    share, share_others = 100 * part / whole, 100 * part_others / whole_others
    schools, schools_others = len(listed[0]), len(others[0])
    low = high = float("nan")
    if rule.allows(schools, schools_others):
        low, high = clusters.difference(*listed, *others)
    small = min(whole, whole_others) < least
    return {
        "listed": share, "part": part, "whole": whole, "schools": schools,
        "others": share_others, "part_others": part_others, "whole_others": whole_others,
        "schools_others": schools_others, "gap": share - share_others, "low": low, "high": high,
        "interval": "cluster" if low == low else "none",
        "movement": "small" if small else _movement(low, high),
    }  # fmt: skip


def _movement(low: float, high: float) -> str:
    if low != low:
        return "undecided"
    return "above" if low > 0 else "below" if high < 0 else "none"
