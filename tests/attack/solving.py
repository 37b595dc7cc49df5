"""What statements allow for every school, year and category. Imports nothing of the product.

People whom no statement tells apart stand in one group: all schools of a district and year, or
one school that is told of by itself. The unknowns are the people of a group by category; what
they allow for one school of the group follows by counting.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from attack.ranges import Row, Unknowns
from attack.reading import Told, width_of

#: Participants known to everybody: (place, series) → (school, year) → people.
Known = Mapping[tuple[str, str], Mapping[tuple[str, int], int]]
#: What one attacker knows besides: (place, series, school, year) → people by category, for the
#: head of a school everybody, for the friend of a pupil one.
Own = Mapping[tuple[str, str, str, int], Sequence[int]]
#: Places, series and years whose people nobody told apart by the last category: none is known to
#: stand in it, and a share of it does not count them.
Silent = Collection[tuple[str, str, int]]
Categories = tuple[int, ...]
MARKS = (2.0, 3.0, 4.5)
_SLACK = 1e-6


@dataclass(frozen=True)
class Found:
    """A small group that the statements narrow down: fewer possible values than required.

    `whom` are its schools by place and year; people whom the attacker knows are not in the numbers.
    """

    place: str
    series: str
    school: str
    years: tuple[int, ...]
    category: tuple[int, ...]
    low: int
    high: int
    people: int
    whom: frozenset[tuple[str, str, int]] = frozenset()


@dataclass(frozen=True)
class Attacker:
    """Who attacks: with nothing of his own, or knowing some people, whom he takes away.

    `looks_at` narrows the targets to one place; people whom he knows are no targets.
    """

    own: Own = field(default_factory=dict)
    looks_at: str = ""


@dataclass(frozen=True)
class Group:
    """People of a series whom no statement tells apart: by school, of one place and year."""

    place: str
    year: int
    schools: Mapping[str, int]

    @property
    def people(self) -> int:
        """How many they are."""
        return sum(self.schools.values())


@dataclass(frozen=True)
class _Target:
    """Groups asked about together: as a whole, and each school of one group."""

    place: str
    groups: tuple[int, ...]
    is_whole: bool


def attack(
    told: Sequence[Told], known: Known, *, parts: Mapping[str, Sequence[str]] | None = None,
    small: int = 5, required: int = 4, attacker: Attacker | None = None, moved: int = 0,
    silent: Silent = (), enough: int = 10,
) -> list[Found]:  # fmt: skip
    """Every cell that may be small and has too few possible values.

    The attacker believes that between releases at most so many pupils of a series `moved`
    from one category to another. Schools of fewer people than `enough` have no row of their own.

    `parts` maps a region to the places it adds up. Two exact numbers for one question that
    differ by a few people (versions of corrected data) are a leak of their own.
    """
    ground = Ground(told, known, parts or {}, moved, silent, enough)
    return ground.attacked(attacker or Attacker(), small, required)


class Ground:
    """What everybody is told and knows, ready for one attacker after the other."""

    def __init__(
        self, told: Iterable[Told], known: Known, parts: Mapping[str, Sequence[str]],
        moved: int = 0, silent: Silent = (), enough: int = 10,
    ) -> None:  # fmt: skip
        by_series: dict[str, dict[Told, None]] = defaultdict(dict)
        for one in told:
            by_series[one.series][one if moved else replace(one, release="")] = None
        self.linked = [
            _Linked(series, own, known, parts, moved, silent, enough)
            for series, statements in by_series.items()
            for own in _apart(list(statements), parts)
        ]

    def attacked(
        self, attacker: Attacker | None = None, small: int = 5, required: int = 4
    ) -> list[Found]:
        """What one attacker finds."""
        found: list[Found] = []
        for one in self.linked:
            changed = one.versions(small)
            found += changed or one.narrow(attacker or Attacker(), small, required)
        return found


def _apart(told: Sequence[Told], parts: Mapping[str, Sequence[str]]) -> Iterator[list[Told]]:
    """Statements of one series by sets of places that nothing ties together."""
    tied: dict[str, set[str]] = {}
    for one in told:
        members = {one.place, *parts.get(one.place, ())}
        together = set().union(members, *(tied.get(place, ()) for place in members))
        for place in together:
            tied[place] = together
    by_places: dict[int, list[Told]] = defaultdict(list)
    for one in told:
        by_places[id(tied[one.place])].append(one)
    yield from by_places.values()


class _Linked:
    """Everything that is told of one series in places tied together."""

    def __init__(
        self, series: str, told: Sequence[Told], known: Known,
        parts: Mapping[str, Sequence[str]], moved: int, silent: Silent, enough: int,
    ) -> None:  # fmt: skip
        self.enough = enough
        self.series, self.told, self.parts, self.moved = series, told, parts, moved
        self.releases = sorted({one.release for one in told}) if moved else [""]
        self.width = width_of(series)
        self.groups: list[Group] = []
        self.few: dict[tuple[str, int, int], set[str]] = {}
        for place in sorted({member for one in told for member in self._members(one)}):
            self._divide(place, known.get((place, series), {}))
        self.at: dict[tuple[str, int], list[int]] = defaultdict(list)
        self.silent: set[int] = set()
        for number, group in enumerate(self.groups):
            self.at[group.place, group.year].append(number)
            if (group.place, series, group.year) in silent:
                self.silent.add(number)

    def _members(self, one: Told) -> Sequence[str]:
        return self.parts.get(one.place, (one.place,))

    def _divide(self, place: str, people: Mapping[tuple[str, int], int]) -> None:
        """The schools of a place and year, by the statements that tell of them."""
        own = [one for one in self.told if one.place == place]
        named = {one.school for one in own if one.school and not one.is_of_small_schools}
        spans = sorted({(one.first, one.last) for one in own if one.is_of_small_schools})
        for first, last in spans:
            total: dict[str, int] = defaultdict(int)
            for (school, year), count in people.items():
                total[school] += count if first <= year <= last else 0
            few = {school for school, count in total.items() if count < self.enough}
            self.few[place, first, last] = few
        covered = {(one.first, one.last) for one in self.told if place in self._members(one)}
        divided: dict[tuple[object, ...], dict[str, int]] = defaultdict(dict)
        for (school, year), count in sorted(people.items()):
            if any(first <= year <= last for first, last in covered):
                told_apart = [school in self.few[place, *span] for span in spans]
                key = (year, school if school in named else "", *told_apart)
                divided[key][school] = count
        for key, schools in divided.items():
            assert isinstance(key[0], int)
            self.groups.append(Group(place, key[0], schools))

    def versions(self, small: int) -> list[Found]:
        """Two exact numbers for one question that differ by a few people."""
        found = []
        by_question: dict[tuple[object, ...], list[Told]] = defaultdict(list)
        for one in self.told:
            if one.low == one.high and one.mean is None:
                question = (one.place, one.school, one.categories, one.among, one.first, one.last)
                by_question[question].append(one)
        for same in by_question.values():
            for other in same[1:]:
                change = abs(same[0].low - other.low)
                # a share with all its digits gives the number but for the last of them
                if 0.5 < change < small:
                    found.append(Found(other.place, self.series, "*", (other.last,),
                                       other.categories, int(change), int(change),
                                       other.whole))  # fmt: skip
        return found

    def _inside(self, one: Told) -> tuple[int, ...]:
        """The groups that a statement adds up."""
        found = [
            number
            for member in self._members(one)
            for year in range(one.first, one.last + 1)
            for number in self.at.get((member, year), ())
        ]
        if one.is_of_small_schools:
            few = self.few[one.place, one.first, one.last]
            found = [number for number in found if few.issuperset(self.groups[number].schools)]
        elif one.school:
            found = [number for number in found if set(self.groups[number].schools) == {one.school}]
        if one.categories == (self.width - 1,) and one.among:
            found = [number for number in found if number not in self.silent]
        return tuple(found)

    def _columns(
        self, groups: Iterable[int], categories: Iterable[int], release: int = 0
    ) -> tuple[int, ...]:
        wanted, first = list(categories), release * self.width * len(self.groups)
        return tuple(first + group * self.width + one for group in groups for one in wanted)

    @cached_property
    def _unknowns(self) -> Unknowns:
        """The unknowns of every release, then what came to and left each of later ones."""
        every = range(self.width)
        one = len(self.groups) * self.width
        asked = one * len(self.releases)
        low = np.zeros(asked + 2 * one * (len(self.releases) - 1))
        high = np.full(len(low), 2.0 * self.moved)
        rows: list[Row] = []
        for release in range(len(self.releases)):
            for number, group in enumerate(self.groups):
                columns = self._columns([number], every, release)
                high[list(columns)] = group.people
                if number in self.silent:
                    high[columns[-1]] = 0
                rows.append((columns, [1.0] * self.width, group.people, group.people))
            if release:
                rows += self._tied(release, one, asked)
        return Unknowns([*rows, *self._said()], low, high, asked)

    def _tied(self, release: int, one: int, asked: int) -> Iterator[Row]:
        """A later release is the first one but for those who moved."""
        came = asked + 2 * one * (release - 1)
        for column in range(one):
            changed = [release * one + column, column, came + column, came + one + column]
            yield changed, [1.0, -1.0, -1.0, 1.0], 0.0, 0.0
        moves = list(range(came, came + 2 * one))
        yield moves, [1.0] * len(moves), 0.0, 2.0 * self.moved

    def _said(self) -> Iterator[Row]:
        """Statements as rows; those about the same people are one."""
        sums: dict[tuple[int, ...], tuple[float, float]] = {}

        def add(columns: tuple[int, ...], low: float, high: float) -> None:
            held = sums.get(columns, (-math.inf, math.inf))
            sums[columns] = max(low, held[0]), min(high, held[1])

        for one in self.told:
            inside = self._inside(one)
            release = self.releases.index(one.release) if self.moved else 0
            if one.mean is not None:
                weights = list(MARKS[: self.width]) * len(inside)
                slack, total = 0.05 * one.whole, one.mean * one.whole
                columns = self._columns(inside, range(self.width), release)
                yield columns, weights, total - slack, total + slack
                continue
            least, most = math.ceil(one.low - _SLACK), math.floor(one.high + _SLACK)
            add(self._columns(inside, one.categories, release), least, most)
            if one.among:
                add(self._columns(inside, one.among, release), one.whole, one.whole)
        for columns, (low, high) in sums.items():
            assert low <= high, f"{self.series}: the statements contradict each other"
            yield columns, [1.0] * len(columns), low, high

    @cached_property
    def _targets(self) -> list[_Target]:
        """Every group; everybody of each statement; in every set of years each school that is told
        of, each place (whether anybody tells of it or not), all places, and those together of
        which no number is told; what numbers of places leave over."""
        wholes: dict[tuple[int, ...], str] = {}
        for name, together in self._together().items():
            years = sorted({self.groups[number].year for number in together})
            for count in range(1, len(years) + 1):
                for some in itertools.combinations(years, count):
                    inside = tuple(n for n in together if self.groups[n].year in some)
                    wholes.setdefault(inside, name)
        for one in self.told:
            wholes.setdefault(tuple(sorted(self._inside(one))), one.place)
        for name, left in self._left_over():
            wholes.setdefault(tuple(sorted(left)), name)
        wholes.pop((), None)
        single = [
            _Target(wholes.get((number,), group.place), (number,), (number,) in wholes)
            for number, group in enumerate(self.groups)
        ]
        return [*single, *(_Target(name, groups, True) for groups, name in wholes.items()
                           if len(groups) > 1)]  # fmt: skip

    def _together(self) -> dict[str, Sequence[int]]:
        """Groups asked about together, by a name."""
        exact = {one.place for one in self.told if one.low == one.high and one.mean is None}
        found: dict[str, list[int]] = defaultdict(list)
        for number, group in enumerate(self.groups):
            found[group.place].append(number)
            if len(group.schools) == 1:
                found["|".join((group.place, *group.schools))].append(number)
        for name, inside in self.parts.items():
            for number, group in enumerate(self.groups):
                if group.place in inside:
                    found[name].append(number)
                    if group.place not in exact:
                        found[f"{name}, others"].append(number)
        return found

    def _left_over(self) -> Iterator[tuple[str, list[int]]]:
        """What numbers of places leave over of those of a region, in the years of a number or
        between two of them."""
        numbers: dict[object, dict[str, set[range]]] = defaultdict(lambda: defaultdict(set))
        for one in self.told:
            if one.low == one.high and one.mean is None and not one.school:
                question = numbers[one.categories, one.among]
                question[one.place].add(range(one.first, one.last + 1))
        for question in numbers.values():
            spans = {place: _between(own) for place, own in question.items()}
            for region in self.parts.keys() & spans.keys():
                for years in spans[region]:
                    # a place may have people in some of the years only
                    places = [p for p in self.parts[region]
                              if frozenset(y for y in years if (p, y) in self.at)
                              not in spans.get(p, ())]  # fmt: skip
                    left = [n for p in places for y in years for n in self.at.get((p, y), ())]
                    yield f"{region}, left over", left

    def narrow(self, attacker: Attacker, small: int, required: int) -> list[Found]:
        """Targets that may be small and have too few possible values."""
        asked = [
            (one, release, category)
            for one in self._targets
            if not attacker.looks_at or self._holds(one, attacker.looks_at)
            for release in range(len(self.releases))
            for category in _kinds_of(self.width)
            if category != (self.width - 1,) or not self.silent.issuperset(one.groups)
        ]
        if not asked:
            return []
        mine = np.zeros((len(self.groups), self.width))
        others = [dict(group.schools) for group in self.groups]
        for number, group in enumerate(self.groups):
            for school in group.schools:
                own = attacker.own.get((group.place, self.series, school, group.year))
                if own is not None:
                    mine[number] += own
                    others[number][school] -= sum(own)
        low, high = self._bounds(mine)

        def cells(number: int, least: int, most: int) -> Iterator[Found]:
            one, _, category = asked[number]
            owned = int(mine[np.ix_(one.groups, category)].sum())
            yield from self._cells(one, category, [others[group] for group in one.groups],
                                   least - owned, most - owned)  # fmt: skip

        def is_wide(number: int, least: int, most: int) -> bool:
            return not any(_is_narrow(cell, required) for cell in cells(number, least, most))

        def is_idle(number: int, least: int, most: int) -> bool:
            return not any(_may_be_small(cell, small) for cell in cells(number, least, most))

        columns = [np.array(self._columns(one.groups, category, release))
                   for one, release, category in asked]  # fmt: skip
        spans = self._unknowns.ranges(columns, low, high, is_wide, is_idle)
        return [
            replace(cell, whom=self._whom(asked[number][0], cell.school))
            for number, span in enumerate(spans)
            for cell in cells(number, *span)
            if _may_be_small(cell, small) and _is_narrow(cell, required)
        ]

    def _whom(self, one: _Target, school: str) -> frozenset[tuple[str, str, int]]:
        return frozenset(
            (group.place, name, group.year)
            for group in (self.groups[number] for number in one.groups)
            for name in group.schools
            if school in ("*", name)
        )

    def _holds(self, one: _Target, place: str) -> bool:
        return any(self.groups[number].place == place for number in one.groups)

    def _bounds(self, mine: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Bounds of all unknowns when some people of each group are known."""
        low, high = self._unknowns.low.copy(), self._unknowns.high.copy()
        rest = np.array([group.people for group in self.groups]) - mine.sum(axis=1)
        for release in range(len(self.releases)):
            columns = list(self._columns(range(len(self.groups)), range(self.width), release))
            low[columns] = mine.ravel()
            high[columns] = np.minimum(high[columns], (mine + rest[:, np.newaxis]).ravel())
        return low, high

    def _cells(
        self, one: _Target, category: Categories, others: Sequence[Mapping[str, int]],
        low: int, high: int,
    ) -> Iterator[Found]:  # fmt: skip
        """The schools and the whole of a target, if it has `low` to `high` people.

        A school has at least those whom the others have no room for. Of several groups that
        is what their sum alone allows: a school may have fewer values still. Of several places
        it is no less than what the sum of its own place allows.
        """
        years = tuple(sorted({self.groups[number].year for number in one.groups}))
        rest = sum(sum(schools.values()) for schools in others)
        asked: Counter[str] = Counter({"*": rest} if one.is_whole else {})
        if len({self.groups[number].place for number in one.groups}) == 1:
            for schools in others:
                asked.update(schools)
        for school, people in asked.items():
            yield Found(one.place, self.series, school, years, category,
                        max(0, low - (rest - people)), min(people, high), people)  # fmt: skip


def _between(spans: Iterable[range]) -> set[frozenset[int]]:
    """Years of some spans, and all that follow from them: together, or one without another."""
    years = {frozenset(span) for span in spans}
    while True:
        more = {a | b for a in years for b in years if a.isdisjoint(b)}
        more |= {a - b for a in years for b in years if b < a}
        if more <= years:
            return years
        years |= more


def _kinds_of(width: int) -> list[Categories]:
    """Every category, and of teachers those with a deficit, helped or not."""
    return [*((one,) for one in range(width)), *([(2, 3)] if width > 3 else [])]


def _may_be_small(cell: Found, small: int) -> bool:
    return cell.low < small or cell.people - cell.high < small


def _is_narrow(cell: Found, required: int) -> bool:
    return cell.high - cell.low + 1 < min(required, cell.people + 1)
