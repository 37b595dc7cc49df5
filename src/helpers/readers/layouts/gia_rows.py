"""Rows under the header of an exam protocol: participants, the line of means, damaged rows.

Here: what kind of row each is, rows that lost their school, merged cells, a row pasted twice.
Not here: finding the header and its columns (`gia_blocks`), what cells mean (`gia_protocol`).
A message never quotes a cell: any may hold a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers import cells
from helpers.readers.grid import Grid

#: First and following column in which cells of a role may stand.
Span = tuple[int, int]

#: How a line of means begins; «Средняя школа …» is the name of a school.
_MEANS = re.compile(r"средн(?:ие|ее|ий|яя)\b(?!\s+(?:\(?полная\)?\s+)?(?:общеобр|образ|школ|шк\b))")
#: The whole cell by which such a line names itself even where others have a surname.
_MEANS_ONLY = re.compile(r"средн(?:ие|ее)(?: (?:балл|значени|результат)\w*)?[\s.:]*")
#: How other lines of sums begin: whole words, for «Максимова» and «Числова» are surnames.
_SUMS = re.compile(
    r"(?:итоги?|итого|всего|количеств[оа]|чис(?:ло|ленность)|участник(?:и|ов)|процент\w{0,2}"
    r"|успеваемость|качеств[оа]|максим(?:ум|альн\w+)|миним(?:ум|альн\w+)|порог(?:овый)?|доля)(?!\w)"
)
#: How the full name of a person ends.
_PATRONYMIC = re.compile(r".*\w(?:ич|вна|чна|кызы|оглы)\W*")
#: Columns that only a participant has, beside the names.
_OWN = ("number", "class", "station", "room", "exam", "exam_code", "exam_date", "task")
_RESULTS = ("mark", "score", "primary")
#: Columns whose cell must be the row's own.
_UNMERGED = ("school", "municipality", "exam", "exam_code", "exam_date", *_RESULTS)
#: Columns that tell rows with the same number apart.
_PLACE = ("school", "class", "station", "room")
_NUMBER = re.compile(r"[0-9]{1,6}(?:[.,][0-9]+)?")


@dataclass
class Rows:
    """Indexes of participant rows, that of the line «Средние», the row after the last of all."""

    participants: list[int] = field(default_factory=list)
    means: int | None = None
    last: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """Where rows are looked for: `start` … `end` of a grid, columns by role, those of names."""

    grid: Grid
    start: int
    end: int
    spans: Mapping[str, Span]
    persons: Sequence[Span]

    def filled(self, index: int, *roles: str) -> list[int]:
        """Filled cells of roles in a row."""
        return _filled(self.grid.rows[index], (self.spans[r] for r in roles if r in self.spans))

    def words(self, index: int, *roles: str) -> tuple[str, ...]:
        """The filled cells of roles in a row, as they are compared."""
        return tuple(_word(self.grid.rows[index][at]) for at in self.filled(index, *roles))


def rows_of(place: Place) -> Rows:
    """The rows of a block, with an error for each that cannot be counted as it stands."""
    found = Rows(last=place.start)
    lost = []
    for index in range(place.start, place.end):
        row = place.grid.rows[index]
        if sum(map(_is_filled, row)) < 2 and not any(isinstance(c, int | float) for c in row):
            continue  # nothing, or a line of text: the title of the next block
        if _is_means(place, index):
            found.means = index
        elif place.filled(index, "school"):
            found.participants.append(index)
        elif _lost_school(place, index):
            lost.append(index)
        else:
            continue
        found.last = index + 1
    merged, covered = _merged(place, found.participants)
    found.problems += merged
    found.problems += [_school_missing(place, index) for index in lost if index not in covered]
    return found


def _is_means(place: Place, index: int) -> bool:
    """Whether a row is the line of means: it says so itself, and names no school."""
    row = place.grid.rows[index]
    said = {
        at for at, cell in enumerate(row)
        if isinstance(cell, str) and _MEANS.match(vocabulary.folded(cell))
    }  # fmt: skip
    surnames = said & set(_filled(row, place.persons))
    if place.filled(index, "number"):
        said -= surnames
    else:
        said -= {at for at in surnames if not _MEANS_ONLY.fullmatch(vocabulary.folded(row[at]))}
    return bool(said) and set(place.filled(index, "school")) <= said


def _lost_school(place: Place, index: int) -> bool:
    """Whether a row without a school is a participant with a result."""
    row = place.grid.rows[index]
    if not any(_is_number(row[at]) for at in place.filled(index, *_RESULTS)):
        return False
    persons = _filled(row, place.persons)
    first = next(at for at, cell in enumerate(row) if _is_filled(cell))
    if isinstance(row[first], str) and _SUMS.match(word := vocabulary.folded(row[first])):
        is_person = first in persons and (len(persons) > 1 or _PATRONYMIC.fullmatch(word))
        return bool(is_person or (first in persons and place.filled(index, "class")))
    return bool(place.filled(index, *_OWN) or persons)


def _school_missing(place: Place, index: int) -> Problem:
    return place.grid.problem(
        "school_missing",
        "В строке есть результат, но нет кода школы: заполните ячейку.",
        index,
        place.spans["school"][0],
        found=None,
        expected="код школы",
    )


def _merged(place: Place, participants: Sequence[int]) -> tuple[list[Problem], set[int]]:
    """Cells merged over several participants, and the rows that they cover."""
    problems = []
    covered: set[int] = set()
    positions = {at for role in _UNMERGED for at in range(*place.spans.get(role, (0, 0)))}
    known = set(participants)
    for span in place.grid.merged:
        top, left, bottom, _ = span
        below = [
            at for at in range(top + 1, min(bottom + 1, place.end))
            if any(map(_is_filled, place.grid.rows[at]))
        ]  # fmt: skip
        if top not in known or left not in positions or not below:
            continue
        covered.update(below)
        problems.append(
            place.grid.problem(
                "merged_cells",
                "Объединённые ячейки в строках участников: значение нельзя отнести к одной строке. "
                "Разъедините их и заполните каждую ячейку.",
                top,
                left,
                found=place.grid.range_of(span),
                expected="отдельные ячейки",
            )
        )
    return problems, covered


def repeats(place: Place, participants: Iterable[int]) -> list[Problem]:
    """Rows that repeat another one wholly, with its number, school and class.

    Numbers that a school has at rows of different contents tell nobody apart: they begin anew
    somewhere, and equal rows may be two participants.
    """
    first: dict[tuple[Any, ...], int] = {}
    pairs = []
    restarted = set()
    for index in participants:
        number, school = place.words(index, "number"), place.words(index, "school")
        if not number:
            continue
        key = (number, *(place.words(index, role) for role in _PLACE))
        before = first.setdefault(key, index)
        if before == index:
            continue
        if _contents(place, before) == _contents(place, index):
            pairs.append((school, before, index))
        else:
            restarted.add(school)
    line = place.grid.line
    return [
        place.grid.problem(
            "participant_twice",
            "Строка повторена: та же школа, тот же № и все остальные ячейки те же. Удалите "
            "лишнюю; если это разные участники, исправьте их №.",
            index,
            place.spans["number"][0],
            found=f"строки {line(before)} и {line(index)}",
            expected="одна строка участника",
        )
        for school, before, index in pairs
        if school not in restarted
    ]


def _contents(place: Place, index: int) -> list[tuple[int, str]]:
    row = place.grid.rows[index]
    return [(at, _word(cell)) for at, cell in enumerate(row) if _is_filled(cell)]


def _filled(row: Sequence[Any], spans: Iterable[Span]) -> list[int]:
    return [at for start, end in spans for at in range(start, min(end, len(row)))
            if _is_filled(row[at])]  # fmt: skip


def _is_filled(cell: Any) -> bool:
    return not cells.is_empty(cell)


def _word(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return vocabulary.folded(str(cell))


def _is_number(cell: Any) -> bool:
    if isinstance(cell, bool):
        return False
    return isinstance(cell, int | float) or bool(
        isinstance(cell, str) and _NUMBER.fullmatch(cells.tidy(cell))
    )
