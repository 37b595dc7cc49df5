"""Our reader of books against openpyxl and calamine: they agree, or we say why not."""

from __future__ import annotations

import datetime as dt
import io
import random
import warnings
import zipfile
from typing import Any

import openpyxl
import pytest
import python_calamine as calamine
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from helpers.errors import InputDataError, Problem
from helpers.readers.grid import Grid, Share, letters
from helpers.readers.sheet_scan import CellStyles, scan_bytes, scan_xml
from helpers.readers.xlsx_files import read_xlsx

BOOKS = 60
VALUES: list[Any] = [
    0, 1, 7, -3, 10**6, 2**40, 0.1, 15.3, -2.5, 1e-7, 123456.789, True, False, "", " ", "5",
    "15,3", "н/д", "Школа № 5", "  с пробелами ", "строка\nвторая", "=текст", "<b>&\"'", "ёЁйЙ",
    dt.datetime(2022, 9, 1), dt.datetime(2022, 2, 28, 13, 45, 10), dt.date(1999, 12, 31),
    dt.time(8, 30), "01701000", "NA", "1е5", "🎓",
]  # fmt: skip
FORMATS = ["General", "0%", "0.0%", "0.00", "@", '0" %"', "0.0\\%", "[Red]0%", "#,##0"]


def generated(number: int) -> bytes:
    """A book of random cells, styles, hidden parts and merged cells; the same for a number."""
    chance = random.Random(number)
    book = openpyxl.Workbook()
    if chance.random() < 0.3:
        book.epoch = CALENDAR_MAC_1904
    for order in range(chance.randint(1, 3)):
        sheet = book.active if order == 0 else book.create_sheet(f"Лист {order}")
        assert isinstance(sheet, Worksheet)
        _fill(sheet, chance)
        if order and chance.random() < 0.3:
            sheet.sheet_state = chance.choice(("hidden", "veryHidden"))
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _fill(sheet: Worksheet, chance: random.Random) -> None:
    for row in range(1, chance.randint(2, 25)):
        for column in range(1, chance.randint(2, 12)):
            if chance.random() < 0.75:
                cell = sheet.cell(row, column)
                cell.value = chance.choice(VALUES)
                if isinstance(cell.value, str):
                    cell.data_type = "s"
                elif isinstance(cell.value, int | float):
                    cell.number_format = chance.choice(FORMATS)
    place = sheet.cell(chance.randint(1, 20), chance.randint(1, 10))
    way = chance.random()
    if way < 0.15:
        place.value, place.data_type = chance.choice(("#DIV/0!", "#N/A", "#REF!")), "e"
    elif way < 0.3:
        place.value = "=SUM(A1:A3)"
    elif way < 0.5:
        sheet.row_dimensions[place.row].hidden = True
    elif way < 0.6:
        sheet.column_dimensions[place.column_letter].hidden = True
    elif way < 0.7:
        sheet.merge_cells(
            start_row=place.row,
            start_column=place.column,
            end_row=place.row + 1,
            end_column=place.column + 2,
        )


def told(problems: list[Problem]) -> set[tuple[str, str, str]]:
    """Kind, sheet and place (row or column letter) of what was told of hidden parts."""
    places = set()
    for problem in problems:
        for word in problem.found.split(", "):
            places.add((problem.code, problem.sheet, word))
    return places


def plain(value: Any) -> Any:
    """A value as both readers may give it."""
    if value == "":
        return None
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    return value


def differences(content: bytes, other: dict[str, dict[tuple[int, int], Any]]) -> list[Any]:
    """Cells that another reader finds otherwise, without any finding of ours about them."""
    try:
        grids = read_xlsx(content, "book.xlsx")
        problems = [finding for grid in grids for finding in grid.findings]
    except InputDataError as error:
        grids, problems = [], error.problems
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        assert all(problem.row and problem.column for problem in errors)
        return []
    findings = told(problems)
    silent = []
    for grid in grids:
        places = set(other[grid.sheet]) | {
            (row, column) for row, line in enumerate(grid.rows) for column in range(len(line))
        }
        for row, column in places:
            ours, theirs = (
                plain(_at(grid, row, column)),
                plain(other[grid.sheet].get((row, column))),
            )
            is_told = ("hidden_row", grid.sheet, str(row + 1)) in findings
            is_told |= ("hidden_column", grid.sheet, letters(column)) in findings
            if not is_told and (
                ours != theirs or isinstance(ours, bool) != isinstance(theirs, bool)
            ):
                silent.append((grid.sheet, row, column, ours, theirs))
    return silent


def _at(grid: Grid, row: int, column: int) -> Any:
    return grid.rows[row][column] if row < len(grid.rows) and column < len(grid.rows[row]) else None


def by_openpyxl(content: bytes) -> dict[str, dict[tuple[int, int], Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    return {
        sheet.title: {
            (cell.row - 1, cell.column - 1): cell.value
            for line in sheet.iter_rows()
            for cell in line
        }
        for sheet in book.worksheets
    }


def by_calamine(content: bytes) -> dict[str, dict[tuple[int, int], Any]]:
    book = calamine.load_workbook(io.BytesIO(content))
    return {
        name: {
            (row, column): value
            for row, line in enumerate(
                book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            )
            for column, value in enumerate(line)
        }
        for name in book.sheet_names
    }


@pytest.mark.parametrize("first", range(0, BOOKS, 20))
def test_no_silent_disagreement_with_other_readers(first: int) -> None:
    for number in range(first, first + 20):
        content = generated(number)
        assert differences(content, by_openpyxl(content)) == [], number
        assert differences(content, by_calamine(content)) == [], number


def test_percent_cells_are_those_whose_format_shows_a_percent() -> None:
    found = set()
    for number in range(BOOKS):
        content = generated(number)
        try:
            grids = read_xlsx(content, "book.xlsx")
        except InputDataError:
            continue
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        for grid in grids:
            for row, line in enumerate(grid.rows):
                for column, value in enumerate(line):
                    cell = book[grid.sheet].cell(row + 1, column + 1)
                    if value is not None and isinstance(value, int | float):
                        shown = cell.number_format in ("0%", "0.0%", "[Red]0%")
                        is_number = not isinstance(value, bool)
                        assert isinstance(value, Share) == (shown and is_number), cell
                        found.add((cell.number_format, isinstance(value, Share)))
    assert {("0%", True), ("[Red]0%", True), ('0" %"', False), ("0.0\\%", False)} <= found


def test_both_ways_of_scanning_a_sheet_find_the_same() -> None:
    quick = 0
    for number in range(BOOKS):
        with zipfile.ZipFile(io.BytesIO(generated(number))) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/sheet"):
                    part = archive.read(name)
                    some = frozenset({"1", "2", "4"})
                    for styles in (CellStyles(), CellStyles(some, some, some, some)):
                        fast, slow = scan_bytes(part, styles), scan_xml(part, styles)
                        assert fast is not None
                        fast.last_row, fast.last_column = slow.last_row, slow.last_column
                        assert fast == slow, (number, name)
                        quick += 1
    assert quick > BOOKS
