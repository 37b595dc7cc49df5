"""Each unit of a territory beside all the other units: what differs, and how sure that is.

Here: for one work of the year, the share of failures of every unit with its interval, its
difference from the rest, and the verdict that outlives the number of comparisons. Not here:
which works are shown (`unit_works`), listed schools (`list_contrast`), order by result: units
stay in the order of their names, because overlapping intervals make no ranks.

A unit is compared with all other units of the same work together, never with a sum that holds
the unit itself. Schools, not pupils, are the independent observations where their rows are
known; a published row of a municipality has no schools behind it, and there pupils are taken
as independent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from helpers import methodology
from helpers.indicators import clusters, discoveries, intervals, low_results
from helpers.indicators.clusters import ClusterRule
from helpers.indicators.rows import each
from helpers.indicators.works import Results, failed, usable
from helpers.vocabulary import natural

COLUMNS = [
    "series", "grade", "title", "group", "measure", "unit_id", "unit_name", "numerator",
    "denominator", "value", "low", "high", "interval", "schools", "rest", "gap", "gap_low",
    "gap_high", "gap_interval", "p", "verdict", "cell", "status",
]  # fmt: skip
#: Verdicts that name a unit: the difference stands among so many comparisons.
SURE = ("above", "below")


@dataclass(frozen=True)
class RegionRule:
    """Values of `params/methodology/region.yaml`."""

    own_interval_schools: int = 10

    @classmethod
    def stated(cls) -> RegionRule:
        """The rule of the parameter file."""
        rules = methodology.rules("region")
        return cls(own_interval_schools=int(rules.number("own_interval_schools")))


def of_work(
    view: Results, series: str, rule: RegionRule | None = None, cluster: ClusterRule | None = None
) -> pd.DataFrame:
    """Units with a result in a work of the year, one row each, in the order of their names.

    Columns: the work (series, grade, title, group, measure), unit_id, unit_name, numerator,
    denominator, value (percent) with low and high, and their interval: `cluster` for a
    municipality of at least `own_interval_schools` known schools, else `wilson`; schools (known
    ones; 1 for a school); rest (percent, all other units together), gap = value − rest (points)
    with gap_low, gap_high and gap_interval: `cluster` where every unit is a sum of known schools
    and `ClusterRule` allows it, else `newcombe`; p; verdict: `above` or `below` (the
    difference stands after the correction for the number of comparisons), `maybe_above` or
    `maybe_below` (its interval excludes zero, but so many comparisons make that likely by
    chance), `none`, `small` (too few pupils: nothing is judged). One unit alone has no rest:
    its verdict is `small`.
    """
    rule, cluster = rule or RegionRule.stated(), cluster or ClusterRule.stated()
    rows = view.failed_units
    rows = rows[rows["series"] == series]
    rows = rows.loc[rows["unit_name"].map(natural).sort_values(kind="stable").index]
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    known = _schools(view, rows)
    made = [_beside(row, rows, known, rule, cluster) for row in each(rows)]
    frame = pd.DataFrame(made, columns=COLUMNS)
    stands = discoveries.q_values(frame["p"]) <= discoveries.limit()
    excludes = (frame["gap_low"] > 0) | (frame["gap_high"] < 0)
    is_above = (frame["gap"] > 0).to_numpy()
    side = np.where(is_above, "above", "below")
    maybe = np.where(is_above, "maybe_above", "maybe_below")
    verdict = np.where(stands & excludes, side, np.where(excludes, maybe, "none"))
    frame["verdict"] = np.where(frame["p"].isna(), "small", verdict)
    return frame


def _schools(view: Results, rows: pd.DataFrame) -> pd.DataFrame | None:
    """School rows behind the units of a work with their unit_id; None where a unit is published
    as a whole, so that its schools are not known."""
    if not view.by_municipality:
        return rows
    if (rows["origin"] == "published").any():
        return None
    first = rows.iloc[0]
    schools = usable(failed(view.current[view.current["scope"] == "school"]))
    schools = schools[(schools["series"] == first["series"]) & (schools["origin"] == "computed")]
    owned = schools.assign(unit_id=schools["municipality_id"])
    return owned.sort_values("school_id", kind="stable")


def _beside(
    row: Any, rows: pd.DataFrame, known: pd.DataFrame | None, rule: RegionRule, cluster: ClusterRule
) -> dict[str, Any]:
    """One unit beside the rest, without its verdict."""
    others = rows[rows["unit_id"] != row.unit_id]
    part, whole = others["numerator"].sum(), others["denominator"].sum()
    mine = None if known is None else known[known["unit_id"] == row.unit_id]
    made = {name: getattr(row, name, None) for name in COLUMNS} | {
        "interval": "wilson", "schools": None if mine is None else len(mine),
        "rest": 100 * part / whole if whole else float("nan"),
        "gap": float("nan"), "gap_low": float("nan"), "gap_high": float("nan"),
        "gap_interval": "none", "p": float("nan"),
    }  # fmt: skip
    if mine is not None and len(mine) >= rule.own_interval_schools:
        low, high = clusters.share(mine["numerator"], mine["denominator"])
        if low == low:
            made |= {"low": low, "high": high, "interval": "cluster"}
    if not whole or min(row.denominator, whole) < low_results.default_rule().small_n:
        return made
    made["gap"] = row.value - made["rest"]
    if mine is not None and known is not None:
        rest = known[known["unit_id"] != row.unit_id]
        if cluster.allows(len(mine), len(rest)):
            sides = [side[name] for side in (mine, rest) for name in ("numerator", "denominator")]
            low, high = clusters.difference(*sides)
            if low == low:
                p = clusters.p_of_difference(*sides)
                return made | {"gap_low": low, "gap_high": high, "gap_interval": "cluster", "p": p}
    bounds = intervals.difference(row.numerator, row.denominator, part, whole)
    p = discoveries.two_groups(row.numerator, row.denominator, part, whole).item()
    return made | {
        "gap_low": float(bounds[0]), "gap_high": float(bounds[1]), "gap_interval": "newcombe",
        "p": p,
    }  # fmt: skip
