"""How many of several comparisons stand out by chance alone.

Here: the number, and the sentence that says it. Not here: which comparison stands out (its
interval, `indicators`).
"""

from __future__ import annotations

from helpers.wording import numbers

#: An interval of 95 % misses what it should hold in so many cases.
_MISSED = 0.05
#: For fewer comparisons nothing is said: the expected number is below a half.
_FEW = 10


def is_news(found: int, count: int) -> bool:
    """Whether more comparisons stand out than the number that do so by chance alone.

    The number is that of `expected`: what the text says chance alone would give is no news.
    """
    return found > max(count * _MISSED, float(numbers.round_half_up(count * _MISSED)))


def expected(count: int) -> str:
    """How many of so many comparisons look real by chance alone; "" for a few."""
    if count < _FEW:
        return ""
    by_chance = numbers.round_half_up(count * _MISSED)
    noun = numbers.plural(count, "сравнении", "сравнениях", "сравнениях")
    return f"При {count} {noun} около {by_chance} могли бы выглядеть так и без всякой причины."
