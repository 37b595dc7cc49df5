"""Many comparisons at once: which of them can be named when some look real by chance.

Here: the step-up procedure of Benjamini and Hochberg, the p value of two shares of pupils. Not
here: which comparisons belong together (`against_rest`), intervals.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special


def discoveries(p: ArrayLike, false_share: float) -> NDArray[np.bool_]:
    """Which comparisons stand when no more than `false_share` of those named may be false.

    Benjamini and Hochberg: the largest k with the k-th smallest p ≤ k/m·`false_share`; those
    up to it stand. Missing p are not comparisons: they neither stand nor count in m.

    >>> discoveries([0.001, 0.02, 0.03, 0.5, float("nan")], 0.05).tolist()
    [True, True, True, False, False]
    """
    values = np.asarray(p, dtype=np.float64)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    limits = false_share * np.arange(1, len(order) + 1) / max(len(order), 1)
    passed = np.flatnonzero(values[order] <= limits)
    found = np.zeros(len(values), dtype=bool)
    if len(passed):
        found[order[: passed[-1] + 1]] = True
    return found


def p_of_shares(part: float, whole: float, part_rest: float, whole_rest: float) -> float:
    """Two-sided p of «the two shares are equal», pupils independent.

    Exact (hypergeometric, twice the smaller tail): failures are rare and groups small, where
    the normal approximation names far too many.

    >>> round(p_of_shares(30, 100, 15, 100), 4)
    0.0171
    """
    n, all_n = round(whole), round(whole + whole_rest)
    k, all_k = round(part), round(part + part_rest)
    count = np.arange(max(0, n + all_k - all_n), min(n, all_k) + 1)
    weight = _log_ways(all_k, count) + _log_ways(all_n - all_k, n - count)
    chance = np.exp(weight - _log_ways(all_n, np.asarray(n)))
    tail = min(chance[count <= k].sum(), chance[count >= k].sum())
    return float(min(1.0, 2 * tail))


def _log_ways(n: int, k: NDArray[np.int64]) -> NDArray[np.float64]:
    """Logarithm of the number of ways to choose k of n."""
    made: NDArray[np.float64] = (
        special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    )
    return made
