"""What statements allow for every school, year and category. Imports nothing of the product."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np
from attack.reading import Told, width_of

#: Participants known to everybody: (place, series) → (school, year) → people.
Known = Mapping[tuple[str, str], Mapping[tuple[str, int], int]]
#: What one attacker knows besides: (place, series, school, year) → people by category, for the
#: head of a school exactly, for the friend of a pupil at least.
Own = Mapping[tuple[str, str, str, int], Sequence[int]]
MARKS = (2.0, 3.0, 4.5)
_SLACK = 1e-6
#: A range so wide is wide enough whatever whole numbers allow.
_WIDE = 10


@dataclass(frozen=True)
class Found:
    """A small group that the statements narrow down: fewer possible values than required."""

    place: str
    series: str
    school: str
    year: int
    category: int
    low: int
    high: int
    people: int


@dataclass(frozen=True)
class Attacker:
    """Who attacks: with nothing of his own, the head of a school (`own` is exact), somebody
    who knows a few pupils (`own` is at least so many).

    `looks_at` narrows the targets to one place; own cells are no targets.
    """

    own: Own = field(default_factory=dict)
    is_exact: bool = True
    looks_at: str = ""


Cell = tuple[str, str, int, int]
Row = tuple[list[int], list[float], float, float]
Target = tuple[list[int], tuple[str, str, int, int], int]


def attack(
    told: Sequence[Told], known: Known, *, parts: Mapping[str, Sequence[str]] | None = None,
    small: int = 5, required: int = 4, attacker: Attacker | None = None, moved: int = 0,
) -> list[Found]:  # fmt: skip
    """Every cell that may be small and has too few possible values.

    The attacker believes that between releases at most so many pupils of a series `moved`
    from one category to another.

    `parts` maps a region to the places it adds up. Two exact numbers for one question that
    differ by a few people (versions of corrected data) are a leak of their own.
    """
    found: list[Found] = []
    by_series: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        by_series[one.series].append(one)
    for series, own in by_series.items():
        for places in _linked({one.place for one in own}, parts or {}):
            if attacker and attacker.looks_at and attacker.looks_at not in places:
                continue
            mine = [one for one in own if one.place in places]
            changed = _versions(mine, small)
            found += changed
            if not changed:
                model = _Model(series, mine, known, parts or {}, attacker or Attacker(), moved)
                found += model.narrow(small, required)
    return found


def _linked(places: set[str], parts: Mapping[str, Sequence[str]]) -> list[set[str]]:
    groups = [{region, *members} for region, members in parts.items() if region in places]
    single = places - set().union(*groups) if groups else places
    return [*groups, *({place} for place in sorted(single))]


def _versions(told: Sequence[Told], small: int) -> list[Found]:
    """Two exact numbers for one question that differ by a few people."""
    found = []
    exact = [one for one in told if one.low == one.high and one.mean is None]
    by_question: dict[tuple[object, ...], list[Told]] = defaultdict(list)
    for one in exact:
        question = (one.place, one.school, one.categories, one.among, one.first, one.last)
        by_question[question].append(one)
    for same in by_question.values():
        for other in same[1:]:
            change = abs(same[0].low - other.low)
            # a share with all its digits gives the number but for the last of them
            if 0.5 < change < small:
                found.append(Found(other.place, other.series, "*", other.last,
                                   other.categories[0], int(change), int(change),
                                   other.whole))  # fmt: skip
    return found


class _Model:
    """Everything that is told of one series in linked places, as a linear model."""

    def __init__(
        self, series: str, told: Sequence[Told], known: Known,
        parts: Mapping[str, Sequence[str]], attacker: Attacker, moved: int,
    ) -> None:  # fmt: skip
        self.moved = moved
        self.releases = sorted({one.release for one in told}) if moved else [""]
        self.series, self.attacker = series, attacker
        self.width = width_of(series)
        places = {member for one in told for member in parts.get(one.place, (one.place,))}
        self.cells: list[Cell] = [
            (place, school, year, people)
            for place in sorted(places)
            for (school, year), people in sorted(known.get((place, series), {}).items())
            if any(one.first <= year <= one.last for one in told)
        ]
        self.apart = {one.place for one in told if one.school}
        self.one = len(self.cells) * self.width
        #: The unknowns of every release, then what came to and left each of later ones.
        self.count = self.one * (3 * len(self.releases) - 2)
        self.highs = highspy.Highs()
        self.highs.silent()
        self.highs.setOptionValue("threads", 1)
        if self.cells:
            self._fill(told, parts)

    def _fill(self, told: Sequence[Told], parts: Mapping[str, Sequence[str]]) -> None:
        low, high = np.zeros(self.count), np.full(self.count, 2.0 * self.moved)
        rows: list[Row] = []
        for release in range(len(self.releases)):
            for index, (place, school, year, people) in enumerate(self.cells):
                columns = self._columns([index], range(self.width), release)
                high[columns] = people
                rows.append((columns, [1.0] * self.width, people, people))
                own = self.attacker.own.get((place, self.series, school, year))
                if own is not None:
                    low[columns] = own
                    high[columns] = own if self.attacker.is_exact else people
            if release:
                rows += self._tied(release)
        for one in dict.fromkeys(told):
            inside = list(self._inside(one, parts))
            release = self.releases.index(one.release) if self.moved else 0
            if one.mean is not None:
                columns = self._columns(inside, range(self.width), release)
                weights = list(MARKS[: self.width]) * len(inside)
                slack, total = 0.05 * one.whole, one.mean * one.whole
                rows.append((columns, weights, total - slack, total + slack))
                continue
            columns = self._columns(inside, one.categories, release)
            least, most = math.ceil(one.low - _SLACK), math.floor(one.high + _SLACK)
            rows.append((columns, [1.0] * len(columns), least, most))
            if one.among:
                columns = self._columns(inside, one.among, release)
                rows.append((columns, [1.0] * len(columns), one.whole, one.whole))
        self._pass(rows, low, high)

    def _columns(
        self, cells: Iterable[int], categories: Iterable[int], release: int = 0
    ) -> list[int]:
        wanted, first = list(categories), release * self.one
        return [first + index * self.width + category for index in cells for category in wanted]

    def _tied(self, release: int) -> Iterator[Row]:
        """A later release is the first one but for those who moved."""
        came = self.one * (len(self.releases) + 2 * (release - 1))
        for column in range(self.one):
            changed = [release * self.one + column, column, came + column,
                       came + self.one + column]  # fmt: skip
            yield changed, [1.0, -1.0, -1.0, 1.0], 0.0, 0.0
        moves = list(range(came, came + 2 * self.one))
        yield moves, [1.0] * len(moves), 0.0, 2.0 * self.moved

    def _inside(self, one: Told, parts: Mapping[str, Sequence[str]]) -> Iterator[int]:
        """The cells that a statement adds up."""
        members = set(parts.get(one.place, (one.place,)))
        totals: dict[str, int] = defaultdict(int)
        for _, school, year, people in self.cells:
            totals[school] += people if one.first <= year <= one.last else 0
        for index, (place, school, year, _) in enumerate(self.cells):
            if place not in members or not one.first <= year <= one.last:
                continue
            if one.is_of_small_schools and totals[school] >= 10:
                continue
            if one.school and not one.is_of_small_schools and one.school != school:
                continue
            yield index

    def _pass(
        self, rows: Sequence[Row],
        low: np.ndarray, high: np.ndarray,
    ) -> None:  # fmt: skip
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.count, len(rows)
        model.col_cost_, model.col_lower_, model.col_upper_ = np.zeros(self.count), low, high
        model.row_lower_ = np.array([row[2] for row in rows])
        model.row_upper_ = np.array([row[3] for row in rows])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.cumsum([0, *(len(row[0]) for row in rows)]).astype(np.int32)
        model.a_matrix_.index_ = np.concatenate([row[0] for row in rows]).astype(np.int32)
        model.a_matrix_.value_ = np.concatenate([row[1] for row in rows])
        self.highs.passModel(model)

    def narrow(self, small: int, required: int) -> list[Found]:
        """Targets that may be small and have too few possible values."""
        found = []
        for columns, (place, school, year, category), people in self._targets():
            low, high = self._range(columns)
            may_be_small = low < small or people - high < small
            if may_be_small and high - low + 1 < min(required, people + 1):
                found.append(Found(place, self.series, school, year, category, low, high, people))
        return found

    def _targets(self) -> Iterator[Target]:
        """Every school and year, and every place and year as a whole, by category.

        Schools of one size in a place that is told of only as a whole are alike: one of them
        stands for all.
        """
        seen: set[tuple[object, ...]] = set()
        wholes: dict[tuple[str, int], list[int]] = defaultdict(list)
        for index, (place, school, year, people) in enumerate(self.cells):
            if self.attacker.looks_at not in ("", place):
                continue
            is_own = (place, self.series, school, year) in self.attacker.own
            if is_own and self.attacker.is_exact:
                continue
            wholes[place, year].append(index)
            alike = (place, year, people, school if place in self.apart or is_own else "")
            if alike in seen:
                continue
            seen.add(alike)
            # whoever knows some pupils of a school asks about the others
            friends = sum(self.attacker.own.get((place, self.series, school, year), ()))
            yield from self._asked([index], (place, school, year), people - friends)
        for (place, year), own in wholes.items():
            people = sum(self.cells[index][3] for index in own)
            yield from self._asked(own, (place, "*", year), people)

    def _asked(
        self, cells: Sequence[int], whose: tuple[str, str, int], people: int
    ) -> Iterator[Target]:
        for release in range(len(self.releases)):
            for category in range(self.width):
                columns = self._columns(cells, [category], release)
                yield columns, (*whose, category), people

    def _range(self, columns: Sequence[int]) -> tuple[int, int]:
        for column in columns:
            self.highs.changeColCost(column, 1.0)
        ends = [self._solve(sense) for sense in _SENSES]
        low, high = ends[0][0], ends[1][0]
        if high - low < _WIDE and not (ends[0][1] and ends[1][1]):
            places = np.arange(self.count, dtype=np.int32)
            whole = np.full(self.count, highspy.HighsVarType.kInteger)
            self.highs.changeColsIntegrality(self.count, places, whole)
            low, high = (self._solve(sense)[0] for sense in _SENSES)
            plain = np.full(self.count, highspy.HighsVarType.kContinuous)
            self.highs.changeColsIntegrality(self.count, places, plain)
        for column in columns:
            self.highs.changeColCost(column, 0.0)
        return math.ceil(low - 1e-5), math.floor(high + 1e-5)

    def _solve(self, sense: highspy.ObjSense) -> tuple[float, bool]:
        self.highs.changeObjectiveSense(sense)
        self.highs.run()
        assert self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal, (
            f"{self.series}: the statements contradict each other"
        )
        value = np.array(self.highs.getSolution().col_value)
        is_whole = bool(np.abs(value - np.rint(value)).max() < 1e-6)
        return float(self.highs.getInfo().objective_function_value), is_whole


_SENSES = (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize)
