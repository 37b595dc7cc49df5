"""What the attack finds is what all assignments of whole people allow, tried one by one."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

import pytest
from attack.reading import Told
from attack.solving import Attacker, Known, attack

SERIES, PARTS = "ОГЭ, математика", {"r": ("a", "b")}
Cell = tuple[str, str, int]
World = dict[Cell, tuple[int, ...]]


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


def _narrow(
    worlds: list[World], mine: World, people: World
) -> set[tuple[str, str, int, int, int, int]]:
    """Schools and districts with fewer than four values of a category, of all those in it."""
    asked: dict[tuple[str, str, int], list[Cell]] = {}
    for cell in people:
        asked.setdefault(cell, []).append(cell)
        asked.setdefault((cell[0], "*", cell[2]), []).append(cell)
    found = set()
    for where, cells in asked.items():
        rest = sum(sum(people[cell]) - sum(mine.get(cell, ())) for cell in cells)
        for k in range(3):
            own = sum(mine[cell][k] for cell in cells if cell in mine)
            seen = [sum(world[cell][k] for cell in cells) - own for world in worlds]
            if max(seen) - min(seen) + 1 < min(4, rest + 1):
                found.add((*where, k, min(seen), max(seen)))
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
        expected = _narrow(worlds, mine, truth)
        own = {(place, SERIES, *rest): counts for (place, *rest), counts in mine.items()}
        found = attack(told, known, parts=PARTS, attacker=Attacker(own))  # type: ignore[arg-type]
        wheres = {(one.place, one.school, one.year, one.category, one.low, one.high)
                  for one in found}  # fmt: skip
        single = {one for one in wheres if one in expected or one[1] != "*"}
        assert expected == single, (told, truth)
        narrow += len(expected)
    assert narrow > 50
