"""Cells made from rows of indicator values: a number with its reference, or its mark of absence.

Here: one value, one interval, one count as a cell. Not here: tables.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from helpers import vocabulary
from helpers.blocks import Cell
from helpers.wording import numbers

#: Mark of absence for each status of a value.
MARKERS = {
    "no_data": vocabulary.ABSENCES["not_reported"],
    "not_applicable": vocabulary.ABSENCES["not_applicable"],
    "suppressed": vocabulary.ABSENCES["suppressed"],
}
NO_DATA = MARKERS["no_data"]


def is_known(number: Any) -> bool:
    """Whether there is a number: not None, NaN or NA."""
    return not pd.isna(number)


def value(row: Any, decimals: int = 1) -> Cell:
    """The value of a row of values, or the mark of its status."""
    if row is None:
        return Cell.absent(NO_DATA)
    cell = getattr(row, "cell", "")
    if row.status != "ok" or not is_known(row.value):
        return Cell.absent(MARKERS.get(row.status, NO_DATA), ref=cell)
    number = float(row.value)
    counted = (_whole(getattr(row, name, None)) for name in ("numerator", "denominator"))
    return Cell(number, numbers.number(number, decimals), "", cell, *counted)


def _whole(number: Any) -> float | None:
    """A count as it stands in the values: whole where it is, None where there is none."""
    if not is_known(number):
        return None
    return int(number) if float(number).is_integer() else float(number)


def value_with_interval(row: Any, decimals: int = 1) -> Cell:
    """«12,3 (8,1–18,2)»: the value and its 95 % bounds, or the mark of its status."""
    plain = value(row, decimals)
    if plain.marker or not is_known(row.low):
        return plain
    text = f"{plain.text} ({numbers.interval(row.low, row.high, decimals)})"
    return replace(plain, text=text)


def value_with_count(row: Any) -> Cell:
    """«12,3 (45)»: the value and its denominator, or the mark of its status."""
    plain = value(row)
    if plain.marker:
        return plain
    return replace(plain, text=f"{plain.text} ({numbers.number(row.denominator)})")


def count(number: Any) -> Cell:
    """A whole number, or «н/д»."""
    return Cell.of(int(number), 0) if is_known(number) else Cell.absent(NO_DATA)


def points(number: Any, decimals: int = 1) -> Cell:
    """A signed difference, or «н/д»."""
    if not is_known(number):
        return Cell.absent(NO_DATA)
    return Cell(float(number), numbers.number(number, decimals, signed=True))


def bounds(low: Any, high: Any, decimals: int = 1) -> Cell:
    """«8,1–18,2», or «х» where an interval makes no sense."""
    if not is_known(low) or not is_known(high):
        return Cell.absent(MARKERS["not_applicable"])
    return Cell.of(numbers.interval(low, high, decimals))
