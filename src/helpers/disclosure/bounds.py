"""What an outsider can work out from all statements together: bounds by linear programming.

Here: one model for each connected set of classes, solved with HiGHS for the least and the
most of every unknown. Not here: which bounds are too narrow (`audit`).

The unknowns of a class are its people by category; they are at least zero and add up to the
known size. A bound of the linear model that is not reached at whole numbers is sharpened by
the integer model, so that a range is never called wider than it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.disclosure.people import WIDTH, categories
from helpers.disclosure.statements import ClassKey, PeopleClass, Statement

_SLACK = 1e-6
#: Ranges at least so wide are safe whatever the integer model says.
_WIDE = 12.0
#: So many of the last whole solutions are remembered.
_WORLDS = 60


def _never(_low: float, _high: float) -> bool:
    return False


@dataclass(frozen=True)
class Component:
    """Classes tied together by statements, and those statements."""

    classes: tuple[ClassKey, ...]
    statements: tuple[Statement, ...]


def components(
    held: Mapping[ClassKey, PeopleClass], statements: Iterable[Statement]
) -> list[Component]:
    """Classes grouped by the statements that say anything of them; others are left out."""
    parent: dict[ClassKey, ClassKey] = {}

    def root(key: ClassKey) -> ClassKey:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    telling = [one for one in statements if one.kind in ("exact", "band")]
    for one in telling:
        for key in one.members:
            parent.setdefault(key, key)
        first = root(one.members[0])
        for key in one.members[1:]:
            parent[root(key)] = first
    groups: dict[ClassKey, tuple[list[ClassKey], list[Statement]]] = {}
    for key in sorted(parent):
        groups.setdefault(root(key), ([], []))[0].append(key)
    for one in telling:
        groups[root(one.members[0])][1].append(one)
    assert all(key in held for key in parent)
    return [Component(tuple(keys), tuple(told)) for keys, told in groups.values()]


class Model:
    """The linear model of one component."""

    def __init__(self, held: Mapping[ClassKey, PeopleClass], component: Component) -> None:
        import highspy

        self.component = component
        self.column = {key: WIDTH * place for place, key in enumerate(component.classes)}
        self.solves = 0
        self.integers = 0
        self.count = WIDTH * len(component.classes)
        sizes = [held[key].size for key in component.classes]
        used = [categories(key[0]) for key in component.classes]
        upper = np.array(
            [size if k < width else 0 for size, width in zip(sizes, used, strict=True)
             for k in range(WIDTH)], dtype=np.float64,
        )  # fmt: skip
        rows: list[tuple[list[int], float, float]] = [
            ([self.column[key] + k for k in range(WIDTH)], float(size), float(size))
            for key, size in zip(component.classes, sizes, strict=True)
        ]
        for told in component.statements:
            least, most = told.limits()
            rows.append((self._columns(told.members, told.question.counted), least, most))
            if not told.is_whole_known:
                whole = self._columns(told.members, told.question.among)
                rows.append((whole, told.whole - told.loose, told.whole + told.loose))
        self.sizes = dict(zip(component.classes, sizes, strict=True))
        self.used = dict(zip(component.classes, used, strict=True))
        self.supposed: tuple[ClassKey, ...] = ()
        truth = [held[key].totals for key in component.classes]
        self.truth = np.concatenate(truth).astype(np.float64)
        self.worlds = self.truth[np.newaxis]
        self.highs: Any = highspy.Highs()
        self.highs.silent()
        self.highs.setOptionValue("threads", 1)
        self._pass(highspy, upper, rows)
        self.kinds = highspy.HighsVarType
        self.minimize = highspy.ObjSense.kMinimize
        self.maximize = highspy.ObjSense.kMaximize
        self.optimal = highspy.HighsModelStatus.kOptimal

    def suppose(self, own: Mapping[ClassKey, np.ndarray]) -> None:
        """From now on so many people of some classes are known to stand in each category."""
        for key in (*self.supposed, *own):
            known = own.get(key)
            for k in range(self.used[key]):
                least = 0 if known is None else int(known[k])
                others = 0 if known is None else int(known.sum()) - least
                self.highs.changeColBounds(self.column[key] + k, least, self.sizes[key] - others)
        self.supposed = tuple(own)
        self.worlds = self.truth[np.newaxis]

    def _columns(self, members: Sequence[ClassKey], categories: Sequence[int]) -> list[int]:
        return [self.column[key] + k for key in members for k in categories]

    def _pass(
        self, highspy: Any, upper: np.ndarray, rows: Sequence[tuple[list[int], float, float]]
    ) -> None:
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.count, len(rows)
        model.col_cost_ = np.zeros(self.count)
        model.col_lower_, model.col_upper_ = np.zeros(self.count), upper
        model.row_lower_ = np.array([row[1] for row in rows], dtype=np.float64)
        model.row_upper_ = np.array([row[2] for row in rows], dtype=np.float64)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lengths = [len(row[0]) for row in rows]
        model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        model.a_matrix_.index_ = np.concatenate([row[0] for row in rows]).astype(np.int32)
        model.a_matrix_.value_ = np.ones(sum(lengths))
        self.highs.passModel(model)

    def range_of(
        self, columns: Sequence[int], is_enough: Callable[[float, float], bool] = _never
    ) -> tuple[float, float]:
        """The least and the most that the sum of some columns can be, at whole numbers.

        A range that is enough, found among whole solutions met before, is given as it is.
        """
        met = self.worlds[:, columns].sum(axis=1)
        low, high = float(met.min()), float(met.max())
        if is_enough(low, high):
            return low, high
        for column in columns:
            self.highs.changeColCost(column, 1.0)
        low, low_whole = self._solve(self.minimize)
        high, high_whole = self._solve(self.maximize)
        if high - low < _WIDE and not (low_whole and high_whole):
            low, high = self._sharpened()
        for column in columns:
            self.highs.changeColCost(column, 0.0)
        return low, high

    def _solve(self, sense: Any) -> tuple[float, bool]:
        self.solves += 1
        self.highs.changeObjectiveSense(sense)
        self.highs.run()
        if self.highs.getModelStatus() != self.optimal:
            raise AssertionError("the statements of the public edition contradict each other")
        found = np.array(self.highs.getSolution().col_value)
        is_whole = bool(np.abs(found - np.rint(found)).max() < _SLACK)
        if is_whole:
            self.worlds = np.vstack([self.worlds[-_WORLDS:], np.rint(found)])
        return float(self.highs.getInfo().objective_function_value), is_whole

    def _sharpened(self) -> tuple[float, float]:
        """The same two bounds with whole unknowns."""
        self.integers += 1
        places = np.arange(self.count, dtype=np.int32)
        whole = np.full(self.count, self.kinds.kInteger)
        self.highs.changeColsIntegrality(self.count, places, whole)
        low, high = self._solve(self.minimize)[0], self._solve(self.maximize)[0]
        plain = np.full(self.count, self.kinds.kContinuous)
        self.highs.changeColsIntegrality(self.count, places, plain)
        return low, high

    def of_people(
        self,
        members: Sequence[ClassKey],
        kind: Sequence[int],
        is_enough: Callable[[float, float], bool] = _never,
    ) -> tuple[float, float]:
        """Bounds of the people of some classes in categories of one kind."""
        return self.range_of(self._columns(members, kind), is_enough)
