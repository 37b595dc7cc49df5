"""«Выполнение заданий» of ФИС ОКО: completion of each task by group, percent of the maximum.

Here: its header, the second header row with maxima → `tasks`. Not here: the common frame
(`fis_frame`), skills (`fis_results`). The layout is not confirmed by a published file: rows
about levels and maxima are looked for around the header, neither is required.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from helpers import vocabulary
from helpers.readers import cells, strays
from helpers.readers.grid import Grid
from helpers.readers.layouts import fis_frame as frame
from helpers.readers.layouts.fis_frame import Export, Report
from helpers.readers.layouts.fis_individual import task_of
from helpers.readers.layouts.fis_places import Place
from helpers.readers.tabular import TableRows
from helpers.schemas import TABLES

_MOST_TOLD = 10
#: Words of the rows of a header below its first one.
_BELOW = ("макс", "уровень", "сложность")
_TASK = re.compile(r"[0-9]{1,2}(?:[.,][0-9]{1,2})?(?:\([0-9]+\))?(?:\s*[КкKk]\s*[0-9]{1,2})?")


def task_name(cell: Any) -> str:
    """A task as tables name it («1», «9.1», «4К1»); "" for words that are no task.

    >>> task_name(1), task_name("4k1"), task_name("9,1 (1б)"), task_name("Кол-во ОО")
    ('1', '4К1', '9.1', '')
    """
    if found := task_of(cell):
        return found[0]
    if isinstance(cell, bool):
        return ""
    word = frame.text_of(cell).removesuffix("%").strip()
    if not _TASK.fullmatch(word):
        return ""
    return re.sub(r"[КкKk]", "К", re.sub(r"\s", "", word)).replace(",", ".")


def is_header(row: Sequence[Any]) -> bool:
    """Whether a row heads a table of groups with tasks."""
    names = [task_name(cell) for cell in row]
    return frame.has_groups(row) and "0" not in names and sum(map(bool, names)) > 0


def _header(grid: Grid) -> int | None:
    return frame.find_header(grid, is_header)


#: A row with numbers: index, cells, scope, further parts of its key.
Line = tuple[int, list[Any], Place, Mapping[str, Any]]


def completion(
    export: Export,
    table: str,
    lines: Callable[[set[int]], Iterable[Line]],
    aside: Iterable[int] = (),
) -> TableRows:
    """Rows of a table of completion: one for each task of each line.

    `lines` are given the rows that belong to the header; `aside` are columns that are read
    already.
    """
    grid, words = export.grid, export.words
    header = grid.rows[export.header]
    tasks = {at: name for at, cell in enumerate(header) if (name := task_name(cell))}
    repeated = sorted({name for name in tasks.values() if list(tasks.values()).count(name) > 1})
    if repeated:
        export.problems.append(
            grid.problem(
                "duplicate_header", "Задание стоит в заголовке дважды: оставьте одно.",
                export.header, found=", ".join(repeated), expected="разные задания",
            )
        )  # fmt: skip
    participants, schools = frame.participants_column(words), frame.schools_column(words)
    data = export.data(table, {f"task_{name}": at for at, name in tasks.items()})
    groups = frame.column(words, frame.GROUPS)
    kept = frame.aside(export, [groups, participants, schools, *tasks, *aside])
    passing, maxima = _maxima(export, tasks)
    levels = _levels(export, tasks) if "task_level" in TABLES[table].columns else {}
    plain: dict[int, list[tuple[int, dict[str, Any]]]] = {}
    for index, line, place, more in lines(passing):
        started = {
            **export.started(index, place), "variant": "", "extra": frame.extra(line, kept), **more,
        }  # fmt: skip
        if participants is not None:
            frame.put(
                data, started, "participants", frame.cell(line, participants), index, participants
            )
        for at, name in tasks.items():
            row = {**started, "task": name, "max_score": maxima.get(at)}
            if levels:
                row["task_level"] = levels.get(at)
            frame.put(data, row, "completion_pct", frame.cell(line, at), index, at)
            if cells.plain_number(frame.cell(line, at)) is not None:
                plain.setdefault(index, []).append((at, row))
            if started.get("participants") == 0 and not row["completion_pct"]:
                row["completion_pct"] = None
            data.rows.append(row)
    export.problems += [
        strays.mixed_percent(grid, index, at, frame.text_of(header[at]))
        for index, numbers in plain.items()
        for at in _fractions(numbers)[:_MOST_TOLD]
    ]
    if not maxima:
        export.problems.append(
            grid.problem(
                "maxima_missing",
                "Нет строки с максимальными баллами за задания: они остались пустыми.",
                export.header, severity="warning",
            )
        )  # fmt: skip
    return data


def _fractions(numbers: Sequence[tuple[int, Mapping[str, Any]]]) -> list[int]:
    """Positions of the numbers of a line that are shares of one and no percents.

    Numbers below 1 where no task was done by 1 % are shares; so is one that is less than a
    single point of a single participant would give. A hard task may well be done by 0.9 %.
    """
    done = [(at, row) for at, row in numbers if row["completion_pct"]]
    below = [(at, row) for at, row in done if row["completion_pct"] < 1]
    if len(done) > 1 and below and all(row["completion_pct"] <= 1 for _, row in done):
        return [at for at, _ in below]
    return [
        at
        for at, row in below
        if row.get("participants")
        and row.get("max_score")
        and row["completion_pct"] < 99 / (row["participants"] * row["max_score"])
    ]


def _read(export: Export) -> list[TableRows]:
    def lines(passing: set[int]) -> Iterable[Line]:
        return ((*row, {}) for row in frame.group_rows(export, passing))

    return [completion(export, "tasks", lines)]


def _maxima(export: Export, tasks: dict[int, str]) -> tuple[set[int], dict[int, float]]:
    """Rows of the header below its words, and the maximum of each task by position.

    A maximum may also stand in the word itself: «1 (2б)».
    """
    rows = export.grid.rows
    maxima = {
        at: found[1] for at in tasks if (found := task_of(rows[export.header][at])) is not None
    }
    passing: set[int] = set()
    groups = frame.column(export.words, frame.GROUPS)
    for index in range(export.header + 1, min(export.header + 4, len(rows))):
        row = rows[index]
        first = frame.folded(frame.cell(row, groups))
        told = any(frame.folded(cell).startswith(_BELOW) for cell in row)
        if not told and (first or _is_of_people(row, export.words)):
            break
        passing.add(index)
        numbers = {at: number for at in tasks if (number := _number(frame.cell(row, at)))}
        if numbers and not first.startswith(_BELOW[1:]):
            maxima = numbers
    return passing, maxima


def _is_of_people(row: Sequence[Any], words: Sequence[str]) -> bool:
    """Whether a row says how many took part: then it is a group whose name is lost."""
    whole = frame.cell(row, frame.participants_column(words))
    return cells.plain_number(whole) is not None


def _number(cell: Any) -> float | None:
    """A maximum: 2, «2», «2б»."""
    hit = re.fullmatch(r"\(?([0-9]{1,3})(?:\s*[бb](?:алл\w*)?\.?)?\)?", frame.folded(cell))
    return float(hit[1]) if hit else None


def _levels(export: Export, tasks: dict[int, str]) -> dict[int, str]:
    """Level (Б, П, В) of each task, from the rows just above or below the header."""
    found: dict[int, str] = {}
    for row in export.grid.rows[max(0, export.header - 2) : export.header + 3]:
        for at in tasks:
            raw = frame.cell(row, at)
            if isinstance(raw, str) and len(cells.tidy(raw)) == 1:
                level = vocabulary.TASK_LEVELS.find(raw)
                if level:
                    found[at] = level
    return found


TASKS_REPORT = Report(
    "fis_tasks",
    "Выполнение заданий (ФИС ОКО)",
    "выполнение заданий",
    _header,
    frame.group_labels,
    _read,
    "«Группы участников», «Кол-во участников», номера заданий",
)
