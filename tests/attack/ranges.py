"""The least and the most of sums of whole unknowns under linear rows.

Imports nothing of the product. Here: one solver for many questions, which starts each where the
last one ended, and the whole solutions it met: what two of them show possible needs no solving.
Not here: what rows and questions mean (`solving`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import highspy
import numpy as np

#: Columns, their weights, the least and the most of the weighted sum.
Row = tuple[Sequence[int], Sequence[float], float, float]
#: A range so wide is wide enough whatever whole numbers allow.
_WIDE = 10
#: A solution is whole, a bound is reached, up to so much.
_NEAR = 1e-6
#: So many of the last whole solutions are kept.
_KEPT = 400
#: The number of a question, the least and the most of its sum → whether that answers it.
Answers = Callable[[int, int, int], bool]


class Unknowns:
    """Whole unknowns between bounds under rows; the first `whole` of them are asked about."""

    def __init__(self, rows: Sequence[Row], low: np.ndarray, high: np.ndarray, whole: int) -> None:
        self.rows, self.low, self.high, self.whole = rows, low, high, whole
        self.solves = 0
        self._met: list[np.ndarray] = []
        self._exact = {
            tuple(sorted(columns)): round(least)
            for columns, weights, least, most in rows
            if least == most and set(weights) == {1.0}
        }
        self._at = (low, high)
        self._solvers: dict[bool, highspy.Highs] = {}

    def ranges(
        self, asked: Sequence[np.ndarray], low: np.ndarray, high: np.ndarray,
        is_wide: Answers, is_idle: Answers,
    ) -> list[tuple[int, int]]:  # fmt: skip
        """The least and the most of each sum of columns `asked`, with other bounds of columns.

        A range met among solutions that `is_wide` is given as it is: the true one holds it.
        One of broken numbers that `is_idle` is given too: it holds the true one.
        """
        if not asked:
            return []
        self._bound(low, high)
        flat = np.concatenate(asked)
        starts = np.cumsum([0, *(len(one) for one in asked[:-1])])
        least_each, most_each = low[: self.whole], high[: self.whole]
        sums = [np.add.reduceat(one[flat], starts) for one in self._met
                if (one >= least_each).all() and (one <= most_each).all()]  # fmt: skip
        least = np.min(sums, axis=0) if sums else np.full(len(asked), np.inf)
        most = np.max(sums, axis=0) if sums else np.full(len(asked), -np.inf)
        found = []
        for number, columns in enumerate(asked):
            span = (least[number], most[number])
            if span[0] <= span[1] and is_wide(number, round(span[0]), round(span[1])):
                found.append((round(span[0]), round(span[1])))
                continue
            before = len(self._met)
            found.append(self._said(columns) or self._range(number, columns, is_idle))
            for one in self._met[before:]:
                value = np.add.reduceat(one[flat], starts)
                least, most = np.minimum(least, value), np.maximum(most, value)
        del self._met[:-_KEPT]
        return found

    def _bound(self, low: np.ndarray, high: np.ndarray) -> None:
        changed = np.flatnonzero((self._at[0] != low) | (self._at[1] != high)).astype(np.int32)
        for column in changed:
            for solver in self._solvers.values():
                solver.changeColBounds(int(column), low[column], high[column])
        self._at = (low, high)

    def _said(self, columns: np.ndarray) -> tuple[int, int] | None:
        """The sum where a row gives it exactly."""
        exact = self._exact.get(tuple(sorted(map(int, columns))))
        return None if exact is None else (exact, exact)

    def _range(self, number: int, columns: np.ndarray, is_idle: Answers) -> tuple[int, int]:
        ends = [self._solve(columns, sense) for sense in _SENSES]
        low, high = _whole(ends[0][0], ends[1][0])
        if high - low >= _WIDE or low == high or (ends[0][1] and ends[1][1]):
            return low, high
        if is_idle(number, low, high):
            return low, high
        return _whole(*(self._solve(columns, sense, True)[0] for sense in _SENSES))

    def _solve(
        self, columns: np.ndarray, sense: highspy.ObjSense, in_whole_numbers: bool = False
    ) -> tuple[float, bool]:
        self.solves += 1
        solver = self._solvers.get(in_whole_numbers) or self._solver(in_whole_numbers)
        asked = columns.astype(np.int32)
        solver.changeColsCost(len(asked), asked, np.ones(len(asked)))
        solver.changeObjectiveSense(sense)
        solver.run()
        assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, (
            "the statements contradict each other"
        )
        reached = float(solver.getInfo().objective_function_value)
        value = np.array(solver.getSolution().col_value)[: self.whole]
        solver.changeColsCost(len(asked), asked, np.zeros(len(asked)))
        is_whole = bool(np.abs(value - np.rint(value)).max() < _NEAR)
        if is_whole:
            self._met.append(np.rint(value))
        return reached, is_whole

    def _solver(self, in_whole_numbers: bool) -> highspy.Highs:
        made = self._solvers[in_whole_numbers] = highspy.Highs()
        made.silent()
        made.setOptionValue("threads", 1)
        # a range ends at whole numbers, so no bound may be called reached before it is
        made.setOptionValue("mip_rel_gap", 0.0)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.low), len(self.rows)
        model.col_cost_ = np.zeros(len(self.low))
        model.col_lower_, model.col_upper_ = self._at
        model.row_lower_ = np.array([row[2] for row in self.rows])
        model.row_upper_ = np.array([row[3] for row in self.rows])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lengths = [0, *(len(row[0]) for row in self.rows)]
        model.a_matrix_.start_ = np.cumsum(lengths).astype(np.int32)
        model.a_matrix_.index_ = np.concatenate([row[0] for row in self.rows]).astype(np.int32)
        model.a_matrix_.value_ = np.concatenate([row[1] for row in self.rows])
        if in_whole_numbers:
            model.integrality_ = [highspy.HighsVarType.kInteger] * len(self.low)
        made.passModel(model)
        return made


def _whole(low: float, high: float) -> tuple[int, int]:
    """The whole numbers between two bounds."""
    return math.ceil(low - 1e-5), math.floor(high + 1e-5)


_SENSES = (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize)
