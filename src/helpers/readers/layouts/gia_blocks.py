"""Blocks of exam protocols: a title, a header, rows of participants, a line of means.

Here: cutting sheets into blocks and the cells of a row by role. Not here: what kinds of rows
there are (`gia_rows`), which exam a block is (`gia_exam`), sums of schools (`gia_results`).

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
from helpers.readers.layouts.gia_rows import Place, Span, repeats, rows_of

_RESULTS = (*words.RESULTS, "primary")


@dataclass(frozen=True)
class Block:
    """One table of participants. `lines` are the texts above it, up to the block before.

    `spans` say for each role where its cells may stand, `named` how its header reads; `rows`
    are indexes of participant rows, `means` that of the line «Средние». `rivals` are the headers
    of columns of results that cannot be told apart, by role.
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
    rivals: Mapping[str, Sequence[str]] = field(default_factory=dict)

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
    titles = {at: _title_of(at, first, second if has_second else []) for at in roles}
    columns, persons = _columns(roles, max((len(row) for row in grid.rows[header:end]), default=0))
    spans = {role: next(iter(held.values())) for role, held in columns.items()}
    place = Place(grid, header + 1 + has_second, end, spans, persons)
    rows = rows_of(place)
    chosen, rivals = _results(grid, rows.participants, columns, titles)
    if any(spans[role] != span for role, span in chosen.items()):
        spans.update(chosen)
        rows = rows_of(place)
    cut.problems += rows.problems
    documents = "document" in roles.values()
    if not documents:
        cut.problems += repeats(place, rows.participants)
    named = {
        role: text_of(first[start]) if start < len(first) else ""
        for role, (start, _) in spans.items()
    }
    _note_dropped(cut, titles, roles, spans)
    lines = tuple((at, text) for at in range(begins, header) if (text := line_of(grid.rows[at])))
    block = Block(
        grid, header, lines, spans, named, persons, tuple(rows.participants), rows.means, documents,
        {role: tuple(titles[at] for at in held) for role, held in rivals.items()},
    )  # fmt: skip
    return block, rows.last


def _title_of(at: int, first: Sequence[Any], second: Sequence[Any]) -> str:
    """How the header of a column reads: its own words, the lower row before the upper one."""
    texts = [text_of(row[at]) for row in (second, first) if at < len(row) and _filled(row[at])]
    return texts[0] if texts else ""


def _columns(
    roles: Mapping[int, str], width: int
) -> tuple[dict[str, dict[int, Span]], tuple[Span, ...]]:
    """Role → its columns, and where their cells may stand; the columns that name people."""
    starts = sorted(roles)
    columns: dict[str, dict[int, Span]] = {}
    persons = []
    for at, following in zip(starts, [*starts[1:], max(width, len(starts))], strict=True):
        role = roles[at]
        if role in ("person", "document"):
            persons.append((at, following))
        elif role:
            columns.setdefault(role, {})[at] = (at, following)
    return columns, tuple(persons)


def _results(
    grid: Grid,
    rows: Sequence[int],
    columns: Mapping[str, Mapping[int, Span]],
    titles: Mapping[int, str],
) -> tuple[dict[str, Span], dict[str, list[int]]]:
    """Of several columns of one result the right one, and those that may be it as well.

    An empty column and one of results in words are none of them, however their headers read;
    of the others those that the header names best, which must not say different things.
    """
    chosen, rivals = {}, {}
    for role in _RESULTS:
        held = columns.get(role, {})
        if len(held) < 2:
            continue
        texts = {at: [_first_text(grid.rows[i], span) for i in rows] for at, span in held.items()}
        filled = [at for at in held if any(texts[at])]
        numeric = [at for at in filled if not words.is_in_words(titles[at], texts[at])]
        best = words.best_of(role, {at: titles[at] for at in numeric or filled or held})
        chosen[role] = held[best[0]]
        if any(texts[at] != texts[best[0]] for at in best):
            rivals[role] = best
    return chosen, rivals


def _first_text(row: Sequence[Any], span: Span) -> str:
    held = (cell for cell in row[span[0] : span[1]] if _filled(cell))
    return next(map(text_of, held), "")


def _note_dropped(
    cut: Cut, titles: Mapping[int, str], roles: Mapping[int, str], spans: Mapping[str, Span]
) -> None:
    used = ("school", "class", "municipality", "number", "exam", "exam_date", "exam_code")
    for at, role in roles.items():
        held = cut.personal if role in words.PERSONAL else cut.others
        is_used = role in used or (spans.get(role, (None,))[0] == at and role in _RESULTS)
        if not role:
            cut.unknown += 1
        elif titles[at] and not is_used and titles[at] not in held:
            held.append(titles[at])


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
