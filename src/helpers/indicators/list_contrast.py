"""Listed schools beside the schools that are not on the list: one row per work of the year.

Here: the difference of two groups without a common school, and its interval. Not here: the gap
to the whole territory as the plans write it (`results`), which stays a value beside it, and
the list itself (`scopes`).

The territory contains the listed schools, so the gap to it is smaller than the difference from
the others: where half of all pupils are in listed schools, twice as small.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.indicators import clusters, low_results, scopes
from helpers.indicators.clusters import ClusterRule
from helpers.indicators.rows import each
from helpers.indicators.scopes import Tables
from helpers.indicators.works import Results, usable

COLUMNS = [
    "series", "grade", "title", "group", "measure", "listed", "part", "whole", "schools",
    "others", "part_others", "whole_others", "schools_others", "gap", "low", "high",
    "to_district", "interval", "movement",
]  # fmt: skip
_WORK = ["series", "grade"]


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
    made = []
    for key, work in schools.groupby(_WORK, sort=False):
        on_list = work["school_id"].isin(list(chosen)).to_numpy()
        if key not in known or on_list.all() or not on_list.any():
            continue
        beside = gaps.get(key) if measure == "quality_share" else None
        made.append(_contrast(work[on_list], work[~on_list], rule, least) | {"to_district": beside})
    return pd.DataFrame(made, columns=COLUMNS).astype({"to_district": "float64"})


def _works(rows: pd.DataFrame, scope: str) -> set[Any]:
    """Works that have a sum at a scope: no part of it is unknown."""
    found = rows.loc[(rows["scope"] == scope).to_numpy(), _WORK]
    return {(row.series, row.grade) for row in each(found)}


def _contrast(
    listed: pd.DataFrame, others: pd.DataFrame, rule: ClusterRule, least: int
) -> dict[str, Any]:
    first = listed.iloc[0]
    part, whole = listed["numerator"].sum(), listed["denominator"].sum()
    part_others, whole_others = others["numerator"].sum(), others["denominator"].sum()
    share, share_others = 100 * part / whole, 100 * part_others / whole_others
    low = high = float("nan")
    if rule.allows(len(listed), len(others)):
        by_school = [side.sort_values("school_id", kind="stable") for side in (listed, others)]
        low, high = clusters.difference(
            *(side[name] for side in by_school for name in ("numerator", "denominator"))
        )
    small = min(whole, whole_others) < least
    return {name: first[name] for name in ("series", "grade", "title", "group", "measure")} | {
        "listed": share, "part": part, "whole": whole, "schools": len(listed),
        "others": share_others, "part_others": part_others, "whole_others": whole_others,
        "schools_others": len(others), "gap": share - share_others, "low": low, "high": high,
        "interval": "cluster" if low == low else "none",
        "movement": "small" if small else _movement(low, high),
    }  # fmt: skip


def _movement(low: float, high: float) -> str:
    if low != low:
        return "undecided"
    return "above" if low > 0 else "below" if high < 0 else "none"
