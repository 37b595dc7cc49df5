"""Tables of a Word document → one grid a table, with the text that stands above it.

Here: the paragraphs before a table, merged cells. Not here: the document itself
(`roadmap.office`) and what the tables mean (`layouts`). A table is a sheet named «Таблица 12»;
its own rows are counted from 1, the lines of text above it stand before them.
"""

from __future__ import annotations

from dataclasses import replace

from helpers.readers.grid import Grid
from helpers.readers.roadmap.entries import Entry
from helpers.readers.roadmap.office import read_docx

#: Begins the names of sheets that are tables of a document.
TABLE = "Таблица "
#: The most paragraphs before a table that may say what it is about, the most words of one:
#: what a chapter is about stands above all its tables.
_TITLES = 40
_TITLE_WORDS = 25


def read_docx_tables(content: bytes, file: str) -> list[Grid]:
    """The tables of a document in their order; cells are text, empty ones None."""
    grids: list[Grid] = []
    lines: list[str] = []
    rows: list[Entry] = []
    document = read_docx(content, file)
    for entry in [*document.entries, Entry("blank")]:
        if rows and (entry.kind != "row" or entry.table != rows[0].table):
            grids.append(_grid(file, lines[-_TITLES:], rows))
            rows = []
        if entry.kind == "row":
            rows.append(entry)
        elif entry.kind == "text" and len(entry.text.split()) <= _TITLE_WORDS:
            lines.append(entry.text)
    if grids and document.findings:
        named = (replace(one, sheet=one.sheet.capitalize()) for one in document.findings)
        grids[0] = replace(grids[0], findings=tuple(named))
    return grids


def _grid(file: str, lines: list[str], rows: list[Entry]) -> Grid:
    width = max(len(row.cells) for row in rows)
    titles = [[line, *[None] * (width - 1)] for line in lines]
    body = [
        [cell or None for cell in (*row.cells, *[""] * (width - len(row.cells)))] for row in rows
    ]
    merged = tuple(_merged(rows, len(titles)))
    first = 1 - len(titles)
    return Grid(file, f"{TABLE}{rows[0].table}", [*titles, *body], first, True, merged=merged)


def _merged(rows: list[Entry], begins: int) -> list[tuple[int, int, int, int]]:
    """Cells that go on over several rows, as spans of one column; wide ones, of one row."""
    spans = [
        (begins + index, first, begins + index, last)
        for index, row in enumerate(rows)
        for first, last in row.wide
    ]
    for position in {at for row in rows for at in row.merged}:
        top = 0
        for index, row in enumerate([*rows, Entry("row")]):
            if position not in row.merged:
                if index - 1 > top:
                    spans.append((begins + top, position, begins + index - 1, position))
                top = index
    return sorted(spans)
