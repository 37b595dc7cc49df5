"""«Выполнение заданий группами участников» of ФИС ОКО: completion of tasks by those of a mark.

Here: which rows are about the participants of one mark, and of which scope → `task_groups`.
Not here: tasks, maxima and levels of a header (`fis_tasks`), the common frame (`fis_frame`).

The layout is not confirmed by a published file. Two are read: the mark in a column of its own,
or in a line below the scope («Отметка 2», «гр. баллов 2»). Rows without a mark are those of
«Выполнение заданий» and are stored as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from helpers import methodology
from helpers.readers import cells
from helpers.readers.grid import Grid
from helpers.readers.layouts import fis_frame as frame
from helpers.readers.layouts.fis_frame import Export, Report
from helpers.readers.layouts.fis_places import Label, Place
from helpers.readers.layouts.fis_tasks import Line, completion, is_header
from helpers.readers.tabular import TableRows

_QUOTES = str.maketrans("", "", "«»\"'„“”")
_MARK_LINE = re.compile(
    r"(?:[^()№0-9]*(?:отметк|оценк|балл|групп|получивш)[^()№0-9]*)?([2-5])(?:[.,]0+)?"
)
_MARK_COLUMN = ("отметка", "отметки", "оценка", "группа по", "группы по", "группа балл")


def mark_of(cell: Any) -> int | None:
    """The mark that a cell names as a group of participants; None for other words.

    >>> mark_of("Отметка «2»"), mark_of("Ср.% вып. уч. гр.баллов 3"), mark_of(5)
    (2, 3, 5)
    >>> mark_of("МОУ СОШ № 2"), mark_of("МОУ СОШ 3(edu640103)"), mark_of("Вся выборка")
    (None, None, None)
    """
    hit = _MARK_LINE.fullmatch(frame.folded(cell).translate(_QUOTES).strip())
    return int(hit[1]) if hit and not isinstance(cell, bool) else None


def _mark_column(words: Sequence[str]) -> int | None:
    return frame.column(words, *_MARK_COLUMN)


def _header(grid: Grid) -> int | None:
    """The header of a table of tasks with marks in a column or in lines below it."""
    index = frame.find_header(grid, is_header)
    if index is None:
        return None
    words = [frame.folded(cell) for cell in grid.rows[index]]
    groups = frame.column(words, frame.GROUPS)
    marked = any(
        mark_of(frame.cell(row, groups))
        for row in grid.rows[index + 1 : index + frame.SEARCHED_ROWS]
    )
    return index if marked or _mark_column(words) is not None else None


def _labels(grid: Grid, header: int) -> list[Label]:
    """Labels of scopes: a line that names a mark is about the scope above it."""
    return [label for label in frame.group_labels(grid, header) if mark_of(label.text) is None]


def _lines(export: Export, passing: set[int]) -> Iterator[tuple[Line, int | None]]:
    """Rows with the scope and the mark they are about; None is everybody."""
    grid, words = export.grid, export.words
    groups, marks = frame.column(words, frame.GROUPS), _mark_column(words)
    assert groups is not None
    place: Place | None = None
    for index in range(export.header + 1, len(grid.rows)):
        row = grid.rows[index]
        if index in passing or all(cells.is_empty(cell) for cell in row):
            continue
        if frame.is_header_again(grid, export.header, index):
            continue
        place = export.places.get((index, groups), place)
        mark = mark_of(frame.cell(row, groups if marks is None else marks))
        if mark is None and marks is not None:
            mark = mark_of(frame.cell(row, groups))
        if place is None or (mark is None and (index, groups) not in export.places):
            if sum(isinstance(cell, int | float) for cell in row) > 1:
                export.problems.append(
                    grid.problem(
                        "group_missing",
                        "В строке есть числа, но не сказано, чьи они: нужны группа участников и "
                        "отметка.",
                        index, groups, found=frame.text_of(frame.cell(row, groups)) or None,
                        expected="школа, муниципалитет или отметка 2, 3, 4, 5",
                    )
                )  # fmt: skip
            continue
        yield (index, row, place, {} if mark is None else {"mark_group": mark}), mark


def _read(export: Export) -> list[TableRows]:
    aside = [at] if (at := _mark_column(export.words)) is not None else []

    found: list[tuple[Line, int | None]] = []

    def of_marks(passing: set[int]) -> list[Line]:
        found.extend(_lines(export, passing))
        return [line for line, mark in found if mark is not None]

    def of_everybody(passing: set[int]) -> list[Line]:
        return [line for line, mark in found if mark is None]

    by_mark = completion(export, "task_groups", of_marks, aside)
    whole = Export(export.grid, export.header, export.work, places=export.places)
    everybody = completion(whole, "tasks", of_everybody, aside)
    export.problems.append(
        export.grid.problem(
            "layout_unconfirmed",
            "Раскладка этого отчёта известна по описаниям, образца выгрузки у нас нет: сверьте "
            "несколько чисел с файлом.",
            severity="warning",
        )
    )
    _tell_small(export, by_mark)
    return [data for data in (by_mark, everybody) if data.rows]


def _tell_small(export: Export, data: TableRows) -> None:
    key = ("scope_type", "scope_id", "mark_group")
    sizes = {tuple(row[name] for name in key): row.get("participants") for row in data.rows}
    least = methodology.rules("task_zones").number("informative_participants")
    small = [size for size in sizes.values() if size is not None and size < least]
    if small:
        export.problems.append(
            export.grid.problem(
                "small_groups",
                f"Групп, в которых меньше {least:g} участников: {len(small)} из {len(sizes)}. "
                "Их проценты сохранены, но выводов по ним не делают.",
                severity="warning",
            )
        )  # fmt: skip


MARK_GROUPS_REPORT = Report(
    "fis_mark_groups",
    "Выполнение заданий группами участников (ФИС ОКО)",
    "выполнение заданий группами",
    _header,
    _labels,
    _read,
    "«Группы участников», «Кол-во участников», номера заданий и отметки 2, 3, 4, 5",
)
