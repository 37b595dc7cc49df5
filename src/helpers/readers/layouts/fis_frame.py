"""The frame that exports of ФИС ОКО share: title lines, a header found by its words, groups.

Here: finding the header, group rows and their labels, columns put aside, numbers of a row.
Not here: what the work is (`fis_work`), whose a row is (`fis_places`), what the columns of a
report mean (one module a report).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers import cells
from helpers.readers.grid import Grid, letters
from helpers.readers.layouts.fis_places import Label, Place, SheetPlaces
from helpers.readers.layouts.fis_work import Work
from helpers.readers.tabular import TableRows
from helpers.schemas import TABLES, Column

#: A header stands among the first rows; title lines above it take a dozen at most.
SEARCHED_ROWS = 40
GROUPS = "группы участников"
_NUMBER_WORD = re.compile(r"([0-9]{1,3})(?:[.,]0+)?")
#: Columns with names of people are dropped, not put aside.
_PERSONAL = re.compile(
    r"^(?:фио|ф\.и\.о|фамилия|имя|отчество|снилс|паспорт|телефон|учитель|педагог|преподаватель"
    r"|классный руководитель|ученик)"
)


@dataclass
class Export:
    """One sheet of an export: its work, the row of its header, the scopes of its labels."""

    grid: Grid
    header: int
    work: Work
    problems: list[Problem] = field(default_factory=list)
    names_people: bool = False
    places: SheetPlaces = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """Header cells, folded; "" where empty."""
        return [folded(cell) for cell in self.grid.rows[self.header]]

    def data(self, table: str, positions: Mapping[str, int]) -> TableRows:
        """An empty table of this sheet; `positions` say where its columns stand."""
        data = TableRows(table, grid=self.grid, positions=dict(positions))
        header = self.grid.rows[self.header]
        data.words = {name: text_of(header[at]) for name, at in positions.items()}
        return data

    def started(self, index: int, place: Place) -> dict[str, Any]:
        """A row of a result table with its address, its work and its scope."""
        return {
            "source_sheet": self.grid.sheet,
            "source_row": self.grid.line(index),
            "absences": "",
            "extra": "",
            "selection": "all",
            **self.work.fields(),
            **place.fields(),
        }


@dataclass(frozen=True)
class Report:
    """One report of ФИС ОКО.

    `words` are its title as the first lines say it; `header` finds its header row by words and
    is certain enough to tell it from the other reports; `labels` are the groups of a sheet;
    `lacks` says in words what a header of it must have.
    """

    kind: str
    title: str
    words: str
    header: Callable[[Grid], int | None]
    labels: Callable[[Grid, int], list[Label]]
    read: Callable[[Export], list[TableRows]]
    lacks: str


def folded(cell: Any) -> str:
    """Text of a cell as words are compared; numbers as `number_word` writes them."""
    return vocabulary.folded(text_of(cell))


def text_of(cell: Any) -> str:
    """A header cell as text: 2, 2.0 and «2» are one word."""
    if cells.is_empty(cell):
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(float(cell))
    return cells.tidy(str(cell))


def number_word(cell: Any) -> int | None:
    """The whole number below 1000 that a header cell is, in any type; None for other words.

    >>> number_word(2), number_word(2.0), number_word("2,0"), number_word("«5»"), number_word("1К1")
    (2, 2, 2, 5, None)
    """
    hit = _NUMBER_WORD.fullmatch(text_of(cell).strip("«»\"' "))
    return int(hit[1]) if hit and not isinstance(cell, bool) else None


def find_header(grid: Grid, fits: Callable[[Sequence[Any]], bool]) -> int | None:
    """The first row, among those searched, that fits."""
    rows = grid.rows[:SEARCHED_ROWS]
    return next((index for index, row in enumerate(rows) if fits(row)), None)


def has_groups(row: Sequence[Any]) -> bool:
    """Whether a row heads a table of groups."""
    return any(folded(cell).startswith(GROUPS) for cell in row)


def column(words: Sequence[str], *starts: str) -> int | None:
    """Position of the first header word that begins with one of `starts`."""
    return next((at for at, word in enumerate(words) if word.startswith(starts)), None)


def participants_column(words: Sequence[str]) -> int | None:
    """Where «Кол-во участников» stands."""
    return column(words, "кол-во участников", "количество участников", "число участников")


def schools_column(words: Sequence[str]) -> int | None:
    """Where «Кол-во ОО» stands."""
    return column(words, "кол-во оо", "количество оо", "число оо")


def group_labels(grid: Grid, header: int) -> list[Label]:
    """Labels of the group rows below a header; a row with a label alone is none."""
    position = column([folded(cell) for cell in grid.rows[header]], GROUPS)
    if position is None:
        return []
    return [
        Label(index, position, text_of(row[position]))
        for index, row in enumerate(grid.rows)
        if index > header
        and not is_header_again(grid, header, index)
        and position < len(row)
        and isinstance(row[position], str)
        and sum(not cells.is_empty(cell) for cell in row) > 1
    ]


def is_header_again(grid: Grid, header: int, index: int) -> bool:
    """Whether a row repeats the header, as at the top of each printed page."""
    first, again = grid.rows[header], grid.rows[index]
    at = next((at for at, cell in enumerate(first) if not cells.is_empty(cell)), None)
    if at is None or cell(again, at) != first[at]:
        return False
    words, same = ([folded(c) for c in row if not cells.is_empty(c)] for row in (first, again))
    return index > header and words == same


def one_each(export: Export, meant: Mapping[int, object]) -> None:
    """An error where two columns mean the same, such as the marks of two years side by side.

    `meant` says what each column means, by position.
    """
    met: dict[object, int] = {}
    header = export.grid.rows[export.header]
    for at, meaning in sorted(meant.items()):
        if meaning in met:
            export.problems.append(
                export.grid.problem(
                    "duplicate_header",
                    "Столбец стоит в заголовке дважды: какой из них относится к этой работе, не "
                    "известно. Оставьте один.",
                    export.header,
                    at,
                    found=text_of(header[at]),
                    expected=f"один столбец, как {letters(met[meaning])}",
                )
            )
        met.setdefault(meaning, at)


def group_rows(
    export: Export, passing: Container[int] = ()
) -> Iterable[tuple[int, list[Any], Place]]:
    """Rows with a known scope, in order: index, cells, scope. Rows of `passing` are header.

    Rows that hold numbers but no group, or a number in its place, are errors; rows of text
    alone are counted aside, a row that numbers the columns is passed over.
    """
    grid, passed = export.grid, []
    position = column(export.words, GROUPS)
    assert position is not None
    for index in range(export.header + 1, len(grid.rows)):
        if index in passing or is_header_again(grid, export.header, index):
            continue
        row = grid.rows[index]
        place = export.places.get((index, position))
        if place is not None:
            yield index, row, place
        elif position >= len(row) or cells.is_empty(row[position]):
            if sum(map(_is_number, row)) > 1:
                export.problems.append(
                    grid.problem(
                        "group_missing",
                        "В строке есть числа, но не сказано, чьи они: заполните первый столбец.",
                        index,
                        position,
                        found=None,
                        expected="группа участников",
                    )
                )
        elif sum(not cells.is_empty(cell) for cell in row) == 1:
            passed.append(index)
        elif not isinstance(row[position], str) and not _numbers_columns(row):
            export.problems.append(
                grid.problem(
                    "group_missing",
                    "На месте группы участников число: неясно, чья это строка. Впишите название "
                    "группы, как в остальных строках.",
                    index,
                    position,
                    found=row[position],
                    expected="группа участников",
                )
            )
    if passed:
        export.problems.append(
            grid.problem(
                "lines_without_numbers",
                f"Строки без единого числа пропущены: {len(passed)}.",
                passed[0],
                position,
                found=text_of(grid.rows[passed[0]][position]),
                severity="warning",
            )
        )


def _is_number(cell: Any) -> bool:
    """Whether a cell holds a number, also one written as text or with a percent sign."""
    if isinstance(cell, str):
        cell = cells.tidy(cell).removesuffix("%").rstrip()
        return cells.plain_number(cell) is not None
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _numbers_columns(row: Sequence[Any]) -> bool:
    """Whether a row holds the numbers of the columns: 1, 2, 3 …"""
    numbers = [number_word(cell) for cell in row if not cells.is_empty(cell)]
    return numbers == list(range(1, len(numbers) + 1))


def put(
    data: TableRows,
    row: dict[str, Any],
    name: str,
    raw: Any,
    index: int,
    at: int,
    meaning: Column | None = None,
) -> Any:
    """Read a cell into a column of a row and return its value; a fault marks the row.

    `meaning` says how to read a cell that is not a column of the table.
    """
    assert data.grid is not None
    row[name] = None
    try:
        row[name], absence = cells.parse(raw, meaning or TABLES[data.table].column(name))
    except cells.CellFault as fault:
        header = data.words.get(name, name)
        data.problems.append(
            data.grid.problem(fault.code, fault.advice, index, at, header, raw, fault.expected)
        )
        data.faulty_lines.add(row["source_row"])
        return None
    if absence:
        row["absences"] += f"{';' if row['absences'] else ''}{name}={absence}"
    return row[name]


def aside(export: Export, known: Iterable[int | None]) -> dict[int, str]:
    """Columns that a report does not have: position → header; one finding names them all.

    Columns with names of people are left out of the result: they are dropped.
    """
    mine = set(known)
    header = export.grid.rows[export.header]
    others = {
        at: text_of(cell)
        for at, cell in enumerate(header)
        if at not in mine and not cells.is_empty(cell)
    }
    personal = {at: word for at, word in others.items() if _PERSONAL.match(folded(word))}
    kept = {at: word for at, word in others.items() if at not in personal}
    export.names_people = bool(personal)
    for found, code, message in (
        (kept, "extra_columns", "Столбцы, лишние для этого отчёта, отложены: в расчётах их нет."),
        (personal, "personal_columns", "Столбцы с личными данными не сохранены."),
    ):  # fmt: skip
        if found:
            export.problems.append(
                export.grid.problem(
                    code, message, export.header, found=", ".join(found.values()),
                    severity="warning",
                )
            )  # fmt: skip
    return kept


def extra(row: Sequence[Any], kept: Mapping[int, str]) -> str:
    """Cells of columns put aside, as `extra` of a row holds them."""
    held = {
        word: text_of(row[at])
        for at, word in kept.items()
        if at < len(row) and not cells.is_empty(row[at])
    }
    return json.dumps(held, ensure_ascii=False) if held else ""


def cell(row: Sequence[Any], at: int | None) -> Any:
    """A cell of a row, None beyond its end or without a column."""
    return row[at] if at is not None and at < len(row) else None
