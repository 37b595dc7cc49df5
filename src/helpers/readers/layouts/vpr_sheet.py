"""Columns of a protocol's rows: each cell is understood once for all cells equal to it.

Here: rows → columns, a function of a cell over a column. Not here: what cells mean
(`vpr_cells`) and what columns are (`vpr_columns`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np

from helpers.readers.grid import Grid
from helpers.readers.layouts import vpr_cells

_PLAIN = {str, int, float, type(None)}


@dataclass(frozen=True)
class Distinct:
    """The different cells of a column, and which of them each row has."""

    values: list[Any]
    of_row: np.ndarray

    def mapped(self, parse: Callable[[Any], Any]) -> list[Any]:
        """`parse` of the cell of each row."""
        parsed = [parse(value) for value in self.values]
        return [parsed[at] for at in self.of_row.tolist()]

    def flags(self, says: Callable[[Any], bool]) -> np.ndarray:
        """Whether the cell of each row says something."""
        return np.array([says(value) for value in self.values], dtype=bool)[self.of_row]

    def numbers(self, parse: Callable[[Any], float]) -> np.ndarray:
        """The number that the cell of each row stands for."""
        return np.array([parse(value) for value in self.values], dtype=float)[self.of_row]

    def scores(self) -> tuple[np.ndarray, np.ndarray]:
        """Score (NaN where there is none) and kind of the cell of each row."""
        pairs = [vpr_cells.kind_of(value) for value in self.values]
        points = np.array([points for points, _ in pairs], dtype=float)
        kinds = np.array([int(kind) for _, kind in pairs], dtype=np.int8)
        return points[self.of_row], kinds[self.of_row]


class Sheet:
    """Columns of some rows of a grid; a column that the rows lack is empty."""

    def __init__(self, grid: Grid, lines: Sequence[int]) -> None:
        #: Number of rows.
        self.count = len(lines)
        self._columns = list(zip_longest(*(grid.rows[at] for at in lines)))
        self._distinct: dict[int | None, Distinct] = {}

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self._columns)

    def cells(self, position: int | None) -> Sequence[Any]:
        """Cells of a column, one a row; None beyond the end of a row or without a column."""
        if position is None or position >= len(self._columns):
            return [None] * self.count
        return self._columns[position]

    def distinct(self, position: int | None) -> Distinct:
        """The different cells of a column.

        1, True and 100 % are equal in Python: values of unusual types are told apart by type.
        """
        if position not in self._distinct:
            self._distinct[position] = _distinct(self.cells(position))
        return self._distinct[position]


def _distinct(cells: Sequence[Any]) -> Distinct:
    if set(map(type, cells)) <= _PLAIN:
        order = {cell: at for at, cell in enumerate(dict.fromkeys(cells))}
        keys = iter(cells)
        values = list(order)
    else:
        pairs = [(cell.__class__, cell) for cell in cells]
        order = {pair: at for at, pair in enumerate(dict.fromkeys(pairs))}
        keys = iter(pairs)
        values = [cell for _, cell in order]
    of_row = np.fromiter(map(order.__getitem__, keys), dtype=np.intp, count=len(cells))
    return Distinct(values, of_row)
