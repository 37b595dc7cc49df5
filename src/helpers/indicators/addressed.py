"""Findings about stored rows, addressed to the files they came from.

Here: names of sources, the address of a finding, what a check is. Not here: the checks (`quality`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers.errors import Problem, Severity
from helpers.indicators.scopes import Tables
from helpers.schemas import TABLES


@dataclass(frozen=True)
class Sources:
    """Names of source files by id, for addressing findings.

    `column_of` (table, stored row, column) gives a column as its file shows it, "" where that
    is not known; without it columns go by their label in the forms.
    """

    names: dict[str, str]
    column_of: Callable[[str, Any, str], str] = lambda table, row, column: ""

    def problem(
        self,
        code: str,
        message: str,
        row: Any,
        table: str,
        column: str = "",
        found: str = "",
        expected: str = "",
        severity: Severity = "warning",
    ) -> Problem:
        """A finding about a stored row: file, sheet and line that it came from."""
        line = row.get("source_row")
        return Problem(
            severity, code, message,
            file=self.names.get(str(row.get("source_id")), TABLES[table].label),
            sheet=str(row.get("source_sheet") or ""),
            row=None if line is None or line != line else int(line),
            column=self._column(table, row, column) if column else "",
            found=found, expected=expected,
        )  # fmt: skip

    def _column(self, table: str, row: Any, column: str) -> str:
        return self.column_of(table, row, column) or TABLES[table].column(column).label


Check = Callable[[Tables, Sources], Iterable[Problem]]


def records(frame: pd.DataFrame) -> Iterator[dict[Any, Any]]:
    """Rows of a frame, each by the names of its columns."""
    yield from frame.to_dict("records")
