"""From a stored row back to the cells of the file it came from.

Here: file, sheet, row and cell addresses of rows of the store. Not here: which rows an
indicator is counted from (`indicators.inputs`) and printing (`commands`).

The store keeps file, sheet and line of each row; columns are found by reading the kept bytes
of the source again with the reader that imported it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.readers.files import SourceFile
from helpers.readers.sources import ROADMAP, read_source
from helpers.readers.tabular import TableRows
from helpers.store import Store


@dataclass(frozen=True)
class Address:
    """Where a value stands: `cell` is «C5» in a spreadsheet, «столбец participants, строка 5»
    in a text table, «строка 5» where the column is not known."""

    file: str
    sheet: str
    row: int | None
    cell: str


def cells_text(addresses: Iterable[Address]) -> str:
    """Cells of one column as ranges: «C5:C9, C12», «столбец mark_2, строки 5–9, 12».

    Neighbouring rows are joined, in the order of rows; each cell is named once.

    >>> rows = [Address("a.xlsx", "Лист1", row, f"C{row}") for row in (6, 5, 9)]
    >>> cells_text(rows)
    'C5:C6, C9'
    """
    by_column: dict[str, set[int]] = {}
    for address in addresses:
        if address.row is not None:
            head = address.cell.removesuffix(str(address.row))
            by_column.setdefault(head, set()).add(address.row)
    return "; ".join(_of_column(head, sorted(rows)) for head, rows in by_column.items())


def _of_column(head: str, rows: list[int]) -> str:
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1][1:] = [row]
        else:
            runs.append([row])
    if not head.endswith("строка "):
        return ", ".join(":".join(f"{head}{row}" for row in run) for run in runs)
    words = ", ".join("–".join(map(str, run)) for run in runs)
    return (head if len(rows) == 1 else head.removesuffix("строка ") + "строки ") + words


class Places:
    """Addresses of rows of one store; each source file is read again at most once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sources = store.ledger().sources
        self._read: dict[str, list[TableRows]] = {}

    def file(self, source_id: str) -> str:
        """Name of a source file as the person knows it."""
        record = self._sources.get(source_id)
        return record.name if record else ""

    def address(self, table: str, row: Mapping[Any, Any], column: str) -> Address:
        """Address of a column's value in a stored row."""
        source_id = str(row.get("source_id") or "")
        sheet = str(row.get("source_sheet") or "")
        number = row.get("source_row")
        line = None if number is None or number != number else int(number)
        return Address(
            self.file(source_id), sheet, line, self._cell(source_id, table, sheet, line, column)
        )

    def column(self, table: str, row: Mapping[Any, Any], column: str) -> str:
        """The column as the file shows it: its letter or its header; "" where not known."""
        found = self._found(
            str(row.get("source_id") or ""), table, str(row.get("source_sheet") or ""), column
        )
        return found[1] if found else ""

    def _cell(self, source_id: str, table: str, sheet: str, line: int | None, column: str) -> str:
        if line is None:
            return ""
        found = self._found(source_id, table, sheet, column)
        if found is None:
            return f"строка {line}"
        is_letter, name = found
        return f"{name}{line}" if is_letter else f"столбец {name}, строка {line}"

    def _found(
        self, source_id: str, table: str, sheet: str, column: str
    ) -> tuple[bool, str] | None:
        """Whether the column of a source is a letter, and that letter or its header."""
        for data in self._tables(source_id):
            if data.table == table and data.grid is not None and data.grid.sheet == sheet:
                position = data.positions.get(column)
                if position is None and column in ("scope_id", "scope_type"):
                    position = data.positions.get("school_id")
                if position is None:
                    break
                if data.grid.lettered:
                    return True, data.grid.column_name(position)
                return False, data.words.get(column, column)
        return None

    def _tables(self, source_id: str) -> list[TableRows]:
        """Tables of a source read again; none when its bytes are not kept (plans)."""
        if source_id not in self._read:
            self._read[source_id] = self._again(source_id)
        return self._read[source_id]

    def _again(self, source_id: str) -> list[TableRows]:
        record = self._sources.get(source_id)
        path = self._store.kept_source(record.sha256) if record else Path()
        if record is None or record.kind == ROADMAP or not path.is_file():
            return []
        given = json.loads(record.options)[0] if record.options else {}
        file = SourceFile(record.name, record.name, path.read_bytes(), Path(record.name))
        kind = json.loads(record.options)[1] if record.options else ""
        return read_source(file, kind, given).tables
