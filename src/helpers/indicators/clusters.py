"""School-cluster intervals: schools, not pupils, are the independent observations.

Here: closed formulas on counts of schools, and how many schools they need. Not here: intervals
in which pupils are independent (`intervals`), which schools are compared (`list_contrast`,
`cohort_change`).

Pupils of one school are alike, so an interval that counts pupils as independent is too narrow
for groups of schools. The variance of a ratio of sums is linearised: a school adds its
residual, part − share × whole. With few schools the normal quantile is too small: Student's
is taken with the schools of the smaller side less one, the cautious choice of Welch's test.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from helpers import methodology

Floats = NDArray[np.float64]
_NONE = (float("nan"), float("nan"))


@dataclass(frozen=True)
class ClusterRule:
    """How many schools an interval needs; values of `params/methodology/comparisons.yaml`."""

    min_schools: int = 10
    min_side: int = 2

    @classmethod
    def stated(cls) -> ClusterRule:
        """The rule of the parameter file."""
        rules = methodology.rules("comparisons")
        return cls(
            min_schools=int(rules.number("cluster_min_schools")),
            min_side=int(rules.number("cluster_min_side")),
        )

    def allows(self, schools: int, others: int) -> bool:
        """Whether two groups of so many schools have an interval of their difference."""
        return schools + others >= self.min_schools and min(schools, others) >= self.min_side


def difference(
    part_a: ArrayLike, whole_a: ArrayLike, part_b: ArrayLike, whole_b: ArrayLike
) -> tuple[float, float]:
    """95 % bounds of share A − share B, in points; each array has one number per school.

    For two groups without a common school. NaN with fewer than two schools on a side, without
    pupils, or when no school departs from the share of its group: a width of zero would claim
    certainty. Bounds end at ±100.

    >>> [round(bound, 1) for bound in difference([2, 3], [10, 10], [6, 7, 8], [10, 10, 10])]
    [-100.0, 52.0]
    """
    gap, error, freedom = _contrast(part_a, whole_a, part_b, whole_b)
    if not error > 0:
        return _NONE
    half = special.stdtrit(freedom, 0.975) * error
    return max(float(100 * (gap - half)), -100.0), min(float(100 * (gap + half)), 100.0)


def standardised(
    part_a: ArrayLike, whole_a: ArrayLike, part_b: ArrayLike, whole_b: ArrayLike
) -> tuple[float, float, float]:
    """Mean over works of share A − share B, in points, with its 95 % bounds: (gap, low, high).

    Each array has a row per school and a column per work, zeros where a school did not write.
    Both groups take the same weight of a work, all its pupils of A and B, so that a group that
    wrote more of an easy work gains nothing by it; the weights count as fixed. The works of a
    school are summed before they are squared: they are not independent. With one work it is
    `difference`. Bounds are NaN as there, and where a work has one school on a side: its spread
    between schools cannot be estimated.

    >>> few_easy, many_easy = [[10, 100], [10, 100]], [[100, 10], [100, 10]]
    >>> gap = standardised([[9, 10], [8, 20]], few_easy, [[80, 1], [90, 2]], many_easy)
    >>> abs(round(gap[0], 6))
    0.0
    """
    sides = [np.asarray(one, dtype=np.float64) for one in (part_a, whole_a, part_b, whole_b)]
    pupils = sides[1].sum(axis=0) + sides[3].sum(axis=0)
    weight = pupils / pupils.sum()
    gaps, squares, schools, lone = [], 0.0, [], False
    for part, whole in (sides[:2], sides[2:]):
        total = whole.sum(axis=0)
        share = part.sum(axis=0) / total
        moved = ((part - share * whole) / total) @ weight
        count = len(part)
        gaps.append(float(share @ weight))
        squares += count / max(count - 1, 1) * float((moved**2).sum())
        schools.append(count)
        lone = lone or bool(((whole > 0).sum(axis=0) < 2).any())
    gap, error = gaps[0] - gaps[1], float(np.sqrt(squares))
    if lone or not error > 1e-12:
        return 100 * gap, *_NONE
    half = float(special.stdtrit(min(schools) - 1, 0.975)) * error
    return 100 * gap, max(100 * (gap - half), -100.0), min(100 * (gap + half), 100.0)


def p_of_difference(
    part_a: ArrayLike, whole_a: ArrayLike, part_b: ArrayLike, whole_b: ArrayLike
) -> float:
    """Two-sided p of «the shares of two groups of schools are equal», the test behind
    `difference`: its interval excludes zero exactly where p < 0.05. NaN where it has none.

    >>> round(p_of_difference([2, 3], [10, 10], [6, 7, 8], [10, 10, 10]), 3)
    0.107
    """
    gap, error, freedom = _contrast(part_a, whole_a, part_b, whole_b)
    return float(2 * special.stdtr(freedom, -abs(gap) / error)) if error > 0 else float("nan")


def share(part: ArrayLike, whole: ArrayLike) -> tuple[float, float]:
    """95 % bounds of the share of one group of schools, percent, clipped to 0–100.

    NaN as in `difference`.

    >>> [round(bound, 1) for bound in share([6, 7, 8], [10, 10, 10])]
    [45.2, 94.8]
    """
    centre, variance, schools = _side(part, whole)
    if not variance > 0:
        return _NONE
    half = special.stdtrit(schools - 1, 0.975) * np.sqrt(variance)
    return max(float(100 * (centre - half)), 0.0), min(float(100 * (centre + half)), 100.0)


def _contrast(
    part_a: ArrayLike, whole_a: ArrayLike, part_b: ArrayLike, whole_b: ArrayLike
) -> tuple[float, float, int]:
    """Difference of two shares, its standard error, degrees of freedom."""
    share_a, variance_a, schools_a = _side(part_a, whole_a)
    share_b, variance_b, schools_b = _side(part_b, whole_b)
    error = float(np.sqrt(variance_a + variance_b))
    return share_a - share_b, error, min(schools_a, schools_b) - 1


def change(
    part_before: ArrayLike, whole_before: ArrayLike, part: ArrayLike, whole: ArrayLike
) -> tuple[float, float]:
    """95 % bounds of share now − share before of the same schools, in points.

    Each array has one number per school, in one order. A school's two residuals are taken
    together: a school that was low in both years says nothing about the change. NaN as in
    `difference`.
    """
    before = _residuals(part_before, whole_before)
    now = _residuals(part, whole)
    schools = len(now[1])
    variance = schools / max(schools - 1, 1) * float(((now[1] - before[1]) ** 2).sum())
    if schools < 2 or not variance > 0:
        return _NONE
    half = special.stdtrit(schools - 1, 0.975) * np.sqrt(variance)
    moved = now[0] - before[0]
    return max(float(100 * (moved - half)), -100.0), min(float(100 * (moved + half)), 100.0)


def _side(part: ArrayLike, whole: ArrayLike) -> tuple[float, float, int]:
    """Share of a group of schools, its variance, the number of schools."""
    share, residuals = _residuals(part, whole)
    schools = len(residuals)
    if schools < 2:
        return share, float("nan"), schools
    return share, float(schools / (schools - 1) * (residuals**2).sum()), schools


def _residuals(part: ArrayLike, whole: ArrayLike) -> tuple[float, Floats]:
    """Share of a group of schools and what each school adds to its error."""
    parts, wholes = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    total = wholes.sum()
    if not total > 0:
        return float("nan"), np.full(len(wholes), np.nan)
    share = float(parts.sum() / total)
    return share, (parts - share * wholes) / total
