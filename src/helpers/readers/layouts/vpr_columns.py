"""Where things stand in a raw ВПР protocol, whatever its generation.

Here: the columns that generations share, finding the header, words of task headers. Not here:
the headers themselves (`vpr_2020` … `vpr_form`) and what the cells mean (`vpr_cells`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.readers.grid import Grid
from helpers.readers.layouts import fis_frame
from helpers.readers.layouts.fis_individual import task_of

__all__ = [
    "Columns",
    "Generation",
    "Task",
    "exactly",
    "first_of",
    "position",
    "task_name",
    "task_of",
]


@dataclass(frozen=True)
class Task:
    """A task of a work: its column, its name as the header says it, its maximum if known."""

    position: int
    name: str
    maximum: float | None = None


@dataclass(frozen=True)
class Columns:
    """Positions of columns; None for those a generation does not have."""

    tasks: tuple[Task, ...]
    total: int
    login: int | None = None
    code: int | None = None
    school: int | None = None
    municipality: int | None = None
    uploaded: int | None = None
    variants: tuple[int, ...] = ()
    class_: int | None = None
    sex: int | None = None
    journal: int | None = None
    textbook: int | None = None


@dataclass(frozen=True)
class Generation:
    """One generation of protocols.

    `columns` gives the columns that a header row names, None for any other row. `year` is the
    only year in which this layout was given out, where that is known. `is_form` marks forms of
    one school with rows laid out beforehand: there an untouched row is nobody. `signs` and
    `companions` are those of its `Layout`.
    """

    kind: str
    title: str
    columns: Callable[[Sequence[str], Sequence[Any]], Columns | None]
    year: int | None = None
    is_form: bool = False
    signs: tuple[str, ...] = ()
    companions: tuple[str, ...] = ()

    def header(self, grid: Grid) -> tuple[int, Columns] | None:
        """The header row of a sheet and its columns; None where the sheet is another thing."""
        for index, row in enumerate(grid.rows[: fis_frame.SEARCHED_ROWS]):
            found = self.named(row)
            if found is not None:
                return index, found
        return None

    def named(self, row: Sequence[Any]) -> Columns | None:
        """The columns with tasks that a row names; None where it is no header."""
        if sum(cell.__class__ is str for cell in row) < _LEAST_WORDS:
            return None
        found = self.columns([fis_frame.folded(cell) for cell in row], row)
        return found if found is not None and found.tasks else None


#: A header names at least this many columns.
_LEAST_WORDS = 4


def position(words: Sequence[str], *starts: str) -> int | None:
    """Position of the first header word that begins with one of `starts`."""
    return fis_frame.column(words, *starts)


def exactly(words: Sequence[str], word: str) -> int | None:
    """Position of a header word that others begin with («пол», «пользователь»)."""
    return words.index(word) if word in words else None


def first_of(*positions: int | None) -> int | None:
    """The first position that is there: an exact word before one that begins alike."""
    return next((place for place in positions if place is not None), None)


def headed(words: Sequence[str], word: str) -> int | None:
    """Position of the head that is the word, else of the first that begins with it."""
    return first_of(exactly(words, word), position(words, word))


def task_name(text: str) -> str:
    """A task as it is named everywhere: no spaces, point in decimals, Cyrillic К.

    >>> task_name("10 k1"), task_name("5(1)"), task_name("9,2")
    ('10К1', '5(1)', '9.2')
    """
    return re.sub(r"[КкKk]", "К", re.sub(r"\s", "", text).replace(",", "."))
