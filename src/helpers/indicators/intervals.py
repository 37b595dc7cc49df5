"""95 % intervals of shares, of means made from counts, of a difference of two shares.

Here: closed formulas on arrays. Not here: which indicator takes which interval
(`catalogue`) and how an interval is worded (`wording`). Every interval speaks of chance
among pupils («диапазон случайных колебаний»), never of an error in the count.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]

#: Normal quantile of the two-sided 95 % interval.
Z95 = 1.959963984540054


def wilson(part: ArrayLike, whole: ArrayLike) -> tuple[Floats, Floats]:
    """Wilson bounds of the share `part / whole`, in percent 0–100.

    NaN where the whole is missing or zero, or the part is missing or not within the whole.
    A part of nothing has the lower bound 0, a part that is all the upper bound 100, exactly.

    >>> [round(float(bound), 2) for bound in wilson(8, 10)]
    [49.02, 94.33]
    """
    part, whole = np.broadcast_arrays(_floats(part), _floats(whole))
    usable = (whole > 0) & (part >= 0) & (part <= whole)
    n = np.where(usable, whole, np.nan)
    share, z2 = part / n, Z95 * Z95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    low = np.where(usable & (part == 0), 0.0, 100 * (centre - half))
    high = np.where(usable & (part == whole), 100.0, 100 * (centre + half))
    return low, high


def funnel_limits(share: float, whole: ArrayLike, inside_pct: float) -> tuple[Floats, Floats]:
    """Between what limits shares of groups of `whole` pupils lie, when all share one chance.

    Percent. At least `inside_pct` of groups lie between: a count at or beyond a limit has a
    tail of the binomial distribution of at most half the rest. The count is taken as
    continuous, so that the lines of a funnel are smooth; where even no pupil at all is no
    surprise the lower limit is 0. A share of 0 or 100 leaves nothing to chance: both limits are
    the share itself.

    >>> low, high = funnel_limits(20.0, [10, 1000], 95)
    >>> [round(float(bound), 1) for bound in (*low, *high)]
    [0.0, 17.5, 51.8, 22.6]
    """
    n, tail, chance = _floats(whole), (1 - inside_pct / 100) / 2, share / 100
    low, high = (special.bdtrik(q, n, chance) for q in (tail, 1 - tail))
    low = np.where(np.isnan(low), 0.0, low)
    if share in (0, 100):
        low, high = n * chance, n * chance - 1
    return np.clip(100 * low / n, 0, 100), np.clip(100 * (high + 1) / n, 0, 100)


def mean_of_counts(
    values: Sequence[float], counts: Sequence[ArrayLike]
) -> tuple[Floats, Floats, Floats]:
    """Mean and t bounds of observations given as counts: (mean, low, high).

    `values[i]` was observed `counts[i]` times (each an array over rows). The standard error
    is the sample one (n − 1). Bounds are clipped to the range of `values`, and missing for
    fewer than two observations or when all are equal: a width of zero would claim certainty.
    The mean is missing where a count is missing or nothing was observed.
    """
    columns = np.broadcast_arrays(*(_floats(count) for count in counts))
    n = np.sum(columns, axis=0)
    n = np.where(n > 0, n, np.nan)
    total = np.sum([value * count for value, count in zip(values, columns, strict=True)], axis=0)
    mean = total / n
    squares = np.sum(
        [count * (value - mean) ** 2 for value, count in zip(values, columns, strict=True)], axis=0
    )
    spread = (n > 1) & (np.max(columns, axis=0) < n)
    degrees = np.where(spread, n - 1, np.nan)
    half = special.stdtrit(degrees, 0.975) * np.sqrt(squares / degrees / n)
    low = np.maximum(mean - half, min(values))
    high = np.minimum(mean + half, max(values))
    return mean, low, high


def difference(
    part_a: ArrayLike, whole_a: ArrayLike, part_b: ArrayLike, whole_b: ArrayLike
) -> tuple[Floats, Floats]:
    """Newcombe bounds (hybrid of Wilson bounds) of share A − share B, in percentage points.

    For two groups without a common member. NaN where either share is.
    """
    share_a, share_b = _share(part_a, whole_a), _share(part_b, whole_b)
    low_a, high_a = wilson(part_a, whole_a)
    low_b, high_b = wilson(part_b, whole_b)
    gap = share_a - share_b
    low = gap - np.sqrt((share_a - low_a) ** 2 + (high_b - share_b) ** 2)
    high = gap + np.sqrt((high_a - share_a) ** 2 + (share_b - low_b) ** 2)
    return low, high


def difference_from_whole(
    part: ArrayLike, whole: ArrayLike, all_part: ArrayLike, all_whole: ArrayLike
) -> tuple[Floats, Floats]:
    """Bounds of the share of a group − the share of the whole that contains it, in points.

    The group is inside the whole, so the two shares depend on each other. The gap equals
    (share of the group − share of the rest) × (rest / whole), and the group and the rest are
    apart: their Newcombe bounds are scaled by that part. NaN when the group is the whole.
    """
    part, whole, all_part, all_whole = (
        _floats(number) for number in (part, whole, all_part, all_whole)
    )
    rest = all_whole - whole
    low, high = difference(part, whole, all_part - part, rest)
    scale = rest / np.where(all_whole > 0, all_whole, np.nan)
    return low * scale, high * scale


def _share(part: ArrayLike, whole: ArrayLike) -> Floats:
    whole = _floats(whole)
    return 100 * _floats(part) / np.where(whole > 0, whole, np.nan)


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)
