"""Plan files that are text → entries: which of the known shapes a text has, and its cells.

Here: tabs (a row or a cell per line), «|», box-drawing, HTML tables. Not here: columns by spaces
(`spaced_text`), what rows mean (`rows`), the cutting of a stream of cells (`cell_stream`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from helpers.errors import Problem

from .cell_stream import Cell, cut_stream, readable_rows
from .columns import header_columns
from .entries import Entry, RawPlan
from .line_stream import cut_barred, cut_lines
from .spaced_text import space_rows, wrapped

_BOX_LINES = str.maketrans(dict.fromkeys("│┃║╎┆┊╏", "|"))
_RULE = re.compile(r"^[\s|+\-=_:─━═┄┈╌┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬┏┓┗┛┣┫┳┻╋╒╕╘╛╞╡╤╧╪╓╖╙╜╟╢╥╨╫]*$")
_STRUCK = re.compile(
    r"(?<!~)~~(?=[^\s~])(?:[^\n~]|~(?!~)){1,2000}(?<=\S)~~(?!~)"
    r"|<(?P<tag>s|strike|del)(?:\s[^<>]{0,200})?>(?:(?!</?(?P=tag)\b).){0,2000}</(?P=tag)\s*>",
    re.IGNORECASE | re.DOTALL,
)
#: Stands for struck text until the cells are known; a character that no text has.
_GONE = "\ue000"
_RULE_SIGNS = re.compile(r"[-=─━═]{2,}|[┌├└╔╠╚┏┣┗]")


def read_text(text: str) -> RawPlan:
    """Entries of a text file, by the shape that most of its lines have.

    What Markdown or HTML strikes out (`~~…~~`, `<s>`, `<del>`) is not read, and told.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [text.count("\n", 0, match.start()) + 1 for match in _STRUCK.finditer(text)]
    plan = _read(_STRUCK.sub(lambda match: _GONE + "\n" * match[0].count("\n"), text))
    if lines:
        plan.entries = [_without_gone(entry) for entry in plan.entries]
        plan.findings.append(_struck(sorted(set(lines))))
    return plan


def _without_gone(entry: Entry) -> Entry:
    """An entry without the signs of struck text; cells that held nothing else are `removed`."""
    if _GONE not in entry.text:
        return entry
    cells = tuple(cell.replace(_GONE, "").strip() for cell in entry.cells)
    gone = {at for at, cell in enumerate(entry.cells) if _GONE in cell and not cells[at]}
    return replace(entry, cells=cells, removed=entry.removed | gone)


def _struck(lines: list[int]) -> Problem:
    more = f" … (всего {len(lines)})" if len(lines) > 20 else ""
    return Problem(
        "warning",
        "struck_text",
        "Зачёркнутый текст не прочитан: он считается отменённым. Если он действует, снимите "
        "зачёркивание; если нет, удалите его.",
        row=lines[0],
        found=f"зачёркнутый текст в строках {', '.join(map(str, lines[:20]))}{more}",
    )


def _read(text: str) -> RawPlan:
    lines = text.split("\n")
    if re.search(r"<table[\s>]", text, re.IGNORECASE):
        from .html_tables import read_html

        return read_html(text)
    shape = _shape(lines)
    if shape == "bars":
        barred = cut_barred(lines)
        if barred is not None:
            return RawPlan(barred, shape)
        shape = "spaces"
    readers = {
        "cells": lambda: cut_stream(_tab_cells(lines)),
        "tabs": lambda: list(_tab_rows(lines)),
        "pipe_cells": lambda: _cut_pipe_cells(lines),
        "pipes": lambda: list(_pipe_rows(lines)),
        "spaces": lambda: space_rows(lines),
    }
    plan = RawPlan(readers[shape](), shape)
    if shape == "spaces" and not any(entry.kind == "row" for entry in plan.entries):
        unmarked = cut_lines(lines)
        if unmarked is not None:
            return RawPlan(unmarked, "lines")
    return plan


def _shape(lines: list[str]) -> str:
    lone_tab = sum(1 for line in lines if line.startswith("\t") and "\t" not in line[1:])
    inner_tab = sum(1 for line in lines if "\t" in line.strip(" ")[1:])
    boxed = [line.translate(_BOX_LINES) for line in lines]
    piped = sum(1 for line in boxed if line.strip().strip("|").count("|") >= 1)
    closed = sum(
        1
        for line in boxed
        if re.search(r"[^|\s].*\|\s*$", line) and line.strip().strip("|").count("|") == 0
    )
    lone_pipe = sum(1 for line in boxed if line.strip() == "|")
    counts = {
        "cells": lone_tab,
        "tabs": inner_tab,
        "pipes": piped,
        "pipe_cells": closed + lone_pipe if closed else 0,
        "bars": lone_pipe,
    }
    best = max(counts, key=lambda shape: counts[shape])
    return best if counts[best] >= 2 else "spaces"


# -- tabs ------------------------------------------------------------------------------------


def _tab_rows(lines: list[str]) -> Iterator[Entry]:
    """One row per line; a row whose cells run over several lines is put together."""
    width = 0
    blank = True
    index = 0
    while index < len(lines):
        line, number = lines[index], index + 1
        index += 1
        if not line.strip():
            blank = True
            continue
        if "\t" not in line.strip(" "):
            yield Entry("text", (line.strip(),), number, after_blank=blank, paged=True)
            blank = False
            continue
        cells = line.split("\t")
        if header_columns(cells):
            width = len(cells)
        while len(cells) < width and index < len(lines) and _goes_on(cells, lines[index], width):
            more = lines[index].split("\t")
            cells = [*cells[:-1], f"{cells[-1]}\n{more[0]}", *more[1:]]
            index += 1
        yield Entry("row", tuple(c.strip() for c in cells), number, after_blank=blank, paged=True)
        blank = False


def _goes_on(cells: list[str], following: str, width: int) -> bool:
    """True when the next line holds the rest of a row that was broken inside a cell."""
    more = following.split("\t")
    if not following.strip() or not cells[-1].strip() or len(cells) < 2:
        return False
    if re.match(r"\s*\d+(?:\.\d+)*[.)]?\s*$", more[0]) or not more[0].strip():
        return False
    return len(cells) + len(more) - 1 <= width and len(more) > 1


def _tab_cells(lines: list[str]) -> list[Cell]:
    """One cell per line that begins with a tab; lines without a tab carry it on."""
    cells: list[Cell] = []
    blanks = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip(" \u00a0"):
            blanks += 1
            continue
        if line.startswith("\t"):
            cells.append(Cell(line[1:].strip(), number))
        elif cells and blanks < 2 and not cells[-1].is_text:
            last = cells[-1]
            cells[-1] = Cell(f"{last.text}\n{line.strip()}".strip(), last.line)
        else:
            cells.append(Cell(line.strip(), number, is_text=True, after_blank=blanks > 0))
        blanks = 0
    return cells


# -- pipes and boxes -------------------------------------------------------------------------


def _cut_pipe_cells(lines: list[str]) -> list[Entry]:
    """Rows of a stream of cells: a lone «|» is an empty cell where more rows make sense so."""
    between = cut_stream(_pipe_cells(lines, lone_is_cell=False))
    cells = cut_stream(_pipe_cells(lines, lone_is_cell=True))
    return cells if readable_rows(cells) > readable_rows(between) else between


def _pipe_cells(lines: list[str], lone_is_cell: bool) -> list[Cell]:
    """One cell per line that ends with «|»; a lone «|» is an empty cell or parts rows."""
    cells: list[Cell] = []
    buffer: list[str] = []
    start = 0
    in_table = False
    blank = True
    for number, raw in enumerate(lines, start=1):
        line = raw.translate(_BOX_LINES).strip()
        if line == "|" and not lone_is_cell:
            if cells and in_table:
                cells.append(Cell("", number, is_break=True))
            continue
        if not line:
            blank = True
            continue
        if line.endswith("|"):
            text = "\n".join([*buffer, line.strip("| ")]).strip()
            cells.append(Cell(text, start or number))
            buffer, start, in_table = [], 0, True
        elif in_table and not _ends_the_table(lines, number):
            buffer.append(line.strip("| "))
            start = start or number
        else:
            cells.append(Cell(line, number, is_text=True, after_blank=blank))
        blank = False
    cells.extend(Cell(line, start, is_text=True) for line in buffer)
    return cells


def _ends_the_table(lines: list[str], number: int) -> bool:
    """True when no cell is closed within the next dozen lines."""
    return not any("|" in line.translate(_BOX_LINES) for line in lines[number : number + 12])


def _pipe_rows(lines: list[str]) -> Iterator[Entry]:
    """Rows of «|» or box-drawing tables; lines between two rules make one row."""
    ruled = _is_ruled(lines)
    group: list[tuple[int, list[str]]] = []
    blank = True
    for number, raw in enumerate(lines, start=1):
        line = raw.translate(_BOX_LINES).strip()
        if not line:
            yield from _group_rows(group, ruled, blank)
            group, blank = [], True
            continue
        if _RULE.match(line) and (_RULE_SIGNS.search(line) or not line.strip("| ")):
            yield from _group_rows(group, ruled, blank)
            group, blank = [], False if group else blank
            continue
        if line.count("|") < 1 or not line.strip("| "):
            yield from _group_rows(group, ruled, blank)
            yield Entry("text", (line,), number, after_blank=blank, paged=True)
            group, blank = [], False
            continue
        group.append((number, _pipe_split(line)))
    yield from _group_rows(group, ruled, blank)


def _is_ruled(lines: list[str]) -> bool:
    """True where rules stand between rows, so that a row may take several lines.

    The rule of Markdown under a header stands between no rows, however many tables there are.
    """
    rules = between = 0
    above = ""
    for raw in lines:
        line = raw.translate(_BOX_LINES).strip()
        if line and _RULE.match(line) and _RULE_SIGNS.search(line):
            rules += 1
            between += header_columns(_pipe_split(above)) is None
        above = line or above
    return rules > 2 and between > 1


def _pipe_split(line: str) -> list[str]:
    line = line.removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", line)]


def _group_rows(group: list[tuple[int, list[str]]], ruled: bool, blank: bool) -> Iterator[Entry]:
    if not ruled:
        for number, cells in group:
            yield Entry("row", tuple(cells), number, after_blank=blank, paged=True)
            blank = False
        return
    rows: list[tuple[int, list[list[str]]]] = []
    for number, cells in group:
        if not rows or _starts_row(rows[-1][1], cells):
            rows.append((number, [[cell] for cell in cells]))
        else:
            for place, cell in enumerate(cells):
                if place < len(rows[-1][1]):
                    rows[-1][1][place].append(cell)
    for number, columns in rows:
        yield Entry("row", tuple(wrapped(parts) for parts in columns), number)


def _starts_row(columns: list[list[str]], cells: list[str]) -> bool:
    """Inside one group a line with a number of its own begins the next row."""
    numbered = re.fullmatch(r"\d+(?:\.\d+)*[.)]?", cells[0]) is not None
    return numbered and any(part for part in columns[0])
