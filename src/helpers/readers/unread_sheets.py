"""Sheets of a recognised book that its reader does not take: what is said of each.

Here: whether such a sheet plainly holds results (an error) or may be anything else (a warning),
and the words. Not here: which sheets a reader takes (`layouts`), books of which no sheet is
known (`likeness`).

A cover, an instruction or a list of names is told in one line and does no harm. Rows of schools
or pupils that are not read would be missing from every number, so they forbid the import: the
header is to be mended, or the sheet removed or hidden.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers import cells, headers
from helpers.readers.grid import Grid
from helpers.readers.layouts import Layout
from helpers.readers.layouts.regional_words import names_school
from helpers.readers.likeness import header_of, quoted_words, signs_in
from helpers.readers.personal import personal_columns
from helpers.schemas import TABLES

#: Code of the finding about such a sheet.
UNREAD = "unknown_sheet"
#: A table shows what it is in its first rows.
_SEARCHED_ROWS = 200
#: A row of such a share of the cells that rows of read sheets have goes on with their table.
_SAME_WIDTH = 0.75
#: Fewer signs than this are no likeness.
_LEAST_SIGNS = 2
_NUMBER = re.compile(r"[-+]?[0-9]+(?:[ \u00a0][0-9]{3})*(?:[.,][0-9]+)?\s*%?")
#: A code of a school at the beginning of a row, after its number: no year and no small count.
_CODE = re.compile(r"(?!(?:19|20)[0-9]{2}$)[0-9]{4,12}")


@dataclass(frozen=True)
class UnreadSheet:
    """A sheet that the reader of a layout did not take, with the sheets of the book it took.

    `other` is the layout that knows this sheet alone; it may be the same layout, whose title
    stands there without its header.
    """

    grid: Grid
    read: Sequence[Grid]
    layout: Layout
    other: Layout | None

    def findings(self) -> list[Problem]:
        """What is said of the sheet, and what seems personal data in it.

        Of layouts that name people nothing is quoted and no column is named.
        """
        is_loss = self._is_loss()
        if vocabulary.folded(self.grid.sheet) in self.layout.companions and not is_loss:
            return []
        if is_loss:
            message = (
                f"Лист не прочитан, а на нём строки с результатами. {self._why(is_loss)} Если они "
                f"нужны, {self._advice()}; если нет, удалите или скройте лист."
            )
        elif self._numbers() or self._stranger():
            needed = "он нужен" if self._stranger() else "на нём результаты"
            message = f"Лист не прочитан. {self._why(is_loss)} Если {needed}, {self._advice()}."
        else:
            message = "Лист не прочитан: таблицы с числами на нём нет."
        index = header_of(self.grid)
        header = [] if self.layout.is_personal else self.grid.rows[index]
        problem = self.grid.problem(
            UNREAD,
            message,
            index if header else None,
            found=", ".join(str(cell) for cell in header if not cells.is_empty(cell)),
            severity="error" if is_loss else "warning",
        )
        if self.layout.is_personal:
            return [problem]
        return [problem, *personal_columns(self.grid, index, header, {})[1]]

    def _is_loss(self) -> bool:
        """Whether the sheet plainly holds results that would be missing.

        Beside lists of pupils a table of schools may be a summary made of them.
        """
        rows = self._numbers()
        if not rows:
            return False
        if self._is_alike():
            titled = self.other is self.layout
            return titled or self.layout.is_personal or any(map(_names_school, rows))
        if self.other is not None:
            return self.other.is_personal or not self.layout.is_personal
        if self.layout.is_personal:
            return self._goes_on(rows)
        return bool(self._contract_result()) or (
            self._goes_on(rows) and any(map(_names_school, rows))
        )

    def _is_alike(self) -> bool:
        """Whether the header has half of the signs of the layout, or its title stands there."""
        signs = len(self.layout.signs)
        has_half = 2 * len(self._has()) >= max(signs, 2 * _LEAST_SIGNS)
        return has_half or self.other is self.layout

    def _numbers(self) -> list[list[Any]]:
        """Filled cells of the rows of a table of numbers; none for a text or a numbered list."""
        rows = _rows_of_numbers(self.grid)
        return rows if len(rows) > 1 or any(_numbers_of(row) > 1 for row in rows) else []

    def _goes_on(self, rows: Sequence[list[Any]]) -> bool:
        """Whether the rows have no header and are as wide as those of the sheets that are read."""
        above = self.grid.rows[: _first_of_numbers(self.grid)]
        if any(sum(isinstance(cell, str) for cell in row) > 1 for row in above):
            return False
        known = [len(row) for grid in self.read for row in _rows_of_numbers(grid)]
        own = median(len(row) for row in rows)
        return bool(known) and own >= _SAME_WIDTH * median(known)

    def _stranger(self) -> str:
        """Title of the other layout or table that the sheet seems to be; "" for none."""
        if self._is_alike():
            return ""
        if self.other is not None:
            return self.other.title
        return next((TABLES[name].label for name in headers.fitting_tables(self.grid.rows)), "")

    def _contract_result(self) -> bool:
        return any(TABLES[name].is_result for name in headers.fitting_tables(self.grid.rows)[:1])

    def _has(self) -> list[str]:
        return signs_in(self.layout, self.grid)

    def _why(self, is_loss: bool) -> str:
        """What the header of the sheet has of the layout, and what it lacks beside read sheets."""
        stranger = self._stranger()
        if stranger:
            return f"Он похож на «{stranger}», а книга прочитана как «{self.layout.title}»."
        has = self._has()
        if len(has) < _LEAST_SIGNS:
            return "Знакомого заголовка нет." if is_loss else "Таблица на нём не узнана."
        usual = {sign for grid in self.read for sign in signs_in(self.layout, grid)}
        lacks = [sign for sign in self.layout.signs if sign in usual and sign not in has]
        if not lacks:
            return f"В нём есть столбцы {quoted_words(has)}, но таблица по ним не узнана."
        word = "столбца" if len(lacks) == 1 else "столбцов"
        return f"В нём есть столбцы {quoted_words(has)}, но нет {word} {quoted_words(lacks)}."

    def _advice(self) -> str:
        if self._stranger():
            return "сохраните его отдельной книгой"
        like = f"на листе «{self.read[0].sheet}»" if self.read else "в описании этого вида файлов"
        return f"сделайте заголовок таким же, как {like}"


def _names_school(row: Sequence[Any]) -> bool:
    """Whether a row is about a school: its name stands there, or its code begins the row."""
    if any(isinstance(cell, str) and names_school(cell) for cell in row):
        return True
    words = [str(cell).strip() for cell in row[:2]]
    return bool(_CODE.fullmatch(words[0]) or (len(words[0]) < 4 and _CODE.fullmatch(words[-1])))


def _rows_of_numbers(grid: Grid) -> list[list[Any]]:
    """Filled cells of rows with a number after their first cell, among the first rows."""
    filled = [
        [cell for cell in row if not cells.is_empty(cell)] for row in grid.rows[:_SEARCHED_ROWS]
    ]
    return [row for row in filled if _numbers_of(row)]


def _first_of_numbers(grid: Grid) -> int:
    return next(
        index
        for index, row in enumerate(grid.rows)
        if _numbers_of([cell for cell in row if not cells.is_empty(cell)])
    )


def _numbers_of(row: Sequence[Any]) -> int:
    """How many cells after the first are numbers."""
    return sum(
        not isinstance(cell, bool)
        and (isinstance(cell, int | float) or bool(_NUMBER.fullmatch(str(cell).strip())))
        for cell in row[1:]
    )
