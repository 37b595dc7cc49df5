"""Known errors of a plan put right: records of `corrections/` → cells of its rows.

Here: which row and column of a plan a record means, its guard. Not here: the records
themselves and tables of numbers (`readers.corrections`).

A record names the line that messages about the plan name, and the column by its header
(«Срок»); in a book it may name the cell by the letter of its column, as messages about cells
do, and is then applied before the plan is read (`book_rows`). What a cell holds is told with
names of people masked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from helpers.errors import Problem
from helpers.plans import NameMask
from helpers.readers import cells
from helpers.readers.corrections import Correction, done, stale, stale_value

from .columns import column_role
from .rows import PlanRow

#: Column of a plan → field of its rows.
_FIELDS = {
    "number": "item_no", "measure": "measure", "term": "term", "responsible": "responsible",
    "result": "result",
}  # fmt: skip


def is_of_a_cell(record: Correction) -> bool:
    """Whether a record names its column by the letter that a book has for it."""
    return re.fullmatch(r"[A-Z]{1,3}", record.column) is not None


def repaired(
    rows: Sequence[PlanRow], records: Sequence[Correction], file: str
) -> tuple[list[PlanRow], list[Problem]]:
    """The rows with the records applied, and what was done or could not be done."""
    result, problems = list(rows), []
    for record in records:
        name = _FIELDS.get(column_role(record.column) or "")
        index = next((at for at, row in enumerate(result) if _is_meant(row, record)), None)
        if name is None or index is None:
            problems.append(stale(record, file, "такой ячейки нет"))
            continue
        before = cells.tidy(getattr(result[index], name))
        if before != cells.tidy(record.found):
            is_repaired = before == cells.tidy(record.corrected)
            problems.append(stale_value(record, file, NameMask()(before), is_repaired))
            continue
        result[index] = _with(result[index], name, record.corrected)
        problems.append(done(record, file))
    return result, problems


def _with(row: PlanRow, name: str, text: str) -> PlanRow:
    changed = replace(row)
    setattr(changed, name, text)
    return changed


def _is_meant(row: PlanRow, record: Correction) -> bool:
    return row.line == record.row and record.sheet in ("", row.sheet)
