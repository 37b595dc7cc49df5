"""Known errors of sources as data: `corrections/*.yaml` of a dataset → cells put right.

Here: the records, their guard and their application to grids. Not here: deciding that a
source is wrong: a person writes that down, with the reason and whom she told. A record names
the value it replaces; once the source holds another, the file is refused until the record
is removed, so that a correction never outlives its error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from helpers.errors import ParameterError, Problem
from helpers.readers import cells
from helpers.readers.grid import Grid, Share, letters
from helpers.readers.personal import kind_of
from helpers.strict_yaml import load_text_yaml

_KEYS = ("file", "sheet", "row", "column", "found", "corrected", "reason", "told")
#: Code of the finding about a correction that was made.
_DONE = "corrected"
#: Findings about cells without a value; a record repeats what the message says was found there.
WITHOUT_VALUE = {"error_cell", "formula_without_value"}
_MAY_BE_EMPTY = {"sheet", "found", "corrected"}


@dataclass(frozen=True)
class Correction:
    """One wrong cell of one source: where it stands, what stands there, what should.

    `file` is the name of the file as it was given, or its slot in the store; `column` the
    letter in a spreadsheet, the header in a text table; `told` the role that was told.
    """

    file: str
    sheet: str
    row: int
    column: str
    found: str
    corrected: str
    reason: str
    told: str
    record: str

    def is_about(self, name: str, source_id: str) -> bool:
        """Whether the source is meant: by its name (with folders or without) or its slot."""
        path = self.file.replace("\\", "/")
        return name == path or name.endswith(f"/{path}") or path.split("/")[-1] == source_id


def load_corrections(folder: Path) -> list[Correction]:
    """All records of a dataset, in the order of the files; none where there is no folder.

    Raises `ParameterError` for a record that is incomplete, or that names a person.
    """
    found: list[Correction] = []
    for path in sorted(folder.glob("*.yaml")):
        content = load_text_yaml(path)
        if content in ("", None):
            continue
        if not isinstance(content, list):
            raise ParameterError(f"{path.name}: нужен список записей, каждая начинается с «- ».")
        found += [_record(item, path.name, n) for n, item in enumerate(content, start=1)]
    return found


def _record(item: Any, file: str, number: int) -> Correction:
    place = f"{file}, запись {number}"
    if not isinstance(item, Mapping):
        raise ParameterError(f"{place}: нужны поля {', '.join(_KEYS)}.")
    unknown = sorted(set(item) - set(_KEYS))
    if unknown:
        raise ParameterError(f"{place}: неизвестные поля {', '.join(unknown)}.")
    lacking = [key for key in _KEYS if key not in _MAY_BE_EMPTY and not str(item.get(key) or "")]
    lacking += [key for key in ("found", "corrected") if key not in item]
    if lacking:
        raise ParameterError(f"{place}: не заполнено: {', '.join(lacking)}.")
    texts = {key: str(item.get(key) or "") for key in _KEYS}
    if not texts["row"].isdigit() or int(texts["row"]) < 1:
        raise ParameterError(f"{place}: row — номер строки, найдено «{texts['row']}».")
    if kind_of(texts["told"]) or kind_of(texts["reason"]):
        raise ParameterError(f"{place}: в told и reason пишут должность, а не имя человека.")
    row = int(texts.pop("row"))
    return Correction(**texts, row=row, record=f"corrections/{file}, запись {number}")


def corrected(
    grids: Sequence[Grid], records: Sequence[Correction], file: str
) -> tuple[list[Grid], list[Problem]]:
    """The grids with the records applied, and what was done or could not be done.

    A grid that is corrected is a new one; the given ones stay as they are.
    """
    result = list(grids)
    problems = []
    for record in records:
        order = next((i for i, grid in enumerate(result) if _is_sheet(grid, record)), None)
        if order is None:
            problems.append(stale(record, file, "такого листа нет"))
            continue
        fault = _fault_at(result, result[order], record)
        result[order], problem = _applied(result[order], record, fault)
        problems.append(problem)
        if fault is not None and problem.code == _DONE:
            result = [_without(grid, fault) for grid in result]
    return result, problems


def _without(grid: Grid, fault: Problem) -> Grid:
    return replace(grid, findings=tuple(one for one in grid.findings if one is not fault))


def _is_sheet(grid: Grid, record: Correction) -> bool:
    return grid.sheet == record.sheet or (not record.sheet and not grid.sheet)


def stale(record: Correction, file: str, found: str, message: str = "") -> Problem:
    """That a record does not fit the file."""
    return Problem(
        "error",
        "correction_stale",
        message
        or f"Исправление не подходит к файлу ({record.record}): проверьте место или удалите её.",
        file,
        record.sheet,
        record.row,
        record.column,
        found,
        f"«{record.found}»",
    )


def stale_value(record: Correction, file: str, before: str, is_repaired: bool) -> Problem:
    """That the source holds another value (`before`) than the record replaces."""
    what = "уже исправлен" if is_repaired else "изменился"
    message = f"Источник {what}: удалите или обновите запись ({record.record})."
    return stale(record, file, f"«{before}»" if before else "пустая ячейка", message)


def done(record: Correction, file: str) -> Problem:
    """That a record was applied, with the value before and after."""
    return Problem(
        "warning",
        _DONE,
        f"Исправлена известная ошибка источника: {record.reason} Сообщено: {record.told} "
        f"({record.record}).",
        file,
        record.sheet,
        record.row,
        record.column,
        f"«{record.found}»" if record.found else "пустая ячейка",
        f"«{record.corrected}»",
    )


def _applied(grid: Grid, record: Correction, fault: Problem | None) -> tuple[Grid, Problem]:
    """The grid with the record applied; `fault` says that its cell holds no value."""
    index = record.row - grid.first_line
    position = _position(grid, record)
    if position is None or not 0 <= index < len(grid.rows) or position >= len(grid.rows[index]):
        return grid, stale(record, grid.file, "такой ячейки нет")
    before = grid.rows[index][position]
    if fault is not None:
        if record.found.strip() != _words(fault):
            return grid, stale_value(record, grid.file, _words(fault), False)
        before = ""
    elif not _is_same(before, record.found):
        shown = "" if cells.is_empty(before) else _text(before)
        return grid, stale_value(record, grid.file, shown, _is_same(before, record.corrected))
    rows = list(grid.rows)
    rows[index] = list(rows[index])
    rows[index][position] = _like(before, record.corrected)
    return replace(grid, rows=rows), done(record, grid.file)


def _fault_at(grids: Sequence[Grid], grid: Grid, record: Correction) -> Problem | None:
    """The finding that the cell of a record holds no value that could be used."""
    place = (grid.sheet, record.row, record.column.upper())
    return next(
        (
            finding
            for one in grids
            for finding in one.findings
            if finding.code in WITHOUT_VALUE
            and (finding.sheet, finding.row, finding.column) == place
        ),
        None,
    )


def _words(fault: Problem) -> str:
    """What messages say was found in a cell, without their quotes."""
    return fault.found.strip("«»")


def _position(grid: Grid, record: Correction) -> int | None:
    """Position of the column: by its letter in a spreadsheet, else by its header."""
    if grid.lettered:
        width = max(map(len, grid.rows), default=0)
        return next((i for i in range(width) if letters(i) == record.column.upper()), None)
    for row in grid.rows[:30]:
        for position, cell in enumerate(row):
            if isinstance(cell, str) and cells.tidy(cell) == record.column:
                return position
    return None


def _text(value: Any) -> str:
    return "" if value is None else cells.tidy(str(value))


def _is_same(value: Any, written: str) -> bool:
    if _text(value) == written.strip():
        return True
    number, wanted = cells.plain_number(value), cells.plain_number(written)
    return number is not None and number == wanted


def _like(before: Any, text: str) -> Any:
    """The corrected text as the cell would hold it: a number where a number stood.

    What a number would lose (zeros in front or at the end) stays text for its column to read.
    """
    if not text:
        return None
    number = cells.plain_number(text.rstrip("% "))
    if number is None or not isinstance(before, int | float) or isinstance(before, bool):
        return text
    if text.endswith("%"):
        return Share(number / 100)
    made = int(number) if number.is_integer() else number
    return made if str(made) == text.replace(",", ".") else text
