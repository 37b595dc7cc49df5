"""Small groups of people, and whether what is known of them all leaves each enough room.

Here: from bounds over some people to the possible values of each group among them. Not here:
which groups are small and where the bounds come from (`audit`, `heads`, `bounds`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from helpers.disclosure.policy import Policy

_EPSILON = 1e-6


@dataclass(frozen=True)
class Cells:
    """Groups of some `sizes` among `whole` people, one category of them looked at."""

    sizes: np.ndarray
    whole: int
    policy: Policy

    @cached_property
    def needed(self) -> np.ndarray:
        """Possible values each group must have: the margin, or all that its size gives."""
        least: np.ndarray = np.minimum(self.policy.margin, self.sizes + 1)
        return least

    def possible(self, low: float, high: float) -> np.ndarray:
        """Possible values of each group when `low` to `high` of all stand in the category.

        >>> Cells(np.array([2, 9]), 20, Policy()).possible(1, 2)
        array([3, 3])
        """
        least, most = math.ceil(low - _EPSILON), math.floor(high + _EPSILON)
        top = np.minimum(self.sizes, most)
        bottom = np.maximum(0, least - (self.whole - self.sizes))
        found: np.ndarray = top - bottom + 1
        return found

    def are_safe(self, low: float, high: float) -> bool:
        """Whether every group keeps enough possible values."""
        return bool((self.possible(low, high) >= self.needed).all())
