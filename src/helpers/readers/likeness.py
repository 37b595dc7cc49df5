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
    index = _header(grid)
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


def _header(grid: Grid) -> int:
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
            f"Ближе всего «{layout.title}» ({layout.kind}): есть столбцы {_quoted(has)}, но нет "
            f"столбцов {_quoted(misses)}."
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
    words = [vocabulary.folded(str(cell)) for cell in header if cell is not None]
    best: tuple[Layout | None, list[str], list[str]] = (None, [], [])
    for layout in LAYOUTS.values():
        has = [sign for sign in layout.signs if any(word.startswith(sign) for word in words)]
        misses = [sign for sign in layout.signs if sign not in has]
        if len(has) >= _LEAST and misses and len(has) > len(best[1]):
            best = (layout, has, misses)
    return best


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"«{word.strip()}»" for word in words)
