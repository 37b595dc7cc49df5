"""What statements allow for every school, year and category. Imports nothing of the product."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from attack.reading import Told
from scipy.optimize import Bounds, LinearConstraint, milp

#: Participants known to everybody: (place, series) → (school, year) → people.
Known = Mapping[tuple[str, str], Mapping[tuple[str, int], int]]
MARKS = (2.0, 3.0, 4.5)


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


def attack(
    told: Sequence[Told], known: Known, *, parts: Mapping[str, Sequence[str]] | None = None,
    small: int = 5, required: int = 4,
) -> list[Found]:  # fmt: skip
    """Every cell that may be small and has too few possible values.

    `parts` maps a region to the places it adds up. Statements that contradict each other
    (two versions of corrected data) are taken apart: the difference is a leak of its own.
    """
    found: list[Found] = []
    by_series: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        by_series[one.series].append(one)
    for series, own in by_series.items():
        groups = _linked({one.place for one in own}, parts or {})
        for places in groups:
            mine = [one for one in own if one.place in places]
            found += _versions(mine, small)
            found += _series(series, mine, known, parts or {}, small, required)
    return found


def _linked(places: set[str], parts: Mapping[str, Sequence[str]]) -> list[set[str]]:
    groups = [{region, *members} for region, members in parts.items() if region in places]
    single = places - set().union(*groups) if groups else places
    return [*groups, *({place} for place in sorted(single))]


def _versions(told: Sequence[Told], small: int) -> list[Found]:
    """Two exact numbers for one question that differ by a few people."""
    found = []
    exact = [one for one in told if one.low == one.high and one.mean is None]
    for first in exact:
        for other in exact:
            same = (first.place, first.categories, first.first, first.last)
            if same == (other.place, other.categories, other.first, other.last):
                change = abs(first.low - other.low)
                if 0 < change < small:
                    found.append(Found(first.place, first.series, "*", first.last,
                                       first.categories[0], int(change), int(change),
                                       first.whole))  # fmt: skip
    return found


def _series(
    series: str, told: Sequence[Told], known: Known, parts: Mapping[str, Sequence[str]],
    small: int, required: int,
) -> list[Found]:  # fmt: skip
    width = 3 if any(2 in one.categories or one.mean for one in told) else 2
    places = {member for one in told for member in parts.get(one.place, (one.place,))}
    cells = [
        (place, school, year, people)
        for place in sorted(places)
        for (school, year), people in sorted(known.get((place, series), {}).items())
        if any(one.first <= year <= one.last for one in told)
    ]
    if not cells:
        return []
    count = len(cells) * width
    rows, lows, highs = [], [], []
    for index, (*_, people) in enumerate(cells):
        row = np.zeros(count)
        row[index * width : (index + 1) * width] = 1
        rows.append(row)
        lows.append(people)
        highs.append(people)
    for one in told:
        members = set(parts.get(one.place, (one.place,)))
        row = np.zeros(count)
        for index, (place, _, year, _) in enumerate(cells):
            if place in members and one.first <= year <= one.last:
                if one.mean is not None:
                    row[index * width : (index + 1) * width] = MARKS[:width]
                for category in one.categories:
                    row[index * width + category] = 1
        rows.append(row)
        slack = 0.05 * one.whole if one.mean is not None else 0
        lows.append(one.mean * one.whole - slack if one.mean is not None else one.low)
        highs.append(one.mean * one.whole + slack if one.mean is not None else one.high)
    limits = LinearConstraint(np.array(rows), np.array(lows) - 1e-6, np.array(highs) + 1e-6)
    top = np.repeat([people for *_, people in cells], width)
    found = []
    for targets, label, people in _targets(cells, width):
        cost = np.zeros(count)
        cost[targets] = 1
        ends = []
        for sign in (1, -1):
            result = milp(sign * cost, constraints=limits, bounds=Bounds(0, top))
            if result.x is None:
                return found
            ends.append(sign * result.fun)
        low, high = math.ceil(ends[0] - 1e-5), math.floor(ends[1] + 1e-5)
        may_be_small = low < small or people - high < small
        if may_be_small and high - low + 1 < min(required, people + 1):
            place, school, year, category = label
            found.append(Found(place, series, school, year, category, low, high, people))
    return found


def _targets(
    cells: Sequence[tuple[str, str, int, int]], width: int
) -> list[tuple[list[int], tuple[str, str, int, int], int]]:
    """Every school and year, and every place and year as a whole, by category."""
    made = []
    wholes: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, (place, school, year, people) in enumerate(cells):
        wholes[place, year].append(index)
        for category in range(width):
            made.append(([index * width + category], (place, school, year, category), people))
    for (place, year), own in wholes.items():
        people = sum(cells[index][3] for index in own)
        for category in range(width):
            targets = [index * width + category for index in own]
            made.append((targets, (place, "*", year, category), people))
    return made
