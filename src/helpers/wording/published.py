"""Figures as a region publishes them: rounding, places by the rounded figure, joint figures.

Here: the display of exact values. Not here: the values (`indicators`), the rounding of our own
reports (`numbers`). Rounding is a parameter of display, never of storage: nothing rounded goes
back into a sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from helpers import methodology
from helpers.errors import ParameterError
from helpers.wording.numbers import Number, exact_decimal, round_half_up

RULES = ("half_up", "truncate")


@dataclass(frozen=True)
class Rounding:
    """How a published figure is cut: `half_up` or `truncate`, and its decimals."""

    rule: str = "half_up"
    decimals: int = 2

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise ParameterError(
                f"Округление «{self.rule}» не известно, допустимо: {', '.join(RULES)}."
            )

    @classmethod
    def stated(cls) -> Rounding:
        """The rule of `params/methodology/published_figures.yaml`."""
        rules = methodology.rules("published_figures")
        return cls(rules.text("rounding"), int(rules.number("decimals")))

    def shown(self, value: Number) -> Decimal:
        """The figure as it is printed.

        >>> Rounding("half_up", 1).shown(62.45), Rounding("truncate", 1).shown(62.49)
        (Decimal('62.5'), Decimal('62.4'))
        """
        if self.rule == "half_up":
            return round_half_up(value, self.decimals)
        return exact_decimal(value).quantize(Decimal(1).scaleb(-self.decimals), ROUND_DOWN)


def dense_ranks(
    values: Sequence[Number | None], rounding: Rounding, *, best_is: str = "high"
) -> list[int | None]:
    """Places by the printed figure: equal figures share a place, and no place is left out.

    None for a missing value: it has no place. `best_is` says which end is the first place.

    >>> dense_ranks([62.449, 62.45, 62.4, None, 70], Rounding("half_up", 1))
    [3, 2, 3, None, 1]
    """
    shown = [None if value is None or value != value else rounding.shown(value) for value in values]
    order = sorted({one for one in shown if one is not None}, reverse=best_is == "high")
    places = {figure: place for place, figure in enumerate(order, start=1)}
    return [None if one is None else places[one] for one in shown]


def joint_mean(means: Sequence[Number], counts: Sequence[int]) -> float | None:
    """Mean of several groups together, weighted by their participants; None for nobody.

    >>> joint_mean([60, 70], [10, 30])
    67.5
    """
    total = sum(counts)
    weighted = sum(float(m) * n for m, n in zip(means, counts, strict=True))
    return weighted / total if total else None


def joint_share(parts: Sequence[int], wholes: Sequence[int]) -> float | None:
    """Share of several groups together in percent, from counts; None for nobody.

    >>> joint_share([1, 9], [10, 10])
    50.0
    """
    total = sum(wholes)
    return 100 * sum(parts) / total if total else None
