"""What stands in a sheet and is no row of its table: totals, notes, a second table, stray columns.

Here: signs by which such lines and columns are told, and percents written in two ways. Not
here: the words of totals (`totals`), reading the rows (`tabular`). Nothing is passed over in
silence: a line that might be data is refused with its address, so that it can be moved or removed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers import cells, headers, totals
from helpers.readers.grid import Grid, Share, letters
from helpers.schemas import COLUMNS

_TOTAL = "Строка итогов среди данных: её числа сосчитались бы дважды. Удалите её."
#: What is said of a line that stands for many: code, message, what is expected.
_TOLD = {
    "total": ("total_row", _TOTAL, "строка одной записи"),
    "place": (
        "total_row",
        "На месте школы или человека стоит район или регион: это строка итогов, её числа "
        "сосчитались бы дважды. Удалите её. Опубликованные числа самого района в таблицах "
        "результатов передаются строкой с охватом «муниципалитет» и его кодом.",
        "строка одной записи",
    ),
    "blank": (
        "missing_key",
        "Так сводная таблица помечает пустую ячейку: неясно, о ком строка. Впишите код или "
        "удалите строку.",
        "код или название",
    ),
}
_MANY = 3
#: Shares of marks are judged by their sum (`checks`).
_SUMMED = {"mark_2_pct", "mark_3_pct", "mark_4_pct", "mark_5_pct"}


def stray_line(
    grid: Grid,
    index: int,
    header: Sequence[Any],
    found: Mapping[int, str],
    places: frozenset[str],
) -> Problem | None:
    """Why a line below the header is no row of the table; None for a row.

    `places` are those of `totals.known_places`.
    """
    line = grid.rows[index]
    filled = [i for i, cell in enumerate(line) if not cells.is_empty(cell)]
    first = line[filled[0]]
    word = vocabulary.folded(first) if isinstance(first, str) else ""
    total = totals.total_cell(line, filled, found, places)
    if total is not None:
        position, kind = total
        code, message, expected = _TOLD[kind]
        return grid.problem(
            code,
            message,
            index,
            position,
            headers.word_of(header, position),
            line[position],
            expected,
        )
    known = [i for i in filled if headers.known_header(line[i])]
    if len(known) >= _MANY and len(known) * 2 > len(filled):
        return grid.problem(
            "second_table",
            "Здесь начинается ещё одна таблица (или повторяется заголовок). Перенесите её на "
            "отдельный лист.",
            index,
            found=", ".join(str(line[i]) for i in known[:5]),
            expected="одна таблица на листе",
        )
    is_note = isinstance(first, str) and (" " in word or word.startswith("*") or len(word) > 30)
    if len(filled) == 1 and len(found) >= _MANY and is_note:
        return grid.problem(
            "stray_text",
            "Примечание под таблицей или среди строк: удалите его или перенесите на другой лист.",
            index,
            filled[0],
            headers.word_of(header, filled[0]),
            first,
            "строка таблицы",
        )
    return None


def stray_columns(
    grid: Grid, start: int, header: Sequence[Any], found: Mapping[int, str]
) -> list[Problem]:
    """Columns with data and no header, and headers that stand twice."""
    problems = []
    width = max((len(line) for line in grid.rows[start + 1 :]), default=0)
    for position in range(width):
        if position < len(header) and not cells.is_empty(header[position]):
            continue
        index = next(
            (
                i
                for i in range(start + 1, len(grid.rows))
                if position < len(grid.rows[i]) and not cells.is_empty(grid.rows[i][position])
            ),
            None,
        )
        if index is not None:
            problems.append(
                grid.problem(
                    "empty_header",
                    "В столбце есть данные, но нет заголовка: неясно, что это. Подпишите столбец "
                    "или удалите его.",
                    index,
                    position,
                    letters(position),
                    grid.rows[index][position],
                    "заголовок столбца",
                )
            )
    words = [vocabulary.folded(str(cell)) for cell in header if not cells.is_empty(cell)]
    twice = sorted({word for word in words if words.count(word) > 1})
    if twice:
        problems.append(
            grid.problem(
                "duplicate_header",
                "Столбец стоит в заголовке дважды: оставьте один.",
                start,
                found=", ".join(twice),
                expected="разные столбцы",
            )
        )
    return problems[:100]


def mixed_percents(
    grid: Grid, start: int, header: Sequence[Any], found: Mapping[int, str]
) -> list[Problem]:
    """Numbers below 1 in a percent column that also holds percents: 0.153 beside 15.3.

    A number formatted as a percent, or written with the sign, is not in doubt.
    """
    problems: list[Problem] = []
    for position, name in found.items():
        if COLUMNS[name].kind != "percent":
            continue
        values = [
            (index, line[position])
            for index, line in enumerate(grid.rows)
            if index > start and position < len(line)
        ]
        numbers = [(index, cells.plain_number(value)) for index, value in values]
        small = [index for index, number in numbers if number is not None and 0 < number < 1]
        large = [index for index, number in numbers if number is not None and number > 1]
        has_signs = any(isinstance(value, Share) for _, value in values)
        if small and (has_signs or (name not in _SUMMED and (large or len(small) >= _MANY))):
            problems += [
                mixed_percent(grid, index, position, headers.word_of(header, position))
                for index in small[:10]
            ]
    return problems[:100]


def mixed_percent(grid: Grid, index: int, position: int, header: str) -> Problem:
    """The error of a number below 1 that is hardly a percent."""
    return grid.problem(
        "mixed_percent",
        "Доля или процент? Запишите процентом (15,3) во всём столбце; если это и вправду меньше "
        "1 %, поставьте знак %.",
        index,
        position,
        header,
        grid.rows[index][position],
        "процент от 0 до 100, одинаково во всём столбце",
    )
