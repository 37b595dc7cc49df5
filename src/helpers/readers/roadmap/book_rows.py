"""Plan files that are XLSX books → entries.

Here: cells as a plan writes them, cells struck out, months, years. Not here: hidden parts and cells
without a usable value, which are those of any other book (`xlsx_files`); what rows mean (`rows`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from helpers.errors import InputDataError, Problem
from helpers.plans import NameMask
from helpers.plans.words import MONTHS
from helpers.readers.corrections import Correction, corrected
from helpers.readers.grid import Grid, Month, Share, Year, letters
from helpers.readers.texts import with_clean_texts
from helpers.readers.xlsx_files import read_xlsx

from .entries import Entry, RawPlan
from .office import check_package

_MOST_ROWS = 5_000


def read_xlsx_plan(content: bytes, file: str, records: Sequence[Correction] = ()) -> RawPlan:
    """Entries of all visible sheets of a book; what is hidden is not read, and told.

    `records` are corrections that name a cell by the letter of its column. Raises
    `InputDataError` for cells without a usable value that no record puts right.
    """
    check_package(content, file)
    grids = with_clean_texts(read_xlsx(content, file), file)
    grids, told = corrected(grids, records, file)
    mask = NameMask()
    findings = [
        replace(one, found=mask(one.found), expected=mask(one.expected))
        for one in [*(finding for grid in grids for finding in grid.findings), *told]
    ]
    errors = [one for one in findings if one.severity == "error"]
    if errors:
        raise InputDataError(errors[:100])
    plan = RawPlan(shape="xlsx", findings=findings)
    for table, grid in enumerate(grids, start=1):
        if len(grid.rows) > _MOST_ROWS:
            raise InputDataError([_too_long(grid)])
        plan.entries.append(Entry("break", sheet=grid.sheet))
        plan.entries.extend(_entries(grid, table))
        plan.findings += _struck(grid)
    return plan


def _too_long(grid: Grid) -> Problem:
    return grid.problem(
        "too_large",
        f"На листе больше {_MOST_ROWS} строк: это не план.",
        found=f"строк: {len(grid.rows)}",
        expected=f"не больше {_MOST_ROWS}",
    )


def _entries(grid: Grid, table: int) -> list[Entry]:
    below = {
        (row, column)
        for top, left, bottom, right in grid.merged
        for row in range(top + 1, min(bottom, len(grid.rows) - 1) + 1)
        for column in range(left, min(right, left + 50) + 1)
    }
    struck = frozenset(grid.struck)
    entries = []
    for index, row in enumerate(grid.rows):
        removed = frozenset(i for i in range(len(row)) if (index, i) in struck)
        cells = tuple("" if i in removed else _shown(cell) for i, cell in enumerate(row))
        if not any(cells):
            entries.append(Entry("blank", line=grid.line(index), sheet=grid.sheet))
            continue
        merged = frozenset(i for i in range(len(cells)) if (index, i) in below)
        entries.append(
            Entry(
                "row",
                _without_tail(cells, merged | removed),
                grid.line(index),
                grid.sheet,
                table,
                merged=merged,
                removed=removed,
            )
        )
    return entries


def _without_tail(cells: tuple[str, ...], kept: frozenset[int]) -> tuple[str, ...]:
    while len(cells) > 1 and not cells[-1] and len(cells) - 1 not in kept:
        cells = cells[:-1]
    return cells


def _struck(grid: Grid) -> list[Problem]:
    """That cells are struck out, in one finding for the sheet."""
    if not grid.struck:
        return []
    names = [f"{letters(column)}{grid.line(row)}" for row, column in sorted(grid.struck)]
    more = f" … (всего {len(names)})" if len(names) > 20 else ""
    return [
        grid.problem(
            "struck_text",
            "Ячейки зачёркнуты: они считаются отменёнными и не прочитаны. Если они действуют, "
            "снимите зачёркивание и сохраните книгу; если нет, удалите их текст.",
            min(grid.struck)[0],
            found=f"зачёркнутые ячейки {', '.join(names[:20])}{more}",
            severity="warning",
        )
    ]


def _shown(value: Any) -> str:
    """A cell as a plan writes it: 15.03.2023, март 2023, 2023 год for what it shows; no «.0»."""
    if value is None:
        return ""
    if isinstance(value, Month):
        return f"{MONTHS[value.month - 1]} {value.year}"
    if isinstance(value, Year):
        return f"{value.year} год"
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, Share):
        return f"{value * 100:.12g}".replace(".", ",") + " %"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
