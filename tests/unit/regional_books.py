"""Regional tables made up: known counts of marks, written in the shapes of regional centres.

Here: an invented region and how its rows are written. Not here: what the import must make of
them. Nothing of the product is used.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx

Marks = tuple[int, int, int, int]
#: Area number and school number; (0, 0) is the region, (7, 0) the area 7.
Place = tuple[int, int]

AREAS = {7: "Ольховский район", 12: "Сосновский район", 40: "г. Полевск"}
SCHOOLS = (1, 2, 3)
SUBJECTS = {"Русский язык": "rus", "Математика": "math"}


def code(place: Place) -> int:
    """Short codes for areas, long ones for schools."""
    area, school = place
    return area * 1000 + school if school else area


def name(place: Place) -> str:
    """Names of schools are the same in every area, as numbers of schools are."""
    area, school = place
    if not area:
        return "Алтайский край"
    return AREAS[area] if not school else f'МБОУ "Средняя общеобразовательная школа № {school}"'


@dataclass
class Region:
    """Counts of marks by subject and place; areas and the region are sums of their schools."""

    seed: int = 5
    marks: dict[tuple[str, Place], Marks] = field(default_factory=dict)

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)
        for subject in SUBJECTS:
            total: Marks = (0, 0, 0, 0)
            for area in AREAS:
                whole: Marks = (0, 0, 0, 0)
                for school in SCHOOLS:
                    own = (
                        chance.randint(0, 3), chance.randint(1, 9), chance.randint(1, 9),
                        chance.randint(0, 6),
                    )  # fmt: skip
                    self.marks[subject, (area, school)] = own
                    whole = _plus(whole, own)
                self.marks[subject, (area, 0)] = whole
                total = _plus(total, whole)
            self.marks[subject, (0, 0)] = total

    def rows(
        self,
        subject: str,
        places: Callable[[Place], list[Any]],
        numbers: Callable[[Marks], list[Any]],
        chosen: Sequence[Place] | None = None,
    ) -> list[list[Any]]:
        """Region, areas, schools: one row each; `places` and `numbers` write their cells."""
        return [[*places(p), *numbers(self.marks[subject, p])] for p in chosen or all_places()]


def all_places() -> list[Place]:
    """The region, then each area with its schools."""
    return [(0, 0), *((area, school) for area in AREAS for school in (0, *SCHOOLS))]


def _plus(one: Marks, other: Marks) -> Marks:
    a, b, c, d = (x + y for x, y in zip(one, other, strict=True))
    return a, b, c, d


def counts(marks: Marks) -> list[Any]:
    """Participants and the four counts."""
    return [sum(marks), *marks]


def quotients(marks: Marks) -> list[Any]:
    """Participants and shares of one, as a spreadsheet computes them."""
    return [sum(marks), *(mark / sum(marks) for mark in marks)]


def words(marks: Marks) -> list[Any]:
    """Participants and percents as text with a comma and a sign, rounded half up."""
    whole = sum(marks)
    printed = [(2000 * mark + whole) // (2 * whole) for mark in marks]
    return [whole, *(f"{tenths // 10},{tenths % 10}%" for tenths in printed)]


def counts_with_percents(marks: Marks) -> list[Any]:
    """Participants, then each count and its percent with a decimal comma; nothing for zero."""
    cells: list[Any] = [sum(marks)]
    for mark, percent in zip(marks, words(marks)[1:], strict=True):
        cells += [mark or None, percent.removesuffix("%") if mark else None]
    return cells


def document(
    path: Path, parts: Sequence[str | Sequence[Sequence[Any]]], merged: Sequence[Any] = ()
) -> Path:
    """A document of paragraphs and tables; `merged` are two corner cells each of its last table."""
    made = docx.Document()
    for part in parts:
        if isinstance(part, str):
            made.add_paragraph(part)
            continue
        table = made.add_table(len(part), max(map(len, part)))
        for row, line in enumerate(part):
            for column, cell in enumerate(line):
                table.cell(row, column).text = "" if cell is None else str(cell)
    for first, last in merged:
        table.cell(*first).merge(table.cell(*last))
    made.save(str(path))
    return path
