"""Titles of works that contradict each other: below a table, in the name of its sheet, in a file.

Here: what is said where they do. Not here: reading a title (`fis_work`).
"""

from __future__ import annotations

from helpers import vocabulary
from helpers.errors import Problem
from helpers.readers import cells
from helpers.readers.grid import Grid
from helpers.readers.layouts.fis_work import (
    SHEET,
    Work,
    lines_above,
    parts_of_title,
    subject_and_level,
)


def another_work(grid: Grid, header: int) -> Problem | None:
    """An error where a line below the header names another work than those above it."""
    own = parts_of_title(lines_above(grid.rows[:header]).title)
    for index in range(header + 1, len(grid.rows)):
        filled = [cell for cell in grid.rows[index] if not cells.is_empty(cell)]
        if len(filled) != 1 or not isinstance(filled[0], str):
            continue
        parts = parts_of_title(cells.tidy(filled[0]))
        if parts != own and subject_and_level(parts.get("subject", ""))[0] and "grade" in parts:
            return grid.problem(
                "several_works",
                "Под таблицей одной работы на том же листе стоит другая: её строки были бы "
                "отнесены к первой. Перенесите каждую работу на свой лист.",
                index,
                found=cells.tidy(filled[0]),
                expected=lines_above(grid.rows[:header]).title or "одна работа на листе",
            )
    return None


def other_title(grid: Grid, header: int, work: Work | None) -> list[Problem]:
    """An error where a line above a protocol says another subject, grade or
    year than its file."""
    said = lines_above(grid.rows[:header])
    parts = parts_of_title(said.title)
    subject = subject_and_level(parts.get("subject", ""))[0] or subject_and_level(said.subject)[0]
    grade, year = parts.get("grade"), parts.get("year")
    if work is None:
        return []
    same_year = year in (None, work.year) or work.wave == "autumn"
    if same_year and subject in (None, work.subject) and grade in (None, *work.grades()):
        return []
    return [
        grid.problem(
            "title_disagrees",
            "Строка над таблицей говорит о другой работе, чем имя файла или ключи команды: "
            "исправьте то, что неверно.",
            said.title_row if parts else said.subject_row,
            found=said.title or said.subject,
            expected=f"{work.grade} класс, {vocabulary.SUBJECTS.label(work.subject)}, {work.year}",
        )
    ]


def sheet_disagrees(grid: Grid, header: int, work: Work) -> Problem | None:
    """That the name of a sheet («МА 5 …») says another subject or grade than its lines."""
    named = SHEET.match(vocabulary.folded(grid.sheet))
    code = vocabulary.SUBJECTS.find(named[1]) if named else None
    if named is None or code is None:
        return None
    if code == work.subject and int(named[2]) in work.grades():
        return None
    return grid.problem(
        "sheet_disagrees",
        "Название листа говорит о другой работе, чем строки над таблицей: взято то, что в "
        "строках. Проверьте, чья это таблица.",
        lines_above(grid.rows[:header]).title_row,
        found=grid.sheet,
        severity="warning",
    )
