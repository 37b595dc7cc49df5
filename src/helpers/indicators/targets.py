"""Targets beside values: what was promised for the year, and whether it is met.

Here: joining the table `targets`, the verdict on a number. Not here: the change since the
base year (dynamics are judged on the frozen cohort) and the words of a verdict (`wording`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.indicators import catalogue, values
from helpers.indicators.rows import each, first_of, is_number
from helpers.indicators.scopes import Places
from helpers.params import RunParams

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
    own = made["scope"].isin(["school", "listed", "cohort", "municipality", where.own_scope])
    keys = ["indicator_id", "municipality_id"]
    stated = dict(zip(each(of_year[keys]), of_year["target"].tolist(), strict=True))
    asked = zip(each(made[keys]), own.tolist(), strict=True)
    found = [stated[key] if is_own and key in stated else np.nan for key, is_own in asked]
    joined = made.assign(target=np.array(found, dtype=float))
    return values.stacked([joined, _unmeasured(joined, of_year, where)])


def asked(targets: pd.DataFrame, run: RunParams) -> set[str]:
    """Identifiers of the indicators that have a target in the run's year."""
    return set(_of_year(targets, run.year)["indicator_id"])


def _of_year(targets: pd.DataFrame, year: int) -> pd.DataFrame:
    """The first target of the year of each known indicator and municipality."""
    keys = ["indicator_id", "municipality_id"]
    of_year = is_number(targets, "year", year) & targets["target"].notna().to_numpy()
    rows = first_of(targets.loc[of_year, [*keys, "target"]], keys)
    known = [catalogue.find(name) is not None for name in rows["indicator_id"].tolist()]
    return rows[np.array(known, dtype=bool)]


def _unmeasured(made: pd.DataFrame, of_year: pd.DataFrame, where: Places) -> pd.DataFrame:
    own = of_year[of_year["municipality_id"] == where.municipality_id]
    missing = own[~own["indicator_id"].isin(made["indicator_id"])]
    if missing.empty:
        return values.empty()
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
    rows = made[made["target"].notna().to_numpy()].reset_index(drop=True)
    keys = ["indicator_id", "municipality_id", "year"]
    stated = first_of(targets[[*keys, "direction", "base_year"]], keys).reset_index(drop=True)
    places = {key: place for place, key in enumerate(each(stated[keys]))}
    # a place that is not there makes a row of missing cells
    own = stated.reindex([places.get(key, -1) for key in each(rows[keys])])
    gap = rows["value"].to_numpy() - rows["target"].to_numpy()
    direction = own["direction"].to_numpy()
    met = np.select(
        [direction == "up", direction == "down", direction == "equal"],
        [gap >= -_TOLERANCE, gap <= _TOLERANCE, np.abs(gap) <= _TOLERANCE],
        False,
    )
    is_judged = np.isin(direction.astype(object), ["up", "down", "equal"]) & ~np.isnan(gap)
    return rows.assign(
        direction=own["direction"].array,
        base_year=own["base_year"].array,
        gap=gap,
        met=pd.arrays.BooleanArray(met, ~is_judged),
    )
