"""Tables inside regional sheets: headers of several rows, stacked, repeated, side by side.

Cells merged over rows count for each of these rows where they say whose or of which exam a row is.

Here: where a table begins and ends, what its columns mean, the lines above it. Not here: the
words of headers (`regional_words`), whose a row is (`regional_places`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from helpers.readers import cells
from helpers.readers.grid import Grid
from helpers.readers.layouts.gia_blocks import line_of, text_of
from helpers.readers.layouts.gia_exam import form_in
from helpers.readers.layouts.regional_subjects import subject_in, subject_line
from helpers.readers.layouts.regional_words import (
    PLACES,
    UNSURE,
    Meaning,
    meaning_of,
    names_school,
)

_MOST_HEADER_ROWS = 4
#: Meanings of columns that say whose a row is and of which exam.
_KEYS = {*PLACES, "subject", "subject_code", "year", "form"}
#: Meanings that make a table one of results: with a place, two of them are needed.
RESULTS = {
    "participants", "mark_2", "mark_3", "mark_4", "mark_5", "below", "below_first", "passed",
    "quality", "mean", "mean_mark", "mean_score", "mean_primary", "score_100", "score_81_99",
    "score_61_80", "score_to_60", "band",
}  # fmt: skip


@dataclass(frozen=True)
class ResultColumn:
    """One column: its position, meaning, unit and the words over it."""

    position: int
    name: str
    unit: str
    words: str


@dataclass
class Block:
    """One table. `lines` are texts above it (nearest last), `rows` indexes of its data rows.

    `asides` are rows below the header without numbers that are about no exam, `texts` lines of
    text, those about an exam too; `held` is what a merged cell above gives to a row and position.
    """

    grid: Grid
    header: int
    columns: list[ResultColumn]
    lines: list[tuple[int, str]]
    rows: list[int]
    texts: list[int] = field(default_factory=list)
    asides: list[int] = field(default_factory=list)
    held: Mapping[tuple[int, int], Any] = field(default_factory=dict)

    def column(self, name: str, *units: str) -> ResultColumn | None:
        """The first column of a meaning (and unit)."""
        return next(
            (c for c in self.columns if c.name == name and (not units or c.unit in units)), None
        )

    def cell(self, index: int, column: ResultColumn | None) -> Any:
        """A cell of a row, or the merged cell it is part of; None where it is empty."""
        row = self.grid.rows[index]
        if column is None or column.position >= len(row):
            return None
        value = self.held.get((index, column.position), row[column.position])
        return None if cells.is_empty(value) else value

    @cached_property
    def forms(self) -> frozenset[str]:
        """Forms of exam that the cells of the column «Форма» name."""
        column = self.column("form")
        held = [self.cell(index, column) for index in self.rows]
        return frozenset(form_in(text_of(cell)) for cell in held if cell is not None)

    @property
    def span(self) -> tuple[int, int]:
        """First and last position of the table."""
        positions = [column.position for column in self.columns]
        return min(positions), max(positions)


def blocks_of(grid: Grid) -> list[Block]:
    """All tables of results of a sheet, in order; tables side by side follow each other."""
    heads = []
    index = 0
    while index < len(grid.rows):
        head = _head(grid, index)
        if head is None:
            index += 1
        else:
            heads.append(head)
            index = head.last + 1
    blocks: list[Block] = []
    for number, head in enumerate(heads):
        begins = heads[number - 1].last + 1 if number else 0
        ends = heads[number + 1].first if number + 1 < len(heads) else len(grid.rows)
        for group in head.groups:
            block = _block(grid, head, group, begins, ends, len(head.groups) > 1)
            blocks += _by_subject(block)
    return blocks


def _by_subject(block: Block) -> list[Block]:
    """The table, or one for each subject where groups of its columns are headed by subjects.

    The subject then stands as the nearest line above; columns without a subject belong to all.
    """
    named = {c.position: _subject(c) for c in block.columns if c.name in RESULTS}
    headed = {_subject(c): _heading(c) for c in reversed(block.columns) if named.get(c.position)}
    subjects = list(dict.fromkeys(subject for subject in named.values() if subject))
    if len(subjects) < 2:
        return [block]
    parts = []
    for subject in subjects:
        own = [c for c in block.columns if named.get(c.position, _subject(c)) in ("", subject)]
        shared = [c for c in own if not (named.get(c.position) == "" and c.name in RESULTS)]
        columns = shared if len({c.name for c in shared} & RESULTS) > 1 else own
        rows = [i for i in block.rows if any(
            block.cell(i, c) is not None for c in columns if named.get(c.position) == subject
        )]  # fmt: skip
        lines = [*block.lines, (block.header, headed[subject])]
        parts.append(replace(block, columns=columns, rows=rows, lines=lines))
    return parts


def _heading(column: ResultColumn) -> str:
    """The subject that heads a column, as its header names it; "" for none."""
    if column.name in (*PLACES, "subject"):
        return ""
    parts = column.words.split(" / ")
    return next((part for part in parts if subject_in(part) is not None), "")


def _subject(column: ResultColumn) -> str:
    """What columns of one subject share: their common heading, else the subject itself.

    Under a flat header each column names the subject among its own words.
    """
    heading = _heading(column)
    pair = subject_in(heading) if heading == column.words.split(" / ")[-1] else None
    return heading if pair is None else " ".join(pair)


@dataclass(frozen=True)
class _Head:
    """Header rows from `first` to `last`; one group of columns for each table side by side."""

    first: int
    last: int
    groups: list[list[ResultColumn]]


def _head(grid: Grid, index: int) -> _Head | None:
    """The header that begins in a row, or None."""
    row = grid.rows[index]
    if not _has_place(row):
        return None
    first = index
    if index and _is_group_row(grid, index - 1, row):
        first = index - 1
    last = index
    while last + 1 < len(grid.rows) and last - first + 1 < _MOST_HEADER_ROWS:
        if not _continues(grid.rows[last + 1], row):
            break
        last += 1
    columns = _columns(grid, first, last)
    groups = [_with_participants(group) for group in _groups(columns)]
    groups = [group for group in groups if _is_result(group)]
    if not groups:
        return None
    if last + 1 < len(grid.rows) and _is_numbering(grid.rows[last + 1]):
        last += 1
    return _Head(first, last, groups)


def _has_place(row: Sequence[Any]) -> bool:
    return any(
        isinstance(cell, str) and meaning_of([cell], Meaning("")).name in PLACES for cell in row
    )


def _is_group_row(grid: Grid, index: int, below: Sequence[Any]) -> bool:
    """Whether a row holds titles of groups of columns only: nothing above the places."""
    row = grid.rows[index]
    filled = [at for at, cell in enumerate(row) if not cells.is_empty(cell)]
    places = [
        at for at, cell in enumerate(below)
        if isinstance(cell, str) and meaning_of([cell], Meaning("")).name in PLACES
    ]  # fmt: skip
    years = {row[at] for at in filled if _is_year(row[at])}
    return bool(filled) and min(filled) > min(places) and len(years) != 1 and all(
        isinstance(row[at], str) or row[at] in years for at in filled
    )  # fmt: skip


def _continues(row: Sequence[Any], header: Sequence[Any]) -> bool:
    """Whether a row carries the header on: something in it, and nothing below the places."""
    filled = [at for at, cell in enumerate(row) if not cells.is_empty(cell)]
    if not filled:
        return False
    for at, cell in enumerate(header):
        is_place = isinstance(cell, str) and meaning_of([cell], Meaning("")).name in PLACES
        if is_place and at in filled and not _same_word(row[at], cell):
            return False
    return all(
        isinstance(row[at], str) or row[at] in (2, 3, 4, 5) or _is_year(row[at]) for at in filled
    )


def _is_year(cell: Any) -> bool:
    return isinstance(cell, int | float) and 2000 <= cell < 2100


def _same_word(cell: Any, above: Any) -> bool:
    return isinstance(cell, str) and text_of(cell).casefold() == text_of(above).casefold()


def _is_numbering(row: Sequence[Any]) -> bool:
    """Whether a row numbers the columns: 1, 2, 3, 4 …"""
    filled = [text_of(cell) for cell in row if not cells.is_empty(cell)]
    return len(filled) >= 4 and filled == [str(number) for number in range(1, len(filled) + 1)]


def _columns(grid: Grid, first: int, last: int) -> list[ResultColumn]:
    rows = [_spread(grid, index, last) for index in range(first, last + 1)]
    width = max(len(row) for row in rows)
    columns: list[ResultColumn] = []
    left = Meaning("")
    for at in range(width):
        path: list[str] = []
        for row in rows:
            text = row[at] if at < len(row) else ""
            if text and (not path or path[-1] != text):
                path.append(text)
        meaning = meaning_of(path, left)
        if path:
            columns.append(ResultColumn(at, meaning.name, meaning.unit, " / ".join(path)))
            left = meaning
    return columns


def _spread(grid: Grid, index: int, last: int) -> list[str]:
    """Texts of a header row, with those of wide cells repeated over what stands under them.

    Merged cells say their width; without them a text reaches right as long as cells of its
    row are empty and cells below are not.
    """
    row = [text_of(cell) if not cells.is_empty(cell) else "" for cell in grid.rows[index]]
    below = grid.rows[index + 1] if index < last else []
    row += [""] * (len(below) - len(row))
    merged = {
        at: (top, left)
        for top, left, bottom, right in grid.merged
        if top <= index <= bottom
        for at in range(left, right + 1)
    }
    texts: list[str] = []
    for at, text in enumerate(row):
        if at in merged:
            top, left = merged[at]
            source = grid.rows[top][left] if left < len(grid.rows[top]) else None
            text = text_of(source) if not cells.is_empty(source) else ""
        elif not text and at and index < last and at < len(below) and not cells.is_empty(below[at]):
            above_left = below[at - 1] if at - 1 < len(below) else None
            text = texts[at - 1] if not cells.is_empty(above_left) else ""
        texts.append(text)
    return texts


def _groups(columns: Sequence[ResultColumn]) -> list[list[ResultColumn]]:
    """Columns cut where places begin anew after results: tables side by side."""
    groups: list[list[ResultColumn]] = [[]]
    seen_result = False
    for column in columns:
        starts = column.name in (*PLACES, "number")
        if starts and seen_result:
            groups.append([])
            seen_result = False
        seen_result = seen_result or column.name in RESULTS or column.name == UNSURE
        groups[-1].append(column)
    return groups


def _with_participants(group: list[ResultColumn]) -> list[ResultColumn]:
    """The group with «Кол-во уч.» as participants, unless a column beside it counts them."""
    counted = [_subject(c) for c in group if c.name == "participants" and c.unit == "count"]

    def is_alone(column: ResultColumn) -> bool:
        own = _subject(column)
        return not (counted and own == "") and not {"", own} & set(counted)

    return [
        replace(c, name="participants") if c.name == UNSURE and is_alone(c) else c for c in group
    ]


def _is_result(group: Sequence[ResultColumn]) -> bool:
    names = {column.name for column in group}
    return bool(names & set(PLACES)) and len(names & RESULTS) >= 2


def _block(
    grid: Grid,
    head: _Head,
    columns: list[ResultColumn],
    begins: int,
    ends: int,
    beside: bool,
) -> Block:
    start, stop = columns[0].position, columns[-1].position
    numeric = [column.position for column in columns if column.name in RESULTS]
    held = _held(grid, columns, head.last)
    rows, asides, subjects = [], [], set()
    for index in range(head.last + 1, ends):
        full = grid.rows[index]
        filled = [cell for cell in full[start : stop + 1] if not cells.is_empty(cell)]
        has_value = any(at < len(full) and not cells.is_empty(full[at]) for at in numeric)
        is_held = any((index, column.position) in held for column in columns)
        if filled and not is_held and subject_line(line_of(filled)) is not None:
            subjects.add(index)
        elif has_value and (len(filled) > 1 or is_held):
            rows.append(index)
        elif filled:
            asides.append(index)
    lines = []
    for index in range(begins, head.first):
        row = grid.rows[index]
        own = row[start : stop + 1] if beside and sum(c is not None for c in row) > 1 else row
        if _is_title(own, is_first=begins == 0):
            lines.append((index, line_of(own)))
    lone = {index for index in asides if _is_title(grid.rows[index][start : stop + 1], False)}
    texts = sorted(lone | subjects)
    return Block(grid, head.first, columns, lines, rows, texts, asides, held)


def _held(grid: Grid, columns: Sequence[ResultColumn], last: int) -> dict[tuple[int, int], Any]:
    """What cells merged over several rows below the header give to the rows after their first.

    A number of those who learn is given on only within one school.
    """
    names = {column.position: column.name for column in columns}
    tall = [span for span in grid.merged if span[2] > span[0] > last]
    schools = [
        (top, bottom) for top, left, bottom, _ in tall if names.get(left) in ("code", "name")
    ]
    held = {}
    for top, left, bottom, _ in tall:
        is_of_school = names.get(left) == "enrolled" and any(
            first <= top and bottom <= end for first, end in schools
        )
        if (names.get(left) in _KEYS or is_of_school) and not cells.is_empty(grid.rows[top][left]):
            for index in range(top + 1, min(bottom + 1, len(grid.rows))):
                held[index, left] = grid.rows[top][left]
    return held


def _is_title(row: Sequence[Any], is_first: bool) -> bool:
    """Whether a row is a line of text, not the row of a school without results.

    Above the first table anything but a row of numbers is one.
    """
    filled = [cell for cell in row if not cells.is_empty(cell)]
    if not filled:
        return False
    if is_first:
        return len(filled) < 3 or not any(isinstance(cell, int | float) for cell in filled)
    has_code = any(text_of(cell).isdigit() for cell in filled)
    return len(filled) <= 2 and not has_code and not names_school(line_of(row))
