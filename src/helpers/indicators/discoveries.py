"""Many schools tested at once: which departures remain when chance is allowed for.

Here: exact p-values of two shares of pupils, the Benjamini–Hochberg control of false
discoveries and its limit, schools that stand apart. Not here: intervals of single values
(`intervals`), a rule of the list (`low_results`), units of a region (`against_rest`).

With a hundred schools, five stand apart at the 5 % level by chance alone. The q-value of a
school is the share of false discoveries among all schools at least as far apart.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special

from helpers import methodology
from helpers.indicators.works import Results, failed, usable

Floats = NDArray[np.float64]


def q_values(p_values: ArrayLike) -> Floats:
    """Benjamini–Hochberg q-values of one family of tests; a missing p stays missing.

    >>> q_values([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.04, 0.04]
    """
    given = np.asarray(p_values, dtype=np.float64)
    known = np.flatnonzero(~np.isnan(given))
    order = known[np.argsort(given[known], kind="stable")]
    count = len(order)
    scaled = given[order] * count / np.arange(1, count + 1)
    made = np.full(len(given), np.nan)
    made[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return made


def two_groups(part: ArrayLike, whole: ArrayLike, other: ArrayLike, of: ArrayLike) -> Floats:
    """Fisher's exact two-sided p-value of `part / whole` against `other / of`, row by row.

    The sum of the chances of all tables with the same margins that are no likelier than the
    one seen: failures are rare and groups small, where the normal approximation names far too
    many. NaN where a number is missing or a side is empty.
    """
    numbers = np.broadcast_arrays(*(np.asarray(x, dtype=np.float64) for x in (
        part, whole, other, of)))  # fmt: skip
    made = np.full(numbers[0].shape, np.nan)
    for place in np.ndindex(made.shape):
        row = [number[place] for number in numbers]
        if np.isnan(row).any() or row[1] <= 0 or row[3] <= 0:
            continue
        a, n, b, m = (round(float(value)) for value in row)
        seen = np.arange(max(0, a + b - m), min(n, a + b) + 1)
        ways = _log_ways(a + b, seen) + _log_ways(n + m - a - b, n - seen)
        chances = np.exp(ways - _log_ways(n + m, np.asarray(n)))
        limit = chances[a - seen[0]] * (1 + 1e-7)
        made[place] = min(float(chances[chances <= limit].sum()), 1.0)
    return made


def _log_ways(n: int, k: NDArray[np.int64]) -> Floats:
    """Logarithm of the number of ways to choose k of n."""
    made: Floats = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return made


def schools_apart(view: Results) -> pd.DataFrame:
    """Each school's share of failures in each work against the other schools of the territory.

    One row per work and school with counts, where at least two schools wrote. Columns: series,
    title, school_id, part, whole, share, others_part, others_whole, others_share (percent),
    difference (points), p (Fisher), q (Benjamini–Hochberg over all rows of the frame), standing:
    `worse`, `better` (q not above the limit of `params/methodology/comparisons.yaml`) or `like`.
    Works by lot are there: a school is compared within one year. One pupil is in several works,
    so the tests depend on each other; the control holds for tests that depend positively.
    """
    rows = usable(failed(view.current))
    rows = rows[(rows["scope"] == "school") & (rows["origin"] == "computed")]
    rows = rows[rows["denominator"] > 0].rename(
        columns={"numerator": "part", "denominator": "whole"}
    )
    sums = rows.groupby(["series", "grade"])[["part", "whole"]].transform("sum")
    made = rows[["series", "title", "school_id", "part", "whole"]].assign(
        others_part=sums["part"] - rows["part"], others_whole=sums["whole"] - rows["whole"]
    )
    made = made[made["others_whole"] > 0].reset_index(drop=True)
    made["share"] = 100 * made["part"] / made["whole"]
    made["others_share"] = 100 * made["others_part"] / made["others_whole"]
    made["difference"] = made["share"] - made["others_share"]
    made["p"] = two_groups(made["part"], made["whole"], made["others_part"], made["others_whole"])
    made["q"] = q_values(made["p"])
    found = (made["q"] <= limit()).to_numpy()
    standing = np.select(
        [found & (made["difference"] > 0), found & (made["difference"] < 0)],
        ["worse", "better"],
        "like",
    )
    made = made.assign(standing=standing)
    columns = ["series", "title", "school_id", "part", "whole", "share", "others_part",
               "others_whole", "others_share", "difference", "p", "q", "standing"]  # fmt: skip
    return made[columns].sort_values(["q", "p", "series", "school_id"], kind="stable",
                                     ignore_index=True)  # fmt: skip


def limit() -> float:
    """The share of false discoveries that is allowed, 0–1."""
    return methodology.rules("comparisons").number("false_discovery_pct") / 100
