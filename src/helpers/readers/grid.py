"""A sheet of cells with addresses: what every table reader starts from.

Here: the grid and how a place in it is named. Not here: opening files (`csv_files`,
`xlsx_files`, `parquet_files`) and what the cells mean (`cells`, `tabular`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from helpers.errors import Problem, Severity


class Share(float):
    """A number that the source shows as a percent: 0.153 formatted «15,3 %»."""


class Month(date):
    """A day that the source shows as its month only: «мар.23» for 1 March 2023."""


class Year(date):
    """A day that the source shows as its year only: «2023» for 1 March 2023."""


@dataclass(frozen=True)
class Grid:
    """Rows of one sheet; `first_line` is the number a person sees beside the first row.

    Cells are text, int, float, `Share`, bool, date, `Month`, `Year`, datetime, time, timedelta or
    None (empty).
    `lettered` says that a column is named by its letter, as in a spreadsheet. `merged` are
    merged cells as (top, left, bottom, right), counted from 0, bounds included; the value
    stands in the top left cell, the others are None. `struck` are cells whose text is struck
    out, as (row, column) from 0; what they hold is for the reader of the table to judge.
    """

    file: str
    sheet: str
    rows: list[list[Any]]
    first_line: int = 1
    lettered: bool = False
    findings: tuple[Problem, ...] = field(default=())
    merged: tuple[tuple[int, int, int, int], ...] = ()
    struck: tuple[tuple[int, int], ...] = ()

    def range_of(self, span: tuple[int, int, int, int]) -> str:
        """The corners of a merged cell, as the person sees them: «B5:B7»."""
        top, left, bottom, right = span
        return f"{letters(left)}{self.line(top)}:{letters(right)}{self.line(bottom)}"

    def line(self, index: int) -> int:
        """Line number of a row, as the person sees it."""
        return self.first_line + index

    def column_name(self, position: int, header: str = "") -> str:
        """How a person finds the column: the letter in a spreadsheet, else its header."""
        return letters(position) if self.lettered else header

    def problem(
        self,
        code: str,
        message: str,
        index: int | None = None,
        position: int | None = None,
        header: str = "",
        found: object = "",
        expected: str = "",
        severity: Severity = "error",
    ) -> Problem:
        """A problem addressed to a cell of this grid."""
        return Problem(
            severity=severity,
            code=code,
            message=message,
            file=self.file,
            sheet=self.sheet,
            row=None if index is None else self.line(index),
            column="" if position is None else self.column_name(position, header),
            found=quoted(found),
            expected=expected,
        )


def quoted(value: object) -> str:
    """A found value as messages show it, cut at 80 characters; "" stays "".

    What begins with its own quotation marks gets no second ones.
    """
    if value is None:
        return "пустая ячейка"
    text = str(value)
    if not text:
        return ""
    shown = text if len(text) <= 80 else text[:77] + "…"
    return shown if shown.startswith("«") else f"«{shown}»"


def letters(position: int) -> str:
    """Excel letters of a column counted from 0: 0 → A, 26 → AA."""
    name = ""
    number = position + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
