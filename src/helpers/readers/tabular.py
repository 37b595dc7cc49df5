"""A grid whose header names the columns of a contract table → typed rows.

Here: header to columns, cells to values, every fault with its address. Not here: whether the
values of a row agree with each other (`checks`).
"""

from __future__ import annotations

import json
import pickle
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers import cells, form_marks, headers, strays, totals
from helpers.readers.grid import Grid
from helpers.readers.personal import personal_columns
from helpers.schemas import ABSENCE_COLUMN, TABLES, Column, Table

#: Begins the code of a school that a row gives by name only, until the school is found; then
#: the name follows, or «municipality: name» where rows of one name are of several of them.
BY_NAME = "название: "


@dataclass
class TableRows:
    """Typed rows of one table from one sheet.

    `positions` and `words` say where each column stands and what its header says there;
    `faulty_lines` are lines with a cell that could not be read.
    """

    table: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    grid: Grid | None = None
    positions: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    faulty_lines: set[int] = field(default_factory=set)
    _stowed: bytes = b""

    def stow(self) -> None:
        """Put the rows away in a small room, until `fetch`; the cells they came from go."""
        if not self._stowed:
            self._stowed = zlib.compress(pickle.dumps(self.rows, 5), 1)
            self.rows = []
            self.grid = None if self.grid is None else replace(self.grid, rows=[])

    def fetch(self) -> None:
        """Take the rows out again."""
        if self._stowed:
            self.rows, self._stowed = pickle.loads(zlib.decompress(self._stowed)), b""

    def problem(
        self,
        code: str,
        message: str,
        row: Mapping[str, Any],
        column: str = "",
        found: object = "",
        expected: str = "",
        severity: Any = "error",
    ) -> Problem:
        """A problem addressed to a row of this table (and a column, if it stands in the file)."""
        assert self.grid is not None
        return self.grid.problem(
            code,
            message,
            row["source_row"] - self.grid.first_line,
            self.positions.get(column),
            self.words.get(column, column),
            found,
            expected,
            severity,
        )


def read_table(grid: Grid, table_name: str, given: Mapping[str, Any]) -> TableRows:
    """Rows of a contract table; `given` fills columns that the file does not have.

    Every fault is collected (at most 100); a header without the table's key gives one fault
    that names what is missing.
    """
    table = TABLES[table_name]
    result = TableRows(table_name, grid=grid)
    start = headers.header_row(grid.rows, table)
    header = grid.rows[start] if start is not None else (grid.rows[0] if grid.rows else [])
    found = headers.matched(header, table) if start is not None else {}
    lacking = headers.missing_key(list(found.values()), table, list(given))
    twice = _repeated(header, found)
    if start is None or lacking or twice:
        result.problems.append(_header_fault(grid, table, start, header, lacking, twice))
        return result
    result.positions = {name: position for position, name in found.items()}
    result.words = {name: cells.tidy(str(header[position])) for position, name in found.items()}
    personal, told = personal_columns(grid, start, header, found)
    result.problems += told
    extras = _extra_columns(grid, start, header, found, result)
    result.problems += _merged_cells(grid, start, found)
    result.problems += strays.stray_columns(grid, start, header, found)
    result.problems += strays.mixed_percents(grid, start, header, found)
    places = totals.known_places()
    for index in range(start + 1, len(grid.rows)):
        line = grid.rows[index]
        if all(cells.is_empty(cell) for cell in line) or _is_example(line):
            continue
        stray = strays.stray_line(grid, index, header, found, places)
        if stray is not None:
            result.problems.append(stray)
            continue
        before = len(result.problems)
        row = _row(grid, index, table, result, given)
        if len(result.problems) > before:
            result.faulty_lines.add(grid.line(index))
        kept = {
            name: str(line[position])
            for position, name in extras.items()
            if position not in personal
            and position < len(line)
            and not cells.is_empty(line[position])
        }
        row["extra"] = json.dumps(kept, ensure_ascii=False) if kept else ""
        result.rows.append(row)
        if len(result.problems) >= 100:
            break
    return result


def _is_example(line: list[Any]) -> bool:
    first = line[0] if line else None
    return isinstance(first, str) and vocabulary.folded(first).startswith(form_marks.EXAMPLE)


def _repeated(header: list[Any], found: Mapping[int, str]) -> list[str]:
    names = list(found.values())
    return sorted({str(header[i]) for i, name in found.items() if names.count(name) > 1})


def _header_fault(
    grid: Grid,
    table: Table,
    start: int | None,
    header: list[Any],
    lacking: list[str],
    twice: list[str],
) -> Problem:
    shown = ", ".join(str(cell) for cell in header if not cells.is_empty(cell))
    if twice:
        return grid.problem(
            "duplicate_header",
            "Столбец стоит в заголовке дважды: оставьте один.",
            start,
            found=", ".join(twice),
            expected="разные столбцы",
        )
    words = [f"{name} («{table.column(name).label}»)" for name in lacking or table.key]
    return grid.problem(
        "wrong_header",
        f"Заголовок не подходит к таблице «{table.label}» ({table.name}): "
        f"нет столбцов {', '.join(words)}.",
        start or 0,
        found=shown,
        expected=", ".join(f"«{table.column(name).label}» ({name})" for name in table.key),
    )


def _extra_columns(
    grid: Grid, start: int, header: list[Any], found: Mapping[int, str], result: TableRows
) -> dict[int, str]:
    extras = {
        i: str(cell).strip()
        for i, cell in enumerate(header)
        if i not in found and not cells.is_empty(cell)
    }
    if extras:
        result.problems.append(
            grid.problem(
                "extra_columns",
                "Столбцы, которых нет в таблице, отложены: в расчётах их нет.",
                start,
                found=", ".join(extras.values()),
                severity="warning",
            )
        )
    return extras


def _merged_cells(grid: Grid, start: int, found: Mapping[int, str]) -> list[Problem]:
    """Merged cells below the header: their value belongs to no one row or column."""
    problems = []
    for span in grid.merged:
        top, left, bottom, right = span
        is_read = any(left <= position <= right for position in found)
        value = grid.rows[top][left] if left < len(grid.rows[top]) else None
        if bottom > start and is_read and not cells.is_empty(value):
            problems.append(merged_problem(grid, span, max(top, start + 1)))
    return problems[:100]


def merged_problem(grid: Grid, span: tuple[int, int, int, int], index: int) -> Problem:
    """The error of a merged cell among data; `index` is the row it is addressed to."""
    return grid.problem(
        "merged_cells",
        "Объединённые ячейки в данных: значение нельзя отнести к одной строке и одному столбцу. "
        "Разъедините их и заполните каждую ячейку.",
        index,
        span[1],
        found=grid.range_of(span),
        expected="отдельные ячейки",
    )


def _row(
    grid: Grid, index: int, table: Table, result: TableRows, given: Mapping[str, Any]
) -> dict[str, Any]:
    line = grid.rows[index]
    row: dict[str, Any] = {"source_sheet": grid.sheet, "source_row": grid.line(index)}
    absences = []
    for name, position in result.positions.items():
        raw = line[position] if position < len(line) else None
        column = table.column(name)
        try:
            value, absence = _value(raw, column, row)
        except cells.CellFault as fault:
            result.problems.append(
                grid.problem(
                    fault.code,
                    fault.advice,
                    index,
                    position,
                    result.words[name],
                    raw,
                    fault.expected,
                )
            )
            value, absence = None, ""
        if value is not None or name not in row:
            row[name] = value
        if absence:
            absences.append(f"{name}={absence}")
    row[ABSENCE_COLUMN] = ";".join(absences)
    _fill(row, table, given)
    return row


def _value(raw: Any, column: Column, row: dict[str, Any]) -> tuple[Any, str]:
    """The value of a cell; a subject written with its level sets the level too."""
    if column.name == "subject" and isinstance(raw, str):
        pair = vocabulary.SUBJECTS_WITH_LEVEL.get(vocabulary.folded(raw))
        if pair:
            row["level"] = pair[1]
            return pair[0], ""
    return cells.parse(raw, column)


def _fill(row: dict[str, Any], table: Table, given: Mapping[str, Any]) -> None:
    """Fill what the file does not say: given values, a scope from the school, defaults."""
    for name, value in given.items():
        if row.get(name) is None and name in headers.accepted_columns(table):
            row[name] = value
    if headers.may_name_schools(table) and not row.get("school_id") and not row.get("scope_id"):
        school = row.get("school_name")
        row["school_id"] = f"{BY_NAME}{school}" if school else None
    if table.is_result and row.get("scope_type") is None and row.get("school_id"):
        row["scope_type"], row["scope_id"] = "school", row["school_id"]
    for name in table.columns:
        if row.get(name) is None:
            column = table.column(name)
            if column.default is not None:
                row[name] = column.default
            elif name in table.optional and column.kind in ("text", "code"):
                row[name] = ""
