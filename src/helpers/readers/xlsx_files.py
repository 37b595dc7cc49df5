"""XLSX books: bytes → one grid a sheet.

Here: the check of the zip before parsing, cell types, formulas without a stored value, error
cells, hidden parts, merged cells. Not here: what columns mean (`tabular`).
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from helpers.errors import InputDataError, Problem
from helpers.readers import form_marks
from helpers.readers.grid import Grid, Share, letters

#: Limits of contract section 6 and hardening S25, S27.
ENTRY_LIMIT = 150 * 2**20
TOTAL_LIMIT = 400 * 2**20
ENTRIES_LIMIT = 2_000
RATIO_LIMIT = 200
ROWS_LIMIT = 200_000
COLUMNS_LIMIT = 500

_DIMENSION = re.compile(rb'<dimension ref="(?:[A-Z]+[0-9]+:)?([A-Z]+)([0-9]+)"')


def read_xlsx(content: bytes, file: str) -> list[Grid]:
    """The grids of all visible sheets, in the order of the book; findings stand in the grids.

    Hidden sheets are not read (a finding says so); data of hidden rows and columns are not
    used either. Raises `InputDataError` with every faulty cell.
    """
    preflight(content, file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            formulas = openpyxl.load_workbook(io.BytesIO(content), data_only=False)
            values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile, OSError) as error:
        raise _fault(
            file, "broken_file", f"Книга повреждена и не открывается ({type(error).__name__})."
        ) from None
    grids, problems = [], []
    for sheet in formulas.worksheets:
        if sheet.title == form_marks.LIST_SHEET:
            continue
        if sheet.sheet_state != "visible":
            problems.append(
                Problem(
                    "warning",
                    "hidden_sheet",
                    "Лист скрыт: его данные не использованы.",
                    file=file,
                    sheet=sheet.title,
                )
            )
            continue
        grid, found = _grid(sheet, values[sheet.title], file)
        grids.append(grid)
        problems.extend(found)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise InputDataError(errors[:100])
    if grids and problems:
        first = grids[0]
        grids[0] = Grid(
            first.file, first.sheet, first.rows, first.first_line, first.lettered, tuple(problems)
        )
    return grids


def _fault(file: str, code: str, message: str) -> InputDataError:
    return InputDataError([Problem("error", code, message, file=file)])


def preflight(content: bytes, file: str) -> None:
    """Refuse what must not reach a parser: encrypted, truncated, oversized, far cells."""
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        kind = "protected" if b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d" in content else "legacy"
        message = (
            "Файл защищён паролем. Снимите пароль и сохраните книгу заново."
            if kind == "protected"
            else "Это книга старого формата (.xls). Сохраните её как .xlsx."
        )
        raise _fault(file, kind, message)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise _fault(
            file, "broken_file", "Это не книга XLSX: файл обрезан или другого формата."
        ) from None
    with archive:
        entries = archive.infolist()
        if len(entries) > ENTRIES_LIMIT:
            raise _fault(file, "too_large", f"В книге {len(entries)} частей: так не бывает.")
        total = 0
        for entry in entries:
            size = _real_size(archive, entry, file)
            total += size
            ratio = size / max(entry.compress_size, 1)
            if (size > 2**20 and ratio > RATIO_LIMIT) or total > TOTAL_LIMIT:
                raise _fault(file, "too_large", "Книга распаковывается в слишком большой объём.")
            if entry.filename.startswith("xl/worksheets/sheet"):
                _check_dimension(archive, entry, file)


def _real_size(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> int:
    """Size of an entry by counting its bytes: the size that a zip declares may lie."""
    size = 0
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(1 << 20):
                size += len(chunk)
                if size > ENTRY_LIMIT:
                    raise _fault(file, "too_large", "Часть книги слишком велика.")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
        raise _fault(file, "broken_file", "Архив книги повреждён или зашифрован.") from None
    return size


def _check_dimension(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: str) -> None:
    with archive.open(entry) as stream:
        head = stream.read(4096)
        tail_rows = 0
        found = _DIMENSION.search(head)
        for chunk in iter(lambda: stream.read(1 << 20), b""):
            numbers = re.findall(rb'<row [^>]*?r="([0-9]+)"', chunk)
            tail_rows = max([tail_rows, *map(int, numbers)])
    rows = max(int(found[2]) if found else 0, tail_rows)
    columns = _number_of(found[1].decode()) if found else 0
    if columns > COLUMNS_LIMIT or (rows > ROWS_LIMIT and columns > COLUMNS_LIMIT):
        raise _fault(
            file,
            "too_large",
            f"Занятая область листа слишком велика (до столбца {found[1].decode() if found else ''}"
            f", строки {rows}). Удалите пустые строки и столбцы с оформлением.",
        )


def _number_of(column_letters: str) -> int:
    number = 0
    for letter in column_letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _grid(sheet: Any, values: Any, file: str) -> tuple[Grid, list[Problem]]:
    problems: list[Problem] = []

    def add(code: str, message: str, cell: Any, found: str = "", expected: str = "") -> None:
        problems.append(
            Problem(
                "error",
                code,
                message,
                file,
                sheet.title,
                cell.row,
                letters(cell.column - 1),
                found,
                expected,
            )
        )

    hidden_rows = {i for i, row in sheet.row_dimensions.items() if row.hidden}
    rows: list[list[Any]] = []
    for row, stored in zip(sheet.iter_rows(), values.iter_rows(), strict=False):
        line: list[Any] = []
        for cell, value in zip(row, stored, strict=False):
            content = value.value
            if cell.data_type == "f" and content is None:
                add(
                    "formula_without_value",
                    "У формулы нет сохранённого значения. Откройте книгу в Excel или LibreOffice "
                    "и сохраните.",
                    cell,
                    "формула без значения",
                    "число или текст",
                )
            elif value.data_type == "e" or cell.data_type == "e":
                add(
                    "error_cell",
                    "В ячейке ошибка вычисления: исправьте её.",
                    cell,
                    f"«{content if content is not None else cell.value}»",
                    "число или текст",
                )
            elif isinstance(content, float | int) and "%" in (value.number_format or ""):
                content = content if isinstance(content, bool) else Share(content)
            line.append(content)
        rows.append(line)
    for merged in sheet.merged_cells.ranges:
        filled = sum(1 for line in rows[merged.min_row - 1 : merged.max_row] if any(line))
        if merged.max_row > merged.min_row and filled > 1 and merged.min_row > 1:
            add(
                "merged_cells",
                "Объединённые ячейки в данных: значение нельзя отнести к одной строке. "
                "Разъедините их и заполните каждую строку.",
                sheet.cell(merged.min_row, merged.min_col),
                str(merged),
                "отдельные ячейки",
            )
    for index in sorted(hidden_rows):
        if index <= len(rows) and any(value is not None for value in rows[index - 1]):
            rows[index - 1] = [None] * len(rows[index - 1])
            problems.append(
                Problem(
                    "warning",
                    "hidden_row",
                    "Строка скрыта: её данные не использованы.",
                    file,
                    sheet.title,
                    index,
                )
            )
    while rows and all(value is None for value in rows[-1]):
        rows.pop()
    return Grid(file, sheet.title, rows, lettered=True), problems
