"""Round numbers along an axis.

Here: their choice and their words. Not here: drawing them.
"""

from __future__ import annotations

from math import ceil, floor, log10

#: Steps that people count in.
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
#: Most steps along an axis.
_MOST = 9


def round_numbers(ends: tuple[float, float], room: float, need: float) -> list[float]:
    """Numbers between two ends at round steps, as many as have room (`need` points each)."""
    low, high = sorted(ends)
    most = min(max(int(room / need), 1), _MOST)
    raw = (high - low) / most
    scale = 10.0 ** floor(log10(raw))
    step = next(one * scale for one in _STEPS if one * scale >= raw * (1 - 1e-9))
    slack = step * 1e-9
    places = range(ceil((low - slack) / step), floor((high + slack) / step) + 1)
    return [place * step for place in places]


def comma(value: float) -> str:
    """A number as Russian readers write it."""
    return f"{value:g}".replace("-", "\N{MINUS SIGN}").replace(".", ",")
