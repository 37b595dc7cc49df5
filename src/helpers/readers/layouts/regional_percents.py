"""Percents of regional tables and the counts that give them.

Here: counts from percents where only one set of counts gives them, percents held against the
counts beside them. Not here: what unit a column has (`regional_units`).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from helpers.readers.layouts.regional_numbers import BANDS, MARKS, Numbers

_MOST_CHOICES = 20_000


def fits(count: int, whole: int, printed: Decimal, digits: int) -> tuple[bool, bool]:
    """Whether a percent is that of a count, rounded half up and cut off.

    A percent with more decimals than asked for is a quotient as a program stores it.

    >>> fits(2, 3, Decimal("66.6"), 1), fits(2, 3, Decimal("66.7"), 1)
    ((False, True), (True, False))
    >>> fits(2, 3, Decimal("66.6666666667"), 6)
    (True, True)
    """
    if not whole:
        return False, False
    exact, unit = Decimal(100 * count) / whole, Decimal(1).scaleb(-digits)
    if -int(printed.as_tuple().exponent) > digits:
        is_near = abs(exact - printed) < unit
        return is_near, is_near
    return (
        exact.quantize(unit, ROUND_HALF_UP) == printed,
        exact.quantize(unit, ROUND_DOWN) == printed,
    )


def possible(printed: Decimal, whole: int) -> bool:
    """Whether some count gives a percent printed with its own decimals.

    >>> possible(Decimal("0.12"), 25), possible(Decimal("12"), 25)
    (False, True)
    """
    digits = max(0, min(-int(printed.normalize().as_tuple().exponent), 6))
    nearest = int(printed * whole / 100)
    return any(
        any(fits(count, whole, printed, digits))
        for count in range(max(nearest - 1, 0), min(nearest + 1, whole) + 1)
    )


def restored(
    percents: Sequence[Decimal], whole: int, digits: int, is_all: bool
) -> list[int] | None:
    """The only counts whose percents these are, or None.

    All percents of a row are taken as rounded one way: half up or cut off. `is_all` says that
    the parts add up to the whole.

    >>> restored([Decimal("12.5"), Decimal("50"), Decimal("25"), Decimal("12.5")], 8, 1, True)
    [1, 4, 2, 1]
    >>> restored([Decimal("0.5")], 1000, 0, False) is None
    True
    """
    found: set[tuple[int, ...]] = set()
    for way in (0, 1):
        choices = []
        for printed in percents:
            low = int((printed - 1) * whole / 100) - 1
            high = int((printed + 1) * whole / 100) + 1
            if high - low > 4000:
                return None
            choices.append(
                [
                    count
                    for count in range(max(low, 0), min(high, whole) + 1)
                    if fits(count, whole, printed, digits)[way]
                ]
            )
        size = 1
        for options in choices:
            size *= len(options)
        if size > _MOST_CHOICES:
            return None
        found |= {
            combination
            for combination in itertools.product(*choices)
            if not is_all or sum(combination) == whole
        }
    return list(found.pop()) if len(found) == 1 else None


def check_percents(numbers: Numbers, rows: Sequence[int], wholes: Mapping[int, int | None]) -> None:
    """Percents that are not those of the counts beside them; one finding a column.

    Success (3, 4, 5) and quality (4, 5) are held against the marks.
    """
    sums = {
        "passed": ("mark_3", "mark_4", "mark_5"),
        "quality": ("mark_4", "mark_5"),
        **{mark: (mark,) for mark in MARKS},
        **{part: (part,) for part in ("below", "below_first", *BANDS)},
    }
    for column in numbers.block.columns:
        if numbers.units.get(column.position) != "percent" or column.name not in sums:
            continue
        parts = [numbers.column(part, "count") for part in sums[column.name]]
        if any(part is None for part in parts):
            continue
        digits = numbers.digits[column.position]
        wrong, cut, seen = [], 0, 0
        for index in rows:
            printed, whole = numbers.at(index, column), wholes.get(index)
            held = [numbers.at(index, part) for part in parts]
            if printed is None or not whole or all(part is None for part in held):
                continue
            seen += 1
            count = int(sum((part or Decimal(0) for part in held), Decimal(0)))
            half_up, down = fits(count, whole, printed, min(digits, 4))
            cut += down and not half_up
            if not half_up and not down:
                wrong.append((index, printed, count, whole))
        if wrong:
            index, printed, count, whole = wrong[0]
            exact = Decimal(100 * count) / whole
            numbers.told(
                "percent_contradicts",
                f"Столбец процентов не сходится с количествами: строк {len(wrong)} из {seen}. "
                "Взяты количества.",
                index, column, f"{printed:f}", f"{exact:.2f} ({count} из {whole})",
            )  # fmt: skip
