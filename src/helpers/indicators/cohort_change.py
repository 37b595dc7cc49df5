"""The frozen list of the base year: its results then and now, and what selection alone explains.

Here: the change of the same schools from the base year to the run's year, its interval, the
change expected of schools chosen for low scores. Not here: which schools are frozen (`scopes`),
changes of the whole territory (`series`).

A school chosen for a low result had a bad year besides a low level, and the bad year does not
come again: the next result is higher without any cause. How much higher follows from how far
schools differ beyond chance (the between-school reliability n / (n + strength) of
`early_warning.shrinkage`): the unreliable part of a school's distance to the mean is lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers import methodology
from helpers.indicators import clusters, intervals, low_results, scopes
from helpers.indicators.clusters import ClusterRule
from helpers.indicators.early_warning import shrinkage
from helpers.indicators.rows import each
from helpers.indicators.scopes import Tables
from helpers.indicators.series import MEASURES, breaks
from helpers.indicators.works import Results, usable

COLUMNS = [
    "series", "title", "group", "measure", "base_year", "cohort", "schools", "before",
    "part_before", "whole_before", "now", "part", "whole", "change", "low", "high", "interval",
    "reliability", "expected", "movement", "reason",
]  # fmt: skip
_WORK = ["series", "title", "group", "measure"]
_COUNTS = ["school_id", "numerator", "denominator"]
#: Why a work without a break is not compared.
NO_BASE = "нет тех же школ с результатами базового года"


def of_cohort(data: Tables, view: Results, measures: Collection[str] = MEASURES) -> pd.DataFrame:
    """Change of the frozen schools from the base year to the run's year, by work and measure.

    One row per work that a school of the list wrote in the run's year. Columns: the work;
    base_year; cohort (schools on the list), schools (of them, with results in both years);
    before, now (percent, over those schools) with parts and wholes; change (points) with low,
    high; interval: `cluster` with enough schools (`ClusterRule`), else `newcombe`, which takes
    pupils as independent; reliability (0–1) and expected (points), the change that schools
    chosen for this result would show with no change of their level (missing when too few
    schools wrote in the base year); movement: `up`, `down` (the interval excludes zero),
    `none`, `small` (too few pupils), `broken` (with reason: a break of
    the series, or no school with results in both years).
    Empty without a list of an earlier year than the run's.
    """
    register, targets = data.table("shnor_register"), data.table("targets")
    base = scopes.base_year(register, targets, view.run)
    chosen = scopes.cohort_schools(register, targets, view.run).school_ids
    if base is None or base >= view.run.year or not chosen:
        return pd.DataFrame(columns=COLUMNS)
    rows = view.rows
    schools = usable(rows[(rows["scope"] == "school") & (rows["origin"] == "computed")])
    schools = schools[schools["measure"].isin(list(measures))]
    schools = schools[[*_WORK, "year", *_COUNTS]].sort_values("school_id", kind="stable")
    now: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    then: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in each(schools):
        if row.year == base:
            then[row.series, row.measure].append(row)
        if row.year == view.run.year and row.school_id in chosen:
            now[row.series, row.measure].append(row)
    cuts = breaks(data, view)
    cuts = cuts[(cuts["year"] > base) & (cuts["year"] <= view.run.year)]
    reasons = {row.series: row.reason for row in each(cuts.sort_values("year", kind="stable"))}
    order = rows.drop_duplicates("series")["series"]
    least = low_results.default_rule().small_n
    made = [
        _change(work, then.get(key), reasons.get(key[0], ""), least)
        | {"base_year": base, "cohort": len(chosen)}
        for key, work in now.items()
    ]
    frame = pd.DataFrame(made, columns=COLUMNS)
    rank = pd.DataFrame(
        {
            "series": frame["series"].map({name: at for at, name in enumerate(order)}),
            "measure": frame["measure"],
        }
    )
    return frame.loc[rank.sort_values([*rank], kind="stable").index].reset_index(drop=True)


def _change(work: list[Any], then: list[Any] | None, reason: str, least: int) -> dict[str, Any]:
    made = {name: getattr(work[0], name) for name in _WORK}
    made |= {"schools": 0, "movement": "broken", "reason": reason or NO_BASE}
    if reason or then is None:
        return made
    base, own = _by_school(then), _by_school(work)
    both = [school_id for school_id in own if school_id in base]
    if not both:
        return made
    counts = np.array([[*base[school_id], *own[school_id]] for school_id in both])
    part_before, whole_before, part, whole = counts.sum(axis=0).tolist()
    before, now = 100 * part_before / whole_before, 100 * part / whole
    made |= {
        "schools": len(both), "before": before, "part_before": part_before,
        "whole_before": whole_before, "now": now, "part": part, "whole": whole,
        "change": now - before,
    }  # fmt: skip
    made |= _expected(counts, np.array(list(base.values())), before)
    if min(whole, whole_before) < least:
        return made | {"movement": "small"}
    low, high, kind = _bounds(counts)
    movement = "up" if low > 0 else "down" if high < 0 else "none"
    return made | {"low": low, "high": high, "interval": kind, "movement": movement}


def _by_school(rows: Sequence[Any]) -> dict[str, tuple[float, float]]:
    """Part and whole by school, in the order of rows."""
    found: dict[str, tuple[float, float]] = {}
    for row in rows:
        found.setdefault(row.school_id, (row.numerator, row.denominator))
    return found


def _bounds(counts: NDArray[np.float64]) -> tuple[float, float, str]:
    if len(counts) >= ClusterRule.stated().min_schools:
        low, high = clusters.change(*counts.T)
        if low == low:
            return low, high, "cluster"
    part_before, whole_before, part, whole = counts.sum(axis=0)
    bounds = intervals.difference(part, whole, part_before, whole_before)
    return float(bounds[0]), float(bounds[1]), "newcombe"


def _expected(
    counts: NDArray[np.float64], every: NDArray[np.float64], before: float
) -> dict[str, float]:
    """Reliability of the base year and the change by regression to the mean, in points."""
    least = int(methodology.rules("comparisons").number("regression_min_schools"))
    prior = shrinkage.fitted(*every.T)
    if prior is None or prior.schools < least:
        return {}
    part_before, count, _, whole = counts.T
    a, b = prior.posterior(part_before, count)
    level = np.average(a / (a + b), weights=whole)
    reliability = np.average(count / (count + prior.strength), weights=count)
    return {"reliability": float(reliability), "expected": float(100 * level - before)}
