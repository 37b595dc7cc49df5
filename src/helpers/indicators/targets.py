"""Targets beside values: what was promised for the year, and whether it is met.

Here: joining the table `targets`, the verdict on a number. Not here: the change since the
base year (dynamics are judged on the frozen cohort) and the words of a verdict (`wording`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from helpers.indicators import catalogue, values
from helpers.indicators.plain import known, texts, true
from helpers.indicators.scopes import Places
from helpers.params import RunParams
from helpers.schemas.frames import TEXT

#: What `judged` adds to a row of values.
VERDICT_COLUMNS = ("direction", "base_year", "gap", "met")
#: Two numbers this close are equal: binary noise is no distance to a target.
_TOLERANCE = 1e-9
#: Whether a target is met by the distance of the value from it, by its direction.
_VERDICTS: dict[str, Callable[[float], bool]] = {
    "up": lambda gap: gap >= -_TOLERANCE,
    "down": lambda gap: gap <= _TOLERANCE,
    "equal": lambda gap: abs(gap) <= _TOLERANCE,
}


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
    stated = true(targets["year"] == year) & targets["target"].notna().to_numpy()
    first: dict[tuple[str, str], int] = {}
    keys = zip(texts(targets["indicator_id"]), texts(targets["municipality_id"]), strict=True)
    for place, key in enumerate(keys):
        if stated[place]:
            first.setdefault(key, place)
    places = [place for (name, _), place in first.items() if catalogue.find(name) is not None]
    return targets.iloc[places]


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
    stated: dict[tuple[Any, ...], tuple[Any, Any]] = {}
    terms = zip(known(targets["direction"]), known(targets["base_year"]), strict=True)
    for key, said in zip(_keys(targets), terms, strict=True):
        stated.setdefault(key, said)
    found = [stated.get(key, (None, None)) for key in _keys(rows)]
    gap = rows["value"] - rows["target"]
    met = [
        _VERDICTS[direction](distance) if direction in _VERDICTS and distance == distance else None
        for (direction, _), distance in zip(found, gap.tolist(), strict=True)
    ]
    return rows.assign(
        direction=pd.array([direction for direction, _ in found], dtype=TEXT),
        base_year=pd.array([year for _, year in found], dtype="Int64"),
        gap=gap,
        met=pd.array(met, dtype="boolean"),
    )


def _keys(rows: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    names = ("indicator_id", "municipality_id", "year")
    return zip(*(known(rows[name]) for name in names), strict=True)
