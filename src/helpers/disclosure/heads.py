"""What the head of one school can work out: all statements, and the own school exactly.

Here: the bounds of everybody else's cells when one school is known. Not here: outsiders
(`audit`), the model (`bounds`).

Whoever knows a school knows of every class that holds it that at least so many people stand
in each category; what is left over is the others. Where the others are many on both sides
of a category their true numbers alone leave room enough, and nothing has to be solved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from helpers.disclosure.bounds import Component, Model
from helpers.disclosure.cells import Cells
from helpers.disclosure.groups import kinds
from helpers.disclosure.people import WIDTH
from helpers.disclosure.policy import Policy
from helpers.disclosure.statements import ClassKey, PeopleClass


@dataclass(frozen=True)
class Others:
    """The others of some classes in one category, as a head sees them: the groups among them
    worth guarding, and bounds of how many of all stand in the category."""

    members: tuple[ClassKey, ...]
    low: float
    high: float
    cells: Cells


def others(
    held: Mapping[ClassKey, PeopleClass],
    component: Component,
    groups: Sequence[tuple[ClassKey, ...]],
    model: Model,
    policy: Policy,
) -> Iterator[Others]:
    """Everything small that some head might narrow down, with bounds."""
    by_school = {key: _by_school(held[key]) for key in component.classes}
    places: dict[str, set[str]] = {}
    for key, counts in by_school.items():
        places.setdefault(key[1], set()).update(counts)
    seen = [_Group(members, by_school) for members in groups]
    for place, schools in sorted(places.items()):
        own_groups = [group for group in seen if place in group.places]
        for school in sorted(schools):
            tried = [(group, k) for group in own_groups for k in group.open(school, policy)]
            if not tried:
                continue
            own = {key: by_school[key][school] for key in by_school if school in by_school[key]}
            model.suppose(own)
            for group, kind in tried:
                yield group.seen_by(school, kind, model, policy)
            model.suppose({})


def _by_school(one: PeopleClass) -> dict[str, np.ndarray]:
    names = np.array(one.schools)
    return {str(name): one.counts[names == name].sum(axis=0) for name in sorted(set(names))}


class _Group:
    """Classes that are looked at together: each school's part, and all."""

    def __init__(
        self, members: tuple[ClassKey, ...], by_school: Mapping[ClassKey, Mapping[str, np.ndarray]]
    ) -> None:
        self.members = members
        self.places = {key[1] for key in members}
        self.kinds = kinds(members)
        self.parts: dict[str, np.ndarray] = {}
        for key in members:
            for name, counts in by_school[key].items():
                self.parts[name] = self.parts.get(name, np.zeros(WIDTH, dtype=np.int64)) + counts
        self.total = sum(self.parts.values(), np.zeros(WIDTH, dtype=np.int64))
        self.sizes = {name: int(counts.sum()) for name, counts in self.parts.items()}

    def _own(self, school: str) -> np.ndarray:
        """The part of a school, nothing where it has nobody in these classes."""
        return self.parts.get(school, np.zeros(WIDTH, dtype=np.int64))

    def open(self, school: str, policy: Policy) -> list[tuple[int, ...]]:
        """Kinds in which the others of a school are not safe by their numbers alone."""
        rest = self.total - self._own(school)
        whole = int(rest.sum())
        if whole == 0:
            return []
        largest = max(size for name, size in self.sizes.items() if name != school)
        if len(self.parts) > 2 and whole - largest < policy.margin - 1:
            return self.kinds
        return [
            kind
            for kind in self.kinds
            if min(inside := _inside(rest, kind), whole - inside) < policy.safe_part
        ]

    def seen_by(self, school: str, kind: tuple[int, ...], model: Model, policy: Policy) -> Others:
        """What the head of a school finds out of the others in categories of a kind."""
        own = _inside(self._own(school), kind)
        rest = self.total - self._own(school)
        whole, inside = int(rest.sum()), _inside(rest, kind)
        sizes = [] if min(inside, whole - inside) >= policy.cell else [whole]
        for name, size in self.sizes.items():
            part = _inside(self.parts[name], kind)
            if name != school and min(part, size - part) < policy.cell:
                sizes.append(size)
        cells = Cells(np.array(sizes, dtype=np.int64), whole, policy)

        def is_enough(low: float, high: float) -> bool:
            return cells.are_safe(low - own, high - own)

        low, high = model.of_people(self.members, kind, is_enough)
        return Others(self.members, low - own, high - own, cells)


def _inside(counts: np.ndarray, kind: tuple[int, ...]) -> int:
    """How many people stand in the categories of a kind."""
    return int(counts[list(kind)].sum())
