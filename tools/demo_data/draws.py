"""Chance with a name: the same key gives the same draws on every machine.

Here: draws only. Not here: what is drawn. Only `random.Random.random` is used, the one method
whose sequence Python promises to keep, and no function of the system's mathematics library.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draws:
    """A stream of draws that depends on nothing but its key."""

    def __init__(self, *key: object) -> None:
        digest = hashlib.sha256("|".join(str(part) for part in key).encode()).digest()
        self._next = random.Random(int.from_bytes(digest[:16], "big")).random

    def share(self) -> float:
        """A number in [0, 1)."""
        return self._next()

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self._next() < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self._next() * (high - low + 1))

    def normal(self) -> float:
        """A bell-shaped number: mean 0, deviation 1, never beyond 6."""
        return sum(self._next() for _ in range(12)) - 6

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[int(self._next() * len(options))]

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """`count` different options (all, when there are fewer), in their own order."""
        ranked = sorted(range(len(options)), key=lambda _: self._next())
        return [options[i] for i in sorted(ranked[:count])]

    def hits(self, trials: int, probability: float) -> int:
        """How many of `trials` succeed."""
        return sum(self._next() < probability for _ in range(trials))
