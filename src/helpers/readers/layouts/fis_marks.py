"""«Статистика по отметкам» (Ф3) of ФИС ОКО: shares of marks by group.

Here: its header and rows → `marks`. Not here: the common frame (`fis_frame`) and counts from
shares (`readers.checks`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from helpers.errors import figure
from helpers.readers.checks import MARKS, SHARES, SHARES_TOLERANCE
from helpers.readers.grid import Grid
from helpers.readers.layouts import fis_frame as frame
from helpers.readers.layouts.fis_frame import Export, Report
from helpers.readers.tabular import TableRows

_MARKS = (2, 3, 4, 5)


def _is_header(row: Sequence[Any]) -> bool:
    numbers = [number for cell in row if (number := _mark(cell)) is not None]
    return frame.has_groups(row) and set(numbers) == set(_MARKS)


def _mark(cell: Any) -> int | None:
    """The mark that a header cell means: 2, 2.0, «2», «Отметка 2», «2, %»."""
    word = frame.folded(cell).removeprefix("отметка").removesuffix("%").strip(" ,:«»\"'")
    return frame.number_word(word)


def _header(grid: Grid) -> int | None:
    return frame.find_header(grid, _is_header)


def _read(export: Export) -> list[TableRows]:
    """Rows of `marks`: shares as printed; counts follow from them where they must."""
    words = export.words
    header = export.grid.rows[export.header]
    at_mark = {_mark(cell): at for at, cell in enumerate(header)}
    positions = {share: at_mark[mark] for share, mark in zip(SHARES, _MARKS, strict=True)}
    marked = ((at, _mark(cell)) for at, cell in enumerate(header))
    frame.one_each(export, {at: mark for at, mark in marked if mark in _MARKS})
    participants, schools = frame.participants_column(words), frame.schools_column(words)
    if participants is not None:
        positions["participants"] = participants
    data = export.data("marks", positions)
    groups = frame.column(words, frame.GROUPS)
    kept = frame.aside(export, [groups, participants, schools, *positions.values()])
    if schools is not None:
        kept[schools] = "Кол-во ОО"
    for index, line, place in frame.group_rows(export):
        row = export.started(index, place)
        row |= {"attempt": "", "class": "", "counts_origin": "percents"}
        row |= {"programme_grade": export.work.programme_grade}
        row["max_primary"] = export.work.max_primary
        row["extra"] = frame.extra(line, kept)
        for name, at in positions.items():
            frame.put(data, row, name, frame.cell(line, at), index, at)
        _complete(data, row)
        if participants is not None and row["participants"] is None:
            _tell_uncounted(data, row)
        data.rows.append(row)
    return [data]


def _tell_uncounted(data: TableRows, row: dict[str, Any]) -> None:
    """That shares without the number of participants give no counts."""
    if row["source_row"] in data.faulty_lines or all(row[name] is None for name in SHARES):
        return
    data.problems.append(
        data.problem(
            "participants_missing",
            "Есть доли отметок, но нет числа участников: количеств у этой строки нет, в счёт она "
            "не войдёт. Впишите число участников.",
            row,
            "participants",
            None,
            "число участников",
            "warning",
        )
    )


def _complete(data: TableRows, row: dict[str, Any]) -> None:
    """Nobody wrote → all counts are zero; an empty share is zero when the others give 100 %."""
    shares = [row[name] for name in SHARES]
    if row["source_row"] in data.faulty_lines:
        return
    if row.get("participants") == 0 and not any(shares):
        row.update(dict.fromkeys(MARKS, 0), **dict.fromkeys(SHARES))
        return
    total = sum(share for share in shares if share is not None)
    off = abs(total - 100) > SHARES_TOLERANCE + 1e-9
    if not off and "_pct=" not in row["absences"]:
        row.update({name: row[name] or 0.0 for name in SHARES})
    elif off and any(share is not None for share in shares):
        hidden = None in shares and total < 100
        data.problems.append(
            data.problem(
                "shares_do_not_sum",
                "Доли отметок не дают 100 %: исправьте файл или выгрузите его заново.",
                row,
                SHARES[0],
                figure(total),
                "100 ± 0,05",
                "warning" if hidden and "_pct=" in row["absences"] else "error",
            )
        )
        if not hidden:
            data.faulty_lines.add(row["source_row"])


MARKS_REPORT = Report(
    "fis_marks",
    "Статистика по отметкам (ФИС ОКО)",
    "статистика по отметкам",
    _header,
    frame.group_labels,
    _read,
    "«Группы участников», «Кол-во участников», отметки 2, 3, 4, 5",
)
