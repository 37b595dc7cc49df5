"""Chance that a school gets on the list, from the chances of its single works.

Here: works of the same pupils taken jointly, other pupils apart. Not here: the chance of one
work (`shrinkage`).

Russian and mathematics of one class are written by the same pupils, and how the two low results
go together is not known from counts: it is bounded (Fréchet), or placed between the bounds by
resampling the pupils where their marks are held. Different grades are different pupils.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
import pandas as pd

from helpers.indicators.early_warning.shrinkage import needed

#: A state of one cohort: how many low works, and whether a repeated one is among them.
State = tuple[int, bool]
Distribution = dict[State, float]
_RESAMPLES = 2000
_SEED = 20200819


@dataclass(frozen=True)
class Work:
    """One work of a cohort: chance to be low (0–1), whether it was low the year before."""

    chance: float
    repeated: bool


@dataclass(frozen=True)
class ListChance:
    """Bounds (0–1) of the chance to be listed; `joint` when pupils were resampled throughout."""

    low: float
    high: float
    joint: bool

    @property
    def middle(self) -> float:
        """The middle of the bounds: the word of risk goes by it."""
        return (self.low + self.high) / 2


def list_chance(
    cohorts: Mapping[int, Sequence[Work]],
    positions: Mapping[int, float],
    min_procedures: int,
    second_ground: str,
    was_low: bool,
) -> ListChance:
    """Chance of at least `min_procedures` low works, or of a second ground.

    `cohorts` are works by grade; `positions` say for a grade where between the bounds the
    joint chance of its two works lies. `second_ground` is that of the rule; `was_low` whether
    any counted work was low the year before (for `any`).
    """
    candidates = [
        _distributions(works, positions.get(grade)) for grade, works in sorted(cohorts.items())
    ]
    chances = [
        _listed(combined, min_procedures, second_ground, was_low)
        for combined in product(*candidates)
    ]
    return ListChance(min(chances), max(chances), all(len(one) == 1 for one in candidates))


def _distributions(works: Sequence[Work], position: float | None) -> list[Distribution]:
    """Possible distributions of one cohort's state: one when they are known, else the extremes."""
    if len(works) == 1:
        return [_of_pairs(works, [works[0].chance, 1 - works[0].chance], [(True,), (False,)])]
    if len(works) == 2:
        p, q = (work.chance for work in works)
        least, most = max(0.0, p + q - 1), min(p, q)
        both = [least, most] if position is None else [least + position * (most - least)]
        both = both if most - least > 1e-12 else both[:1]
        sets = [(True, True), (True, False), (False, True), (False, False)]
        return [_of_pairs(works, [j, p - j, q - j, 1 - p - q + j], sets) for j in both]
    return [_independent(works), _together(works)]


def _of_pairs(
    works: Sequence[Work], chances: Sequence[float], sets: Sequence[tuple[bool, ...]]
) -> Distribution:
    made: Distribution = {}
    for chance, lows in zip(chances, sets, strict=True):
        again = any(low and work.repeated for low, work in zip(lows, works, strict=True))
        state = (sum(lows), again)
        made[state] = made.get(state, 0.0) + chance
    return made


def _independent(works: Sequence[Work]) -> Distribution:
    sets = list(product((True, False), repeat=len(works)))
    chances = [
        float(np.prod([w.chance if low else 1 - w.chance for low, w in zip(s, works, strict=True)]))
        for s in sets
    ]
    return _of_pairs(works, chances, sets)


def _together(works: Sequence[Work]) -> Distribution:
    """As dependent as can be: a work is low only when all likelier ones are."""
    limits = sorted({0.0, 1.0, *(work.chance for work in works)})
    steps = list(pairwise(limits))
    sets = [tuple(work.chance >= high for work in works) for _, high in steps]
    return _of_pairs(works, [high - low for low, high in steps], sets)


def _listed(
    cohorts: Sequence[Distribution], min_procedures: int, second_ground: str, was_low: bool
) -> float:
    total: Distribution = {(0, False): 1.0}
    for cohort in cohorts:
        summed: Distribution = {}
        for (count, again), chance in total.items():
            for (more, repeated), part in cohort.items():
                state = (min(count + more, min_procedures), again or repeated)
                summed[state] = summed.get(state, 0.0) + chance * part
        total = summed
    return sum(
        chance
        for (count, again), chance in total.items()
        if count >= min_procedures
        or (second_ground == "same" and again)
        or (second_ground == "any" and was_low and count > 0)
    )


def joint_position(pairs: pd.DataFrame, limit_pct: float) -> float | None:
    """Where between the Fréchet bounds the two low results of the same pupils lie, 0–1.

    `pairs` has one row per pupil and two columns: whether the mark is «2» in either work.
    Pupils are drawn with replacement (a fixed seed); None for fewer than five pupils or where
    the bounds meet.
    """
    marks = pairs.to_numpy(dtype=bool)
    count = len(marks)
    if count < 5:
        return None
    drawn = np.random.default_rng(_SEED).integers(0, count, (_RESAMPLES, count))
    least = int(needed([count], limit_pct)[0])
    low = marks[drawn].sum(axis=1) >= least
    p, q = low.mean(axis=0)
    bottom, top = max(0.0, p + q - 1), min(p, q)
    if top - bottom < 0.01:
        return None
    return float((low.all(axis=1).mean() - bottom) / (top - bottom))
