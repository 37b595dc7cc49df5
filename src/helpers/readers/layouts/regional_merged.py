"""Merged cells among the numbers of a regional table, which belong to no one row or column.

Here: which of them make numbers uncertain. Not here: merged headers and merged names of
schools, subjects and municipalities (`regional_blocks`), which are read.
"""

from __future__ import annotations

from collections.abc import Collection

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers import cells
from helpers.readers.layouts.gia_blocks import text_of
from helpers.readers.layouts.regional_blocks import RESULTS, Block
from helpers.readers.tabular import merged_problem

_COUNTED = RESULTS | {"enrolled"}


def merged_faults(block: Block, read_rows: Collection[int]) -> list[Problem]:
    """An error for each number merged over rows of several schools or columns of two meanings.

    Only those that touch a row of `read_rows`. A merged cell that says that nothing is known («-»)
    and one over rows that are otherwise empty are no faults.
    """
    grid, rows = block.grid, set(read_rows)
    read = {c.position: (c.name, c.unit) for c in block.columns if c.name in _COUNTED}
    start, stop = block.span
    problems = []
    for span in sorted(grid.merged):
        top, left, bottom, right = span
        meanings = [read[at] for at in range(left, right + 1) if at in read]
        under = [
            index for index in range(top, min(bottom + 1, len(grid.rows)))
            if not all(cells.is_empty(cell) for cell in grid.rows[index][start : stop + 1])
        ]  # fmt: skip
        if not meanings or not rows & set(under) or top < block.rows[0]:
            continue
        value = grid.rows[top][left] if left < len(grid.rows[top]) else None
        is_missing = cells.is_empty(value) or vocabulary.absence_kind(text_of(value))
        is_wide = left in read and len(set(meanings)) > 1
        is_tall = len(under) > 1 and (top + 1, left) not in block.held
        if not is_missing and (is_wide or is_tall):
            problems.append(merged_problem(grid, span, top))
    return problems
