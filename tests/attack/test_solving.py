"""What the attack finds is what all assignments of whole people allow, tried one by one."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import pytest
from attack.reading import Told
from attack.solving import Attacker, Found, Known, attack

SERIES, PARTS = "ОГЭ, математика", {"r": ("a", "b")}
Cell = tuple[str, str, int]
World = dict[Cell, tuple[int, ...]]
#: District, school, years, categories, the least and the most.
Narrow = tuple[str, str, tuple[int, ...], tuple[int, ...], int, int]


def _splits(people: int) -> list[tuple[int, int, int]]:
    return [(low, middle, people - low - middle)
            for low in range(people + 1) for middle in range(people + 1 - low)]  # fmt: skip


def _drawn(draw: random.Random) -> tuple[World, list[Told]]:
    """Four schools and years at most, and some true statements of them."""
    cells = draw.sample([(place, f"{place}{school}", year) for place in "ab" for school in (1, 2)
                         for year in (2021, 2022)], 4)  # fmt: skip
    world: World = {cell: draw.choice(_splits(draw.randint(1, 4))) for cell in sorted(cells)}
    told = []
    for place, first, school in itertools.product("abr", (2021, 2022), ("", "own")):
        held = [cell for cell in world if place in (cell[0], "r") and first <= cell[2]]
        if school and place != "r" and held:
            held = [cell for cell in held if cell[1] == held[0][1]]
        whole = sum(sum(world[cell]) for cell in held)
        if not held or draw.random() < 0.4 or (school and place == "r"):
            continue
        wanted = draw.choice([(0,), (2,), (1, 2)])
        part = sum(world[cell][k] for cell in held for k in wanted)
        low, high = part - draw.randint(0, 2), part + draw.randint(0, 2)
        told.append(Told(place, SERIES, wanted, first, 2022, whole, low, high,
                         school=held[0][1] if school else ""))  # fmt: skip
    return world, told


def _worlds(people: World, told: list[Told]) -> Iterator[World]:
    """Every assignment that the statements allow."""
    for split in itertools.product(*(_splits(sum(counts)) for counts in people.values())):
        world = dict(zip(people, split, strict=True))
        if all(
            one.low <= sum(counts[k] for cell, counts in world.items() for k in one.categories
                           if one.place in (cell[0], "r") and cell[2] >= one.first
                           and one.school in ("", cell[1])) <= one.high
            for one in told
        ):  # fmt: skip
            yield world


Cells = dict[tuple[str, str, tuple[int, ...]], list[Cell]]


def _is_told(cell: Cell, told: list[Told]) -> bool:
    return any(one.place in (cell[0], "r") and one.first <= cell[2] for one in told)


def _named(one: Found, people: World) -> Narrow:
    """What was found of a school with the school's own years."""
    place, _, name = one.place.partition("|")
    school = name or one.school
    years = tuple(y for y in one.years if school == "*" or (place, school, y) in people)
    return place, school, years, one.category, one.low, one.high


def _asked(people: World, told: list[Told]) -> Cells:
    """Schools, districts and all, in every set of years that anything is told of."""
    there = [cell for cell in people if _is_told(cell, told)]
    found: Cells = {}
    places = [*"ab", *(one.place for one in told if one.place == "r")]
    schools = [cell[:2] for cell in there]
    for name, school in dict.fromkeys([*schools, *((place, "*") for place in places)]):
        own = [cell for cell in there if name in (cell[0], "r") and school in ("*", cell[1])]
        years = sorted({cell[2] for cell in own})
        for count in range(1, len(years) + 1):
            for some in itertools.combinations(years, count):
                cells = [cell for cell in own if cell[2] in some]
                if name != "r" or len({cell[0] for cell in cells}) > 1:
                    found[name, school, some] = cells
    return found


def _narrow(worlds: list[World], mine: World, asked: Cells) -> set[Narrow]:
    """Those with fewer than four values of a category, of all those in it."""
    found = set()
    for where, cells in asked.items():
        people = worlds[0]
        rest = sum(sum(people[cell]) - sum(mine.get(cell, ())) for cell in cells)
        for k in range(3):
            own = sum(mine[cell][k] for cell in cells if cell in mine)
            seen = [sum(world[cell][k] for cell in cells) - own for world in worlds]
            may_be_small = min(seen) < 5 or rest - max(seen) < 5
            if may_be_small and max(seen) - min(seen) + 1 < min(4, rest + 1):
                found.add((*where, (k,), min(seen), max(seen)))
    return found


@pytest.mark.parametrize("who", ["outsider", "head", "friend"])
def test_what_is_found_is_what_all_assignments_allow(who: str) -> None:
    draw = random.Random(who)
    narrow = 0
    for _ in range(25):
        truth, told = _drawn(draw)
        known: Known = {
            (place, SERIES): {cell[1:]: sum(counts) for cell, counts in truth.items()
                              if cell[0] == place} for place in "ab"}  # fmt: skip
        mine: World = {}
        if who != "outsider":
            cell = draw.choice(list(truth))
            first = next(k for k, count in enumerate(truth[cell]) if count)
            mine[cell] = truth[cell] if who == "head" else tuple(int(k == first) for k in range(3))
        worlds = [
            world for world in _worlds(truth, told)
            if all(world[cell] == own if who == "head" else
                   all(a >= b for a, b in zip(world[cell], own, strict=True))
                   for cell, own in mine.items())
        ]  # fmt: skip
        assert truth in worlds
        expected = _narrow(worlds, mine, _asked(truth, told))
        own = {(place, SERIES, *rest): counts for (place, *rest), counts in mine.items()}
        found = attack(told, known, parts=PARTS, attacker=Attacker(own))  # type: ignore[arg-type]
        names = {_named(one, truth) for one in found}
        # of a school in several years the sum of its district may be all that is looked at
        surely = {one for one in expected if one[1] == "*" or len(one[2]) == 1}
        assert surely <= names, (told, truth)
        whose = {one[:4] for one in expected}
        assert {one[:4] for one in names if one[0] in "ab"} <= whose, (told, truth)
        narrow += len(expected)
    assert narrow > 50
