"""Shares of small schools drawn to those of other schools: beta-binomial.

Here: how much schools differ beyond chance, the distribution of one school's share, the
chance that a future group is low. Not here: which schools and years (`evidence`, `chances`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]

#: Strengths (pseudo-pupils) that are tried: from schools that have nothing in common to schools
#: that differ by chance only.
STRENGTHS = np.geomspace(1.0, 1000.0, 400)
#: Points of the posterior that stand for it; odd, so the median is one of them.
_NODES = (np.arange(201) + 0.5) / 201


@dataclass(frozen=True)
class Prior:
    """Beta distribution of the share over schools: mean (0–1) and strength in pupils."""

    mean: float
    strength: float
    schools: int

    def posterior(self, below: ArrayLike, count: ArrayLike) -> tuple[Floats, Floats]:
        """Parameters of the beta distribution of each school's share."""
        below, count = np.asarray(below, float), np.asarray(count, float)
        a = self.mean * self.strength + below
        return a, (1 - self.mean) * self.strength + count - below


def fitted(below: ArrayLike, count: ArrayLike) -> Prior | None:
    """The prior that makes the observed counts most likely; None for fewer than two schools.

    The mean is the pooled share with half a pupil added to each side (no share is then 0 or
    1); the strength is found on a fixed grid.
    """
    below, count = np.asarray(below, float), np.asarray(count, float)
    below, count = below[count > 0], count[count > 0]
    if len(count) < 2:
        return None
    mean = (below.sum() + 0.5) / (count.sum() + 1)
    a = mean * STRENGTHS[:, None]
    b = (1 - mean) * STRENGTHS[:, None]
    likelihood = (special.betaln(a + below, b + count - below) - special.betaln(a, b)).sum(axis=1)
    return Prior(float(mean), float(STRENGTHS[int(np.argmax(likelihood))]), len(count))


def points(a: ArrayLike, b: ArrayLike, shift: float = 0.0) -> Floats:
    """Equally likely shares (0–1) of each distribution, moved by `shift` on the log-odds scale.

    One row per distribution.
    """
    a, b = np.asarray(a, float)[:, None], np.asarray(b, float)[:, None]
    share = np.clip(special.betaincinv(a, b, _NODES), 1e-9, 1 - 1e-9)
    return np.asarray(special.expit(special.logit(share) + shift), dtype=np.float64)


def needed(count: ArrayLike, limit_pct: float) -> NDArray[np.int64]:
    """Least number below the minimum that reaches the limit in a group of `count`."""
    return np.ceil(np.asarray(count, float) * limit_pct / 100 - 1e-9).astype(np.int64)


def chance_low(shares: Floats, count: ArrayLike, limit_pct: float) -> Floats:
    """Chance (0–1) that a group of `count` pupils is low, over the points of each row."""
    size = np.asarray(count, dtype=np.float64)[:, None]
    least = needed(count, limit_pct)[:, None].astype(np.float64)
    # at least k of n: the incomplete beta function
    tail = special.betainc(np.maximum(least, 1), size - np.maximum(least, 1) + 1, shares)
    return np.asarray(np.where(least <= 0, 1.0, tail).mean(axis=1), dtype=np.float64)
