"""Plan files of office programs (DOCX, XLSX, CSV) → entries.

Here: tables of a document in the order of its text, merged cells once, automatic numbers of
Word, cells of Excel as a person sees them. Not here: zip checks (`packages.preflight`), what
rows mean (`rows`).
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from helpers.readers.packages import fault, preflight

from .entries import Entry, RawPlan

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ENTITY = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MOST_ROWS = 5_000


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
    numbers = _AutoNumbers()
    table = 0
    for block in document.element.body.iterchildren():
        if block.tag == f"{_W}p":
            text = _paragraph_text(block)
            if not text.strip():
                plan.entries.append(Entry("blank"))
                continue
            text = f"{numbers.of(block)}{text}"
            plan.entries.append(Entry("text", (text,), after_blank=True))
        elif block.tag == f"{_W}tbl":
            table += 1
            for row_number, row in enumerate(_table_rows(block, numbers), start=1):
                cells, merged, wide = row
                sheet = f"таблица {table}"
                plan.entries.append(
                    Entry("row", tuple(cells), row_number, sheet, table, merged=merged, wide=wide)
                )
    return plan


def _table_rows(
    table: Any, numbers: _AutoNumbers
) -> Iterator[tuple[list[str], frozenset[int], tuple[tuple[int, int], ...]]]:
    """Cells of each row, positions that carry on the cell above, spans of wide cells."""
    for row in table.iterchildren(f"{_W}tr"):
        cells: list[str] = []
        merged: set[int] = set()
        wide: list[tuple[int, int]] = []
        before = row.find(f"{_W}trPr/{_W}gridBefore")
        cells.extend([""] * _number(before))
        for cell in row.iter(f"{_W}tc"):
            if next(cell.iterancestors(f"{_W}tr")) is not row:
                continue
            properties = cell.find(f"{_W}tcPr")
            across = 1
            goes_on = False
            if properties is not None:
                across = max(1, _number(properties.find(f"{_W}gridSpan")))
                merge = properties.find(f"{_W}vMerge")
                goes_on = merge is not None and merge.get(f"{_W}val", "continue") == "continue"
            text = "" if goes_on else _cell_text(cell, numbers)
            if goes_on:
                merged.add(len(cells))
            if across > 1:
                wide.append((len(cells), len(cells) + across - 1))
            cells.extend([text, *[""] * (across - 1)])
        yield cells, frozenset(merged), tuple(wide)


def _number(element: Any) -> int:
    value = element.get(f"{_W}val") if element is not None else None
    return min(int(value), 100) if value and value.isdigit() else 0


def _cell_text(cell: Any, numbers: _AutoNumbers) -> str:
    parts = []
    for paragraph in cell.iter(f"{_W}p"):
        text = _paragraph_text(paragraph)
        parts.append(f"{numbers.of(paragraph)}{text}".strip())
    return "\n".join(part for part in parts if part)


def _paragraph_text(paragraph: Any) -> str:
    pieces = []
    for node in paragraph.iter(f"{_W}t", f"{_W}br", f"{_W}tab", f"{_W}cr", f"{_W}noBreakHyphen"):
        if node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        else:
            pieces.append("\n" if node.tag in (f"{_W}br", f"{_W}cr") else " ")
    return "".join(pieces)


class _AutoNumbers:
    """Numbers that Word counts by itself, for paragraphs that hold nothing else.

    Only the counting is followed, not the look of the number: the second paragraph of a list
    is «2», its first sub-paragraph «2.1».
    """

    def __init__(self) -> None:
        self._counts: dict[str, list[int]] = {}

    def of(self, paragraph: Any) -> str:
        """Number of a paragraph whose own text is empty; else ""."""
        numbering = paragraph.find(f"{_W}pPr/{_W}numPr")
        if numbering is None:
            return ""
        list_id = numbering.find(f"{_W}numId")
        name = list_id.get(f"{_W}val") if list_id is not None else "0"
        level = min(_number(numbering.find(f"{_W}ilvl")), 8)
        counts = self._counts.setdefault(name, [])
        del counts[level + 1 :]
        counts.extend([0] * (level + 1 - len(counts)))
        counts[level] += 1
        if _paragraph_text(paragraph).strip():
            return ""
        return ".".join(str(max(count, 1)) for count in counts)


# -- XLSX ------------------------------------------------------------------------------------


def read_xlsx_plan(content: bytes, file: str) -> RawPlan:
    """Entries of all visible sheets of a book; hidden sheets are not read."""
    check_package(content, file)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, TypeError) as error:
        raise fault(
            file, "broken_file", f"Книга повреждена и не открывается ({type(error).__name__})."
        ) from None
    plan = RawPlan(shape="xlsx")
    for table, sheet in enumerate(book.worksheets, start=1):
        if sheet.sheet_state != "visible":
            continue
        if sheet.max_row > _MOST_ROWS:
            raise fault(file, "too_large", f"На листе «{sheet.title}» больше {_MOST_ROWS} строк.")
        plan.entries.append(Entry("break", sheet=sheet.title))
        below = {
            (row, column - 1)
            for span in sheet.merged_cells.ranges
            for row in range(span.min_row + 1, min(span.max_row, _MOST_ROWS) + 1)
            for column in range(span.min_col, min(span.max_col, span.min_col + 50) + 1)
        }
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = tuple(_shown(value) for value in row)
            if any(cells):
                merged = frozenset(i for i in range(len(cells)) if (number, i) in below)
                plan.entries.append(
                    Entry(
                        "row",
                        _without_tail(cells, merged),
                        number,
                        sheet.title,
                        table,
                        merged=merged,
                    )
                )
            else:
                plan.entries.append(Entry("blank", line=number, sheet=sheet.title))
    return plan


def _without_tail(cells: tuple[str, ...], merged: frozenset[int]) -> tuple[str, ...]:
    while len(cells) > 1 and not cells[-1] and len(cells) - 1 not in merged:
        cells = cells[:-1]
    return cells


def _shown(value: object) -> str:
    """A cell as a plan writes it: days as 15.03.2023, whole numbers without «.0»."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


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
