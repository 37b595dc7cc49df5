"""A stream of cells without row marks → rows: the cutting that makes most sense.

Here: files that hold one cell per line. The number of columns comes from the header; among
all cuttings the one is taken whose numbers look like numbers and whose terms are understood.
Not here: how the cells were found (`text_shapes`), what rows mean (`rows`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from helpers.plans import PlanFrame, read_deadline, responsible_codes

from .columns import Columns, Role, column_role, header_columns
from .entries import Entry
from .item_numbers import is_item_number

_ANY_FRAME = PlanFrame.calendar(2000, 2001)
_WIDEST = 9
_TOLD_BY: tuple[Role, Role] = ("measure", "term")


@dataclass(frozen=True)
class Cell:
    """One cell of a stream; `is_text` for a line outside tables, `is_break` between rows."""

    text: str
    line: int
    is_text: bool = False
    is_break: bool = False
    after_blank: bool = False


def cut_stream(cells: list[Cell]) -> list[Entry]:
    """Entries of a stream: text before the header, the header, rows and section headings."""
    found = _header(cells)
    if found is None:
        return [
            Entry("text", (cell.text,), cell.line, after_blank=cell.after_blank) for cell in cells
        ]
    start, columns = found
    end = start + columns.count
    entries = [
        Entry(
            "text" if cell.text else "blank", (cell.text,), cell.line, after_blank=cell.after_blank
        )
        for cell in cells[:start]
        if not cell.is_break
    ]
    entries.append(Entry("row", tuple(c.text for c in cells[start:end]), cells[start].line))
    stream: list[Cell] = []
    for cell in cells[end:]:
        if cell.is_text:
            entries.extend(_cut(stream, columns))
            entries.append(Entry("text", (cell.text,), cell.line, after_blank=True))
            stream = []
        else:
            stream.append(cell)
    entries.extend(_cut(stream, columns))
    return entries


def readable_rows(entries: list[Entry]) -> int:
    """How many rows under the header have a measure and a term that is understood."""
    columns: Columns | None = None
    count = 0
    for entry in entries:
        if columns is None:
            columns = header_columns(entry.cells) if entry.kind == "row" else None
            continue
        if entry.kind != "row" or len(entry.cells) < columns.count:
            continue
        measure, term = (
            " ".join(entry.cells[place] for place in columns.places(role)[:1]) for role in _TOLD_BY
        )
        count += bool(measure and read_deadline(term, _ANY_FRAME).kind)
    return count


def _header(cells: list[Cell]) -> tuple[int, Columns] | None:
    """The first run of neighbouring cells that names the columns of a plan."""
    for start in range(len(cells)):
        run: list[str] = []
        for cell in cells[start : start + _WIDEST]:
            role = column_role(cell.text) if cell.text else None
            if cell.is_break or cell.is_text or (role is None and cell.text):
                break
            if role == "number" and run:
                break
            run.append(cell.text)
        while run and not run[-1]:
            run.pop()
        columns = header_columns(run) if len(run) > 1 and run[0] else None
        if columns:
            return start, columns
    return None


def _cut(stream: list[Cell], columns: Columns) -> list[Entry]:
    """The best cutting of a stream, by the sum of the marks of its pieces."""
    breaks = {i for i, cell in enumerate(stream) if cell.is_break}
    marks = [0.0] * (len(stream) + 1)
    choice: list[int] = [1] * (len(stream) + 1)
    for place in range(len(stream) - 1, -1, -1):
        marks[place], choice[place] = marks[place + 1] + _lone_mark(stream[place]), 1
        width = columns.count
        if any(i in breaks for i in range(place, place + width)):
            width = next(i for i in sorted(breaks) if i >= place) - place
        for size in {columns.count, min(width, columns.count), len(stream) - place}:
            piece = stream[place : place + size]
            if size < 2 or size > columns.count or len(piece) < size:
                continue
            if any(cell.is_break for cell in piece):
                continue
            missing = columns.count - size
            mark = _row_mark(piece, columns) - 3 * missing + marks[place + size]
            if mark > marks[place]:
                marks[place], choice[place] = mark, size
    return _pieces(stream, choice, columns)


def _pieces(stream: list[Cell], choice: list[int], columns: Columns) -> list[Entry]:
    entries, place = [], 0
    while place < len(stream):
        piece = stream[place : place + choice[place]]
        place += choice[place]
        texts = [cell.text for cell in piece]
        if len(piece) == 1 and (piece[0].is_break or not texts[0]):
            continue
        texts += [""] * (columns.count - len(texts))
        entries.append(Entry("row", tuple(texts), piece[0].line))
    return entries


def _lone_mark(cell: Cell) -> float:
    """How well a cell stands alone: as a heading, or as an empty cell to pass over."""
    if cell.is_break:
        return 0.0
    if not cell.text:
        return -1.0
    if is_item_number(cell.text):
        return -6.0
    return -0.5


def _row_mark(piece: list[Cell], columns: Columns) -> float:
    """How well cells make one row of the table."""
    if not any(cell.text for cell in piece):
        return 0.0
    if header_columns([cell.text for cell in piece]):
        return 8.0
    mark = 0.0
    for cell, role in zip(piece, columns.roles, strict=False):
        mark += _cell_mark(cell.text, role)
    return mark


def _cell_mark(text: str, role: str) -> float:
    if role == "number":
        return 3.0 if is_item_number(text) else 0.5 if not text else -8.0
    if role == "term":
        if not text:
            return -0.5
        return 4.0 if read_deadline(text, _ANY_FRAME).kind else -4.0
    if role == "measure":
        if not text or is_item_number(text):
            return -6.0 if text else -3.0
        return 1.0 if len(text) > 15 else 0.0
    if role == "responsible":
        if not text:
            return -1.0
        if is_item_number(text) or _is_plain_term(text):
            return -4.0
        return 1.0 if responsible_codes(text) or len(text) < 60 else -1.0
    return -2.0 if is_item_number(text) else 0.0


def _is_plain_term(text: str) -> bool:
    if not re.search(r"\d{4}|[А-Яа-я]", text) or len(text) > 80:
        return False
    deadline = read_deadline(text, _ANY_FRAME)
    return bool(deadline.kind) and not {"extra_text"}.intersection(deadline.flags)
