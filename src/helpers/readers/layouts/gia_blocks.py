"""Blocks of exam protocols: a title, a header, rows of participants, a line of means.

Here: cutting sheets into blocks and the cells of a row by role. Not here: which exam a block
is (`gia_exam`) and what schools get from it (`gia_results`).

A sheet may hold several blocks. In sparse sheets empty columns stand between the filled ones:
the cell of a column is looked for up to the next header.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers import cells
from helpers.readers.grid import Grid
from helpers.readers.layouts import gia_words as words


@dataclass(frozen=True)
class Block:
    """One table of participants. `lines` are the texts above it, up to the block before.

    `spans` say for each role where its cells may stand, `named` how its header reads; `rows`
    are indexes of participant rows, `means` that of the line «Средние».
    """

    grid: Grid
    header: int
    lines: tuple[tuple[int, str], ...]
    spans: Mapping[str, tuple[int, int]]
    named: Mapping[str, str]
    persons: tuple[tuple[int, int], ...]
    rows: tuple[int, ...]
    means: int | None = None
    has_documents: bool = False

    def has(self, role: str) -> bool:
        """Whether the block has a column of this role."""
        return role in self.spans

    def position(self, role: str, index: int | None = None) -> int | None:
        """Where a role stands; in a row, the filled cell of its span."""
        if role not in self.spans:
            return None
        start, end = self.spans[role]
        if index is None:
            return start
        row = self.grid.rows[index]
        return next((at for at in range(start, min(end, len(row))) if _filled(row[at])), start)

    def cell(self, role: str, index: int) -> Any:
        """The cell of a role in a row; None where it is empty or the role is not there."""
        at = self.position(role, index)
        row = self.grid.rows[index]
        return row[at] if at is not None and at < len(row) and _filled(row[at]) else None

    def person(self, index: int) -> str:
        """What tells a participant from another within this file; "" without names.

        It stays in memory while the file is read, and goes nowhere.
        """
        row = self.grid.rows[index]
        parts = [
            str(row[at])
            for start, end in self.persons
            for at in range(start, min(end, len(row)))
            if _filled(row[at])
        ]
        return "".join(vocabulary.folded(" ".join(parts)).split())

    def problem(
        self,
        code: str,
        message: str,
        index: int | None = None,
        role: str = "",
        found: object = "",
        expected: str = "",
        severity: Any = "error",
    ) -> Problem:
        """A problem at a row of the block. `found` must not come from a cell unchecked."""
        at = self.position(role, index) if role else None
        where = self.header if index is None else index
        return self.grid.problem(
            code, message, where, at, self.named.get(role, ""), found, expected, severity
        )


@dataclass
class Cut:
    """Blocks of a file, and the names of columns that were dropped at reading.

    Headers of no known word are only counted: a shifted header may hold anything.
    """

    blocks: list[Block] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    unknown: int = 0
    problems: list[Problem] = field(default_factory=list)


def blocks_of(grids: Sequence[Grid]) -> Cut:
    """All blocks of a file in order."""
    cut = Cut()
    for grid in grids:
        headers = [index for index, row in enumerate(grid.rows) if words.is_header(row)]
        begins = 0
        for number, header in enumerate(headers):
            end = headers[number + 1] if number + 1 < len(headers) else len(grid.rows)
            block, begins = _block(grid, header, begins, end, cut)
            cut.blocks.append(block)
    return cut


def _block(grid: Grid, header: int, begins: int, end: int, cut: Cut) -> tuple[Block, int]:
    """The block of a header, and the row after its last."""
    first = grid.rows[header]
    second = grid.rows[header + 1] if header + 1 < end else []
    plain = words.roles_of(first, None)
    has_second = words.is_second_header(second, plain)
    roles = words.roles_of(first, second) if has_second else plain
    spans, persons = _spans(roles, max((len(row) for row in grid.rows[header:end]), default=0))
    named = {
        role: text_of(first[start]) if start < len(first) else ""
        for role, (start, _) in spans.items()
    }
    _note_dropped(cut, first, second if has_second else [], roles)
    rows, means, last = _rows(grid, header + 1 + has_second, end, spans, cut)
    lines = tuple((at, text) for at in range(begins, header) if (text := line_of(grid.rows[at])))
    documents = "document" in roles.values()
    return Block(grid, header, lines, spans, named, persons, rows, means, documents), last


def _spans(
    roles: Mapping[int, str], width: int
) -> tuple[dict[str, tuple[int, int]], tuple[tuple[int, int], ...]]:
    """Role → columns in which its cells may stand, and the columns that name people."""
    starts = sorted(roles)
    spans: dict[str, tuple[int, int]] = {}
    persons = []
    for at, following in zip(starts, [*starts[1:], max(width, len(starts))], strict=True):
        role = roles[at]
        if role in ("person", "document"):
            persons.append((at, following))
        elif role:
            spans.setdefault(role, (at, following))
    return spans, tuple(persons)


def _note_dropped(
    cut: Cut, first: Sequence[Any], second: Sequence[Any], roles: Mapping[int, str]
) -> None:
    used = ("school", "class", "municipality", "primary", "mark", "score", "number", "exam",
            "exam_date", "exam_code")  # fmt: skip
    for at, role in roles.items():
        texts = [text_of(row[at]) for row in (first, second) if at < len(row) and _filled(row[at])]
        held = cut.personal if role in words.PERSONAL else cut.others
        if not role:
            cut.unknown += 1
        elif texts and role not in used and texts[-1] not in held:
            held.append(texts[-1])


def _rows(
    grid: Grid, start: int, end: int, spans: Mapping[str, tuple[int, int]], cut: Cut
) -> tuple[tuple[int, ...], int | None, int]:
    """Participant rows, the line of means, and the row after the last of them."""
    school = spans["school"]
    rows: list[int] = []
    means, last = None, start
    for index in range(start, end):
        row = grid.rows[index]
        if sum(_filled(cell) for cell in row) < 2 and not any(
            isinstance(cell, int | float) for cell in row
        ):
            continue  # nothing, or a line of text: the title of the next block
        if any(isinstance(c, str) and vocabulary.folded(c).startswith("средн") for c in row):
            means, last = index, index + 1
        elif any(_filled(cell) for cell in row[school[0] : school[1]]):
            rows.append(index)
            last = index + 1
        elif _has_result(row, spans):
            cut.problems.append(
                grid.problem(
                    "school_missing",
                    "В строке есть результат, но нет кода школы: заполните ячейку.",
                    index,
                    school[0],
                    found=None,
                    expected="код школы",
                )
            )
            last = index + 1
    return tuple(rows), means, last


def _has_result(row: Sequence[Any], spans: Mapping[str, tuple[int, int]]) -> bool:
    """Whether a row without a school holds a number of its own and a result."""
    number = spans.get("number")
    if number is None or not any(_filled(cell) for cell in row[number[0] : number[1]]):
        return False
    return any(
        isinstance(cell, int | float)
        for role in ("mark", "score", "primary")
        if role in spans
        for cell in row[spans[role][0] : spans[role][1]]
    )


def line_of(row: Sequence[Any]) -> str:
    """The texts of a row as one line; dates as ISO days."""
    return " ".join(text_of(cell) for cell in row if _filled(cell))


def text_of(cell: Any) -> str:
    """A cell as text: whole floats without a fraction, dates as ISO days."""
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(cells.tidy(str(cell)).split())


def _filled(cell: Any) -> bool:
    return not cells.is_empty(cell)


def filled_lines(block: Block) -> Iterable[tuple[int, str]]:
    """Lines above a block, the nearest first."""
    return reversed(block.lines)
