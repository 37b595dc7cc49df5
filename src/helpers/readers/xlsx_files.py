"""XLSX books: bytes → one grid a sheet.

Here: values by calamine, joined with what it does not tell (`sheet_scan`): error cells,
formulas without a stored value, percents, months, hidden parts, merged and struck cells. Not
here: zip checks (`packages`), what columns mean (`tabular`), limits of time and memory
(`untrusted`).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any, cast
from xml.parsers import expat

import python_calamine as calamine

from helpers.errors import InputDataError, Problem
from helpers.readers import form_marks, sheet_scan
from helpers.readers.book_parts import BookParts
from helpers.readers.corrections import WITHOUT_VALUE
from helpers.readers.grid import Grid, Month, Share, Year, letters
from helpers.readers.packages import fault, preflight
from helpers.readers.sheet_scan import SheetScan, UnsafeXml

__all__ = ["preflight", "read_xlsx"]

#: The most cells that one message about a kind of fault lists by themselves.
_MOST = 100
#: The most cells of a kind of fault that corrections can put right; a file with more is refused.
_MOST_MENDED = 10_000
_WHOLE = 2.0**53
#: Types of cells that are equal only where they are the same: 1, True and one hour are not.
_USUAL_TYPES = {str, float}


def read_xlsx(content: bytes, file: str) -> list[Grid]:
    """The grids of all visible sheets, in the order of the book; findings stand in the grids.

    Hidden sheets are not read (a finding says so); data of hidden rows and columns are not
    used either. Whole numbers come as int. Cells without a usable value are findings of the
    severity of an error: a correction may put them right. Raises `InputDataError` with every
    faulty cell where any of another kind is among them.
    """
    preflight(content, file)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = BookParts(archive)
            scans = {
                name: sheet_scan.scan_sheet(archive.read(parts.part_of(name)), parts.styles)
                for name in parts.visible
            }
            problems = _book_findings(parts, scans, file)
        with calamine.load_workbook(io.BytesIO(content)) as book:
            if sorted(parts.names) != sorted(book.sheet_names):
                raise ValueError
            grids = [
                _grid(book.get_sheet_by_name(name), scan, file) for name, scan in scans.items()
            ]
    except UnsafeXml:
        raise fault(
            file,
            "unsafe_xml",
            "Внутри файла объявления DTD или сущностей: такой файл не читается.",
            "объявление DTD или сущности",
            "обычная книга",
        ) from None
    except (expat.ExpatError, KeyError, ValueError, calamine.CalamineError) as error:
        raise fault(
            file,
            "broken_file",
            f"Книга повреждена и не открывается ({type(error).__name__}). Откройте её в Excel или "
            "LibreOffice, проверьте и сохраните заново.",
            "повреждённая книга",
            "целая книга XLSX",
        ) from None
    problems += chain.from_iterable(grid.findings for grid in grids)
    errors = [problem for problem in problems if problem.severity == "error"]
    if any(problem.code not in WITHOUT_VALUE for problem in errors):
        raise InputDataError(errors[:_MOST])
    return _with_findings(grids, problems)


def _with_findings(grids: list[Grid], problems: list[Problem]) -> list[Grid]:
    """The grids with all findings of the book at the first one."""
    bare = [replace(grid, findings=()) for grid in grids]
    return [replace(bare[0], findings=tuple(problems)), *bare[1:]] if bare else []


def _book_findings(parts: BookParts, scans: dict[str, SheetScan], file: str) -> list[Problem]:
    """Findings about the book as a whole; raises for what makes it unreadable."""
    for name, scan in scans.items():
        if scan.is_too_large():
            raise InputDataError(
                [
                    Problem(
                        "error",
                        "too_large",
                        "Занятая область листа слишком велика. Удалите лишние строки и столбцы "
                        "или разделите файл.",
                        file,
                        name,
                        scan.last_row + 1,
                        letters(scan.last_column),
                        f"данные до ячейки {letters(scan.last_column)}{scan.last_row + 1}",
                        f"не больше {sheet_scan.ROWS_LIMIT} строк "
                        f"и {sheet_scan.COLUMNS_LIMIT} столбцов",
                    )
                ]
            )
    problems = [
        Problem(
            "warning",
            "hidden_sheet",
            "Лист скрыт: его данные не использованы. Если они нужны, откройте лист и сохраните.",
            file,
            name,
        )
        for name in parts.hidden
        if name != form_marks.LIST_SHEET
    ]
    if parts.hidden and not parts.visible:
        message = "Все листы книги скрыты: покажите лист с данными и сохраните."
        raise fault(file, "hidden_sheet", message, "скрытые листы", "видимый лист")
    if parts.foreign:
        problems.append(
            Problem(
                "warning",
                "foreign_parts",
                "Кроме ячеек в книге есть и другое: оно не открывалось и не исполнялось.",
                file,
                found=", ".join(parts.foreign),
            )
        )
    return problems


def _grid(sheet: calamine.CalamineSheet, scan: SheetScan, file: str) -> Grid:
    rows: list[list[Any]] = []
    if scan.last_row >= 0:
        rows = cast(Any, sheet).to_python(skip_empty_area=False)
    shared = _Shared()
    for line in rows:
        kinds = set(map(type, line))
        if kinds <= _USUAL_TYPES:
            line[:] = map(shared.__getitem__, line)
        else:
            line[:] = [v if v.__class__ not in _USUAL_TYPES else shared[v] for v in line]
    problems = _faulty_cells(sheet.name, rows, scan, shared.longest, file)
    for row, column in scan.percents:
        value = _at(rows, row, column)
        if isinstance(value, int | float) and not isinstance(value, bool):
            rows[row][column] = Share(value)
    for places, shown in ((scan.months, Month), (scan.years, Year)):
        for row, column in places:
            value = _at(rows, row, column)
            if isinstance(value, date):
                rows[row][column] = shown(value.year, value.month, value.day)
    problems += _hide(sheet.name, rows, scan, file)
    while rows and all(value is None for value in rows[-1]):
        rows.pop()
    merged = tuple(span for span in scan.merged if span[0] < len(rows))
    struck = tuple(place for place in scan.struck if _at(rows, *place) is not None)
    return Grid(
        file, sheet.name, rows, 1, True, findings=tuple(problems), merged=merged, struck=struck
    )


class _Shared(dict[Any, Any]):
    """Cell as calamine gives it → as a grid holds it, equal texts as one object.

    Whole numbers come as int, empty texts as None.
    """

    def __init__(self) -> None:
        super().__init__({"": None})
        #: Length of the longest text.
        self.longest = 0

    def __missing__(self, value: Any) -> Any:
        held = value
        if value.__class__ is str:
            self.longest = max(self.longest, len(value))
        elif value.is_integer() and -_WHOLE < value < _WHOLE:
            held = int(value)
        self[value] = held
        return held


def _at(rows: list[list[Any]], row: int, column: int) -> Any:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def _faulty_cells(
    sheet: str, rows: list[list[Any]], scan: SheetScan, longest: int, file: str
) -> list[Problem]:
    """Cells that hold no value that could be used; `longest` is the length of a text."""

    def addressed(
        code: str, message: str, found: str, expected: str
    ) -> Callable[[int, int], Problem]:
        return lambda row, column: Problem(
            "error", code, message, file, sheet, row + 1, letters(column), found, expected
        )

    unvalued = addressed(
        "formula_without_value",
        "У формулы нет сохранённого значения. Откройте книгу в Excel или LibreOffice и сохраните.",
        "формула без значения",
        "число или текст",
    )
    error = addressed(
        "error_cell",
        "В ячейке ошибка вычисления: исправьте формулу или впишите значение.",
        "ошибка вычисления",
        "число или текст",
    )
    too_long = addressed(
        "too_long",
        "Текст в ячейке длиннее, чем позволяет Excel: сократите его.",
        f"больше {sheet_scan.TEXT_LIMIT} знаков",
        f"не больше {sheet_scan.TEXT_LIMIT} знаков",
    )
    problems = _each(scan.unvalued, unvalued) + _each(scan.errors, error)
    limit = sheet_scan.TEXT_LIMIT
    for row, line in enumerate(rows if longest > limit else ()):
        for column, value in enumerate(line):
            if value.__class__ is str and len(value) > limit:
                problems.append(too_long(row, column))
    return sorted(problems, key=lambda problem: (problem.row or 0, problem.column))


def _each(places: list[tuple[int, int]], fault: Callable[[int, int], Problem]) -> list[Problem]:
    """A finding for every cell, so that none is forgotten when others are put right."""
    problems = [fault(*place) for place in places[:_MOST_MENDED]]
    rest = len(places) - len(problems)
    if rest:
        words = f"{problems[0].message} Таких ячеек на листе ещё {rest}."
        problems.append(replace(problems[0], row=None, column="", message=words))
    return problems


def _hide(sheet: str, rows: list[list[Any]], scan: SheetScan, file: str) -> list[Problem]:
    """Empty hidden rows and columns, with one finding for each kind."""
    problems = []

    def add(code: str, message: str, names: list[str], row: int | None, column: str) -> None:
        shown = ", ".join(names[:20]) + (f" … (всего {len(names)})" if len(names) > 20 else "")
        problems.append(Problem("warning", code, message, file, sheet, row, column, shown))

    hidden = [i for i in scan.hidden_rows if i < len(rows) and _is_filled(rows[i])]
    for index in hidden:
        rows[index] = [None] * len(rows[index])
    if hidden:
        message = (
            "Строки скрыты (или убраны фильтром): их данные не использованы. Если они нужны, "
            "покажите строки и сохраните книгу."
        )
        add("hidden_row", message, [str(i + 1) for i in hidden], hidden[0] + 1, "")
    width = max(map(len, rows), default=0)
    columns = [
        position
        for first, last in scan.hidden_columns
        for position in range(first, min(last + 1, width))
        if any(_at(rows, row, position) is not None for row in range(len(rows)))
    ]
    for position in columns:
        for line in rows:
            if position < len(line):
                line[position] = None
    if columns:
        message = (
            "Столбцы скрыты: их данные не использованы. Если они нужны, покажите столбцы и "
            "сохраните книгу."
        )
        names = [letters(position) for position in columns]
        add("hidden_column", message, names, None, names[0])
    return problems


def _is_filled(line: list[Any]) -> bool:
    return any(value is not None for value in line)
