"""The audit: no small group of people can be narrowed down by all statements together.

Here: checking every small cell against the bounds of an outsider and of the head of each
school, and saying less until all are safe. Not here: the bounds (`bounds`, `heads`), first
choices (`statements`), who is asked about (`groups`).

A cell is small when fewer than `cell` people stand in it or outside it. It must keep at
least `margin` possible whole values, or as many as its size gives when that is less: the
edition then tells nothing about it that its size did not tell. Saying nothing at all is
safe, so the repair ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from helpers.disclosure import groups, heads
from helpers.disclosure.bounds import Component, Model, components
from helpers.disclosure.cells import Cells
from helpers.disclosure.policy import Policy
from helpers.disclosure.statements import ClassKey, PeopleClass, Statement


@dataclass
class Audit:
    """What the audit looked at and what it found; `narrow` must be 0 in a certificate.

    Of groups that stay narrow because of what stands published: the people of the smallest,
    and the statements that tell of them.
    """

    cells: int = 0
    narrow: int = 0
    solves: int = 0
    integer_solves: int = 0
    rounds: int = 0
    coarsened: int = 0
    smallest: int = 0
    betraying: list[Statement] = field(default_factory=list)

    def note_narrow(self, sizes: np.ndarray) -> None:
        """Count narrow groups of some `sizes` and remember the smallest."""
        self.narrow += len(sizes)
        self.smallest = min(filter(None, (self.smallest, *map(int, sizes))), default=0)


def repaired(
    held: Mapping[ClassKey, PeopleClass], statements: Sequence[Statement], policy: Policy
) -> Audit:
    """Say less in `statements` until every small cell is safe; gives the final audit.

    Statements about one place are settled first, then those that add up places: a region
    says less rather than its municipalities.
    """
    local = [one for one in statements if len({key[1] for key in one.members}) == 1]
    _settle(held, local, policy)
    return _settle(held, statements, policy)


def _settle(
    held: Mapping[ClassKey, PeopleClass], statements: Sequence[Statement], policy: Policy
) -> Audit:
    safe: dict[tuple[object, ...], Audit] = {}
    total = Audit()
    while True:
        total.rounds += 1
        final = Audit(rounds=total.rounds, solves=total.solves, integer_solves=total.integer_solves)
        worse = False
        withheld = [one.members for one in statements if one.kind not in ("exact", "band")]
        for component in components(held, statements):
            asked = groups.of_component(component, withheld)
            told = tuple((one.key, one.kind, one.width) for one in component.statements)
            state = (told, tuple(asked))
            if state not in safe:
                result, narrow = _checked(held, component, asked, policy)
                total.solves += result.solves
                total.integer_solves += result.integer_solves
                if _say_less(narrow, component):
                    worse = True
                    continue
                among = {key for members in narrow for key in members}
                result.betraying = [s for s in component.statements if among & set(s.members)]
                safe[state] = result
            _add(final, safe[state])
        if not worse:
            final.solves, final.integer_solves = total.solves, total.integer_solves
            final.coarsened = sum(one.coarsened for one in statements)
            return final


def _add(total: Audit, part: Audit) -> None:
    total.cells += part.cells
    total.narrow += part.narrow
    total.smallest = min(filter(None, (total.smallest, part.smallest)), default=0)
    total.betraying += part.betraying


def _say_less(narrow: Iterable[Sequence[ClassKey]], component: Component) -> bool:
    """One step down for one statement of every place with a narrow cell.

    Where everything that tells of the cell stands already, something else gives way: it
    narrows the cell by what it leaves for it.
    """
    victims: dict[str, Statement] = {}
    free = [one for one in component.statements if not one.fixed]
    for members in narrow:
        place = members[0][1]
        if place in victims:
            continue
        touching = [one for one in free if set(one.members) & set(members)] or free
        if touching:
            victims[place] = min(
                touching,
                key=lambda one: (one.kind != "exact", -_reach(one), one.whole, one.part, one.key),
            )
    chosen = {one.key: one for one in victims.values()}
    stepped = [one.say_less() for one in chosen.values()]
    return any(stepped)


def _reach(one: Statement) -> int:
    return len({key[1] for key in one.members})


def _checked(
    held: Mapping[ClassKey, PeopleClass],
    component: Component,
    asked: Sequence[tuple[ClassKey, ...]],
    policy: Policy,
) -> tuple[Audit, list[Sequence[ClassKey]]]:
    """The audit of a component, and those `asked` about with a cell that is too narrow.

    Heads of schools are looked at once an outsider finds nothing.
    """
    model = Model(held, component)
    result = Audit()
    narrow: list[Sequence[ClassKey]] = []
    for members in asked:
        sizes, counts = _cells(held, members)
        bad = False
        for kind in groups.kinds(members):
            inside = counts[:, list(kind)].sum(axis=1)
            small = (inside < policy.cell) | (sizes - inside < policy.cell)
            small &= sizes > 0
            result.cells += int(small.sum())
            if small.any():
                cells = Cells(sizes[small], int(counts[-1].sum()), policy)
                bad |= _judge(cells, *model.of_people(members, kind, cells.are_safe), result)
        if bad:
            narrow.append(members)
    if not narrow:
        for seen in heads.others(held, component, asked, model, policy):
            result.cells += len(seen.cells.sizes)
            if _judge(seen.cells, seen.low, seen.high, result):
                narrow.append(seen.members)
    result.solves, result.integer_solves = model.solves, model.integers
    return result, narrow


def _cells(
    held: Mapping[ClassKey, PeopleClass], members: Sequence[ClassKey]
) -> tuple[np.ndarray, np.ndarray]:
    """Cells of one class; of several only what they add up to, and each school's part."""
    if len(members) == 1:
        return held[members[0]].cells
    parts = [held[key] for key in members]
    names = np.array([name for part in parts for name in part.schools])
    rows = np.vstack([part.counts for part in parts])
    own, places = np.unique(names, return_inverse=True)
    whole = np.zeros((len(own), rows.shape[1]), dtype=np.int64)
    np.add.at(whole, places, rows)
    counts = np.vstack([whole, rows.sum(axis=0)])
    return counts.sum(axis=1), counts


def _judge(cells: Cells, low: float, high: float, result: Audit) -> bool:
    """Whether a cell among people known to hold `low` to `high` of a category is narrow."""
    possible = cells.possible(low, high)
    bad = possible < cells.needed
    result.note_narrow(cells.sizes[bad])
    return bool(bad.any())
