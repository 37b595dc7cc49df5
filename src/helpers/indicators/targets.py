"""Targets beside values: what was promised for the year, and whether it is met.

Here: joining the table `targets`, the verdict on a number. Not here: the change since the
base year (dynamics are judged on the frozen cohort) and the words of a verdict (`wording`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.indicators import catalogue, values
from helpers.indicators.scopes import Places
from helpers.params import RunParams

#: What `judged` adds to a row of values.
VERDICT_COLUMNS = ("direction", "base_year", "gap", "met")
#: Two numbers this close are equal: binary noise is no distance to a target.
_TOLERANCE = 1e-9


def with_targets(made: pd.DataFrame, targets: pd.DataFrame, where: Places) -> pd.DataFrame:
    """Values with the `target` of exactly the run's year; another year's target is not taken.

    A target stands at every scope of the municipality that set it: school, listed, cohort,
    municipality; those of a region's run also at the region. Published larger areas have
    none. A target whose indicator has no value at all gets a row without data.
    """
    of_year = _of_year(targets, where.year)
    if of_year.empty:
        return made
    own = (made["scope"] == where.own_scope) | made["scope"].isin(
        ["school", "listed", "cohort", "municipality"]
    )
    keys = ["indicator_id", "municipality_id"]
    found = made[keys].merge(of_year[[*keys, "target"]], on=keys, how="left")["target"]
    joined = made.assign(target=found.to_numpy(dtype=float, na_value=np.nan))
    joined["target"] = joined["target"].where(own)
    return values.stacked([joined, _unmeasured(joined, of_year, where)])


def asked(targets: pd.DataFrame, run: RunParams) -> set[str]:
    """Identifiers of the indicators that have a target in the run's year."""
    return set(_of_year(targets, run.year)["indicator_id"])


def _of_year(targets: pd.DataFrame, year: int) -> pd.DataFrame:
    rows = targets[(targets["year"] == year).fillna(False).astype(bool)]
    rows = rows.dropna(subset="target").drop_duplicates(["indicator_id", "municipality_id"])
    known = [catalogue.find(name) is not None for name in rows["indicator_id"]]
    return rows[np.array(known, dtype=bool)]


def _unmeasured(made: pd.DataFrame, of_year: pd.DataFrame, where: Places) -> pd.DataFrame:
    own = of_year[of_year["municipality_id"] == where.municipality_id]
    missing = own[~own["indicator_id"].isin(made["indicator_id"])]
    if missing.empty:
        return values.frame()
    return values.absent(
        missing[["indicator_id", "municipality_id", "target"]].assign(
            year=where.year, scope="listed", note="цель задана, данных нет"
        )
    )


def judged(made: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Rows that have a target, with `direction`, `base_year`, `gap` and `met`.

    `gap` is value − target in the unit of the indicator. `met` is true or false by the
    direction that the target itself names (`up`: at least, `down`: at most, `equal`), missing
    without a value or a direction. It speaks of the number only: whether the difference could
    be chance stands in the interval.
    """
    rows = made[made["target"].notna()].reset_index(drop=True)
    keys = ["indicator_id", "municipality_id", "year"]
    stated = targets.drop_duplicates(keys)[[*keys, "direction", "base_year"]]
    rows = rows.merge(stated, on=keys, how="left")
    gap = rows["value"] - rows["target"]
    verdicts = {
        "up": gap >= -_TOLERANCE,
        "down": gap <= _TOLERANCE,
        "equal": gap.abs() <= _TOLERANCE,
    }
    met = pd.Series(pd.NA, index=rows.index, dtype="boolean")
    for direction, verdict in verdicts.items():
        met = met.mask((rows["direction"] == direction) & gap.notna(), verdict)
    return rows.assign(gap=gap, met=met)
