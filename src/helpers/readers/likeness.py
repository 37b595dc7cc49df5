"""A sheet of no known layout: what stands in it, which layout is nearest, what differs.

Here: the message. Not here: recognising layouts (`sources`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers import headers
from helpers.readers.grid import Grid
from helpers.readers.layouts import LAYOUTS, Layout
from helpers.readers.personal import personal_columns
from helpers.schemas import TABLES

#: Code of the finding about such a sheet.
UNKNOWN = "unknown_layout"
_SEARCHED_ROWS = 30
#: Fewer common words than this are no likeness.
_LEAST = 2


def unknown_layout(grid: Grid) -> list[Problem]:
    """What was found in the sheet, the nearest layout or table, and what it lacks of it.

    Columns that seem to hold personal data are named too, without what stands in them.
    """
    index = header_of(grid)
    header = grid.rows[index] if grid.rows else []
    lines = [
        ", ".join(str(cell) for cell in row if cell is not None)
        for row in grid.rows[max(0, index - 2) : index + 1]
    ]
    shown = " / ".join(line for line in lines if line)[:200]
    told = Problem(
        "error",
        UNKNOWN,
        f"Раскладка не распознана. {_nearest(grid, header)}",
        file=grid.file,
        sheet=grid.sheet,
        row=grid.line(index),
        found=shown,
        expected="заголовок одной из таблиц (shnor list tables)",
    )
    return [told, *personal_columns(grid, index, header, {})[1]]


def header_of(grid: Grid) -> int:
    """The row that looks most like a header: with most words, the first of such."""
    texts = [
        sum(isinstance(cell, str) and any(map(str.isalpha, cell)) for cell in row)
        for row in grid.rows[:_SEARCHED_ROWS]
    ]
    return texts.index(max(texts)) if texts else 0


def _nearest(grid: Grid, header: Sequence[Any]) -> str:
    near, lacks = headers.nearest_table(grid.rows)
    layout, has, misses = _nearest_layout(header)
    if layout is not None and len(has) > headers.common_columns(grid.rows, near):
        return (
            f"Ближе всего «{layout.title}» ({layout.kind}): есть столбцы {quoted_words(has)}, но "
            f"нет столбцов {quoted_words(misses)}."
        )
    if near:
        table = TABLES[near]
        if not lacks:
            return (
                f"Похоже на таблицу «{table.label}», но в ней есть только столбцы ключа. Если это "
                f"она, укажите --kind {near}."
            )
        words = ", ".join(f"{name} («{table.column(name).label}»)" for name in lacks)
        return f"Ближе всего таблица «{table.label}» ({near}), но нет столбцов: {words}."
    return "Ни один столбец не известен. Бланки таблиц даёт команда shnor forms."


def _nearest_layout(header: Sequence[Any]) -> tuple[Layout | None, list[str], list[str]]:
    """The layout most of whose signs begin header words; those that do, those that do not."""
    best: tuple[Layout | None, list[str], list[str]] = (None, [], [])
    for layout in LAYOUTS.values():
        has = _signs(layout, header)
        misses = [sign for sign in layout.signs if sign not in has]
        if len(has) >= _LEAST and misses and len(has) > len(best[1]):
            best = (layout, has, misses)
    return best


def signs_in(layout: Layout, grid: Grid) -> list[str]:
    """Signs of a layout in the header of a sheet: the two rows together that have most of them."""
    best: list[str] = []
    for index, row in enumerate(grid.rows[:_SEARCHED_ROWS]):
        below = grid.rows[index + 1] if index + 1 < len(grid.rows) else []
        found = _signs(layout, [*row, *below]) if _signs(layout, row) else []
        best = found if len(found) > len(best) else best
    return best


def _signs(layout: Layout, header: Sequence[Any]) -> list[str]:
    """Signs that begin words of a header; those that are numbers stand there whole, and all."""
    words = [vocabulary.folded(str(cell)) for cell in header if cell is not None]
    marks = {sign for sign in layout.signs if sign.isdigit()}
    return [
        sign
        for sign in layout.signs
        if (marks <= set(words) if sign in marks else any(w.startswith(sign) for w in words))
    ]


def quoted_words(words: Sequence[str]) -> str:
    """Words in quotation marks, in a row; one that ends with a bracket goes on.

    >>> quoted_words(["вариант", "1 ("])
    '«вариант», «1 (…)»'
    """
    return ", ".join(f"«{word.strip()}{'…)' if word.endswith('(') else ''}»" for word in words)
