"""Plan files of office programs (DOCX, CSV) → entries.

Here: tables of a document in the order of its text, merged cells once, automatic numbers of
Word. Not here: zip checks (`packages.preflight`), which text of a document counts (`word_body`),
books (`book_rows`), what rows mean (`rows`).
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from helpers.readers.packages import fault, preflight

from .entries import Entry, RawPlan
from .word_body import LiveText, W, has_text, is_deleted_row, is_removed, parts

_ENTITY = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def check_package(content: bytes, file: str) -> None:
    """Refuse a package that must not reach a parser: bombs, entities, damage."""
    preflight(content, file)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            if entry.filename.endswith((".xml", ".rels")):
                with archive.open(entry) as part:
                    if _ENTITY.search(part.read(4096)):
                        raise fault(
                            file,
                            "unsafe_xml",
                            "Внутри файла объявления DTD или сущностей: такой файл не читается.",
                        )


# -- DOCX ------------------------------------------------------------------------------------


def read_docx(content: bytes, file: str) -> RawPlan:
    """Entries of a Word document: paragraphs and table rows in their order."""
    check_package(content, file)
    from docx import Document

    try:
        document = Document(io.BytesIO(content))
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, SyntaxError) as error:
        raise fault(
            file, "broken_file", f"Документ повреждён и не открывается ({type(error).__name__})."
        ) from None
    plan = RawPlan(shape="docx")
    numbers, live = _AutoNumbers(), LiveText()
    table = 0
    for block in parts(document.element.body, f"{W}p", f"{W}tbl"):
        if block.tag == f"{W}p":
            live.place = ("", 0)
            text = live.of(block)
            if not text.strip():
                plan.entries.append(Entry("blank"))
                continue
            text = f"{numbers.of(block)}{text}"
            plan.entries.append(Entry("text", (text,), after_blank=True))
        else:
            table += 1
            plan.entries.extend(_table_rows(block, table, numbers, live))
    plan.findings = live.findings(file)
    return plan


def _table_rows(table: Any, order: int, numbers: _AutoNumbers, live: LiveText) -> Iterator[Entry]:
    name = f"таблица {order}"
    for number, row in enumerate(parts(table, f"{W}tr"), start=1):
        live.place = (name, number)
        if is_deleted_row(row):
            live.leave_out("deleted_text")
            continue
        cells: list[str] = []
        merged: set[int] = set()
        removed: set[int] = set()
        wide: list[tuple[int, int]] = []
        before = row.find(f"{W}trPr/{W}gridBefore")
        cells.extend([""] * _number(before))
        for cell in parts(row, f"{W}tc"):
            properties = cell.find(f"{W}tcPr")
            across = 1
            goes_on = False
            if properties is not None:
                across = max(1, _number(properties.find(f"{W}gridSpan")))
                merge = properties.find(f"{W}vMerge")
                goes_on = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            text = "" if goes_on else _cell_text(cell, numbers, live)
            if goes_on:
                merged.add(len(cells))
            elif not text and is_removed(cell):
                removed.add(len(cells))
            if across > 1:
                wide.append((len(cells), len(cells) + across - 1))
            cells.extend([text, *[""] * (across - 1)])
        yield Entry(
            "row",
            tuple(cells),
            number,
            name,
            order,
            merged=frozenset(merged),
            removed=frozenset(removed),
            wide=tuple(wide),
        )


def _number(element: Any) -> int:
    value = element.get(f"{W}val") if element is not None else None
    return min(int(value), 100) if value and value.isdigit() else 0


def _cell_text(cell: Any, numbers: _AutoNumbers, live: LiveText) -> str:
    texts = []
    for paragraph in cell.iter(f"{W}p"):
        text = live.of(paragraph)
        texts.append(f"{numbers.of(paragraph)}{text}".strip())
    return "\n".join(text for text in texts if text)


class _AutoNumbers:
    """Numbers that Word counts by itself, for paragraphs that hold nothing else.

    Only the counting is followed, not the look of the number: the second paragraph of a list
    is «2», its first sub-paragraph «2.1».
    """

    def __init__(self) -> None:
        self._counts: dict[str, list[int]] = {}

    def of(self, paragraph: Any) -> str:
        """Number of a paragraph whose own text is empty; else ""."""
        numbering = paragraph.find(f"{W}pPr/{W}numPr")
        if numbering is None:
            return ""
        list_id = numbering.find(f"{W}numId")
        name = list_id.get(f"{W}val") if list_id is not None else "0"
        level = min(_number(numbering.find(f"{W}ilvl")), 8)
        counts = self._counts.setdefault(name, [])
        del counts[level + 1 :]
        counts.extend([0] * (level + 1 - len(counts)))
        counts[level] += 1
        if has_text(paragraph):
            return ""
        return ".".join(str(max(count, 1)) for count in counts)


# -- CSV -------------------------------------------------------------------------------------


def read_csv_plan(text: str) -> RawPlan:
    """Entries of a delimited text: the delimiter that gives the most even rows."""
    best: list[list[str]] = []
    for delimiter in ";,\t":
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
        if sum(len(row) > 2 for row in rows) > sum(len(row) > 2 for row in best):
            best = rows
    plan = RawPlan(shape="csv")
    for number, row in enumerate(best, start=1):
        cells = tuple(cell.strip() for cell in row)
        kind = "row" if any(cells) else "blank"
        plan.entries.append(Entry(kind, cells, number))  # type: ignore[arg-type]
    return plan
