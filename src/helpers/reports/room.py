"""The room a table needs on paper: type size, widths of columns, a turned page, parts.

Here: fitting any table to the paper of a format. Not here: drawing the table (`pdf`,
`docx`). Widths are estimated from the number of characters, so equal tables always get
equal room and no font has to be opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from helpers import blocks

#: Characters of a line that a text column needs to stay readable, and those it may claim.
_TEXT_LEAST, _TEXT_MOST = 14, 60
#: Lines that the head of a column of figures should not exceed.
_HEAD_LINES = 3


@dataclass(frozen=True)
class Paper:
    """The page of a format: widths of its text column and the type it is set in.

    `sizes` are the type sizes in points tried for a table, upright ones first;
    `character_em` is the mean width of a character in ems, `cell_space_pt` the space on
    both sides of a cell together. `head_word` is the longest word of a head that its column
    must hold whole, `head_widening` how much wider than a character of a cell one of a head is.
    """

    upright_pt: float
    turned_pt: float
    sizes: Sequence[tuple[bool, float]]
    character_em: float
    cell_space_pt: float
    head_word: int = 11
    head_widening: float = 1.0

    def width_pt(self, turned: bool) -> float:
        """Width of the text column, upright or turned."""
        return self.turned_pt if turned else self.upright_pt


@dataclass(frozen=True)
class Room:
    """How a table fits the page: turned or not, type size in points, widths of the columns.

    Widths are points; where a table fills the page, columns of text have shares of what
    is left (negative numbers) instead. `least_pt` is what each column needs to be readable.
    """

    turned: bool
    size_pt: float
    widths: Sequence[float]
    least_pt: Sequence[float]


def split(table: blocks.Table, paper: Paper) -> list[blocks.Table]:
    """The table in parts that each fit a turned page, every part with the naming column."""
    turned, size_pt = paper.sizes[-1]
    width_pt = paper.width_pt(turned)
    least = [
        _least_pt(_need(table, index, paper), size_pt, paper) for index in range(len(table.columns))
    ]
    if sum(least) <= width_pt:
        return [table]
    groups: list[list[int]] = [[]]
    room_pt = width_pt - least[table.head_column]
    for index in (i for i in range(len(table.columns)) if i != table.head_column):
        if groups[-1] and sum(least[i] for i in groups[-1]) + least[index] > room_pt:
            groups.append([])
        groups[-1].append(index)
    return [_part(table, sorted([table.head_column, *group]), n) for n, group in enumerate(groups)]


def _part(table: blocks.Table, columns: Sequence[int], number: int) -> blocks.Table:
    return blocks.Table(
        table.block_id + (f"-part{number + 1}" if number else ""),
        table.title,
        [table.columns[index] for index in columns],
        [[row[index] for index in columns] for row in table.rows],
        table.notes,
        table.source,
        table.strong_rows,
    )


def room(table: blocks.Table, paper: Paper) -> Room:
    """The first size that fits upright, else the first that fits a turned page, else the last."""
    needs = [_need(table, index, paper) for index in range(len(table.columns))]
    for turned, size_pt in paper.sizes:
        width_pt = paper.width_pt(turned)
        if sum(_least_pt(need, size_pt, paper) for need in needs) <= width_pt:
            break
    em = size_pt * paper.character_em
    natural_pt = [need.longest * em + paper.cell_space_pt for need in needs]
    if sum(natural_pt) <= width_pt:
        widths = _with_room_for_heads(table, needs, natural_pt, width_pt, em)
    else:
        widths = [
            -float(min(need.usual, _TEXT_MOST)) if need.is_text else round(natural, 1)
            for need, natural in zip(needs, natural_pt, strict=True)
        ]
    least_pt = [round(_least_pt(need, size_pt, paper), 1) for need in needs]
    return Room(turned, size_pt, widths, least_pt)


def _with_room_for_heads(
    table: blocks.Table, needs: Sequence[_Need], natural_pt: Sequence[float], width_pt: float,
    em: float,
) -> list[float]:  # fmt: skip
    """Widths of a table narrower than the page: what is free lets heads of figures breathe.

    A head that its column would break into three lines or more, or within a word, gets the
    width of two lines, as far as the page reaches.
    """
    wanted = [
        0.0 if need.is_text else max(0, _two_lines(column.set_head) - need.least) * em
        for need, column in zip(needs, table.columns, strict=True)
    ]
    part = min(1.0, (width_pt - sum(natural_pt)) / sum(wanted)) if sum(wanted) else 0.0
    return [
        round(natural + part * more, 1) for natural, more in zip(natural_pt, wanted, strict=True)
    ]


def _two_lines(head: str) -> int:
    """Characters of the narrowest column that sets a head in two lines of whole words."""
    words = head.split(" ")
    cuts = (
        max(len(" ".join(words[:place])), len(" ".join(words[place:])))
        for place in range(len(words))
    )
    return min(cuts)


def has_long_word(table: blocks.Table, index: int, paper: Paper) -> bool:
    """Whether the head of a column holds a word that its narrowest width cannot take."""
    return _longest_word(table.columns[index].set_head) > _need(table, index, paper).least


def broken_columns(table: blocks.Table, fit: Room, paper: Paper) -> list[int]:
    """Columns with a word longer than their width: only there words may be divided."""
    fixed_pt = sum(width for width in fit.widths if width >= 0)
    shares = -sum(width for width in fit.widths if width < 0)
    em = fit.size_pt * paper.character_em
    found = []
    for index, width in enumerate(fit.widths):
        room_pt = width if width >= 0 else (paper.width_pt(fit.turned) - fixed_pt) * -width / shares
        longest = max((_longest_word(row[index].text) for row in table.rows), default=0)
        if longest * em + paper.cell_space_pt > room_pt + 0.1:
            found.append(index)
    return found


class _Need(NamedTuple):
    """Characters that a column needs: its longest and a usual text, the least to be readable.

    Three quarters of the texts are no longer than the usual one.
    """

    longest: int
    usual: int
    least: int
    is_text: bool


def _need(table: blocks.Table, index: int, paper: Paper) -> _Need:
    head = table.columns[index].set_head
    lengths = sorted(len(row[index].text) for row in table.rows) or [0]
    longest, head_word = lengths[-1], ceil(_longest_word(head) * paper.head_widening)
    if table.columns[index].align == "right" or longest <= 10:
        least = max(longest, min(head_word, paper.head_word), min(-(-len(head) // _HEAD_LINES), 14))
        return _Need(least, least, least, is_text=False)
    words = max(_longest_word(row[index].text) for row in table.rows)
    longest, least = max(longest, head_word), max(_TEXT_LEAST, min(words, 20))
    usual = max(least, lengths[len(lengths) * 3 // 4])
    return _Need(longest, usual, min(longest, least), is_text=True)


def _least_pt(need: _Need, size_pt: float, paper: Paper) -> float:
    return need.least * size_pt * paper.character_em + paper.cell_space_pt


def _longest_word(text: str) -> int:
    return max((len(word) for word in text.split(" ")), default=0)
