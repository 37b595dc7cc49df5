"""Whom the audit asks about: people of several classes who may be known as one.

Here: the sets of classes of a component that statements may leave over, and the sums of
categories worth asking for. Not here: whether they are safe (`audit`, `heads`).

A sum may follow from what is told though no part of it does: of the years between two answers,
of the places of which no answer tells. So every place, all places and those together of which
no number is told are asked about in every set of their years, and what numbers of places leave
over of the numbers of all, in the years of an answer or between two.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

from helpers.disclosure.bounds import Component
from helpers.disclosure.people import HELPED, UNHELPED, most_categories
from helpers.disclosure.statements import ClassKey, Statement

Members = tuple[ClassKey, ...]
#: Of more years only sets of so many are asked about, and runs of years.
_YEARS = 3
_FEW_YEARS = 5


def kinds(members: Iterable[ClassKey]) -> list[tuple[int, ...]]:
    """The sums of categories asked for: each one, and teachers with a deficit, helped or not."""
    domains = {key[0] for key in members}
    found: list[tuple[int, ...]] = [(k,) for k in range(most_categories(domains))]
    return [*found, (2, 3)] if HELPED in domains else found


def of_component(component: Component, withheld: Iterable[Sequence[ClassKey]]) -> list[Members]:
    """Every set of classes to ask about, each once; `withheld` are those of hidden answers."""
    known = set(component.classes)
    found: dict[Members, None] = {(key,): None for key in component.classes}

    def add(members: Iterable[ClassKey]) -> None:
        some = tuple(sorted(known.intersection(members)))
        if some:
            found.setdefault(some)

    for one in component.statements:
        add(one.members)
    for left in _left_over(component):
        add(left)
    for members in withheld:
        add(members)
    for together in _together(component):
        for years in _sets({key[2] for key in together}):
            add(key for key in together if key[2] in years)
    return list(found)


def _together(component: Component) -> Iterator[list[ClassKey]]:
    """Classes of one school, of one place, of all places, of places of which no number is told."""
    kin: dict[tuple[str, ...], list[ClassKey]] = {}
    told = {key[1] for one in component.statements if one.kind == "exact" and _is_local(one)
            for key in one.members}  # fmt: skip
    for key in component.classes:
        people = HELPED if key[0] == UNHELPED else key[0]
        own = [(people,), (people, key[1])]
        own += [(people, key[1], key[3])] if key[3] else []
        own += [(people, "", "untold")] if key[1] not in told else []
        for name in own:
            kin.setdefault(name, []).append(key)
    yield from kin.values()


def _is_local(one: Statement) -> bool:
    return len({key[1] for key in one.members}) == 1


def _left_over(component: Component) -> Iterator[list[ClassKey]]:
    """What numbers of places leave over of numbers of all, question by question."""
    numbers: dict[str, dict[str, list[Statement]]] = {}
    for one in component.statements:
        if one.kind == "exact":
            of_question = numbers.setdefault(one.question.question_id, {})
            of_question.setdefault(one.place, []).append(one)
    for of_question in numbers.values():
        known = {place: _known(own) for place, own in of_question.items()}
        for place, own in of_question.items():
            if all(map(_is_local, own)):
                continue
            inside = {key for one in own for key in one.members}
            held: dict[str, set[int]] = {}
            for key in inside:
                held.setdefault(key[1], set()).add(key[2])
            for years in known[place]:
                told = {part for part, own_years in held.items()
                        if years & own_years in known.get(part, ())}  # fmt: skip
                yield [key for key in inside if key[2] in years and key[1] not in told]


def _known(own: Iterable[Statement]) -> set[frozenset[int]]:
    """Sets of years whose sum follows from the numbers of one place: by adding, by taking away."""
    found = {frozenset(key[2] for key in one.members) for one in own}
    new = found
    while new:
        pairs = [(one, other) for one in new for other in found]
        made = {one | other for one, other in pairs if not one & other}
        made |= {max(pair, key=len) - min(pair, key=len) for pair in pairs
                 if pair[0] < pair[1] or pair[1] < pair[0]}  # fmt: skip
        new = made - found
        found |= new
    return found


def _sets(years: Iterable[int]) -> Iterator[frozenset[int]]:
    every = sorted(years)
    most = len(every) if len(every) <= _FEW_YEARS else _YEARS
    for count in range(1, len(every) + 1):
        if count <= most:
            yield from map(frozenset, itertools.combinations(every, count))
        else:
            yield from (
                frozenset(every[first : first + count]) for first in range(len(every) + 1 - count)
            )
