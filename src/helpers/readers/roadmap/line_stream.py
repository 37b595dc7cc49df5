"""Text of a printed table without any marks of cells → rows, where every row has a number.

Here: the last resort for text taken from a PDF. Numbers part the rows; inside a row the lines
go to the columns so that the term is understood and the responsible party is known. Text whose
columns are mixed line by line cannot be read and is refused. Where «|» stands alone between the
rows, it parts them. Not here: other shapes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.plans import PlanFrame, read_deadline, responsible_codes, unknown_parties

from .columns import Columns, column_role, header_columns
from .entries import Entry
from .item_numbers import clean_number, follows, is_item_number

_ANY_FRAME = PlanFrame.calendar(2000, 2001)
_LONGEST_HEADER_LINES = 16
_LONGEST_ROW_LINES = 40
#: Share of rows whose term must be understood for the cutting to be trusted.
_TRUSTED = 0.6
#: Stands alone on a line between rows.
_BAR = "|"
_HEADING = re.compile(
    r"^(?:раздел|направление|блок|модуль|этап)\s|^[IVX]{1,4}[.)]\s", re.IGNORECASE
)


@dataclass(frozen=True)
class _Line:
    text: str
    number: int


def cut_lines(lines: list[str]) -> list[Entry] | None:
    """Entries of unmarked lines; None where they cannot be trusted to be a plan."""
    filled = [_Line(line.strip(), i) for i, line in enumerate(lines, start=1) if line.strip()]
    found = _header(filled)
    if found is None:
        return None
    start, end, columns = found
    if columns.roles[0] != "number" or "measure" not in columns.roles:
        return None
    header = {line.text for line in filled[start:end]}
    body = [line for line in filled[end:] if line.text not in header]
    rows = _rows(body, columns)
    terms = (
        [entry.cells[columns.places("term")[0]] for entry in rows if entry.cells[0]]
        if (columns.has("term"))
        else []
    )
    understood = sum(1 for term in terms if read_deadline(term, _ANY_FRAME).kind)
    if len(terms) < 2 or understood < _TRUSTED * len(terms):
        return None
    before = [Entry("text", (line.text,), line.number) for line in filled[:start]]
    head = Entry("row", columns.labels, filled[start].number)
    return [*before, head, *rows]


def cut_barred(lines: list[str]) -> list[Entry] | None:
    """Entries of lines that are cells or parts of cells, with a lone «|» between the rows.

    None where no header of a plan is found.
    """
    filled = [_Line(line.strip(), i) for i, line in enumerate(lines, start=1) if line.strip()]
    found = _header(filled)
    if found is None:
        return None
    start, end, columns = found
    entries = [
        Entry("text", (line.text,), line.number, after_blank=True)
        for line in filled[:start]
        if line.text != _BAR
    ]
    entries.append(Entry("row", columns.labels, filled[start].number))
    chunk: list[_Line] = []
    for line in [*filled[end:], _Line(_BAR, 0)]:
        if line.text != _BAR:
            chunk.append(line)
        elif chunk:
            entries.extend(_barred_row(chunk, columns))
            chunk = []
    return entries


def _barred_row(chunk: list[_Line], columns: Columns) -> list[Entry]:
    """A row between two bars; one line alone is a heading."""
    is_numbered = columns.roles[0] == "number"
    if is_numbered and not is_item_number(chunk[0].text) and len(chunk) > 1:
        chunk = [_Line("", chunk[0].number), *chunk]
    if len(chunk) == 1:
        return [Entry("row", (chunk[0].text, *[""] * (columns.count - 1)), chunk[0].number)]
    texts = [line.text for line in chunk[:_LONGEST_ROW_LINES]]
    if is_numbered:
        cells = [texts[0], *_split(texts[1:], columns.roles[1:])]
    else:
        cells = _split(texts, columns.roles)
    return [Entry("row", tuple(cells), chunk[0].number)]


def _header(lines: list[_Line]) -> tuple[int, int, Columns] | None:
    """First and last line of the header: its words run on to the first number or heading.

    A line «№» begins it where there is one: titles speak of measures too.
    """
    starts = [
        start
        for role in ("number", "measure")
        for start, line in enumerate(lines)
        if column_role(line.text) == role
    ]
    for start in starts:
        cells: list[str] = []
        for end in range(start, min(start + _LONGEST_HEADER_LINES, len(lines))):
            text = lines[end].text
            columns = header_columns(cells) if len(cells) > 2 else None
            if columns and (is_item_number(text) or _HEADING.match(text) or text == _BAR):
                return start, end, columns
            role = column_role(text)
            known = [column_role(cell) for cell in cells]
            is_rest = _is_rest_of_number(cells, text)
            if role is not None and role not in known and not is_rest:
                if cells and known[-1] is None:
                    cells[-1] = f"{cells[-1]} {text}"
                else:
                    cells.append(text)
            elif known and known[-1] == "number" and role is None and not is_rest:
                cells.append(text)
            elif cells:
                cells[-1] = f"{cells[-1]} {text}"
            else:
                break
    return None


def _is_rest_of_number(cells: list[str], text: str) -> bool:
    """«п/», «п», «п/п» under «№»."""
    return len(cells) == 1 and column_role(cells[0]) == "number" and len(text) <= 4


def _rows(body: list[_Line], columns: Columns) -> list[Entry]:
    chunks: list[list[_Line]] = []
    previous = ""
    for line in body:
        number = clean_number(line.text)
        if is_item_number(line.text) and _goes_on(previous, number):
            chunks.append([line])
            previous = number
        elif chunks:
            chunks[-1].append(line)
        else:
            chunks.append([_Line("", line.number), line])
    entries: list[Entry] = []
    for chunk in chunks:
        entries.extend(_chunk_entries(chunk, columns))
    return entries


def _goes_on(previous: str, number: str) -> bool:
    if not previous:
        return number in ("1", "1.1")
    return follows(previous, number) or number == "1" or number.endswith(".1")


def _chunk_entries(chunk: list[_Line], columns: Columns) -> list[Entry]:
    """One row, and the heading that stands below it or instead of it."""
    lines, headings = chunk[1:], []
    for place, line in enumerate(lines):
        if _HEADING.match(line.text):
            lines, headings = lines[:place], lines[place:]
            break
    entries = []
    if chunk[0].text and lines:
        cells = _split([line.text for line in lines[:_LONGEST_ROW_LINES]], columns.roles[1:])
        entries.append(Entry("row", (chunk[0].text, *cells), chunk[0].number))
    elif lines:
        headings = [*lines, *headings]
    if headings:
        text = " ".join(line.text for line in headings)
        blank = ("",) * (columns.count - 1)
        entries.append(Entry("row", (text, *blank), headings[0].number))
    return entries


def _split(lines: list[str], roles: Sequence[str]) -> list[str]:
    """The lines of one row given to its columns in their order, by the best sum of marks."""
    best: dict[tuple[int, int], tuple[float, list[str]]] = {(len(roles), len(lines)): (0.0, [])}
    for column in range(len(roles) - 1, -1, -1):
        for start in range(len(lines) + 1):
            options = []
            for end in range(start, len(lines) + 1):
                rest = best.get((column + 1, end))
                if rest is None:
                    continue
                text = " ".join(lines[start:end])
                options.append((_mark(text, roles[column]) + rest[0], [text, *rest[1]]))
            if options:
                best[column, start] = max(options, key=lambda option: option[0])
    return best[0, 0][1]


def _mark(text: str, role: str) -> float:
    """How well a text fits a column."""
    capital = 0.5 if re.match(r"[А-ЯЁA-Z«\[\d]", text) else 0.0
    if role == "measure":
        if not text:
            return -6.0
        tail = read_deadline(" ".join(text.split()[-2:]), _ANY_FRAME)
        last = read_deadline(text.split()[-1], _ANY_FRAME)
        return capital - (3.0 if tail.kind or last.kind else 0.0)
    if role == "term":
        deadline = read_deadline(text, _ANY_FRAME) if len(text) < 120 else None
        if deadline is None or deadline.kind is None:
            return -1.0 if not text else -4.0
        return 2.0 if "extra_text" in deadline.flags else 6.0 + capital
    if role == "responsible":
        if not text:
            return -1.5
        known = len(responsible_codes(text))
        return (2.0 + capital if known else -1.0) - 0.5 * len(unknown_parties(text))
    return capital if text else -0.5
