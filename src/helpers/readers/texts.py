"""Texts of cells as they came → texts that can be compared and shown, and what was wrong.

Here: invisible and direction signs, letters in parts (NFD), text destroyed by a wrong
encoding. Not here: what the texts mean (`cells`). Good texts are left exactly as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from itertools import chain

from helpers.errors import InputDataError, Problem
from helpers.readers.grid import Grid

#: Marks of direction, zero-width signs, soft hyphens, controls: never meant by who typed.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u2069\ufeff]"
)
_DAMAGED = re.compile(
    r"(?:[РС][\u0080-\u00bf\u0400-\u045f\u2010-\u2122]){4,}"  # UTF-8 taken for Windows-1251
    r"|(?:[ÐÑ][\u0080-\u00bf\u0152-\u2122]){3,}"  # UTF-8 taken for Latin-1
    r"|[À-ÿ]{5,}"  # Windows-1251 taken for Latin-1
    "|\ufffd"
)
_PLAIN = re.compile(r"[\t\n\r -~А-яЁё«»№–—\u00a0…]*")


def with_clean_texts(grids: list[Grid], file: str) -> list[Grid]:
    """The grids with clean texts; what was changed is a finding of the first grid.

    Raises `InputDataError` with the address of each destroyed text.
    """
    problems: list[Problem] = []
    for grid in grids:
        problems += _clean(grid)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise InputDataError(errors[:100])
    if problems:
        grids = [
            replace(grids[0], findings=(*grids[0].findings, *problems)),
            *grids[1:],
        ]
    return grids


def _clean(grid: Grid) -> list[Problem]:
    """Clean the cells of a grid in place; one finding for each kind of change."""
    texts = {value for value in set(chain.from_iterable(grid.rows)) if value.__class__ is str}
    changed = {value: cleaned(value) for value in texts if not _PLAIN.fullmatch(value)}
    places: dict[str, list[tuple[int, int]]] = {"invisible": [], "letters": [], "damaged": []}
    for index, line in enumerate(grid.rows if changed else ()):
        for position, value in enumerate(line):
            if value.__class__ is str and value in changed:
                line[position] = changed[value] or None
                for kind in _kinds(value):
                    places[kind].append((index, position))
    return [*_damaged(grid, places["damaged"]), *_changed(grid, places)]


def cleaned(text: str) -> str:
    """The text in NFC without invisible signs."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def _kinds(text: str) -> Iterable[str]:
    if _DAMAGED.search(text):
        yield "damaged"
    if _INVISIBLE.search(text):
        yield "invisible"
    if not unicodedata.is_normalized("NFC", text):
        yield "letters"


def _damaged(grid: Grid, places: list[tuple[int, int]]) -> list[Problem]:
    fault = partial(
        grid.problem,
        "mojibake",
        "Текст испорчен перекодировкой ещё до загрузки. Возьмите исходный файл или сохраните его "
        "в UTF-8.",
        expected="русский текст",
    )
    return [
        fault(index, position, found=grid.rows[index][position]) for index, position in places[:100]
    ]


def _changed(grid: Grid, places: dict[str, list[tuple[int, int]]]) -> list[Problem]:
    words = {
        "invisible": "Невидимые знаки (направление письма, нулевая ширина) убраны из текста.",
        "letters": "Буквы «й» и «ё», записанные двумя знаками, заменены обычными.",
    }
    return [
        grid.problem(
            f"normalised_{kind}",
            f"{message} Ячеек: {len(places[kind])}, первая указана.",
            *places[kind][0],
            found=grid.rows[places[kind][0][0]][places[kind][0][1]] or "",
            severity="warning",
        )
        for kind, message in words.items()
        if places[kind]
    ]
