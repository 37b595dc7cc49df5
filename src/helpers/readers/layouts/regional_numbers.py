"""Numbers of regional tables as their cells hold them.

Here: cells → numbers, with percent signs and declared absences. Not here: units of columns
(`regional_units`), counts from percents (`regional_percents`), whose a row is
(`regional_places`) and which exam it is about (`regional_exam`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers import cells
from helpers.readers.grid import Share
from helpers.readers.layouts.regional_blocks import Block, ResultColumn

MARKS = ("mark_2", "mark_3", "mark_4", "mark_5")
BANDS = ("score_to_60", "score_61_80", "score_81_99", "score_100")
_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(?:[.,][0-9]{1,17})?")
_WITH_WORD = re.compile(r"([0-9]{1,3}(?:[.,][0-9]+)?)\s*(балл\w*|б\.?|чел\w*\.?)", re.IGNORECASE)
#: No number of a table of results is as large as this; «not a number» is not smaller either.
_TOO_BIG = 10**9


@dataclass
class Numbers:
    """Numbers of a table by row and column position; None where a cell is empty or «-».

    `units` are the units of columns once the values have spoken, `digits` the decimals that
    percents are printed with, `signed` the cells that say themselves that they are percents.
    `assumed` are columns whose header says no unit → the unit their numbers speak for.
    """

    block: Block
    values: dict[tuple[int, int], Decimal | None] = field(default_factory=dict)
    absences: dict[tuple[int, int], str] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    digits: dict[int, int] = field(default_factory=dict)
    signed: set[tuple[int, int]] = field(default_factory=set)
    assumed: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def at(self, index: int, column: ResultColumn | None) -> Decimal | None:
        """The number of a column in a row."""
        return None if column is None else self.values.get((index, column.position))

    def column(self, name: str, unit: str) -> ResultColumn | None:
        """The column of a meaning whose numbers have a unit."""
        return next(
            (
                c
                for c in self.block.columns
                if c.name == name and self.units.get(c.position, c.unit) == unit
            ),
            None,
        )

    def told(
        self,
        code: str,
        message: str,
        index: int | None,
        column: ResultColumn | None,
        found: object = "",
        expected: str = "",
        severity: Any = "warning",
    ) -> None:
        """Add a finding at a cell."""
        self.problems.append(
            self.block.grid.problem(
                code, message, self.block.header if index is None else index,
                None if column is None else column.position,
                "" if column is None else column.words, found, expected, severity,
            )
        )  # fmt: skip


def read_cells(block: Block, rows: Sequence[int]) -> Numbers:
    """All numbers of a table as they are printed; units as the headers say them."""
    numbers = Numbers(block)
    for column in block.columns:
        if _is_numeric(column):
            _read_column(numbers, column, rows)
    return numbers


def _is_numeric(column: ResultColumn) -> bool:
    return column.name.startswith(("mark_", "mean", "score_")) or column.name in (
        "participants", "enrolled", "below", "below_first", "passed", "quality", "band",
    )  # fmt: skip


def _read_column(numbers: Numbers, column: ResultColumn, rows: Sequence[int]) -> None:
    with_words, first = 0, -1
    numbers.units[column.position] = column.unit
    for index in rows:
        raw = numbers.block.cell(index, column)
        value, absence, word = _number(raw)
        at = (index, column.position)
        numbers.values[at] = value
        if absence:
            numbers.absences[at] = absence
        fits = column.name.startswith("mean") or (word == "чел" and column.unit != "percent")
        if word and fits:
            with_words, first = with_words + 1, first if first >= 0 else index
        if raw is not None and not absence and (value is None or (word and not fits)):
            numbers.values[at] = None
            numbers.told(
                "bad_number", "В ячейке не число: исправьте её; если данных нет, оставьте пустой.",
                index, column, raw, "число", "error",
            )  # fmt: skip
        if isinstance(raw, Share) or (isinstance(raw, str) and cells.tidy(raw).endswith("%")):
            numbers.signed.add(at)
        if word == "чел" and not column.unit:
            numbers.units[column.position] = "count"
    if with_words:
        numbers.told(
            "word_in_number", f"В ячейках со словом взято число. Ячеек: {with_words}.", first,
            column, numbers.block.cell(first, column), "число без слов",
        )  # fmt: skip


def _number(raw: Any) -> tuple[Decimal | None, str, str]:
    """Number of a cell, the absence it declares, the head of a word beside the number."""
    if raw is None or isinstance(raw, bool) or cells.is_empty(raw):
        return None, "", ""
    if isinstance(raw, Share):
        return Decimal(f"{float(raw) * 100:.12g}"), "", ""
    if isinstance(raw, int | float):
        if not abs(raw) < _TOO_BIG:
            return None, "", ""
        return Decimal(f"{raw:.12g}" if isinstance(raw, float) else raw), "", ""
    text = cells.tidy(str(raw)).replace("−", "-")
    absence = vocabulary.absence_kind(text)
    if absence:
        return None, absence, ""
    plain = cells.ungrouped(text.removesuffix("%").strip())
    if _NUMBER.fullmatch(plain):
        return Decimal(plain.replace(",", ".")), "", ""
    worded = _WITH_WORD.fullmatch(plain)
    if worded:
        return Decimal(worded[1].replace(",", ".")), "", worded[2][:3].casefold()
    return None, "", ""
