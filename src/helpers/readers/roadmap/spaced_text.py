"""A table laid out with spaces, as text taken from a PDF keeps it → entries.

Here: the header, which may take several lines, the places where its columns begin, rows whose
cells go on below. Not here: other shapes of text (`text_shapes`), what rows mean (`rows`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .columns import column_role, header_columns
from .entries import Entry
from .item_numbers import is_item_number

_CHUNK = re.compile(r"\S+(?: \S+)*")
_NUMBERED = re.compile(r"(\d+(?:\.\d+)*[.)]?) (\S.*)")
_HEADING = re.compile(r"(?:\d{1,2}|[IVX]{1,4})[.)]\s+[А-ЯЁ]|(?:Раздел|Направление|Блок)\s")
#: The most lines of a header, and the most lines above it that break «№ п/п» apart.
_HEADER_LINES = 5
_NUMBER_LINES = 4
#: A chunk belongs to the column that begins at most this far to the right of it.
_SLACK = 3


@dataclass(frozen=True)
class _Header:
    first: int
    last: int
    labels: tuple[str, ...]
    edges: tuple[int, ...]


def space_rows(lines: Sequence[str]) -> list[Entry]:
    """Entries of the lines; cells lie under the words of the header."""
    entries: list[Entry] = []
    header: _Header | None = None
    row: list[list[str]] = []
    first = index = 0
    blank = True

    def close() -> None:
        if row:
            entries.append(Entry("row", tuple(wrapped(part) for part in row), first))
            row.clear()

    while index < len(lines):
        line, number = lines[index], index + 1
        found = _header_at(lines, index)
        index += 1
        if found is not None:
            close()
            header = found
            entries.append(Entry("row", header.labels, number, after_blank=blank))
            index, blank = header.last + 1, False
        elif not line.strip():
            blank = True
        elif header is None or _is_text(line, row):
            close()
            entries.append(Entry("text", (line.strip(),), number, after_blank=blank, paged=True))
            blank = False
        elif row and _is_heading(line, lines[first - 1]):
            close()
            cells = (line.strip(), *[""] * (len(header.edges) - 1))
            entries.append(Entry("row", cells, number))
            blank = False
        else:
            parts = _sliced(line, header.edges)
            if row and (parts[0] or (blank and parts[1])):
                close()
            if not row:
                first = number
                row.extend([] for _ in header.edges)
            for place, part in enumerate(parts):
                row[place].append(part)
            blank = False
    close()
    return entries


def _is_text(line: str, row: Sequence[object]) -> bool:
    """Whether a line between rows is no part of the table: it begins at the margin, alone."""
    chunks = _CHUNK.findall(line)
    numbered = is_item_number(chunks[0]) or _NUMBERED.fullmatch(chunks[0])
    return not line.startswith(" ") and len(chunks) == 1 and not row and not numbered


def _is_heading(line: str, beginning: str) -> bool:
    """Whether a line is a numbered heading: alone, and not where the text of the row begins."""
    chunks, above = _chunks(line), _chunks(beginning)
    starts = [start for start, _ in above[:2]]
    return (
        len(chunks) == 1
        and _HEADING.match(chunks[0][1]) is not None
        and all(abs(chunks[0][0] - start) > _SLACK for start in starts)
    )


def _header_at(lines: Sequence[str], index: int) -> _Header | None:
    """The header that begins in a line: one that names columns, with the lines below it.

    «№», «п/» and «п» may stand above it on lines of their own.
    """
    above = 0
    while above < _NUMBER_LINES and _is_number_word(lines, index + above, above):
        above += 1
    if index + above >= len(lines):
        return None
    chunks = _chunks(lines[index + above])
    roles = {column_role(text) for _, text in chunks} - {None, "number"}
    if len(chunks) < 2 or not roles:
        return None
    edges = [start for start, _ in chunks]
    labels = [[text] for _, text in chunks]
    if above:
        edges[0] = max(edges[0], _text_edge(lines[index + above + 1 :]))
        edges.insert(0, 0)
        labels.insert(0, ["№ п/п"])
    last = index + above
    best = None
    while True:
        joined = tuple(" ".join(parts) for parts in labels)
        if header_columns(list(joined)):
            best = _Header(index, last, joined, tuple(edges))
        following = _chunks(lines[last + 1]) if last + 1 < len(lines) else []
        full = last - index >= _HEADER_LINES
        if full or not following or not _is_rest(following, edges):
            return best
        last += 1
        for start, text in following:
            labels[_column(start, edges)].append(text)


def _text_edge(lines: Sequence[str]) -> int:
    """Where the text behind the first number begins; 1 where no number is near."""
    for line in lines[: 3 * _HEADER_LINES]:
        hit = re.match(r"\s*\d+(?:\.\d+)*[.)]?\s+(?=\S)", line)
        if hit:
            return hit.end()
    return 1


def _is_number_word(lines: Sequence[str], index: int, above: int) -> bool:
    word = lines[index].strip() if index < len(lines) else ""
    return word in (("№", "№ п/п", "№ п/", "№ п") if above == 0 else ("п/", "п", "п/п"))


def _is_rest(chunks: Sequence[tuple[int, str]], edges: Sequence[int]) -> bool:
    """Whether a line goes on with the header: under its columns, no number, no sentence."""
    return not is_item_number(chunks[0][1]) and not _NUMBERED.match(chunks[0][1]) and all(
        min(abs(start - edge) for edge in edges) <= _SLACK and len(text) < 40
        for start, text in chunks
    )  # fmt: skip


def _chunks(line: str) -> list[tuple[int, str]]:
    return [(match.start(), match[0]) for match in _CHUNK.finditer(line)]


def _column(start: int, edges: Sequence[int]) -> int:
    within = [i for i, edge in enumerate(edges) if edge <= start + _SLACK]
    return 0 if start == edges[0] else max(within, default=0)


def _sliced(line: str, edges: Sequence[int]) -> list[str]:
    """Pieces of a line by the columns they begin in; «1 Текст» are a number and its text."""
    parts = ["" for _ in edges]
    for start, text in _chunks(line):
        place = _column(start, edges)
        numbered = _NUMBERED.fullmatch(text) if place == 0 and not parts[0] else None
        if numbered and len(parts) > 2:
            parts[0], parts[1] = numbered[1], f"{parts[1]} {numbered[2]}".strip()
        else:
            parts[place] = f"{parts[place]} {text}".strip()
    return parts


def wrapped(parts: Iterable[str]) -> str:
    """Lines of one cell; a hyphen at a line end keeps its word together."""
    text = ""
    for part in filter(None, parts):
        text = part if not text else text + ("" if text.endswith("-") else " ") + part
    return text
